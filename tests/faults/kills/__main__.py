"""`python -m tests.faults.kills`: the whole suite on both engines at the same time, and the table (`make faults`)."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.postgres import private_cluster

ENGINES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
KILLS = 600  # on each engine
AN_EPOCH = 30  # kills on one database, before it is compared with its twin
SERVERS = 0.12  # of the kills on PostgreSQL: the server's process instead of ours
COLUMNS = ("kills", "acknowledged", "retried", "lost", "half", "doubled")
HEADINGS = ("kill points", "acknowledged", "tried again", "lost", "half-written", "doubled")


def main() -> int:
    """Run the suite; 1 if anything was lost, half-written or doubled, or fewer kills fell than asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--kills", type=int, default=KILLS, help="on each engine")
    parser.add_argument("--epoch", type=int, default=AN_EPOCH, help="kills on one database")
    parser.add_argument("--most", type=int, default=6, help="kills within one turn of work")
    parser.add_argument("--work", nargs="*", default=[], help="kinds of work, all without it")
    parser.add_argument("--seed", type=int, default=20221024)
    parser.add_argument("--template", default="", help="address of a migrated, empty database to copy")
    parser.add_argument("--broken", choices=["", "autocommit", "hasty", "forgetful"], default="")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    began = time.monotonic()
    reports = both(chosen) if chosen.engine == "both" else {chosen.engine: run(chosen)}
    if chosen.json:
        print(json.dumps(reports))
    else:
        show(reports, chosen.seed, time.monotonic() - began)
    few = [engine for engine, report in reports.items() if total(report, "kills") < chosen.kills]
    faults = sum(
        total(report, column) for report in reports.values() for column in ("lost", "half", "doubled")
    )
    return 1 if faults or few or len(reports) < (2 if chosen.engine == "both" else 1) else 0


def both(chosen: argparse.Namespace) -> dict[str, Any]:
    """Run each engine in a process of its own, at the same time; an engine that broke off has no report."""
    options = [f"--kills={chosen.kills}", f"--epoch={chosen.epoch}", f"--most={chosen.most}"]
    options += [f"--seed={chosen.seed}", *(["--work", *chosen.work] if chosen.work else [])]
    command = [sys.executable, "-m", "tests.faults.kills", "--json", *options]
    running = {
        engine: subprocess.Popen([*command, f"--engine={engine}"], stdout=subprocess.PIPE, text=True)
        for engine in ENGINES
    }
    reports: dict[str, Any] = {}
    for engine, process in running.items():
        told, _errors = process.communicate()
        if process.returncode not in (0, 1) or not told:
            print(f"{ENGINES[engine]}: broke off with status {process.returncode}", file=sys.stderr)
        else:
            reports |= json.loads(told.splitlines()[-1])
    return reports


def run(chosen: argparse.Namespace) -> dict[str, Any]:
    """Run one engine on databases of its own; the report as plain data."""
    with contextlib.ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="anlan-kills-")))
        template = chosen.template
        os.environ["ANLAN_HOME"] = str(folder)
        if not template and chosen.engine == "sqlite":
            template = f"sqlite:///{folder / 'template.sqlite3'}"
        elif not template:
            template = held.enter_context(private_cluster(fsync=True)).url
        os.environ["ANLAN_DATABASE_URL"] = template
        os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
        import django

        django.setup()
        logging.getLogger("psycopg").setLevel(
            logging.ERROR
        )  # that a killed server breaks pipelines off is no news
        from tests.faults.kills.suite import Suite, asked

        if not chosen.template:
            asked(_migrate)
        servers = SERVERS if chosen.engine == "postgres" and not chosen.template else 0.0
        suite = Suite(chosen.seed, most=chosen.most, kinds=chosen.work, servers=servers, broken=chosen.broken)
        copies = _copies(folder, chosen.engine == "sqlite")
        while suite.report.kills < chosen.kills and not (chosen.broken and suite.report.faults):
            share = min(chosen.epoch, chosen.kills - suite.report.kills)
            with next(copies) as subject, next(copies) as twin:
                suite.epoch(share, subject, twin)
            told = f"{ENGINES[chosen.engine]}: {suite.report.kills} of {chosen.kills} kills"
            print(told, f"{suite.report.faults} faults", sep=", ", file=sys.stderr, flush=True)
        return suite.report.plain()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _copies(folder: Path, is_file: bool) -> Iterator[contextlib.AbstractContextManager[Callable[[], None]]]:
    """Yield copies of the template, one after the other; each gives what points connections at it."""
    from django.db import connections

    template = str(connections.settings["default"]["NAME"])

    @contextlib.contextmanager
    def copy(number: int) -> Iterator[Callable[[], None]]:
        name = str(folder / f"copy-{number}.sqlite3") if is_file else f"{template}_kills_{number}"
        if is_file:
            _checkpoint(template)
            shutil.copyfile(template, name)
        else:
            _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield lambda: _point(name, folder / f"seals-{number}.jsonl")
        finally:
            if is_file:
                for ending in ("", "-wal", "-shm"):
                    Path(name + ending).unlink(missing_ok=True)
            else:
                _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')

    for number in itertools.count(1):
        yield copy(number)


def _point(name: str, seals: Path) -> None:
    """Let connections that are made from now on go to a copy, whose seals go to a file of its own."""
    from django.conf import settings
    from django.db import connections

    connections.settings["default"]["NAME"] = name
    settings.JOURNAL_SEALS_FILE = seals


def _checkpoint(path: str) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as template:
        template.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _on_server(statement: str) -> None:
    from django.db import connection

    from tests.faults.kills.suite import asked

    def execute() -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    asked(execute)


def total(report: dict[str, Any], column: str) -> int:
    return sum(tally[column] for tally in report["tallies"].values())


def show(reports: dict[str, Any], seed: int, seconds: float) -> None:
    """Print the table, what was killed where, and the first faults in words."""
    print(f"\n| engine | work | {' | '.join(HEADINGS)} |")
    print(f"|---|---|{'--:|' * len(HEADINGS)}")
    for engine, report in reports.items():
        for kind, tally in report["tallies"].items():
            print(f"| {ENGINES[engine]} | {kind} | {' | '.join(f'{tally[c]:,}' for c in COLUMNS)} |")
        print(f"| {ENGINES[engine]} | all | {' | '.join(f'{total(report, c):,}' for c in COLUMNS)} |")
    for engine, report in reports.items():
        places = ", ".join(f"{place} {count}" for place, count in sorted(report["places"].items()))
        print(f"\n{ENGINES[engine]}: killed {places}.")
        for word in report["words"][:20]:
            print(f"  {word[:400]}")
    print(f"\nSeed {seed}, {seconds:.0f} s.")


if __name__ == "__main__":
    sys.exit(main())
