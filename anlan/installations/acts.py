"""Acts that are more than one passage through the door: registering with the posts, and leaving the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.installations.kinds import PostState, Role, TaskState
from anlan.installations.models import GuaranteePost, GuaranteeTask, Installation
from anlan.installations.post_flow import POST_FLOW
from anlan.installations.register_flow import INSTALLATION_FLOW
from anlan.installations.task_flow import TASK_FLOW
from anlan.kernel.errors import AnlanError
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.lifecycle.flow import Flow
from anlan.org.scope import SYSTEM, Actor

Given = Mapping[str, Any]
_LEAVING = ("remove", "void")


def all_taken(flow: Flow, step: str, acts: Sequence[Act]) -> list[Outcome]:
    """Take acts through the door; raise the first refusal."""
    outcomes = []
    for result in door.apply_many(flow, step, acts) if acts else ():
        if isinstance(result, AnlanError):
            raise result
        outcomes.append(result)
    return outcomes


def open_posts(keys: Iterable[int], *, at: datetime | None = None) -> int:
    """Set up the posts that installations ask for and lack; return how many. Two at once set up nothing twice."""
    rows = (
        Installation.objects.kept().filter(pk__in=list(keys), is_guaranteed=True).select_related("premises")
    )
    found = list(rows.order_by("pk"))
    standing = GuaranteePost.objects.filter(installation__in=found).exclude(state=PostState.CLOSED)
    there = set(standing.values_list("installation", "role"))
    acts = [
        Act(
            by=SYSTEM,
            input={"installation": one, "role": role},
            at=at,
            key=f"post-{one.pk}-{role}-{one.revision}",
        )
        for one in found
        for role in Role.values
        if (one.pk, role) not in there
    ]
    return len(all_taken(POST_FLOW, "set_up", acts))


def leave(key: int, *, at: datetime | None = None) -> None:
    """Close the posts of an installation that left the list, and drop its open duties."""
    posts = GuaranteePost.objects.filter(installation=key).exclude(state=PostState.CLOSED).order_by("pk")
    all_taken(POST_FLOW, "close", [Act(by=SYSTEM, case_id=post.pk, at=at) for post in posts])
    tasks = GuaranteeTask.objects.filter(installation=key, state=TaskState.DUE).order_by("pk")
    given = {"why": "removed"}
    all_taken(TASK_FLOW, "drop", [Act(by=SYSTEM, case_id=task.pk, input=given, at=at) for task in tasks])


def take(
    step: str,
    case: int,
    given: Given,
    by: Actor,
    key: str | None,
    revision: int | None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Take a step of an installation with what follows from it, in one transaction. Raises the refusal."""
    with transaction.atomic():
        act = Act(by=by, input=given, at=at, case_id=case or None, key=key or uuid7(), revision=revision)
        (outcome,) = all_taken(INSTALLATION_FLOW, step, [act])
        if step in _LEAVING:
            leave(outcome.case_id)
        else:
            open_posts([outcome.case_id])
    return outcome


def _action(step: str) -> Callable[[int, Given, Actor, str | None, int | None], Outcome]:
    return lambda case, given, by, key, revision: take(step, case, given, by, key, revision)


INSTALLATION_ACTS = {step: _action(step) for step in ("identify", "enter_old", "amend", "remove", "void")}
"""Steps that are more than a passage through the door."""
