"""Takes the staged rows of a batch in, chunk by chunk: each chunk is one short transaction that also moves the cursor.

A process that is killed leaves whole chunks; who takes the work up goes on after the last. A trial run does the very
same and rolls each chunk back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import getnode

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from anlan.imports.cleaning import clean, content
from anlan.imports.flow import IMPORT_FLOW
from anlan.imports.kinds import Kind, Row, Run
from anlan.imports.lines import FATE, fate
from anlan.imports.models import Batch, BatchState, Line, LineState, Phase, Work, WorkState
from anlan.imports.receiving import demand_mapping, kind_of
from anlan.imports.rules import may_handle
from anlan.kernel import clock, fixed
from anlan.kernel.errors import AnlanError, Conflict, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.sql import many
from anlan.org.actors import actor_for
from anlan.org.scope import SYSTEM, Actor

TAKEN = (LineState.WRITTEN, LineState.KEPT, LineState.TAKEN_ON, LineState.STAYS)
OPENED = (LineState.WRITTEN, LineState.KEPT)
"""Lines that hold the natural key: they opened the record."""
LONGEST = 0.3
"""Seconds that a chunk may take before the next one is smaller: no lock lasts over half a second."""
QUICK = 0.12
MOST = 4_000
PATIENCE = timedelta(seconds=90)


class _Trial(Exception):
    pass


def start(batch: Batch, phase: Phase, *, by: Actor, options: Sequence[str] = ()) -> None:
    """Set the work up from its beginning (a trial, the real run or the undoing). Raises Invalid, Conflict."""
    if phase != Phase.UNDOING:
        demand_mapping(batch)
    now = clock.real_now()
    idle = ~Q(state=WorkState.RUNNING) | Q(beat_at=None) | Q(beat_at__lt=now - PATIENCE)
    fresh = {
        "phase": phase,
        "state": WorkState.QUEUED,
        "lease": "",
        "fault": "",
        "options": " ".join(options),
        "asked_by": None if by.is_system else by.person_id,
        "language": get_language() or "",
    }
    again = Work.objects.filter(idle, batch=batch).exclude(phase=phase, state=WorkState.QUEUED)
    if phase == Phase.WRITING:  # a real run that was cut off goes on where it was
        again = again.exclude(phase=phase, state=WorkState.RUNNING)
    with transaction.atomic():
        if again.update(cursor=0, done=0, **fresh) and phase == Phase.TRYING:
            Line.objects.filter(batch=batch).exclude(state__in=TAKEN).update(state=LineState.STAGED)
    batch.work.refresh_from_db()


def work_on(batch: Batch, *, by: Actor, seconds: float = 1e9, tell: Any = None) -> bool:
    """Go on with the work of a batch for some seconds; return whether it is finished.

    Raises Conflict where another process is at it; any other fault stops the work and is noted on it.
    """
    may = may_handle(by, batch)
    if not may:
        raise Refused(may.code or "denied", may.reason, http=403)
    lease = _claim(batch)
    kind, work = kind_of(batch.ledger), Work.objects.get(pk=batch.pk)
    undoing = work.phase == Phase.UNDOING
    run = Run(
        by, clock.now(), batch.pk, dry=work.phase == Phase.TRYING, options=frozenset(work.options.split())
    )
    if work.cursor and not undoing:
        run.seen = dict(_seen(batch, work.cursor))
    ends, size = time.monotonic() + seconds, kind.chunk
    try:
        while time.monotonic() < ends:
            run.locked = 0.0
            count = (_undo_chunk if undoing else _take_chunk)(kind, batch, run, lease, size)
            if not count:
                _finish(batch, Phase(work.phase), by, lease)
                return True
            size = _next_size(size, run.locked, kind.fewest)
            if tell:
                tell(Work.objects.get(pk=batch.pk))
    except Exception as error:
        if not isinstance(error, _Lost):
            Work.objects.filter(pk=batch.pk, lease=lease).update(
                state=WorkState.FAILED, fault=f"{type(error).__name__}: {error}"[:2_000]
            )
        raise
    Work.objects.filter(pk=batch.pk, lease=lease).update(state=WorkState.QUEUED, lease="", beat_at=None)
    return False


@contextmanager
def _timed(run: Run) -> Iterator[None]:
    """Note for how long the transaction inside held its locks."""
    began = time.monotonic()
    try:
        yield
    finally:
        run.locked += time.monotonic() - began


def _next_size(size: int, took: float, fewest: int) -> int:
    if took > LONGEST:
        return max(fewest, size // 2)
    return min(MOST, size * 2) if took < QUICK else size


# -- whose work it is ------------------------------------------------------------------------------------------


class _Lost(Conflict):
    """Another process took the work over."""


def _claim(batch: Batch) -> str:
    """Take the work, if nobody shows signs of life with it. Raises Conflict."""
    lease, now = f"{getnode():x}.{os.getpid()}.{uuid7()}", clock.real_now()
    former = Work.objects.filter(pk=batch.pk).values_list("lease", flat=True).first()
    if former and _is_gone(former):
        release(batch)
    free = Q(state=WorkState.QUEUED) | Q(state=WorkState.FAILED)
    free |= Q(state=WorkState.RUNNING) & (Q(beat_at=None) | Q(beat_at__lt=now - PATIENCE))
    taken = Work.objects.filter(free, batch=batch).update(state=WorkState.RUNNING, lease=lease, beat_at=now)
    if not taken:
        raise Conflict("import.busy", _("This ledger is being worked on, or is done already."))
    return lease


def _is_gone(lease: str) -> bool:
    """Tell whether the process that holds a lease ran on this machine and does no more."""
    node, process, _unique = lease.split(".")
    if node != f"{getnode():x}":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def release(batch: Batch) -> None:
    """Let go of a work whose process is known to be gone."""
    Work.objects.filter(batch=batch, state=WorkState.RUNNING).update(state=WorkState.QUEUED, lease="")


def _hold(batch: Batch, lease: str, **moves: Any) -> None:
    """Prove within the transaction that the work is still ours, and move its cursor. Raises Conflict."""
    if not Work.objects.filter(pk=batch.pk, lease=lease).update(beat_at=clock.real_now(), **moves):
        raise _Lost("import.lost", _("Another process took this work over."))


# -- rows ------------------------------------------------------------------------------------------------------


def _seen(batch: Batch, cursor: int) -> list[tuple[str, int]]:
    lines = Line.objects.filter(batch=batch, number__lte=cursor).exclude(natural="")
    return list(lines.exclude(state=LineState.FAULTY).values_list("natural", "number"))


def _take_chunk(kind: Kind, batch: Batch, run: Run, lease: str, size: int) -> int:
    """Take the next rows in; return how many were dealt with."""
    work = Work.objects.get(pk=batch.pk)
    ahead = Line.objects.filter(batch=batch, number__gt=work.cursor).order_by("number")
    lines = list(ahead.only("number", "state", "cells", "odd")[:size])
    if not lines:
        return 0
    todo = [line for line in lines if line.state not in TAKEN]
    rows = [clean(kind, work.mapping, line.number, line.cells, line.odd) for line in todo]
    for row, line in zip(rows, todo, strict=True):
        row.line = line.pk
    run.chunk = rows
    digests = _recognise(kind, rows, run)
    open_rows = [row for row in rows if row.sound and row.written is None]
    try:
        _resolve(kind, open_rows, run)
        _write(kind, batch, run, lease, rows, open_rows, digests, lines)
    except IntegrityError:
        if len(lines) == 1:
            raise
        return _take_chunk(kind, batch, run, lease, 1)
    return len(lines)


def _recognise(kind: Kind, rows: Sequence[Row], run: Run) -> dict[int, str]:
    """Note on each row whether it is there already; return the digests of what rows say, by number."""
    sound = [row for row in rows if row.sound]
    keys = [row.key for row in sound]
    lines = Line.objects.filter(ledger=kind.code, natural__in=keys, state__in=OPENED)
    known = {line.natural: line for line in lines.select_related("batch")}
    there = kind.existing([key for key in keys if key not in known])
    digests: dict[int, str] = {}
    for row in sound:
        digests[row.number] = content(kind, row)
        first = run.seen.get(row.key)
        if first is not None and first != row.number:
            twice = _("The same number (or place, day and words) as row %(row)s of this file.")
            row.fault("", twice % {"row": first}, "row.twice")
            continue
        run.seen[row.key] = row.number
        line = known.get(row.key)
        if line is not None and line.digest == digests[row.number]:
            row.wrote(line.record or 0, None)
        elif line is not None and kind.goes_on:
            row.known = line.record
        elif line is not None:
            told = {"row": line.number, "file": line.batch.name}
            row.fault(
                "",
                _(
                    "Taken in before with other content (row %(row)s of “%(file)s”). Change it there, or undo that."
                )
                % told,
                "row.differs",
            )
        elif row.key in there:
            row.wrote(there[row.key])
            row.warn("", _("It was there already; nothing was changed."), "row.there")
    return digests


def _resolve(kind: Kind, rows: Sequence[Row], run: Run) -> None:
    if rows:
        kind.resolve(rows, run)
    for row in rows:
        if not row.sound:
            run.seen.pop(row.key, None)


def _write(
    kind: Kind,
    batch: Batch,
    run: Run,
    lease: str,
    rows: Sequence[Row],
    open_rows: Sequence[Row],
    digests: dict[int, str],
    lines: Sequence[Line],
) -> None:
    """Write what is sound and what became of each row, in one transaction with the cursor."""
    ready = [row for row in open_rows if row.sound and row.written is None and not (run.dry and row.waits)]
    fresh = {row.number for row in open_rows if row.written is None}
    with _timed(run), transaction.atomic():
        _hold(batch, lease, cursor=lines[-1].number, done=F("done") + len(lines))
        if ready:
            try:
                with transaction.atomic():
                    kind.write(ready, run)
                    if run.dry:
                        raise _Trial
            except _Trial:
                pass
            except (IntegrityError, DatabaseError) as error:
                if len(lines) > 1:
                    raise IntegrityError from error
                ready[0].fault(
                    "", _("The database refused it: %(why)s") % {"why": str(error)[:120]}, "row.refused"
                )
        with fixed.cursor() as cursor:
            many(cursor, FATE, [fate(row, digests, row.number in fresh, run) for row in rows])


# -- undoing ---------------------------------------------------------------------------------------------------


def _undo_chunk(kind: Kind, batch: Batch, run: Run, lease: str, size: int) -> int:
    """Take the last rows back; what moved on since is kept, with the reason.

    What this ledger merely took on stays: a step that was taken is never untaken, and the case is another ledger's.
    """
    states = (LineState.WRITTEN, LineState.TAKEN_ON)
    lines = list(Line.objects.filter(batch=batch, state__in=states).order_by("-number")[:size])
    if not lines:
        return 0
    opened = {line.record or 0: line.seq for line in lines if line.state == LineState.WRITTEN}
    with _timed(run), transaction.atomic():
        _hold(batch, lease, done=F("done") + len(lines))
        refused = kind.undo(opened, run) if opened else {}
        for line in lines:
            if line.state == LineState.TAKEN_ON:
                line.state, line.faults = LineState.STAYS, [["", "import.taken_on", _stays()]]
                continue
            error = refused.get(line.record or 0)
            line.state = LineState.KEPT if error else LineState.UNDONE
            line.faults = [["", error.code, str(error)]] if error else []
        Line.objects.bulk_update(lines, ["state", "faults"], batch_size=500)
    return len(lines)


def _stays() -> str:
    return _(
        "The steps that this ledger added to a case on record stay: nothing untakes a step. "
        "Reopen the case, or ask to void it, on its page."
    )


# -- the end ---------------------------------------------------------------------------------------------------


def counts(batch: Batch) -> dict[str, int]:
    """Return how many rows stand how: rows, sound, goes_on, written, taken_on, same, faulty, undone, kept, stays."""
    found = dict(Line.objects.filter(batch=batch).values_list("state").annotate(n=Count("pk")))
    told = {state.value: int(found.get(state.value, 0)) for state in LineState}
    return {"rows": sum(told.values()), **told}


def _finish(batch: Batch, phase: Phase, by: Actor, lease: str) -> None:
    told = counts(batch)
    now: datetime = clock.now()
    with transaction.atomic():
        _hold(batch, lease, state=WorkState.DONE, tried_at=now, cursor=0)
        fresh = Batch.objects.get(pk=batch.pk)
        if phase == Phase.WRITING:
            given = {name: told[name] for name in ("rows", "written", "taken_on", "same", "faulty")}
            door.apply(IMPORT_FLOW, batch.pk, "take_in", by=by, input=given)
        elif phase == Phase.UNDOING and fresh.state == BatchState.TAKEN_IN:
            given = {"undone": told["undone"], "kept": told["kept"] + told["stays"]}
            door.apply(IMPORT_FLOW, batch.pk, "undo", by=by, input=given)
    batch.refresh_from_db()


def undo(batch: Batch, *, by: Actor, seconds: float = 1e9, tell: Any = None) -> bool:
    """Take back what was taken in. Raises Conflict for a batch that was not."""
    start_undoing(batch, by=by)
    return work_on(batch, by=by, seconds=seconds, tell=tell)


def start_undoing(batch: Batch, *, by: Actor) -> None:
    """Set the undoing up. Raises Conflict for a batch that was not taken in."""
    if batch.state != BatchState.TAKEN_IN:
        raise Conflict("import.not_taken_in", _("Only a ledger that was taken in can be undone."))
    left = Line.objects.filter(batch=batch, state__in=(LineState.WRITTEN, LineState.TAKEN_ON)).count()
    Work.objects.filter(pk=batch.pk).update(total=left, done=0, cursor=0)
    start(batch, Phase.UNDOING, by=by)


def take(
    batch: Batch, *, by: Actor, dry: bool, options: Sequence[str] = (), tell: Any = None
) -> dict[str, int]:
    """Run a batch to its end in this process: a trial, or for good. Returns the counts. Raises AnlanError."""
    start(batch, Phase.TRYING if dry else Phase.WRITING, by=by, options=options)
    if not work_on(batch, by=by, tell=tell):  # pragma: no cover -- without a limit of time it ends
        raise AnlanError("import.cut", _("The work was cut off; go on with it."))
    return counts(batch)


def ask(batch: Batch) -> None:
    """Have the queue work on a batch once this transaction is over."""
    async_task("anlan.imports.running.go_on", batch.pk, task_name=f"ledger {batch.pk}")


def go_on(batch_id: int, seconds: float = 40) -> str:
    """Work on a batch for some seconds, in the right of whoever asked for it; what is left is asked for again."""
    batch = Batch.objects.select_related("work__asked_by").get(pk=batch_id)
    person = batch.work.asked_by
    by = actor_for(person, at=clock.now()) if person else SYSTEM
    try:
        with override(batch.work.language or settings.LANGUAGE_CODE):
            finished = work_on(batch, by=by, seconds=seconds)
    except _Lost:
        return "taken over"
    except Conflict:
        return "nothing to do"
    except AnlanError as error:
        Work.objects.filter(pk=batch_id).update(state=WorkState.FAILED, fault=str(error))
        return f"stopped: {error.code}"
    if not finished:
        ask(batch)
    return "done" if finished else "to be continued"
