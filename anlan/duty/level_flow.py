"""The lifecycles of readiness and of responses: raised or activated, changed, lifted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import inputs, rules
from anlan.duty.inputs import MOST_DAYS
from anlan.duty.kinds import Level
from anlan.duty.models import LevelChange, LevelState, Readiness, Response
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken


def _planned(first: date, last: date) -> Decision:
    if last < first:
        return denied(_("It cannot be planned to a day before it begins"), code="level.days")
    if (last - first).days >= MOST_DAYS:
        return denied(_("A level is planned for a year at most"), code="level.long")
    return ALLOWED


def _is_last(area_id: int, taken: Taken) -> Decision:
    """The history of an area is only added to: nothing is put in before its last change."""
    last = LevelChange.objects.filter(area=area_id).order_by("-at").values_list("at", flat=True).first()
    if last is not None and taken.at <= last:
        return denied(
            _("The level of this area changed last on %(at)s: a change lies after it")
            % {"at": f"{last.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"},
            code="level.order",
        )
    return ALLOWED


def may_be_raised(_case: None, taken: Taken) -> Decision:
    area = taken.input["area"]
    running = Readiness.objects.in_force().filter(area=area.pk).first()
    if running is not None:
        return denied(
            _("%(level)s is in force here already (%(number)s): change it")
            % {"level": Level(running.level).label, "number": running.number},
            code="level.running",
        )
    planned = _planned(clock.local_day(taken.at), taken.input["expected_to"])
    return planned if not planned else _is_last(area.pk, taken)


def _told(taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **{name: taken.input[name] for name in ("level", "expected_to", "basis", "ordered_by", "purpose")},
        "raised_at": taken.at,
        "raised_on": clock.local_day(taken.at),
        "lifted_at": None,
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "raised_by_id": taken.by.person_id,
    }


def readiness_of(_case: None, taken: Taken) -> dict[str, Any]:
    period = taken.input["period"]
    return {**_told(taken), "period_id": period.pk if period else None}


def response_of(_case: None, taken: Taken) -> dict[str, Any]:
    return {**_told(taken), "event": taken.input["event"], "incident": taken.input["incident"]}


def _changes(case: Any, taken: Taken) -> Decision:
    if (taken.input["level"], taken.input["expected_to"]) == (case.level, case.expected_to):
        return denied(_("Nothing would change"), code="level.same")
    return _planned(clock.local_day(taken.at), taken.input["expected_to"])


def readiness_changes(case: Any, taken: Taken) -> Decision:
    changes = _changes(case, taken)
    return changes if not changes else _is_last(case.area_id, taken)


def may_be_activated(_case: None, taken: Taken) -> Decision:
    return _planned(clock.local_day(taken.at), taken.input["expected_to"])


def lifts_after(case: Any, taken: Taken) -> Decision:
    return _is_last(case.area_id, taken)


def _after_activation(case: Any, taken: Taken) -> Decision:
    if taken.at <= case.raised_at:
        return denied(_("It ends after it began"), code="level.order")
    return ALLOWED


def changed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"level": taken.input["level"], "expected_to": taken.input["expected_to"]}


def lifted(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"lifted_at": taken.at}


def write_change(case: Any, taken: Taken, seq: int) -> None:
    """Write the moment at which the level changed; where only the planned day moved, none did."""
    level = case.level if case.state == LevelState.IN_FORCE else ""
    last = LevelChange.objects.filter(area=case.area_id).order_by("-at").first()
    if last is None or last.level != level:
        LevelChange.objects.create(
            area_id=case.area_id, at=taken.at, level=level, readiness_id=case.id, seq=seq
        )


IN_FORCE = frozenset({LevelState.IN_FORCE})
_STATES = {state.value: state.label for state in LevelState}

READINESS_FLOW = Flow(
    "readiness",
    model=Readiness,
    name=gettext_lazy("state of readiness"),
    states=_STATES,
    counted=Counted(day="raised_on", sector=""),
    steps=[
        Step(
            name="raise",
            label=gettext_lazy("Order a state of readiness"),
            done=gettext_lazy("ordered the state of readiness"),
            target=LevelState.IN_FORCE,
            rule=rules.may_raise,
            form=inputs.RAISE,
            guard=may_be_raised,
            effect=readiness_of,
            projects=write_change,
            looks_up=True,
        ),
        Step(
            name="change",
            label=gettext_lazy("Change the level"),
            done=gettext_lazy("changed the level"),
            sources=IN_FORCE,
            target=STAY,
            rule=rules.may_order,
            form=inputs.CHANGE,
            guard=readiness_changes,
            effect=changed,
            projects=write_change,
            looks_up=True,
        ),
        Step(
            name="lift",
            label=gettext_lazy("Lift"),
            done=gettext_lazy("lifted the state of readiness"),
            sources=IN_FORCE,
            target=LevelState.LIFTED,
            rule=rules.may_order,
            form=inputs.BECAUSE,
            guard=lifts_after,
            effect=lifted,
            projects=write_change,
            looks_up=True,
        ),
    ],
)

RESPONSE_FLOW = Flow(
    "response",
    model=Response,
    name=gettext_lazy("emergency response"),
    states=_STATES,
    counted=Counted(day="raised_on", sector=""),
    steps=[
        Step(
            name="activate",
            label=gettext_lazy("Activate an emergency response"),
            done=gettext_lazy("activated the emergency response"),
            target=LevelState.IN_FORCE,
            rule=rules.may_raise,
            form=inputs.ACTIVATE,
            guard=may_be_activated,
            effect=response_of,
        ),
        Step(
            name="change",
            label=gettext_lazy("Change the level"),
            done=gettext_lazy("changed the level"),
            sources=IN_FORCE,
            target=STAY,
            rule=rules.may_order,
            form=inputs.CHANGE_RESPONSE,
            guard=_changes,
            effect=changed,
        ),
        Step(
            name="end",
            label=gettext_lazy("End the response"),
            done=gettext_lazy("ended the emergency response"),
            sources=IN_FORCE,
            target=LevelState.LIFTED,
            rule=rules.may_order,
            form=inputs.BECAUSE,
            guard=_after_activation,
            effect=lifted,
        ),
    ],
)
