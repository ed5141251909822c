"""What the installation looks at about itself: for `/readyz` and `anlan doctor`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from anlan.documents.rendering import fonts
from anlan.jobs.models import Run, RunState
from anlan.kernel import clock
from anlan.org import calendar
from anlan.tipoffs import sealing
from anlan.tipoffs.models import TipOff

OK, WARNING, FAULT = "ok", "warning", "fault"
LEAST_FREE = 500 * 2**20
SCARCE_FREE = 5 * 2**30
SILENT = timedelta(minutes=10)
BACKUP_OLD = timedelta(days=7)
YEAR_END_MONTH = 10
FACES = ("fang", "kai", "hei", "song")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, ok, warning or fault, what was seen, and what to do."""

    name: str
    state: str
    seen: str
    advice: str = ""


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            version = ".".join(map(str, connection.get_database_version()))
    except DatabaseError as error:
        return Finding(
            "database", FAULT, str(error).splitlines()[0][:200], _("Start it, or mend ANLAN_DATABASE_URL.")
        )
    return Finding("database", OK, f"{connection.vendor} {version}")


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if todo:
        return Finding(
            "migrations", FAULT, _("%(n)s are not applied") % {"n": len(todo)}, _("Run “anlan migrate”.")
        )
    return Finding("migrations", OK, _("all applied"))


def worker() -> Finding:
    """The tick claims a slot every minute: a run that ended lately is the worker's sign of life."""
    last = (
        Run.objects.filter(state=RunState.DONE)
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)
        .first()
    )
    if last is None or clock.now() - last > SILENT:
        seen = f"{last.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if last else _("never")
        return Finding(
            "worker",
            FAULT,
            _("last seen: %(at)s") % {"at": seen},
            _("Start “anlan serve” or “anlan worker”."),
        )
    return Finding("worker", OK, f"{last.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}")


def disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    seen = _("%(gb)s GB free") % {"gb": f"{free / 2**30:.1f}"}
    if free < LEAST_FREE:
        return Finding("disk", FAULT, seen, _("Free some, or nothing more can be written."))
    if free < SCARCE_FREE:
        return Finding("disk", WARNING, seen, _("Free some, or enlarge the disk."))
    return Finding("disk", OK, seen)


def folder() -> Finding:
    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        return Finding(
            "folder",
            FAULT,
            str(home),
            _("The data folder cannot be written: give it to the user who runs anlan."),
        )
    return Finding("folder", OK, str(home))


def secret() -> Finding:
    path = Path(settings.HOME) / "secret.key"
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding("secret", WARNING, str(path), _("Others can read the key: chmod 600."))
    return Finding("secret", OK, str(path))


def tip_key() -> Finding:
    """Tell whether the key of the tip-offs is here while there are tip-offs, and its owner's only."""
    path = sealing.key_path()
    if not path.exists():
        if TipOff.objects.exists():
            told = _("The key of the tip-offs is missing: put it back, or no receipt code and no seal opens.")
            return Finding("tip_key", FAULT, str(path), told)
        return Finding("tip_key", OK, "")
    if path.stat().st_mode & 0o077:
        return Finding("tip_key", WARNING, str(path), _("Others can read the key: chmod 600."))
    return Finding("tip_key", OK, str(path))


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", OK if sys.version_info >= (3, 11) else FAULT, version)


def working_calendar() -> Finding:
    today = clock.today()
    missing = [year for year in (today.year, today.year + 1) if not calendar.is_announced(year)]
    if today.year in missing:
        return Finding(
            "calendar",
            FAULT,
            str(today.year),
            _("Working days of this year are not known: deadlines count weeks only."),
        )
    if missing and today.month >= YEAR_END_MONTH:
        return Finding(
            "calendar",
            WARNING,
            str(missing[0]),
            _("Enter next year's holidays and make-up days when they are announced."),
        )
    return Finding("calendar", OK, f"{today.year}")


def clock_sane() -> Finding:
    """Compare the machine's clock with what the database last recorded: it must not run behind it."""
    last = Run.objects.order_by("-pk").values_list("started_at", flat=True).first()
    ahead = last - clock.now() if last else timedelta(0)
    if ahead > timedelta(minutes=2):
        return Finding(
            "clock",
            FAULT,
            f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
            _("The clock lies behind what was recorded: set it (NTP)."),
        )
    shifted = abs(clock.now() - clock.real_now()) > timedelta(minutes=2)
    state = WARNING if shifted else OK
    return Finding(
        "clock",
        state,
        f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        _("A demonstration clock is in use.") if shifted else "",
    )


def seals() -> Finding:
    path = Path(settings.JOURNAL_SEALS_FILE)
    if not path.exists():
        return Finding(
            "seals",
            WARNING,
            str(path),
            _("There is no file of seals yet: the worker writes it every ten minutes."),
        )
    return Finding("seals", OK, str(path))


def failed_jobs() -> Finding:
    since = clock.now() - timedelta(days=1)
    failed = sorted(
        set(Run.objects.filter(state=RunState.FAILED, finished_at__gt=since).values_list("job", flat=True))
    )
    if failed:
        return Finding(
            "jobs", FAULT, ", ".join(failed)[:200], _("They failed three times in the last day: see the log.")
        )
    return Finding("jobs", OK, _("none failed in the last day"))


def last_backup() -> Finding:
    try:
        told = json.loads((Path(settings.HOME) / "last-backup.json").read_text("utf-8"))
        at = datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Finding(
            "backup", WARNING, _("none"), _("Run “anlan backup FILE” every day and keep the file elsewhere.")
        )
    if clock.real_now() - at > BACKUP_OLD:
        return Finding("backup", WARNING, f"{at:%Y-%m-%d}", _("The last one is older than a week."))
    return Finding("backup", OK, f"{at:%Y-%m-%d %H:%M}")


def paper_fonts() -> Finding:
    """Official paper is set in four faces: say which families set them, and whether the city's own are found."""
    own, there = settings.FONT_DIR, fonts.families()
    lacking = sorted(
        face for face in FACES if len(there[face]) < 2
    )  # the last stands in for what no face has
    if lacking:
        return Finding(
            "fonts", FAULT, ", ".join(lacking), _("The shipped fonts are damaged: install anlan anew.")
        )
    seen = ", ".join(there[face][0] for face in FACES)
    if own and not own.is_dir():
        return Finding(
            "fonts", WARNING, str(own), _("ANLAN_FONT_DIR names no folder: the shipped fonts are used.")
        )
    if own and all(there[face][0].startswith("Anlan ") for face in FACES):
        return Finding(
            "fonts", WARNING, str(own), _("None of the fonts there is one that official paper asks for.")
        )
    return Finding("fonts", OK, seen)


READY: tuple[Callable[[], Finding], ...] = (database, migrations, worker, disk)
EVERYTHING = (
    python, database, migrations, folder, secret, tip_key, disk, clock_sane, working_calendar,
    worker, failed_jobs, seals, last_backup, paper_fonts,
)  # fmt: skip


def look(checks: tuple[Callable[[], Finding], ...]) -> Iterator[Finding]:
    """Look at each in turn; without a database what needs one is a fault too."""
    for check in checks:
        try:
            yield check()
        except DatabaseError as error:
            yield Finding(check.__name__, FAULT, str(error).splitlines()[0][:200], _("See “database”."))


def as_data(findings: list[Finding]) -> list[dict[str, Any]]:
    return [{"name": f.name, "state": f.state, "seen": f.seen, "advice": f.advice} for f in findings]
