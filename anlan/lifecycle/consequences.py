"""What follows from steps that passed: obligations, contributions to figures, photographs, notices, projections.

Written by the door in the steps' own transaction, each table by one statement for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.figures.counting import measure_ids
from anlan.kernel import clock
from anlan.kernel.period import day_bucket
from anlan.lifecycle import sql
from anlan.lifecycle.flow import ALL, Flow, Owed, Step, Taken
from anlan.obligations.ladders import first_look

ATTACHED: list[Callable[[], None]] = []
"""Called once photographs that steps brought are committed: the apps above put themselves in."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that passed: its number, the case as it is now, and what it counted, how much and where, before."""

    seq: int
    case: Any
    taken: Taken
    held: dict[str, int]
    where: tuple[Any, ...]


def follow(writes: sql.Writes, flow: Flow, step: Step, passed: list[Passed], recorded_at: datetime) -> None:
    """Write what follows from the steps, and have all of it sent."""
    moment = sql.storing()
    stamp = moment(recorded_at)
    if step.discharges:
        writes.discharge(_discharged(step, passed))
    writes.send()  # what is discharged may be owed anew
    owed: list[tuple[Any, ...]] = []
    for item in passed:
        case, taken = item.case, item.taken
        place = (case.area_id, case.area_path, flow.sector_of(case))
        for opens in step.opens:
            duty = opens(case, taken)
            if duty:
                head = (duty.kind, flow.kind, case.id, duty.owner_id)
                begins = moment(duty.begins_at or taken.at)
                owed.append((*head, *place, begins, item.seq, *_clock(duty, taken.at, moment)))
    writes.owe(owed)
    if flow.counts:
        rows = [row for item in passed for row in _counted(writes.cursor, flow, step, item)]
        writes.add(sql.CONTRIBUTION, rows)
    _attach(writes, flow, step, passed)
    notices = [
        (told.event, flow.kind, item.case.id, item.seq, told.organisation_id, stamp)
        for item in passed
        if not item.taken.ledger
        for tells in step.tells
        if (told := tells(item.case, item.taken))
    ]
    writes.add(sql.NOTICE, notices)
    writes.send()
    if step.projects is not None:
        for item in passed:
            step.projects(item.case, item.taken, item.seq)


def _discharged(step: Step, passed: list[Passed]) -> list[tuple[Any, ...]]:
    """Return what each act discharges: when, by which entry, of which case, which kinds (none: all)."""
    moment = sql.storing()
    rows: list[tuple[Any, ...]] = []
    for item in passed:
        kinds = [named(item.case, item.taken) if callable(named) else named for named in step.discharges]
        if kinds := [kind for kind in kinds if kind]:
            head = (moment(item.taken.at), item.seq, item.case.id)
            rows.append(head if ALL in kinds else (*head, *kinds))
    return rows


def _clock(duty: Owed, at: datetime, moment: Any) -> tuple[Any, ...]:
    """Return an obligation's deadline, how it was computed, and when the sweep looks at it first."""
    look = first_look(duty.kind, at, duty.due_at)
    return moment(duty.due_at), duty.computation, None if look is None else moment(look)


def _counted(cursor: Any, flow: Flow, step: Step, item: Passed) -> list[tuple[Any, ...]]:
    """Return what an act adds to and takes from the measures, as rows of the ledger."""
    case = item.case
    held, where = flow.held(case), flow.where(case)
    if step.corrects and bool(held) != bool(item.held):
        return _taken_back(cursor, item, whole=not held)
    changes: list[tuple[str, tuple[Any, ...], int]] = []
    if item.held and where == item.where:
        more = {code: held.get(code, 0) - item.held.get(code, 0) for code in (*item.held, *held)}
        changes += [(code, where, n) for code, n in more.items() if n]
    else:
        changes += [(code, item.where, -n) for code, n in item.held.items()]
        changes += [(code, where, n) for code, n in held.items()]
    if not changes:
        return []
    ids = measure_ids([code for code, _where, _n in changes])
    on = day_bucket(clock.local_day(item.taken.at))
    rows = []
    for line, (code, (counted_on, area, sector, *grade), n) in enumerate(changes):
        day = day_bucket(counted_on)
        step_day = day if flow.counted.of_its_day else max(day, on)
        rows.append((item.seq, line, ids[code], day, step_day, area, sector, *(grade or ("",)), n))
    return rows


def _taken_back(cursor: Any, item: Passed, *, whole: bool) -> list[tuple[Any, ...]]:
    """Return the rows that undo all that a case ever counted or, where it comes back, what undid that.

    Each at its own day: what was accepted in May and voided in June was no hazard in April, nor rectified in May.
    """
    cursor.execute(sql.LEDGER if whole else sql.LEDGER_OF_LAST, [item.case.id])
    return [(item.seq, line, *counted, -int(n)) for line, (*counted, n) in enumerate(cursor.fetchall())]


def _attach(writes: sql.Writes, flow: Flow, step: Step, passed: list[Passed]) -> None:
    """Bind the photographs that steps took in to their cases and entries."""
    inputs: list[Any] = [item for item in step.form.inputs if item.kind == "photos"]
    rows = [
        (flow.kind, item.case.id, item.seq, field.role, file.pk, position)
        for item in passed
        for field in inputs
        for position, file in enumerate(item.taken.input[field.name] or ())
    ]
    writes.add(sql.ATTACHMENT, rows)
    if rows:
        for follows in ATTACHED:
            transaction.on_commit(follows, robust=True)
