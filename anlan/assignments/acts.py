"""Steps of a task that are more than one passage through the door: where its due day moves, its open parts follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from anlan.assignments.flow import PART_FLOW, TASK_FLOW
from anlan.assignments.models import AssignedTask, TaskPart
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
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


TASK_ACTS: Mapping[str, Taking] = {name: _moving(name) for name in ("decide_extension", "transfer")}


def take(
    task: int, step: str, given: Given, *, by: Actor, key: str | None = None, revision: int | None = None
) -> Outcome:
    """Take a task through a step as pages do. Raises AnlanError; then nothing is written."""
    action = TASK_ACTS.get(step)
    if action is not None:
        return action(task, given, by, key, revision)
    return door.apply(TASK_FLOW, task, step, by=by, input=given, key=key, revision=revision)
