"""Hazards ready for every step of the loop, photographs, deputies, and what exactly a step wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anlan.evidence.actions import store
from anlan.evidence.models import File
from anlan.figures.models import Contribution, Measure
from anlan.hazards.effects import LOOK_BACK_PER_MILLE, is_sampled
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Grade, Hazard
from anlan.journal.models import Head
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.notifications.models import Notice
from anlan.obligations.models import Obligation
from anlan.org.models import Organisation, Post
from anlan.testing import (
    LEAD,
    PLACES,
    TODAY,
    SmallCity,
    actor,
    hazard_input,
    many_visits,
    person,
    record_hazard,
    record_visit,
    take,
    written,
)

ACCOUNTS = (
    "office1 county1 county2 zone1 dept1 dept2 inspector1 station1 station2 station3 leader1 editor1 system1 "
    "security1 auditor1 business1 business2 nobody1"
).split()
"""Somebody in every role, inside and outside of the shop's area and sector."""
OF_LEDGERS = ("take_back",)
"""Steps of what came from a ledger only: test_imports has them."""
BY_LOT = ("sample",)
"""Steps that the clock takes with what was drawn: anlan/lookbacks has them."""
LATER_STEPS = tuple(
    step.name
    for step in HAZARD_FLOW.steps.values()
    if not step.opening and step.name not in (*OF_LEDGERS, *BY_LOT)
)


# -- photographs and people --------------------------------------------------------------------------------------


def png(seed: int = 1) -> bytes:
    """Return a small picture, another for each seed."""
    buffer = BytesIO()
    Image.new("RGB", (24, 16), (seed % 256, seed * 37 % 256, seed * 91 % 256)).save(buffer, "PNG")
    return buffer.getvalue()


def upload(seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"IMG_{seed:04}.png", png(seed), content_type="image/png")


def photo(seed: int = 1, *, by: str = "dept1") -> File:
    return store(upload(seed), by=actor(by), at=clock.now())


def deputise(deputy: str, principal: str, *, until: date = TODAY) -> Post:
    """Appoint somebody as another's deputy (代理) for today, as the appointment writes it."""
    post = Post.objects.get(person__username=principal, acting_for=None)
    acting = Post.objects.create(
        person=person(deputy),
        organisation=post.organisation,
        role=post.role,
        title=post.title,
        area=post.area,
        valid_from=TODAY,
        valid_to=until,
        acting_for=post,
    )
    acting.sectors.set(post.sectors.all())
    return acting


# -- hazards -------------------------------------------------------------------------------------------------------


def record_on_the_spot(premises: str = "shop", *, by: str = "", **changes: Any) -> Hazard:
    """Record a hazard that was rectified in the same visit, with both photographs."""
    who = by or LEAD[PLACES[premises]]
    visit = record_visit(premises, by=who)
    outcome = door.open_case(
        HAZARD_FLOW, "record_on_the_spot", by=actor(who), input=spot_input(visit, **changes)
    )
    return Hazard.objects.get(pk=outcome.case_id)


def spot_input(visit: Any, **changes: Any) -> dict[str, Any]:
    whole = {
        **hazard_input(visit, grade=None),
        "rectification": "Cleared at once",
        "before": [photo(1)],
        "after": [photo(2)],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def major_hazard(*steps: str, premises: str = "shop", **changes: Any) -> Hazard:
    """Return a major hazard taken through these steps, its claim with a photograph."""
    hazard = record_hazard(premises, grade=Grade.MAJOR, **changes)
    for step in steps:
        more = {"after": [photo(2)]} if step == "claim" else {}
        take(hazard, step, **more)
    return reread(hazard)


def look_back_due(premises: str = "shop") -> Hazard:
    """Return a general hazard that the sample drew: accepted, to be looked back at."""
    while not is_sampled(Head.objects.get(pk=1).seq + 2, LOOK_BACK_PER_MILLE[Grade.GENERAL]):
        many_visits(1, premises)
    hazard = record_hazard(premises)
    for step in ("assign", "claim", "accept"):
        take(hazard, step)
    return reread(hazard)


def reread(hazard: Hazard) -> Hazard:
    return Hazard.objects.select_related("premises").get(pk=hazard.pk)


WAY: Mapping[str, tuple[str, ...]] = {
    "assign": (),
    "claim": ("assign",),
    "sign_for": ("assign",),
    "refuse": ("assign",),
    "decide_refusal": ("assign", "refuse"),
    "ask_extension": ("assign",),
    "decide_extension": ("assign", "ask_extension"),
    "accept": ("assign", "claim"),
    "send_back": ("assign", "claim"),
    "look_back": ("assign", "claim", "accept"),
    "close_out": ("assign", "claim", "accept"),
    "reopen": ("assign", "claim", "accept", "close_out"),
    "ask_regrade": (),
    "decide_regrade": ("ask_regrade",),
    "merge": (),
    "unmerge": ("merge",),
    "ask_void": (),
    "decide_void": ("ask_void",),
    "transfer": (),
    "receive": ("transfer",),
    "decline": ("transfer",),
    "rule_owner": (),
    "except": ("assign", "claim"),
}


RECEIVERS = {"receive": "county1", "decline": "county1"}


def ready_for(step: str, premises: str = "shop", **changes: Any) -> Hazard:
    """Return a hazard on which this step may be taken; `plan` gets a major one."""
    if step == "plan":
        return major_hazard("assign", premises=premises, **changes)
    hazard = record_hazard(premises, **changes)
    for former in WAY[step]:
        take_with(
            hazard, former, by="inspector1" if former == "accept" and changes.get("by") == "county1" else ""
        )
    return reread(hazard)


def take_with(hazard: Hazard, step: str, *, by: str = "", **changes: Any) -> Outcome:
    """Take a hazard through one step, with what its references need: a twin, another body, a person."""
    return take(hazard, step, by=by or RECEIVERS.get(step, ""), **{**references(hazard, step), **changes})


def references(hazard: Hazard, step: str) -> dict[str, Any]:
    match step:
        case "merge":
            return {"into": twin_of(hazard).pk}
        case "transfer" | "rule_owner":
            return {"to": Organisation.objects.get(code="gov-a").pk}
        case "except":
            return {"person": person("dept1").pk}
    return {}


def twin_of(hazard: Hazard) -> Hazard:
    """Return an open hazard of the same premises, recorded for it where there is none."""
    others = Hazard.objects.filter(premises=hazard.premises_id, settled_at=None, transfer_to=None)
    found = others.exclude(pk=hazard.pk).order_by("-pk").first()
    return found or record_hazard(hazard.premises.code, description="The fire door is blocked again")


STATES: Mapping[str, Callable[[], Hazard]] = {
    "found": lambda: ready_for("assign"),
    "assigned": lambda: ready_for("claim"),
    "refused": lambda: ready_for("decide_refusal"),
    "transferring": lambda: ready_for("receive"),
    "claimed": lambda: ready_for("accept"),
    "accepted": lambda: ready_for("close_out"),
    "look_back": look_back_due,
    "closed": lambda: ready_for("reopen"),
    "merged": lambda: ready_for("unmerge"),
    "voided": lambda: _after(ready_for("decide_void"), "decide_void"),
}
"""State → how a hazard in it comes about."""


def _after(hazard: Hazard, step: str) -> Hazard:
    take_with(hazard, step)
    return reread(hazard)


def refusal(hazard: Hazard, step: str, *, by: str = "", **changes: Any) -> str:
    """Return the code of the refusal; it must say why, and nothing may have been written."""
    changes = {**references(hazard, step), **changes}
    before = written()
    with pytest.raises(AnlanError) as refused:
        take(hazard, step, by=by, **changes)
    assert str(refused.value.message)
    assert written() == before
    return refused.value.code


# -- what was written ------------------------------------------------------------------------------------------------

ALWAYS = {"revision", "last_hash", "last_at"}


@dataclass
class Wrote:
    """What one step wrote: columns that changed, duties by kind, notices by event, measures."""

    columns: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, tuple[str, str]] = field(default_factory=dict)  # kind → (owner, due in Shanghai)
    discharged: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)  # event → organisation
    counted: dict[str, int] = field(default_factory=dict)


def shown(moment: Any) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def wrote(city: SmallCity, hazard: Hazard, step: str, *, by: str = "", **changes: Any) -> Wrote:
    """Take a step and return what it wrote."""
    changes = {**references(hazard, step), **changes}
    before: Mapping[str, Any] = Hazard.objects.filter(pk=hazard.pk).values().get()
    seq = take(hazard, step, by=by or RECEIVERS.get(step, ""), **changes).seq
    after = Hazard.objects.filter(pk=hazard.pk).values().get()

    codes = {body.pk: code for code, body in city.organisations.items()}
    measures = dict(Measure.objects.values_list("id", "code"))
    counted: dict[str, int] = {}
    for measure, n in Contribution.objects.filter(seq=seq).values_list("measure_id", "n"):
        counted[measures[measure]] = counted.get(measures[measure], 0) + n
    opened = Obligation.objects.filter(opened_seq=seq, case_id=hazard.pk)
    return Wrote(
        {name: value for name, value in after.items() if name not in ALWAYS and value != before[name]},
        {duty.kind: (codes[duty.owner_id], shown(duty.due_at)) for duty in opened},
        set(Obligation.objects.filter(discharged_seq=seq).values_list("kind", flat=True)),
        {notice.event: codes[notice.organisation_id] for notice in Notice.objects.filter(seq=seq)},
        counted,
    )


def owed(hazard: Hazard) -> set[str]:
    """Return the kinds of what is open on a hazard."""
    return set(Obligation.objects.open().filter(case_id=hazard.pk).values_list("kind", flat=True))
