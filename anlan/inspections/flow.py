"""The lifecycle of a visit: recorded with its premises, mode and situation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections import rules
from anlan.inspections.models import Mode, Visit, VisitState
from anlan.kernel import clock
from anlan.lifecycle.flow import Count, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.premises.models import Premises

VISITS = "inspections.visits"


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


RECORD_VISIT = Form(
    (
        Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises),
        Choice(name="mode", label=_("Mode"), choices=tuple((m.value, m.label) for m in Mode)),
        Text(name="focus", label=_("Focus"), required=False, max_length=200),
        Text(name="situation", label=_("Situation found"), required=False, max_length=2_000, lines=4),
    )
)


def visit_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a visit's columns: area and sector are copied from the premises as they are now."""
    premises: Premises = taken.input["premises"]
    assert taken.via is not None
    return {
        "premises_id": premises.pk,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
        "organisation_id": taken.via.organisation_id,
        "recorded_by_id": taken.by.person_id,
        "mode": taken.input["mode"],
        "visited_at": taken.at,
        "visited_on": clock.local_day(taken.at),
        "focus": taken.input["focus"],
        "situation": taken.input["situation"],
        "is_from_ledger": taken.ledger,
    }


VISIT_FLOW = Flow(
    "visit",
    model=Visit,
    name=_("visit"),
    states={s.value: s.label for s in VisitState},
    counted=Counted(day="visited_on"),
    counts=(Count(VISITS, frozenset({VisitState.RECORDED})),),
    steps=[
        Step(
            name="record",
            label=_("Record"),
            done=_("recorded the visit"),
            target=VisitState.RECORDED,
            rule=rules.may_record,
            form=RECORD_VISIT,
            effect=visit_of,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=frozenset({VisitState.RECORDED}),
            target=VisitState.VOIDED,
            rule=rules.may_take_back,
            applies=rules.is_from_ledger,
            guard=rules.nothing_hangs_on_it,
            projects=rules.still_nothing_hangs_on_it,
            corrects=True,
        ),
    ],
)
