"""Proves what was unpacked from a backup: brought to this version, journal and counters verified, figures compared.

A rehearsal and a restore prove alike. Every stage is timed; what came of it is a `Proof`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.cli import backup as making
from anlan.figures.verification import verify as verify_figures
from anlan.journal.verify import verify as verify_journal
from anlan.kernel.errors import AnlanError

ANSWER = "proof.json"
SCRIPT = """
import json, sys, django
django.setup()
from django.utils import translation
from anlan.cli import proving
from anlan.kernel.errors import AnlanError
translation.activate(sys.argv[2])
try:
    proving.here(sys.argv[1])
except AnlanError as error:
    sys.exit(str(error))
"""


@dataclass
class Proof:
    """What was found: seconds by stage, migrations applied, figures compared, those that differ (code → was, is)."""

    seconds: dict[str, float] = field(default_factory=dict)
    applied: list[str] = field(default_factory=list)
    entries: int = 0
    compared: int = 0
    differ: dict[str, list[str]] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)

    def timed(self, stage: str, work: Any) -> Any:
        began = time.monotonic()
        done = work()
        self.seconds[stage] = round(self.seconds.get(stage, 0) + time.monotonic() - began, 2)
        return done


def apart(staging: Path, database_url: str) -> Proof:
    """Prove unpacked parts in a process of its own, on a database that nobody uses. Raises AnlanError.

    `staging` is a data folder for that process alone, so that nothing of the installation is touched.
    """
    variables = {
        **os.environ,
        "ANLAN_HOME": str(staging),
        "ANLAN_DATABASE_URL": database_url,
        "ANLAN_SEALS_FILE": str(staging / making.SEALS),
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(staging), get_language() or "en"],
        env=variables, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise AnlanError(
            "restore.unsound",
            _("What was restored is not sound, so nothing was changed: %(why)s")
            % {"why": (done.stderr.strip().splitlines() or ["?"])[-1][:300]},
        )
    return Proof(**json.loads((staging / ANSWER).read_text("utf-8")))


def here(folder: str) -> None:
    """Prove the parts in `folder` on this process's own database, and leave the proof beside them."""
    staging = Path(folder)
    manifest = json.loads((staging / making.MANIFEST).read_text("utf-8"))
    found = prove(manifest) if connection.vendor == "sqlite" else into_postgres(staging, manifest)
    (staging / ANSWER).write_text(json.dumps(asdict(found)), "utf-8")


def prove(manifest: dict[str, Any], proof: Proof | None = None) -> Proof:
    """Bring the database to this version, verify journal and counters, compare every figure. Raises AnlanError."""
    proof = proof or Proof()
    had = {tuple(name) for name in manifest["migrations"]}
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    proof.applied = sorted(f"{app}.{name}" for app, name in set(known) - had)
    proof.timed("migrate", lambda: call_command("migrate", verbosity=0))
    verdict = proof.timed("journal", verify_journal)
    if not verdict.sound:
        why = "; ".join(map(str, verdict.faults[:2]))
        raise AnlanError("restore.journal", _("the journal is not sound: %(why)s") % {"why": why})
    proof.entries = verdict.entries
    if not proof.timed("counters", verify_figures).sound:
        raise AnlanError("restore.counters", _("counters differ from the journal"))
    was = manifest["figures"]
    now = proof.timed("figures", lambda: making.figures(manifest["known_at"]))
    proof.compared = len(was)
    proof.differ = {code: [was[code], now.get(code, "")] for code in was if now.get(code) != was[code]}
    proof.new = sorted(set(now) - set(was)) if was else []
    if proof.differ:
        told = ", ".join(
            f"{code} {old} → {new or '—'}" for code, (old, new) in list(proof.differ.items())[:5]
        )
        raise AnlanError("restore.figures", _("figures differ: %(codes)s") % {"codes": told})
    return proof


def into_postgres(staging: Path, manifest: dict[str, Any]) -> Proof:
    """Fill the database in one transaction that is only committed when everything was verified. Raises AnlanError.

    The tables are those of the version that made the backup; they are brought to this version with the rows in them.
    """
    proof = Proof()
    with transaction.atomic(), connection.cursor() as cursor:
        proof.timed("tables", lambda: _tables_of(staging, manifest, cursor))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        proof.timed("rows", lambda: _fill(staging, cursor))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return prove(manifest, proof)


def _fill(staging: Path, cursor: Any) -> None:
    here = [table for table in making.tables() if (staging / f"{table}.copy").exists()]
    for table in here:
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in here))
    for table in here:
        with (
            (staging / f"{table}.copy").open("rb") as file,
            cursor.copy(f'COPY "{table}" FROM STDIN') as rows,
        ):
            while piece := file.read(2**20):
                rows.write(piece)
    for name, last in json.loads((staging / "sequences.json").read_text("utf-8")).items():
        if last is not None:
            cursor.execute("SELECT setval(%s, %s)", [name, last])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in here:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _tables_of(staging: Path, manifest: dict[str, Any], cursor: Any) -> None:
    """Make the tables as the backup's version had them, from nothing if this installation's differ.

    Only tables of anlan are dropped: what else lies in the database is no matter of a restore, and where it refers to
    one of ours PostgreSQL refuses and nothing is changed.
    """
    had = {(app, name) for app, name in manifest["migrations"]}
    if set(MigrationLoader(connection).applied_migrations) == had:
        return
    ours = {path.stem for path in staging.glob("*.copy")} | {"django_migrations"}
    ours |= set(connection.introspection.django_table_names())
    if here := [table for table in making.tables() if table in ours]:
        cursor.execute("DROP TABLE " + ", ".join(f'"{table}"' for table in here))
    executor = MigrationExecutor(connection)
    inner = {
        parent.key
        for key in had
        for parent in executor.loader.graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    executor.migrate(sorted(had - inner))
