"""Acts that are more than one passage through the door: an advisory goes out, is updated or ends with its receipts.

Each is one transaction: either every body has it, with its notice and what it owes, or nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.advisories.choosing import recipients
from anlan.advisories.effects import words_asked
from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.held import held
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.receipt_flow import OPEN, RECEIPT_FLOW
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import MOST, Act, Outcome
from anlan.org.scope import SYSTEM, Actor

Given = Mapping[str, Any]


def issue(
    case: int,
    given: Given,
    by: Actor,
    key: str | None,
    revision: int | None = None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Issue what was approved: a receipt, a notice and what is owed for every body it goes to. Raises AnlanError."""
    with transaction.atomic():
        outcome = _taken("issue", case, given, by, key, revision, at)
        if not outcome.replayed:
            advisory = Advisory.objects.get(pk=case)
            bodies = (
                recipients(advisory).prefetch_related("area").order_by("pk")
            )  # each area once, not each time
            acts = [Act(by, {"advisory": advisory, "organisation": body}, at=at) for body in bodies]
            through("send", acts)
    return outcome


def update(
    case: int,
    given: Given,
    by: Actor,
    key: str | None,
    revision: int | None = None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Update as it was asked for; everybody who has it is told, and acknowledges anew if asked or if its level rose."""
    with transaction.atomic():
        before = Advisory.objects.filter(pk=case).first()
        outcome = _taken("update", case, given, by, key, revision, at)
        if before is not None and not outcome.replayed:
            words = words_asked(before)
            anew = words["anew"] == "yes" or words["level"] < before.level  # level 1 is the highest
            again = {"anew": "yes" if anew else "no"}
            _go_on("send_again", case, again, by, at)
    return outcome


def lift(
    case: int,
    given: Given,
    by: Actor,
    key: str | None,
    revision: int | None = None,
    *,
    at: datetime | None = None,
) -> Outcome:
    """Lift what is in force: everybody who has it is told, and nothing is owed for it any more."""
    return _ended("lift", case, given, by, key, revision, at)


def expire(case: int, *, at: datetime | None = None) -> Outcome:
    """End what is past its validity, by the clock."""
    return _ended("expire", case, {}, SYSTEM, None, None, at)


def _ended(
    step: str, case: int, given: Given, by: Actor, key: str | None, revision: int | None, at: datetime | None
) -> Outcome:
    with transaction.atomic():
        outcome = _taken(step, case, given, by, key, revision, at)
        if not outcome.replayed:
            _go_on("end", case, {}, by, at)
    return outcome


def _taken(
    step: str, case: int, given: Given, by: Actor, key: str | None, revision: int | None, at: datetime | None
) -> Outcome:
    return door.apply(ADVISORY_FLOW, case, step, by=by, input=given, key=key, revision=revision, at=at)


def _go_on(step: str, case: int, given: Given, by: Actor, at: datetime | None) -> None:
    """Take the receipts of everybody who has it a step on; the advisory is read once for all of them."""
    rows = Receipt.objects.filter(advisory=case, state__in=sorted(OPEN)).order_by("pk")
    keys = rows.values_list("pk", flat=True)
    with held(Advisory.objects.get(pk=case)):
        through(step, [Act(by, given, at=at, case_id=key) for key in keys])


def through(step: str, acts: Sequence[Act]) -> None:
    """Take receipts through the door, as many at a time as it takes; one refusal undoes the whole act."""
    for start in range(0, len(acts), MOST):
        for result in door.apply_many(RECEIPT_FLOW, step, acts[start : start + MOST]):
            if isinstance(result, AnlanError):
                raise result


ADVISORY_ACTS: Mapping[str, Callable[..., Outcome]] = {"issue": issue, "update": update, "lift": lift}
"""Steps that bring receipts with them, for pages and API."""
