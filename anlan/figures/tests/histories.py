"""Random histories of the small city: every step of the loop, in the order of a year, some claimed to lie back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from PIL import Image

from anlan.evidence.actions import store
from anlan.evidence.models import File
from anlan.figures.counting import fold
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import OPEN_STATES, RECTIFIED_STATES, Hazard
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.testing import (
    LEAD,
    PLACES,
    actor,
    hazard_input,
    person,
    record_hazard,
    record_visit,
    take,
    usual_taker,
)

BEGIN = datetime(2021, 11, 20, 15, 30, tzinfo=clock.SHANGHAI)
NEXT = {
    "found": "assign",
    "assigned": "claim",
    "refused": "decide_refusal",
    "transferring": "receive",
    "claimed": "accept",
    "look_back": "look_back",
    "accepted": "close_out",
}
DECISION = {"extension": "decide_extension", "grade": "decide_regrade", "void": "decide_void"}
SIDEWAYS = tuple(
    name
    for name, step in HAZARD_FLOW.steps.items()
    if not step.opening and name not in ("claim", "accept", "sample")
)
RECEIVERS = {
    "fire": "dept1",
    "gas": "dept2",
    "gov-a": "county1",
    "gov-b": "county2",
    "gov-zone": "zone1",
}


@dataclass(frozen=True)
class Op:
    """One thing that happens: `gap` hours after the one before; claimed `back` hours earlier."""

    kind: str
    gap: int
    back: int
    pick: int
    grade: str
    yes: bool = True  # what is decided, or seen at a look-back


def operations(most: int = 30) -> st.SearchStrategy[list[Op]]:
    """Draw histories of about a year: mostly days between two acts, sometimes a month."""
    opening = ["visit", "hazard", "hazard", "on the spot", "relapse"]
    op = st.builds(
        Op,
        kind=st.one_of(
            st.sampled_from(opening),
            st.sampled_from(["go on", "go on", "go on", "send_back", "fold"]),
            st.just("go on"),
            st.sampled_from(SIDEWAYS),
        ),
        gap=st.one_of(st.integers(0, 12), st.integers(0, 60), st.integers(0, 600)),
        back=st.sampled_from([0, 0, 0, 5, 30, 700]),
        pick=st.integers(0, 1_000),
        grade=st.sampled_from(["general", "general", "major"]),
        yes=st.booleans(),
    )
    return st.lists(op, min_size=8, max_size=most)


def play(history: list[Op]) -> Iterator[datetime]:
    """Let a history happen; yield the moment after each operation."""
    now = BEGIN
    for op in history:
        now += timedelta(hours=op.gap, minutes=7)
        with clock.at(now):
            happen(op, now)
            yield now


def happen(op: Op, now: datetime) -> None:
    """Let one thing happen, if there is a hazard to which it can."""
    premises = list(PLACES)[op.pick % len(PLACES)]
    at = now - timedelta(hours=op.back)
    match op.kind:
        case "visit":
            record_visit(premises, at=at)
        case "hazard":
            record_hazard(premises, at=at, grade=op.grade)
        case "relapse":
            former = Hazard.objects.filter(premises__code=premises).exclude(settled_at=None).first()
            record_hazard(premises, at=at, relapse_of=former.pk if former else None)
        case "on the spot":
            _on_the_spot(premises, at)
        case "fold":
            fold(chunk=op.pick % 7 + 1)
        case _:
            _step(op, now, at)


def picture(at: datetime) -> File:
    """Return a stored photograph, always the same."""
    drawn = io.BytesIO()
    Image.linear_gradient("L").save(drawn, "PNG")
    upload = SimpleUploadedFile("seen.png", drawn.getvalue(), content_type="image/png")
    return store(upload, by=actor("dept1"), at=at)


def _on_the_spot(premises: str, at: datetime) -> None:
    given = hazard_input(record_visit(premises, at=at), rectification="Cleared at once", grade=None)
    seen = picture(at)
    door.open_case(
        HAZARD_FLOW,
        "record_on_the_spot",
        by=actor(LEAD[PLACES[premises]]),
        input={**given, "before": [seen], "after": [seen]},
        at=at,
    )


def _step(op: Op, now: datetime, at: datetime) -> None:
    """Take some hazard through a step that its state and its facts allow, claimed at `at` where that may be."""
    rows = Hazard.objects.select_related("premises", "transfer_to").order_by("pk")
    hazards = [hazard for hazard in rows if _step_of(op, hazard)]
    if not hazards:
        return
    hazard = hazards[op.pick % len(hazards)]
    step = _step_of(op, hazard)
    then = max(at, hazard.last_at)
    changes = _changes(step, hazard, op, then)
    if changes is None:
        return
    for who in _takers(step, hazard):
        try:
            take(hazard, step, by=who, at=then, **changes)
        except Refused:  # a later office may, or nobody: histories need not be clever
            continue
        return


def _step_of(op: Op, hazard: Hazard) -> str:
    """Return the step that an operation means for a hazard, or nothing."""
    step = op.kind
    if step == "go on":
        step = NEXT.get(hazard.state, "")
        if hazard.asked and (op.yes or step not in ("claim", "assign")):
            step = DECISION[hazard.asked]
        elif step == "claim" and hazard.grade == "major" and not hazard.plan_is_complete:
            step = "plan"
    known = HAZARD_FLOW.steps.get(step)
    return step if known and hazard.state in known.sources and known.applies(hazard) else ""


def _changes(step: str, hazard: Hazard, op: Op, at: datetime) -> dict[str, Any] | None:
    """Return what differs from a step's usual input; None where it cannot be taken."""
    days = timedelta(days=op.pick % 25 + 1)
    match step:
        case "assign" | "reopen":
            return {"due_at": at + days}
        case "claim":
            return {"after": [picture(at)]}
        case "ask_extension":
            assert hazard.due_at is not None
            return {"until": hazard.due_at + days}
        case "ask_regrade":
            up = hazard.grade == "general"
            return {} if up else {"grade": "general", "criterion": None}
        case "decide_extension" | "decide_regrade" | "decide_void" | "decide_refusal":
            return {"decision": "grant" if op.yes else "refuse"}
        case "look_back":
            return {"result": "cleared" if op.yes else "still"}
        case "merge":
            return _target(hazard, op)
        case "transfer" | "rule_owner":
            bodies = list(Organisation.objects.filter(code__in=RECEIVERS).order_by("pk"))
            return {"to": bodies[op.pick % len(bodies)].pk}
        case "except":
            return {"person": person("station1" if op.yes else "county1").pk}
    return {}


def _target(hazard: Hazard, op: Op) -> dict[str, Any] | None:
    alike = OPEN_STATES if hazard.state in OPEN_STATES else RECTIFIED_STATES
    others = Hazard.objects.filter(premises=hazard.premises_id, state__in=alike).exclude(pk=hazard.pk)
    found = list(others.order_by("pk"))
    return {"into": found[op.pick % len(found)].pk} if found else None


def _takers(step: str, hazard: Hazard) -> tuple[str, ...]:
    if step in ("receive", "decline") and hazard.transfer_to is not None:
        return (RECEIVERS[hazard.transfer_to.code],)
    return (usual_taker(step, hazard), "office1", "county1")
