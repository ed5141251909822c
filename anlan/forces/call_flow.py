"""The lifecycles of an alert and of each call-out: order, receipt, departure, arrival, release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.forces import duties, inputs, notices, rules
from anlan.forces.kinds import RUNNING, AlertState, CallState, ForceState
from anlan.forces.models import Alert, CallOut
from anlan.forces.muster import judged_by
from anlan.imports.datums import may_lie, placed
from anlan.incidents.kinds import IncidentState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, STAY, Count, Counted, Flow, Step, Taken
from anlan.obligations.models import Kind
from anlan.org.models import Organisation
from anlan.supervision.superiors import Superiors

CALLED, ARRIVED, DRILLED = "forces.called_out", "forces.arrived", "forces.drilled"
MOST_REMINDERS = 2
"""The dispatcher is told first, then the office above him; after that people telephone."""


def is_real_and_runs(_case: None, taken: Taken) -> Decision:
    incident = taken.input["incident"]
    if not incident.is_real:
        return denied(_("This is a drill: begin a drill of the forces"), code="alert.drill")
    if incident.state != IncidentState.ACTIVE:
        return denied(_("The incident is over"), code="alert.incident_over")
    return may_lie(taken.input, code="force.place")


def is_a_drill(_case: None, taken: Taken) -> Decision:
    incident = taken.input["incident"]
    if incident is not None and incident.is_real:
        return denied(_("This incident is real: call out forces for it, no drill"), code="alert.real")
    return may_lie(taken.input, code="force.place")


def alert_of(_case: None, taken: Taken) -> dict[str, Any]:
    given, incident = taken.input, taken.input["incident"]
    return {
        "is_real": True,
        "area_id": incident.area_id,
        "area_path": incident.area_path,
        **_begun(taken),
    } | {"place": given["place"] or incident.place}


def drill_of(_case: None, taken: Taken) -> dict[str, Any]:
    area = taken.input["area"]
    return {"is_real": False, "area_id": area.pk, "area_path": area.path, **_begun(taken)}


def _begun(taken: Taken) -> dict[str, Any]:
    given = taken.input
    assert taken.via is not None
    return {
        "incident_id": given["incident"].pk if given["incident"] else None,
        **{name: given[name] for name in ("task", "place", "skills")},
        **placed(given),
        "answer_minutes": given["answer_minutes"] or inputs.ANSWER_MINUTES,
        "begun_on": clock.local_day(taken.at),
        "begun_at": taken.at,
        "ordered_by_id": taken.by.person_id,
        "organisation_id": taken.via.organisation_id,
        "superior_id": _above(taken.via.organisation_id, clock.local_day(taken.at)),
    }


def _above(organisation_id: int, day: date) -> int | None:
    """Return the office above, which hears of lasting silence; None at the top. Two queries."""
    body = Organisation.objects.select_related("area").get(pk=organisation_id)
    above = Superiors(day).of(body)
    return None if above is None or above.pk == organisation_id else above.pk


def none_is_out(alert: Any, _taken: Taken) -> Decision:
    out = CallOut.objects.running().filter(alert=alert.id).count()
    if out:
        return denied(
            _("%(n)s forces are still called out: release them first") % {"n": out}, code="alert.out"
        )
    return ALLOWED


def ended(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at}


ALERT_FLOW = Flow(
    "alert",
    model=Alert,
    name=gettext_lazy("alert of rescue forces"),
    states={state.value: state.label for state in AlertState},
    counted=Counted(day="begun_on", sector=""),
    steps=[
        Step(
            name="begin",
            label=gettext_lazy("Alert forces for an incident"),
            done=gettext_lazy("alerted rescue forces"),
            target=AlertState.RUNNING,
            rule=rules.may_alert,
            form=inputs.ALERT,
            guard=is_real_and_runs,
            effect=alert_of,
        ),
        Step(
            name="drill",
            label=gettext_lazy("Begin a drill of forces"),
            done=gettext_lazy("began a drill of rescue forces"),
            target=AlertState.RUNNING,
            rule=rules.may_drill,
            form=inputs.DRILL,
            guard=is_a_drill,
            effect=drill_of,
        ),
        Step(
            name="stand_down",
            label=gettext_lazy("Stand down: release everybody"),
            done=gettext_lazy("stood the forces down"),
            sources=frozenset({AlertState.RUNNING}),
            target=AlertState.ENDED,
            rule=rules.may_dispatch,
            form=inputs.BECAUSE,
            guard=none_is_out,
            effect=ended,
            looks_up=True,
        ),
    ],
)


def may_be_called(_case: None, taken: Taken) -> Decision:
    """Judge an order on the force as it stands now. Alert and force are locked: of two orders at once the second
    waits, and reads what the first wrote."""
    alert, force, running = judged_by(taken.input["alert"].pk, taken.input["force"].pk)
    if alert.state != AlertState.RUNNING:
        return denied(_("The alert is stood down"), code="call.ended")
    if force.state != ForceState.READY:
        return denied(_("%(name)s is not available") % {"name": force.label}, code="call.away")
    # a real alert takes a force out of a drill
    first = next((call for call in running if call.is_real or not alert.is_real), None)
    if first is not None:
        return denied(
            _("%(name)s was called out already: %(who)s at %(when)s to %(place)s (%(number)s)")
            % {
                "name": force.label,
                "who": first.organisation.label,
                "when": f"{first.ordered_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
                "place": first.alert.place,
                "number": first.number,
            },
            code="call.double",
        )
    heads = taken.input["heads"]
    if heads is not None and heads > force.present:
        return denied(
            _("%(name)s has %(present)s people who can come")
            % {"name": force.label, "present": force.present},
            code="call.heads",
        )
    if not force.present:
        return denied(_("%(name)s has nobody who can come") % {"name": force.label}, code="call.heads")
    return ALLOWED


def call_of(_case: None, taken: Taken) -> dict[str, Any]:
    alert, force = taken.input["alert"], taken.input["force"]
    answer_by = taken.at + timedelta(minutes=alert.answer_minutes)
    return {
        "alert_id": alert.pk,
        "is_real": alert.is_real,
        "force_id": force.pk,
        "force_path": force.area_path,
        "ordered_on": clock.local_day(taken.at),
        "ordered_at": taken.at,
        "answer_by": answer_by,
        "heads_ordered": taken.input["heads"] or force.present,
        "remind_at": answer_by,
        "reminders": 0,
        "superior_id": alert.superior_id,
        "keeper_id": force.organisation_id,
        "organisation_id": alert.organisation_id,
        "area_id": alert.area_id,
        "area_path": alert.area_path,
    }


def received(_call: Any, taken: Taken) -> dict[str, Any]:
    return {"received_at": taken.at, "remind_at": None}


def departed(call: Any, taken: Taken) -> dict[str, Any]:
    """Return who left when; leaving is an answer too."""
    return {
        "received_at": call.received_at or taken.at,
        "departed_at": taken.at,
        "heads_left": taken.input["heads"] or call.heads_ordered,
        "remind_at": None,
    }


def as_many(call: Any, taken: Taken) -> Decision:
    """Refuse that more arrived than left."""
    heads = taken.input["heads"]
    if heads is not None and heads > call.heads_left:
        return denied(_("%(heads)s left: no more can arrive") % {"heads": call.heads_left}, code="call.heads")
    return ALLOWED


def arrived(call: Any, taken: Taken) -> dict[str, Any]:
    return {"arrived_at": taken.at, "heads_arrived": taken.input["heads"] or call.heads_left}


def let_go(_call: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at, "reason": taken.input["reason"], "remind_at": None}


def is_silent(call: Any, taken: Taken) -> Decision:
    if call.remind_at is None or call.remind_at > taken.at:
        return denied(_("It is not silent"), code=NOT_NOW)
    return ALLOWED


def reminded(call: Any, taken: Taken) -> dict[str, Any]:
    """Count the reminder; the next one follows after the same span, counted from this one as it was taken."""
    count = call.reminders + 1
    span = call.answer_by - call.ordered_at
    return {"reminders": count, "remind_at": taken.at + span if count < MOST_REMINDERS else None}


OUT = frozenset(RUNNING)
ANYWHERE = frozenset(CallState)

CALL_FLOW = Flow(
    "call_out",
    model=CallOut,
    name=gettext_lazy("call-out"),
    states={state.value: state.label for state in CallState},
    counted=Counted(day="ordered_on", sector=""),
    counts=(
        Count(CALLED, ANYWHERE, when="is_real"),
        Count(
            ARRIVED,
            frozenset({CallState.ARRIVED, CallState.RELEASED}),
            when="arrived_at",
            only=("is_real", True),
        ),
        Count(DRILLED, ANYWHERE, besides=("is_real", True)),
    ),
    steps=[
        Step(
            name="order",
            label=gettext_lazy("Call out a force"),
            done=gettext_lazy("called out the force"),
            target=CallState.ORDERED,
            rule=rules.may_order,
            form=inputs.ORDER,
            guard=may_be_called,
            effect=call_of,
            opens=(duties.answer,),
            tells=(notices.called,),
            looks_up=True,
        ),
        Step(
            name="receive",
            label=gettext_lazy("Order received"),
            done=gettext_lazy("said that the order came"),
            sources=frozenset({CallState.ORDERED}),
            target=CallState.RECEIVED,
            rule=rules.may_report,
            effect=received,
            discharges=(Kind.ANSWER_CALL,),
        ),
        Step(
            name="depart",
            label=gettext_lazy("Left"),
            done=gettext_lazy("said that it left"),
            sources=frozenset({CallState.ORDERED, CallState.RECEIVED}),
            target=CallState.DEPARTED,
            rule=rules.may_report,
            form=inputs.DEPART,
            effect=departed,
            discharges=(Kind.ANSWER_CALL,),
        ),
        Step(
            name="arrive",
            label=pgettext_lazy("call-out", "Arrived"),
            done=gettext_lazy("said that it arrived"),
            sources=frozenset({CallState.DEPARTED}),
            target=CallState.ARRIVED,
            rule=rules.may_report,
            form=inputs.ARRIVE,
            guard=as_many,
            effect=arrived,
        ),
        Step(
            name="decline",
            label=gettext_lazy("Cannot come"),
            done=gettext_lazy("said that it cannot come"),
            sources=frozenset({CallState.ORDERED, CallState.RECEIVED, CallState.DEPARTED}),
            target=CallState.DECLINED,
            rule=rules.may_report,
            form=inputs.BECAUSE,
            effect=let_go,
            discharges=(Kind.ANSWER_CALL,),
            tells=(notices.declined,),
        ),
        Step(
            name="release",
            label=gettext_lazy("Release"),
            done=gettext_lazy("released the force"),
            sources=OUT,
            target=CallState.RELEASED,
            rule=rules.may_dispatch,
            form=inputs.BECAUSE,
            effect=let_go,
            discharges=(Kind.ANSWER_CALL,),
        ),
        Step(
            name="escalate",
            label=gettext_lazy("Escalate silence"),
            done=gettext_lazy("escalated the silence"),
            sources=frozenset({CallState.ORDERED}),
            target=STAY,
            rule=rules.may_escalate,
            guard=is_silent,
            effect=reminded,
            tells=(notices.silent,),
        ),
    ],
)
