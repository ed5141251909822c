"""Cases built through the door, by somebody in every role of the small city, and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from anlan.criteria.models import Criterion, CriterionPack
from anlan.figures.models import Contribution
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.models import Entry, Head
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.notifications.models import Notice
from anlan.obligations.models import Obligation
from anlan.org.actors import actor_for
from anlan.org.models import (
    Person,
)
from anlan.org.scope import Actor
from anlan.premises.models import Premises
from anlan.testing.small_city import (
    BY_BUSINESS,
    LEAD,
    MODEL_BACKEND,
    OPERATOR,
    PLACES,
    TAKERS,
    TODAY,
)

# -- who -------------------------------------------------------------------------------------------------------


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def actor(username: str, *, at: datetime | None = None) -> Actor:
    """Return the account as it may act at a moment (now)."""
    return actor_for(person(username), at=at or clock.now())


def sign_in(client: Client, username: str) -> Client:
    """Return the client signed in as an account, without a password."""
    client.force_login(person(username), MODEL_BACKEND)
    return client


# -- cases, through the door -------------------------------------------------------------------------------------


def place(code: str) -> Premises:
    return Premises.objects.select_related("sector", "operator", "reporting_area").get(code=code)


def visit_input(premises: str = "shop", **changes: Any) -> dict[str, Any]:
    """Return what records a visit; a change of None leaves the field out."""
    whole = {"premises": place(premises).pk, "mode": "announced", "focus": "", "situation": "as usual"}
    return _changed(whole, changes)


def record_visit(
    premises: str = "shop",
    *,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Visit:
    """Record a visit by the department that leads the sector, or by somebody else."""
    outcome = door.open_case(
        VISIT_FLOW,
        "record",
        by=actor(by or LEAD[PLACES[premises]]),
        input=visit_input(premises, **changes),
        at=at,
        key=key,
    )
    return Visit.objects.get(pk=outcome.case_id)


def hazard_input(visit: Visit, **changes: Any) -> dict[str, Any]:
    whole = {
        "visit": visit.pk,
        "description": "The fire door is blocked",
        "grade": "general",
        "category": "fire",
    }
    if changes.get("grade") == "major":
        whole["criterion"] = criterion()
    return _changed(whole, changes)


def record_hazard(
    premises: str = "shop",
    *,
    visit: Visit | None = None,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Hazard:
    """Record a hazard on a visit, made for it at the same moment where none is given."""
    visit = visit or record_visit(premises, by=by, at=at)
    who = by or LEAD[PLACES[visit.premises.code]]
    outcome = door.open_case(
        HAZARD_FLOW, "record", by=actor(who), input=hazard_input(visit, **changes), at=at, key=key
    )
    return Hazard.objects.get(pk=outcome.case_id)


def step_input(step: str, **changes: Any) -> dict[str, Any]:
    """Return what a step of a hazard takes in; a change of None leaves the field out."""
    whole: dict[str, dict[str, Any]] = {
        "assign": {"due_at": clock.now() + timedelta(days=7), "requirement": "Clear it"},
        "claim": {"rectification": "The door was cleared"},
        "accept": {"acceptance": "Seen and agreed", "mode": "on_site"},
        "send_back": {"reason": "The door is blocked again"},
        "close_out": {},
        "sign_for": {},
        "refuse": {"reason": "It is not ours"},
        "decide_refusal": {"decision": "refuse", "reason": "It is yours"},
        "plan": dict.fromkeys(("duty", "measure", "fund", "time", "contingency"), "as agreed"),
        "ask_extension": {"until": clock.now() + timedelta(days=20), "reason": "The part is ordered"},
        "decide_extension": {"decision": "grant", "reason": "Agreed"},
        "look_back": {"result": "cleared", "note": "Seen again"},
        "reopen": {"reason": "It came back", "due_at": clock.now() + timedelta(days=7)},
        "ask_regrade": {"grade": "major", "reason": "It is graver", "criterion": criterion()},
        "decide_regrade": {"decision": "grant", "reason": "Agreed"},
        "merge": {"reason": "Recorded twice"},
        "unmerge": {"reason": "They differ"},
        "ask_void": {"reason": "Recorded by mistake"},
        "decide_void": {"decision": "grant", "reason": "Agreed"},
        "transfer": {"reason": "The gas department's"},
        "receive": {},
        "decline": {"reason": "Not ours either"},
        "rule_owner": {"reason": "Decided by the office"},
        "except": {"part": "accept", "reason": "Nobody else is on the island"},
    }
    return _changed(whole[step], changes)


def usual_taker(step: str, hazard: Hazard) -> str:
    """Return who takes a step as a rule: the business answers, another accepts, the lead department does the rest."""
    code = hazard.premises.code
    if step in BY_BUSINESS:
        return OPERATOR[code]
    county = {"depot": "county2", "plant": "zone1"}.get(code, "county1")
    looker = {"depot": "station3", "plant": "office1", "mill": "office1"}.get(code, "station2")
    usual = TAKERS.get(step, LEAD[PLACES[code]])
    return {"county1": county, "station2": looker}.get(usual, usual)


def criterion() -> int:
    """Return a criterion that is in force in October 2022, whatever its sector."""
    packs = CriterionPack.objects.filter(criteria__isnull=False).in_force(TODAY)
    return int(Criterion.objects.filter(pack__in=packs).order_by("pk").values_list("pk", flat=True)[0])


def take(
    hazard: Hazard | int,
    step: str,
    *,
    by: str = "",
    at: datetime | None = None,
    key: str | None = None,
    **changes: Any,
) -> Outcome:
    """Take a hazard through one step with sensible input."""
    found = Hazard.objects.select_related("premises").get(pk=hazard if isinstance(hazard, int) else hazard.pk)
    who = actor(by or usual_taker(step, found))
    if step == "accept" and found.grade == "major":
        changes.setdefault("report", "Examined by experts")
    return door.apply(HAZARD_FLOW, found.pk, step, by=who, input=step_input(step, **changes), at=at, key=key)


def hazard_after(*steps: str, premises: str = "shop", **changes: Any) -> Hazard:
    """Return a hazard that was taken through these steps, all of them now."""
    hazard = record_hazard(premises, **changes)
    for step in steps:
        take(hazard, step)
    return Hazard.objects.get(pk=hazard.pk)


def found_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after(premises=premises, **changes)


def assigned_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", premises=premises, **changes)


def claimed_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", premises=premises, **changes)


def accepted_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", "accept", premises=premises, **changes)


def closed_hazard(premises: str = "shop", **changes: Any) -> Hazard:
    return hazard_after("assign", "claim", "accept", "close_out", premises=premises, **changes)


READY_FOR = {
    "assign": found_hazard,
    "claim": assigned_hazard,
    "accept": claimed_hazard,
    "send_back": claimed_hazard,
    "close_out": accepted_hazard,
}
"""Step → the trait whose hazard the step may be taken on."""


def many_hazards(count: int, premises: str = "shop") -> list[int]:
    """Record a visit with `count` hazards in one batch; return their keys."""
    visit = record_visit(premises)
    by = actor(LEAD[PLACES[premises]])
    acts = [
        door.Act(by=by, input=hazard_input(visit, description=f"Hazard number {n}")) for n in range(count)
    ]
    return _keys(door.apply_many(HAZARD_FLOW, "record", acts))


def many_visits(count: int, premises: str = "shop") -> list[int]:
    """Record `count` visits in one batch; return their keys."""
    by = actor(LEAD[PLACES[premises]])
    given = {**visit_input(premises), "premises": place(premises)}
    acts = [door.Act(by=by, input=given) for _n in range(count)]
    return _keys(door.apply_many(VISIT_FLOW, "record", acts))


def _keys(outcomes: list[Outcome | AnlanError]) -> list[int]:
    for outcome in outcomes:
        if isinstance(outcome, AnlanError):
            raise outcome
    return [outcome.case_id for outcome in outcomes if isinstance(outcome, Outcome)]


def _changed(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


# -- what was written --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """Everything that a step writes, to be compared before and after."""

    head: int
    entries: int
    contributions: int
    notices: int
    obligations: list[dict[str, Any]] = field(default_factory=list)
    hazards: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)


def written() -> Written:
    """Return what stands in the journal, the kernel's tables and the cases."""
    return Written(
        Head.objects.get(pk=1).seq,
        Entry.objects.count(),
        Contribution.objects.count(),
        Notice.objects.count(),
        [_plain(row) for row in Obligation.objects.order_by("pk").values()],
        [_plain(row) for row in Hazard.objects.order_by("pk").values()],
        [_plain(row) for row in Visit.objects.order_by("pk").values()],
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


@contextmanager
def scratch() -> Iterator[None]:
    """Take back whatever the block writes: one example of a property after the other on the same city."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
