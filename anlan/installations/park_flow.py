"""The lifecycle of a chemical park: entered, amended, struck off when no installation stands in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.installations import inputs, rules
from anlan.installations.kinds import ParkState
from anlan.installations.models import Installation, Park
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step, Taken
from anlan.search.indexing import touch

PARKS = "installations.parks"
_TOLD = ("name", "name_en", "approval")


def _is_named_once(area: int, name: str, but: int = 0) -> Decision:
    twins = Park.objects.filter(area=area, name=name, state=ParkState.LISTED).exclude(pk=but)
    if twins.exists():
        return denied(_("There is a park of that name in this area"), code="park.double")
    return ALLOWED


def may_be_entered(_case: None, taken: Taken) -> Decision:
    return _is_named_once(taken.input["area"].pk, taken.input["name"])


def park_of(_case: None, taken: Taken) -> dict[str, Any]:
    area = taken.input["area"]
    assert taken.via is not None
    return {
        **{name: taken.input[name] for name in _TOLD},
        "entered_on": clock.local_day(taken.at),
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
    }


def may_be_amended(park: Any, taken: Taken) -> Decision:
    return _is_named_once(park.area_id, taken.input["name"], park.id)


def amended(_park: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in _TOLD}


def found_anew(park: Any, _taken: Taken, _seq: int) -> None:
    """Let the search find it by its new words."""
    touch("park", [park.id])


def is_empty(park: Any, _taken: Taken) -> Decision:
    left = Installation.objects.kept().filter(park=park.id).count()
    if left:
        return denied(
            _("%(count)s installations stand in it: move or remove them first") % {"count": left},
            code="park.used",
        )
    return ALLOWED


LISTED = frozenset({ParkState.LISTED})

PARK_FLOW = Flow(
    "park",
    model=Park,
    name=gettext_lazy("chemical park"),
    states={state.value: state.label for state in ParkState},
    counted=Counted(day="entered_on", sector=""),
    counts=(Count(PARKS, LISTED),),
    steps=[
        Step(
            name="enter",
            label=gettext_lazy("Enter a park"),
            done=gettext_lazy("entered the park"),
            target=ParkState.LISTED,
            rule=rules.may_enter_park,
            form=inputs.ENTER_PARK,
            guard=may_be_entered,
            effect=park_of,
            looks_up=True,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Amend"),
            done=gettext_lazy("amended the park"),
            sources=LISTED,
            target=STAY,
            rule=rules.may_keep_park,
            form=inputs.AMEND_PARK,
            guard=may_be_amended,
            effect=amended,
            projects=found_anew,
            looks_up=True,
        ),
        Step(
            name="strike",
            label=gettext_lazy("Strike it off"),
            done=gettext_lazy("struck the park off"),
            sources=LISTED,
            target=ParkState.STRUCK,
            rule=rules.may_keep_park,
            form=inputs.BECAUSE,
            guard=is_empty,
            looks_up=True,
        ),
    ],
)
