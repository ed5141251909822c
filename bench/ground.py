"""What every bench stands on: an engine of its own, a small world, a stopwatch, and the one form of result line.

A bench measures and does not judge: it exits with 0 when it could measure, also when a target is missed.
`BENCH_SIZE=small` makes every bench quick enough to try a change (seconds, not minutes). Everything is written below
a temporary folder and to a private PostgreSQL cluster; both are gone afterwards.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgres import NoPostgres, private_cluster

ROOT = Path(__file__).resolve().parent.parent
SMALL = os.environ.get("BENCH_SIZE") == "small"
ENGINES = ("sqlite", "postgresql")
ENGINE = os.environ.get("BENCH_ENGINE", "")


def size(full: int, small: int) -> int:
    return small if SMALL else full


# -- lines -------------------------------------------------------------------------------------------------


def tell(
    target: str,
    what: str,
    value: float,
    unit: str = "",
    *,
    most: float | None = None,
    least: float | None = None,
) -> None:
    """Print one measured quantity with its limit, PASS or MISS, and by how much."""
    shown = f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    text = f"{target:<4} {ENGINE or '-':<11} {what:<66} {shown:>9} {unit:<9}"
    if most is not None:
        text += f" ≤ {most:<7g} {_verdict(value <= most, abs(value - most) / (most or 1))}"
    elif least is not None:
        text += f" ≥ {least:<7g} {_verdict(value >= least, abs(value - least) / least)}"
    print(text.rstrip(), flush=True)


def _verdict(good: bool, share: float) -> str:
    return f"{'PASS' if good else 'MISS'} by {share:.0%}"


def note(text: str) -> None:
    print(f"     {ENGINE or '-':<11} {text}", flush=True)


# -- engines -----------------------------------------------------------------------------------------------


def on_engines(module: str, measure: Callable[[], None], *, fsync: bool = True) -> int:
    """Run `measure` in a process of its own on each engine: Django knows one database a process."""
    if ENGINE:
        start_django()
        measure()
        return 0
    only = os.environ.get("BENCH_ONLY", "")
    for engine in ENGINES:
        if only in ("", engine):
            status = _run_child(module, engine, fsync=fsync)
            if status:
                return status
    return 0


def _run_child(module: str, engine: str, *, fsync: bool) -> int:
    command = [sys.executable, "-m", module]
    with temporary_home() as home:
        environment = os.environ | {"ANLAN_HOME": str(home), "BENCH_ENGINE": engine}
        environment.pop("ANLAN_DATABASE_URL", None)
        if engine == "sqlite":
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        try:
            with private_cluster(fsync=fsync) as cluster:
                environment["ANLAN_DATABASE_URL"] = cluster.url
                return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        except NoPostgres as problem:
            print(f"     {engine}: not measured: {problem}", flush=True)
            return 0


@contextmanager
def temporary_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="anlan-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_django() -> None:
    """Set Django up on the engine of this process and migrate."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != ENGINE:
        sys.exit(f"asked for {ENGINE}, but Django is set up for {connection.vendor}")
    call_command("migrate", verbosity=0)


# -- stopwatch ---------------------------------------------------------------------------------------------


class Watch:
    """Wall and CPU seconds of this process, and of a database backend when its process number is given."""

    def __init__(self, *backends: int) -> None:
        self.backends = backends
        self.wall = self.cpu = self.backend = 0.0

    def __enter__(self) -> Watch:
        self._start = (time.perf_counter(), time.process_time(), self._backend())
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu, backend = self._start
        self.wall = time.perf_counter() - wall
        self.cpu = time.process_time() - cpu
        self.backend = self._backend() - backend

    def _backend(self) -> float:
        return sum(cpu_of(pid) for pid in self.backends)


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of another process: to the nanosecond where the kernel tells, else to the tick."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


# -- world -------------------------------------------------------------------------------------------------


def small_world(*, scale: float = 0.0075) -> Any:
    """Write the demo's areas, offices, people and a few hundred premises; no visits and no hazards."""
    import random

    from anlan.demo import world
    from anlan.demo.year import FIRST
    from anlan.kernel import clock

    with clock.at(clock.day_start(FIRST)):
        return world.build(random.Random(1), scale=scale, password="bench-only")
