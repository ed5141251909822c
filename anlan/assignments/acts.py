"""Steps of a task that are more than one passage through the door: where its due day moves, its open parts follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.assignments.flow import PART_FLOW, TASK_FLOW
from anlan.assignments.models import AssignedTask, TaskPart
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.lifecycle.inputs import Moment
from anlan.org.scope import Actor

Given = Mapping[str, Any]
Taking = Callable[[int, Given, Actor, str | None, int | None], Outcome]


def _moving(step: str) -> Taking:
    def take_it(task: int, given: Given, by: Actor, key: str | None, revision: int | None) -> Outcome:
        """Take the step and let the open parts follow, in one transaction. Raises AnlanError; then nothing is done."""
        with transaction.atomic():
            _hold(task)
            outcome = door.apply(TASK_FLOW, task, step, by=by, input=given, key=key, revision=revision)
            if not outcome.replayed:
                _follow(task, by, outcome)
        return outcome

    return take_it


def _hold(task: int) -> None:
    """Lock task and parts, in order of keys, before the journal's head: no two passages wait for each other."""
    list(AssignedTask.objects.select_for_update().filter(pk=task).order_by().values_list("pk"))
    list(TaskPart.objects.select_for_update().filter(task=task).order_by("pk").values_list("pk"))


def _follow(task: int, by: Actor, outcome: Outcome) -> None:
    due_at = AssignedTask.objects.filter(pk=task).values_list("due_at", flat=True).get()
    behind = TaskPart.objects.open().filter(task=task).exclude(due_at=due_at).order_by("pk")
    given = {"until": clock.local_day(due_at)}
    acts = [
        Act(by=by, case_id=part, input=given, key=f"follow-{outcome.seq}-{part}")
        for part in behind.values_list("pk", flat=True)
    ]
    for result in door.apply_many(PART_FLOW, "follow", acts) if acts else ():
        if isinstance(result, AnlanError):
            raise result


HAPPENS = {"meeting": "held_at", "leading": "happened_at"}
"""Kind of record → the field that says when what it records happened: it counts then, whenever it is put in."""


def happened(kind: str, given: Given) -> datetime | None:
    """Return when what is put in happened; None where the door is to say what is wrong."""
    name = HAPPENS.get(kind)
    if name is None or not given.get(name):
        return None
    try:
        at: datetime = Moment(name=name, label=name).clean(given[name])
    except Invalid:
        return None
    return at if at <= clock.now() else None


TASK_ACTS: Mapping[str, Taking] = {name: _moving(name) for name in ("decide_extension", "transfer")}


def take(
    task: int, step: str, given: Given, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Take a task through a step as pages do. Raises AnlanError; then nothing is written."""
    action = TASK_ACTS.get(step)
    if action is not None:
        return action(task, given, by, key, revision)
    return door.apply(TASK_FLOW, task, step, by=by, input=given, key=key, revision=revision)
