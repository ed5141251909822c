"""Acts that are more than one passage through the door: a visit arranged with the bodies that are asked to come along,
put down or called off with them. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from anlan.inspections.models import Mode
from anlan.kernel.errors import Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import OrganisationKind
from anlan.org.scope import Actor
from anlan.plans.joint_flow import AGREED, JOINT_FLOW, WAITING
from anlan.plans.models import JointVisit
from anlan.visiting.flow import ARRANGED_FLOW
from anlan.visiting.models import ArrangedCheck, ArrangedVisit

Given = Mapping[str, Any]
NOT_ASKED = frozenset({"joint.waits", "joint.partner"})
"""Why a body is not asked to come along: a joint visit of the two waits already, or it has no duties there."""
FOCUS = 200
TURNS = 5


def arrange(given: Given, *, by: Actor, key: str | None = None, at: datetime | None = None) -> Outcome:
    """Arrange a visit and ask the other bodies to come along. Sent again with its key, it is done once.

    Two planners at once: the check that both chose stands in one visit, and drops out of the second with a note.
    """
    key = key or uuid7()
    for _turn in range(TURNS - 1):
        # where somebody else took one of the checks between the look and the writing, it is seen the next time
        with suppress(IntegrityError):
            return _arrange(given, by, key, at)
    return _arrange(given, by, key, at)


def _arrange(given: Given, by: Actor, key: str, at: datetime | None) -> Outcome:
    with transaction.atomic():
        outcome = door.open_case(ARRANGED_FLOW, "arrange", by=by, input=given, key=key, at=at)
        if not outcome.replayed:
            _ask_along(ArrangedVisit.objects.get(pk=outcome.case_id), by, key, at)
        return outcome


def _ask_along(visit: ArrangedVisit, by: Actor, key: str, at: datetime | None) -> None:
    parts = list(ArrangedCheck.objects.filter(visit=visit.pk, dropped="").select_related("organisation"))
    focus = "、".join(dict.fromkeys(part.title for part in parts))[:FOCUS]
    others = {part.organisation for part in parts if part.organisation and not part.anyone} - {visit.lead}
    for body in sorted(others, key=lambda one: one.pk):
        if body.kind == OrganisationKind.BUSINESS or body.valid_to:
            continue
        asked = {
            "premises": visit.premises_id,
            "partner": body.pk,
            "planned_on": visit.planned_on,
            "focus": focus,
            "lead": visit.lead_id,
            "arranged": visit.pk,
        }
        try:
            door.open_case(JOINT_FLOW, "arrange", by=by, input=asked, key=f"{key[:60]}-{body.pk}", at=at)
        except Refused as no:
            if no.code not in NOT_ASKED:
                raise


def put_down(visit: int, given: Given, by: Actor, key: str | None, revision: int | None = None) -> Outcome:
    """Put down the visit that was made; the pairs of bodies that agreed to it hold it too."""
    key = key or uuid7()
    with transaction.atomic():
        outcome = door.apply(ARRANGED_FLOW, visit, "put_down", by=by, input=given, key=key, revision=revision)
        made = ArrangedVisit.objects.select_related("visit").get(pk=visit).visit
        if made is not None and made.mode == Mode.JOINT and not outcome.replayed:
            _each_pair(visit, AGREED, "hold", {"visit": made.pk}, by, key)
        return outcome


def call_off(visit: int, given: Given, by: Actor, key: str | None, revision: int | None = None) -> Outcome:
    """Call the visit off, and with it what the bodies were asked."""
    key = key or uuid7()
    with transaction.atomic():
        outcome = door.apply(ARRANGED_FLOW, visit, "call_off", by=by, input=given, key=key, revision=revision)
        if not outcome.replayed:
            _each_pair(visit, WAITING, "call_off", given, by, key)
        return outcome


def _each_pair(visit: int, states: frozenset[str], step: str, given: Given, by: Actor, key: str) -> None:
    """Take the pairs of an arranged visit a step on; one that is not the actor's to settle is left to its bodies."""
    for pair in JointVisit.objects.filter(arranged=visit, state__in=sorted(states)).order_by("pk"):
        try:
            door.apply(JOINT_FLOW, pair.pk, step, by=by, input=given, key=f"{key[:60]}-{pair.pk}")
        except Refused as no:
            if no.code not in ("joint.party", "joint.body", "joint.before"):
                raise


ARRANGED_ACTS: Mapping[str, Callable[..., Outcome]] = {"put_down": put_down, "call_off": call_off}
"""Steps that bring the pairs of bodies with them, for pages and API."""
