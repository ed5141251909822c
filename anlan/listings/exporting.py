"""Exports as work: asked for by a person, written by a process of its own, kept a week, handed to the asker only.

Writing a large workbook takes a minute or more, longer than a job of the queue may; so the queue only starts
`anlan exports`, which writes what waits and ends. Each export is written under a lock of its own, which the kernel
gives back however the process ends: what is marked as being written and holds no lock was killed.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Refused, Unknown
from anlan.kernel.processes import die_with_parent
from anlan.listings.models import Export, ExportQuerySet, ExportState, Format
from anlan.listings.sheets import Sheet, find_sheet
from anlan.listings.writing import SUFFIXES, Wish, Written, write
from anlan.org.actors import actor_for
from anlan.org.scope import Actor

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
MOST_WAITING = 5
"""Exports that a person may have in work: more are a mistake, or a queue for others."""
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 2
BETWEEN_NOTES = 1.0


def folder() -> Path:
    return Path(settings.HOME) / "exports"


def path_of(export: Export) -> Path:
    return folder() / f"{export.pk}-{export.attempts}.{SUFFIXES[Format(export.format)]}"


def own(actor: Actor) -> ExportQuerySet:
    """Return the exports that somebody may see: their own."""
    return Export.objects.filter(person=actor.person_id)


# -- asking ------------------------------------------------------------------------------------------------------


def allowed(actor: Actor, sheet: Sheet) -> None:
    """Raise Refused where the posts give no right to the list."""
    if sheet.permission is not None and not actor.may(sheet.permission):
        raise Refused("page.denied", _("Your posts give you no right to this page."), http=403)


def ask(*, by: Actor, sheet: Sheet, query: Mapping[str, Any], form: Format, key: str, at: datetime) -> Export:
    """Put an export in the queue; the same form again is the same export. Raises Invalid, Refused."""
    allowed(by, sheet)
    kept = sheet.canonical(query)
    sheet.check(by, query)
    first = own(by).filter(key=key).first()
    if first is not None:
        return first
    if own(by).waiting().count() >= MOST_WAITING:
        raise Refused(
            "export.many",
            _("You already have %(most)s exports in work. Wait until one is ready.") % {"most": MOST_WAITING},
        )
    try:
        with transaction.atomic():
            export = Export.objects.create(
                person_id=by.person_id,
                page=sheet.code,
                query=kept,
                told=json.dumps(sheet.told(by, query), ensure_ascii=False),
                format=form,
                language=translation.get_language() or "zh-hans",
                key=key,
                asked_at=at,
            )
            async_task("anlan.listings.exporting.start", task_name=f"export {export.pk}")
    except IntegrityError:
        return own(by).get(key=key)
    return export


# -- the right to a file that is there ---------------------------------------------------------------------------


def reach(actor: Actor, sheet: Sheet) -> list[list[Any]]:
    """Return how far the posts reach that grant the list: (organisation, area path, sectors)."""
    return [
        [post.organisation_id, post.area_path, None if post.sector_ids is None else sorted(post.sector_ids)]
        for post in actor.posts
        if sheet.permission is None or sheet.permission in post.permissions
    ]


def still_reaches(actor: Actor, export: Export, sheet: Sheet) -> bool:
    """Tell whether the person's posts of now cover those in whose right the file was written."""
    now = reach(actor, sheet)
    return all(any(_covers(mine, then) for mine in now) for then in json.loads(export.reach))


def _covers(mine: list[Any], then: list[Any]) -> bool:
    (body, path, sectors), (old_body, old_path, old_sectors) = mine, then
    if body != old_body or not old_path.startswith(path):
        return False
    return sectors is None or (old_sectors is not None and set(old_sectors) <= set(sectors))


def file_for(actor: Actor, key: int) -> tuple[Export, Path]:
    """Return an export and its file. Raises Unknown for a stranger's, Refused where the right or the file is gone."""
    export = find_own(actor, key)
    sheet = find_sheet(export.page)
    allowed(actor, sheet)
    path = path_of(export)
    if not export.has_file or not path.is_file():
        raise Refused(
            "export.no_file", _("The file of this export is not there (any more). Export the list anew.")
        )
    if not still_reaches(actor, export, sheet):
        raise Refused(
            "export.reach",
            _("Your posts no longer reach all that this file holds. Export the list anew."),
            http=403,
        )
    return export, path


def find_own(actor: Actor, key: int) -> Export:
    export = own(actor).filter(pk=key).first()
    if export is None:
        raise Unknown("export.unknown", _("You have no export with this number."))
    return export


# -- writing -----------------------------------------------------------------------------------------------------


def start() -> str:
    """Take up what was killed, and start a process for what waits unless enough are at work."""
    died = take_up()
    running = Export.objects.filter(state=ExportState.RUNNING).count()
    waits = Export.objects.filter(state=ExportState.QUEUED).exists()
    if not waits or running >= MOST_AT_ONCE:
        return f"{died} taken up"
    subprocess.Popen(
        [sys.executable, "-m", "anlan", "exports"],
        env={**os.environ, "ANLAN_HOME": str(settings.HOME)},
        preexec_fn=partial(die_with_parent, parent=os.getpid()),  # noqa: PLW1509 -- goes down with the worker
        stdin=subprocess.DEVNULL,
    )
    return f"{died} taken up, one process started"


def work() -> int:
    """Write every export that waits, oldest first; return how many were finished."""
    count = 0
    while True:
        for key in (
            Export.objects.filter(state=ExportState.QUEUED).order_by("pk").values_list("pk", flat=True)
        ):
            with locked(key) as mine:
                claimed = mine and _claim(key)
                if claimed:
                    count += _run(Export.objects.select_related("person").get(pk=key))
                    break
        else:
            return count


@contextmanager
def locked(key: int) -> Iterator[bool]:
    """Hold the lock of one export inside the block; False where another process has it."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f".{key}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _claim(key: int) -> bool:
    """Mark an export as being written; the attempt is counted before the work."""
    rows = Export.objects.filter(pk=key, state=ExportState.QUEUED, attempts__lt=MOST_ATTEMPTS)
    return bool(rows.update(state=ExportState.RUNNING, attempts=F("attempts") + 1, done=0, total=None))


def _run(export: Export) -> int:
    """Write one export in the right and the language of its asker; a no is told, an error tried again."""
    with translation.override(export.language):
        try:
            sheet = find_sheet(export.page)
            actor = actor_for(export.person, at=clock.now())
            allowed(actor, sheet)
            query = dict(parse_qsl(export.query))
            wish = Wish(sheet, actor, query, Format(export.format), export.asked_at, _named(actor))
            reached = json.dumps(reach(actor, sheet))
            with _noting(export) as note:
                written = write(wish, path_of(export), progress=note)
        except AnlanError as error:
            _fail(export, str(error))
            return 0
        except Exception as error:
            _again(export, f"{type(error).__name__}: {error}")
            raise
    return _finish(export, written, reached)


def _named(actor: Actor) -> str:
    posts = "; ".join(f"{post.organisation_name} {post.title}".strip() for post in actor.posts)
    return f"{actor.name} ({posts})" if posts else actor.name


@contextmanager
def _noting(export: Export) -> Iterator[Any]:
    """Yield what notes how far it is, at most once a second, beside the snapshot in which the rows are read."""
    beside = connection if connection.in_atomic_block else connection.copy()
    noted = 0.0

    def note(done: int, total: int | None) -> None:
        nonlocal noted
        now = time.monotonic()
        if done and done != total and now - noted < BETWEEN_NOTES:
            return
        noted = now
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE listings_export SET done = %s, total = %s WHERE id = %s", [done, total, export.pk]
            )

    try:
        yield note
    finally:
        if beside is not connection:
            beside.close()


def _finish(export: Export, written: Written, reached: str) -> int:
    """Hand the file over, unless somebody else took the export up meanwhile: then it is theirs to write."""
    now = clock.now()
    done = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, attempts=export.attempts).update(
        state=ExportState.DONE,
        known_at=written.known_at,
        finished_at=now,
        expires_at=now + KEPT,
        done=written.rows,
        total=written.rows,
        keys_digest=written.keys_digest,
        sha256=written.sha256,
        size=written.size,
        reach=reached,
        reason="",
    )
    if not done:
        path_of(export).unlink(missing_ok=True)
    return done


def _fail(export: Export, reason: str) -> None:
    Export.objects.filter(pk=export.pk).update(
        state=ExportState.FAILED, reason=reason[:500] or "?", finished_at=clock.now()
    )


def _again(export: Export, reason: str) -> None:
    """Put an export back into the queue, or give it up after its third attempt."""
    if export.attempts >= MOST_ATTEMPTS:
        with translation.override(export.language):
            told = _(
                "It could not be written in %(n)s attempts. Ask for it again, or tell your administrator: %(why)s"
            )
            _fail(export, told % {"n": MOST_ATTEMPTS, "why": reason})
        log.error("export %s given up: %s", export.pk, reason)
        return
    Export.objects.filter(pk=export.pk).update(state=ExportState.QUEUED, reason=reason[:500])


def take_up() -> int:
    """Put back what a killed process left half-written, with its scraps removed; return how many."""
    count = 0
    for key in Export.objects.filter(state=ExportState.RUNNING).values_list("pk", flat=True):
        with locked(key) as mine:
            export = Export.objects.filter(pk=key, state=ExportState.RUNNING).first() if mine else None
            if export is not None:
                _again(export, "the process that wrote it ended")
                count += 1
    return count


# -- dropping ----------------------------------------------------------------------------------------------------


def drop(export: Export, *, at: datetime) -> None:
    """Remove the file of an export; its row stays as the record. One in work is given up."""
    if export.is_waiting:
        _fail(export, _("Given up by the asker."))
    Export.objects.filter(pk=export.pk, dropped_at=None).update(dropped_at=at)
    with suppress(OSError):
        path_of(export).unlink(missing_ok=True)


def drop_expired(now: datetime) -> int:
    """Remove the files whose week is over; return how many."""
    expired = list(Export.objects.expired(now)[:1_000])
    for export in expired:
        drop(export, at=now)
    return len(expired)


def sweep(*, older_than: float) -> int:
    """Remove what killed processes left: drafts, locks and files that belong to no export any more; return how many."""
    count = 0
    kept = {path_of(export).name for export in Export.objects.filter(state=ExportState.DONE, dropped_at=None)}
    waiting = {f".{key}.lock" for key in Export.objects.all().waiting().values_list("pk", flat=True)}
    for path in folder().glob("*") if folder().is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= older_than or path.name in kept or path.name in waiting:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            count += 1
    return count
