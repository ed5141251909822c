"""The lifecycles of alarms: a source opened, an alarm received as it was sent, checked, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.installations import inputs, notices, rules
from anlan.installations.kinds import AlarmState, SourceState
from anlan.installations.models import AlarmSource, PlantAlarm
from anlan.installations.models.owned import placed_as
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind

ALARMS, CHECKED, CLOSED, FALSE = (
    f"installations.{name}" for name in ("alarms", "alarms_checked", "alarms_closed", "alarms_false")
)
CHECK_MINUTES, CLOSE_HOURS = 30, 24
AHEAD = timedelta(minutes=5)
"""By so much the clock of a source may be fast."""


def is_named_once(_case: None, taken: Taken) -> Decision:
    given = taken.input
    rows = AlarmSource.objects.filter(premises=given["premises"], name=given["name"], state=SourceState.OPEN)
    if rows.exists():
        return denied(_("This plant has a source of that name"), code="alarm_source.double")
    return ALLOWED


def source_of(_case: None, taken: Taken) -> dict[str, Any]:
    place = taken.input["premises"]
    return {
        "premises_id": place.pk,
        "name": taken.input["name"],
        "turn": 1,
        "opened_on": clock.local_day(taken.at),
        "area_id": place.reporting_area_id,
        "area_path": place.area_path,
        "sector_id": place.sector_id,
        "organisation_id": place.operator_id,
    }


def turned(case: Any, _taken: Taken) -> dict[str, Any]:
    return {"turn": case.turn + 1}


def is_of_its_plant(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if given["installation"].premises_id != given["source"].premises_id:
        return denied(_("The installation is none of the source's plant"), code="alarm.plant")
    if given["raised_at"] > (taken.now or taken.at) + AHEAD:
        return denied(_("The alarm was raised in the future: set the source's clock"), code="alarm.future")
    if PlantAlarm.objects.filter(source=given["source"], foreign_id=given["foreign_id"]).exists():
        return denied(_("An alarm of this number was received already"), code="alarm.double")
    return ALLOWED


def alarm_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **placed_as(given["installation"]),
        **{
            name: given[name]
            for name in ("foreign_id", "kind", "tag", "value", "threshold", "unit", "raised_at")
        },
        "installation_id": given["installation"].pk,
        "source_id": given["source"].pk,
        "raised_on": clock.local_day(given["raised_at"]),
    }


def checked(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "finding": taken.input["finding"],
        "cause": taken.input["cause"],
        "checked_at": taken.at,
    }


def closed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"measure": taken.input["measure"], "closed_at": taken.at}


def to_check(case: Any, taken: Taken) -> Owed:
    told = canonical({"minutes": CHECK_MINUTES})
    return Owed(Kind.CHECK_ALARM, case.organisation_id, taken.at + timedelta(minutes=CHECK_MINUTES), told)


def to_close(case: Any, taken: Taken) -> Owed:
    told = canonical({"hours": CLOSE_HOURS})
    return Owed(Kind.CLOSE_ALARM, case.organisation_id, taken.at + timedelta(hours=CLOSE_HOURS), told)


OPEN = frozenset({SourceState.OPEN})
RECEIVED, WAS_CHECKED = frozenset({AlarmState.RECEIVED}), frozenset({AlarmState.CHECKED})

SOURCE_FLOW = Flow(
    "alarm_source",
    model=AlarmSource,
    name=gettext_lazy("source of alarms"),
    states={state.value: state.label for state in SourceState},
    counted=Counted(day="opened_on"),
    steps=[
        Step(
            name="open",
            label=gettext_lazy("Open a source of alarms"),
            done=gettext_lazy("opened the source"),
            target=SourceState.OPEN,
            rule=rules.may_register,
            form=inputs.OPEN_SOURCE,
            guard=is_named_once,
            effect=source_of,
            looks_up=True,
        ),
        Step(
            name="turn",
            label=gettext_lazy("Give it a new key: the old one ends"),
            done=gettext_lazy("gave the source a new key"),
            sources=OPEN,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            effect=turned,
        ),
        Step(
            name="shut",
            label=gettext_lazy("Shut it"),
            done=gettext_lazy("shut the source"),
            sources=OPEN,
            target=SourceState.SHUT,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
        ),
    ],
)

ALARM_FLOW = Flow(
    "plant_alarm",
    model=PlantAlarm,
    name=gettext_lazy("alarm of a plant"),
    states={state.value: state.label for state in AlarmState},
    counted=Counted(day="raised_on"),
    counts=(
        Count(ALARMS, frozenset(AlarmState.values)),
        Count(CHECKED, frozenset({AlarmState.CHECKED, AlarmState.CLOSED})),
        Count(CLOSED, frozenset({AlarmState.CLOSED})),
        Count(FALSE, frozenset({AlarmState.CHECKED, AlarmState.CLOSED}), when="finding", equals="false"),
    ),
    steps=[
        Step(
            name="receive",
            label=gettext_lazy("Receive an alarm"),
            done=gettext_lazy("sent the alarm"),
            target=AlarmState.RECEIVED,
            rule=rules.by_the_source,
            form=inputs.RECEIVE,
            guard=is_of_its_plant,
            effect=alarm_of,
            opens=(to_check,),
            tells=(notices.alarmed,),
            looks_up=True,
        ),
        Step(
            name="check",
            label=pgettext_lazy("alarm", "Record the check"),
            done=gettext_lazy("checked the alarm"),
            sources=RECEIVED,
            target=AlarmState.CHECKED,
            rule=rules.may_perform,
            form=inputs.CHECK,
            effect=checked,
            discharges=(Kind.CHECK_ALARM,),
            opens=(to_close,),
        ),
        Step(
            name="close",
            label=gettext_lazy("Close the alarm"),
            done=gettext_lazy("closed the alarm"),
            sources=WAS_CHECKED,
            target=AlarmState.CLOSED,
            rule=rules.may_perform,
            form=inputs.CLOSE,
            effect=closed,
            discharges=(ALL,),
        ),
    ],
)
