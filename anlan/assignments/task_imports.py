"""The ledger of assigned tasks: how each was assigned, and as far as the ledger tells, signed for, reported and closed.

Each step goes through the door at the moment at which it happened, in the name of whom the ledger names. A ledger that
comes again takes the tasks that it knows on by what is new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.assignments import leaders_named, rules
from anlan.assignments.flow import PART_FLOW, TASK_FLOW
from anlan.assignments.models import AssignedTask, TaskPart
from anlan.assignments.task_columns import COLUMNS, LATER
from anlan.assignments.task_steps import MAY, Past, Story, said, steps_of
from anlan.imports import lookup
from anlan.imports.kinds import Kind, Row, Run, split_names
from anlan.imports.past import steps_on_record
from anlan.imports.undoing import moved_on
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.flow import Flow
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

# the door's fields → the columns in which their faults stand
_COLUMN_OF = {
    "due_on": "due_on",
    "lead": "lead",
    "meeting": "meeting",
    "title": "title",
    "content": "content",
}
_BY = {"sign_for": "signed_by", "feed_back": "fed_back_at", "submit": "submitted_by", "verify": "verified_by",
       "close": "closed_by"}  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    return "|".join((values["lead"], values["title"], f"{values['issued_at'].day}"))


# -- understanding ---------------------------------------------------------------------------------------------


def resolve(rows: Sequence[Row], run: Run) -> None:
    bodies = lookup.organisations(
        run,
        [name for row in rows for name in (row["lead"], row["organisation"], *split_names(row["joint"]))],
    )
    known = [row.known for row in rows if row.known is not None]
    steps = steps_on_record(known, run) if known else {}
    tasks = AssignedTask.objects.select_related("lead").in_bulk(known)
    for row in rows:
        for column in ("issued_at", *LATER):
            if row[column] is not None and row[column].at > run.at:
                row.fault(column, _("The day lies in the future."), "at.future")
        lead = lookup.one(row, "lead", row["lead"], _standing(bodies.get(row["lead"], ())), _("organisation"))
        if lead is None or not row.sound:
            continue
        task = tasks.get(row.known or 0)
        if task is not None:
            row.ready = _sequel(row, run, Past(task, steps.get(task.pk, [])), lead)
        else:
            row.ready = _story(row, run, lead, bodies)


def _standing(found: Sequence[Any]) -> Sequence[Any]:
    """Return those that stand, if any does: a name that a closed body bore is not ambiguous."""
    return [body for body in found if body.valid_to is None] or found


def _story(row: Row, run: Run, lead: Any, bodies: Mapping[str, Sequence[Any]]) -> Story | None:
    at = row["issued_at"].at
    issuer = _issuer(row, run, lead, lookup.bodies_of(row, bodies))
    if issuer is None or not row.sound:
        return None
    post = issuer.holds_in(Permission.TASK_ISSUE, area_path=lead.area.path or "")
    assert post is not None  # who has no right was told so
    if not run.by.is_system and rules.brings_for(run.by, Permission.TASK_ISSUE, post.area_path) is None:
        no = _("“%(name)s” assigned it for an office outside the area whose ledgers you take in.")
        row.fault("issued_by", no % {"name": issuer.name}, "import.scope")
        return None
    meeting = None
    if row["meeting"]:
        area = _area_of(post.area_id, run)
        meeting = leaders_named.meeting(row, row["meeting"], area, row["issued_at"].day, run)
        if meeting is not None and meeting.held_on == row["issued_at"].day and not row["issued_at"].exact:
            at = max(at, meeting.held_at)
    joint = _joint(row, bodies)
    story = Story(issuer, at, _given(row, lead, meeting), lead.pk, post.organisation_id, joint)
    if row.faults:
        return None
    steps_of(row, run, story, None)
    return story


def _issuer(row: Row, run: Run, lead: Any, among: Sequence[int]) -> Actor | None:
    permission, what = MAY["issue"]
    path = lead.area.path or ""
    text = row["issued_by"] or ("" if run.by.is_system else run.by.username)
    if not text:
        no = _("Say who assigned it: a ledger taken in by the system itself needs a name here.")
        row.fault("issued_by", no, "issuer.missing")
        return None
    return lookup.person(
        row,
        "issued_by",
        text,
        row["issued_at"].at,
        run,
        may=lambda actor: actor.holds_in(permission, area_path=path) is not None,
        what=what,
        bodies=among,
    )


def _area_of(key: int, run: Run) -> Any:
    areas: dict[int, Any] = run.memory.setdefault("areas by key", {})
    if key not in areas:
        areas[key] = Area.objects.get(pk=key)
    return areas[key]


def _joint(row: Row, bodies: Mapping[str, Sequence[Any]]) -> list[Any]:
    found = []
    for name in split_names(row["joint"]):
        body = lookup.one(row, "joint", name, _standing(bodies.get(name, ())), _("organisation"))
        if body is not None and body not in found:
            found.append(body)
    return found


def _given(row: Row, lead: Any, meeting: Any) -> dict[str, Any]:
    source = row["source"] or ("meeting" if meeting else "other")
    return {
        "source": source,
        "meeting": meeting,
        "source_reference": row["source_reference"],
        "paper_number": row["number"],
        "title": row["title"],
        "content": said(row["content"] or row["title"], ""),
        "standard": said(row["standard"], _("As it was assigned; the ledger names no standard")),
        "lead": lead,
        "person_in_charge": row["person_in_charge"],
        "due_on": row["due_on"],
        "cycle": row["cycle"] or "none",
        "is_safety": row["is_safety"] or "yes",
    }


def _sequel(row: Row, run: Run, past: Past, lead: Any) -> Story | None:
    """Return what a row adds to a task on record; nothing new is noted on the row as written."""
    task = past.task
    _compare(row, past, lead)
    story = Story(_former_issuer(past, run), past.last.at, {}, task.lead_id, task.issuer_id)
    if not run.by.is_system and rules.brings_for(run.by, Permission.TASK_ISSUE, task.issuer_path) is None:
        no = _("%(number)s was assigned by an office outside the area whose ledgers you take in.")
        row.fault("number", no % {"number": task.told_number}, "import.scope")
    if row.sound:
        steps_of(row, run, story, past)
    if not row.sound:
        return None
    if not story.steps:
        row.wrote(task.pk)
        return story
    told = {
        "number": task.told_number,
        "steps": "、".join(str(TASK_FLOW.steps[s[0]].label) for s in story.steps),
    }
    row.warn("", _("Goes on with %(number)s: %(steps)s.") % told, "task.goes_on")
    return story


def _former_issuer(past: Past, run: Run) -> Actor | None:
    """Return who assigned a task on record, as he is now: for what its office notes and, unless named, verifies."""
    names = past.steps[0].names
    found = lookup.directory(run).named(names[0], run.at) if names else []
    return found[0] if found else None


def _compare(row: Row, past: Past, lead: Any) -> None:
    task = past.task
    contradictions = (
        ("lead", lead.pk == task.lead_id, task.lead.label),
        ("issued_at", row["issued_at"].day == task.issued_on, f"{task.issued_on}"),
        ("due_on", row["due_on"] in _due_days(past), f"{clock.local_day(task.due_at)}"),
    )
    for column, agrees, recorded in contradictions:
        if not agrees:
            row.fault(
                column,
                _(
                    "%(number)s is on record with “%(recorded)s”. Correct the cell, or change the task on its page."
                )
                % {"number": task.told_number, "recorded": recorded},
                "row.differs",
            )
    for column in ("title", "content", "standard"):
        if row[column] and row[column] not in getattr(task, column):
            kept = _("On record: “%(recorded)s”. That is kept.")
            row.warn(column, kept % {"recorded": getattr(task, column)[:120]}, "words.kept")


def _due_days(past: Past) -> set[Any]:
    """Return the day that holds and those that held before an extension or a transfer."""
    given = {taken.input.get("due_on") for taken in past.steps}
    days = {clock.local_day(past.task.due_at)}
    return days | {type(next(iter(days))).fromisoformat(day) for day in given if day}


# -- writing ---------------------------------------------------------------------------------------------------


class _Again(Exception):
    pass


def write(rows: Sequence[Row], run: Run) -> None:
    """Write whole stories: a row of which one step is refused leaves nothing."""
    left = list(rows)
    while left:
        try:
            with transaction.atomic():
                _write(left, run)
            return
        except _Again:
            for row in left:
                row.written = row.seq = None
            left = [row for row in left if row.sound]


def _write(rows: Sequence[Row], run: Run) -> None:
    for row in rows:
        row.written = row.known
    fresh = [row for row in rows if row.known is None]
    acts = [
        Act(
            by=row.ready.issuer,
            input=row.ready.given,
            at=row.ready.at,
            key=run.key(row, "issue"),
            ledger=True,
        )
        for row in fresh
    ]
    _pass(TASK_FLOW, "issue", fresh, acts, "issued_by")
    _join([row for row in fresh if row.sound], run)
    turn = 0
    while some := [row for row in rows if row.sound and len(row.ready.steps) > turn]:
        for step in dict.fromkeys(row.ready.steps[turn][0] for row in some):
            chosen = [row for row in some if row.ready.steps[turn][0] == step]
            if step == "submit":
                _end_parts(chosen, run, turn)
            chosen = [row for row in chosen if row.sound]
            _pass(TASK_FLOW, step, chosen, [_later(row, run, turn) for row in chosen], _BY[step])
        turn += 1
    if not all(row.sound for row in rows):
        raise _Again


def _later(row: Row, run: Run, turn: int) -> Act:
    step, actor, at, given = row.ready.steps[turn]
    return Act(by=actor, input=given, at=at, case_id=row.written, key=run.key(row, step), ledger=True)


def _join(rows: Sequence[Row], run: Run) -> None:
    pairs = [(row, unit) for row in rows for unit in row.ready.joint]
    acts = [
        Act(
            by=row.ready.issuer,
            input={"task": row.written, "organisation": unit, "content": ""},
            at=row.ready.at,
            key=run.key(row, f"join-{unit.pk}"),
            ledger=True,
        )
        for row, unit in pairs
    ]
    results = door.apply_many(PART_FLOW, "join", acts) if acts else []
    for (row, unit), result in zip(pairs, results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result, "joint")
        else:
            row.ready.part_of[unit.pk] = result.case_id


def _end_parts(rows: Sequence[Row], run: Run, turn: int) -> None:
    """End the open parts before the lead submits: a ledger tells of the whole, its office notes it for the units."""
    open_parts = TaskPart.objects.open().filter(task__in=[row.written for row in rows]).order_by("pk")
    of_task: dict[int, list[int]] = {}
    for part, task in open_parts.values_list("pk", "task_id"):
        of_task.setdefault(task, []).append(part)
    pairs = [(row, part) for row in rows for part in of_task.get(row.written or 0, ())]
    acts = []
    for row, part in pairs:
        _step, _actor, at, given = row.ready.steps[turn]
        by = row.ready.issuer or run.by
        acts.append(
            Act(by=by, input=given, at=at, case_id=part, key=run.key(row, f"end-{part}"), ledger=True)
        )
    results = door.apply_many(PART_FLOW, "end_for", acts) if acts else []
    for (row, _part), result in zip(pairs, results, strict=True):
        if isinstance(result, AnlanError):
            row.refuse(result, "joint")


def _pass(flow: Flow, step: str, rows: Sequence[Row], acts: Sequence[Act], column: str) -> None:
    for row, result in zip(rows, door.apply_many(flow, step, acts) if acts else (), strict=True):
        row.became(result, column)


# -- undoing ---------------------------------------------------------------------------------------------------


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take back tasks with their parts, where nobody did anything with either since."""
    refused = moved_on(taken)
    refused |= _parts_moved_on([task for task in taken if task not in refused])
    todo = [task for task in taken if task not in refused]
    parts = TaskPart.objects.exclude(state="withdrawn").filter(task__in=todo).order_by("pk")
    owners = dict(parts.values_list("pk", "task_id"))
    for part, result in zip(owners, _back(PART_FLOW, list(owners), run), strict=True):
        if isinstance(result, AnlanError):
            refused[owners[part]] = result
    todo = [task for task in todo if task not in refused]
    for task, result in zip(todo, _back(TASK_FLOW, todo, run), strict=True):
        if isinstance(result, AnlanError):
            refused[task] = result
    return refused


def _back(flow: Flow, keys: Sequence[int], run: Run) -> Sequence[Any]:
    acts = [Act(by=run.by, case_id=key, key=f"ledger-{run.batch}-undo-{key}", ledger=True) for key in keys]
    return door.apply_many(flow, "take_back", acts) if acts else []


def _parts_moved_on(tasks: Sequence[int]) -> dict[int, AnlanError]:
    owners = dict(TaskPart.objects.filter(task__in=tasks).values_list("pk", "task_id"))
    moved = Entry.objects.filter(case_id__in=list(owners)).exclude(key__startswith="ledger-")
    return {
        owners[part]: Conflict("import.moved_on", _("Something was done with it since: it is kept."))
        for part in moved.values_list("case_id", flat=True)
    }


TASKS = Kind(
    code="tasks",
    label=gettext_lazy("Assigned tasks"),
    order=88,
    columns=COLUMNS,
    permission=Permission.TASK_ISSUE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    goes_on=True,
    chunk=50,
    fewest=10,
    help=gettext_lazy(
        "Each row is one task with the steps that were taken: days and names. It counts on the day it was assigned."
    ),
)
