"""What the page of a case of rescue forces shows beside its facts, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.duty.kinds import Level
from anlan.forces.call_flow import CALL_FLOW
from anlan.forces.kinds import RUNNING, AlertState, CallState
from anlan.forces.models import CallOut, Positioning, Stand, Stock
from anlan.forces.models.calls import minutes
from anlan.forces.proposing import propose
from anlan.forces.rows import KINDS, TONES
from anlan.kernel import clock
from anlan.kernel.identity import uuid7
from anlan.org.scope import Actor

QUICK = ("receive", "depart", "arrive")
"""Steps that the dispatcher takes with one touch; what else leads on stands on the call-out's own page."""
MOST_SHOWN = 20


def of_force(force: Any, actor: Actor) -> dict[str, Any]:
    calls = CallOut.objects.within(actor.scope).filter(force=force.pk).order_by("-id")[:MOST_SHOWN]
    stands = Positioning.objects.within(actor.scope).filter(force=force.pk).order_by("-first_day", "-id")
    call_columns, call_rows = KINDS["call_out"].table([call.pk for call in calls])
    position_columns, position_rows = KINDS["positioning"].table([one.pk for one in stands[:MOST_SHOWN]])
    stock = Stock.objects.filter(force=force.pk).order_by("item")
    return {
        "is_stale": force.is_stale(clock.today()),
        "stands": [
            (Level(one.level).label, f"{one.place} · {one.area.short_label}", one.heads)
            for one in Stand.objects.filter(force=force.pk).select_related("area").order_by("level")
        ],
        "stock": [(one.item, f"{one.quantity} {one.unit}") for one in stock],
        "call_columns": [call_columns[n] for n in (0, 2, 3, 4, 8, 10, 15)],
        "call_rows": [[row[n] for n in (0, 2, 3, 4, 8, 10, 15)] for row in call_rows],
        "position_columns": position_columns,
        "position_rows": position_rows,
    }


def line(call: CallOut, actor: Actor) -> dict[str, Any]:
    """Return a call-out as a line of a running alert: its moments, minutes, and the next step with one touch."""
    step = None
    for name in QUICK:
        found = CALL_FLOW.steps[name]
        if call.state in found.sources and found.rule(actor, call):
            step = {"name": name, "label": found.label, "key": uuid7()}
            break
    return {
        "call": call,
        "state": CALL_FLOW.states[call.state],
        "tone": TONES[call.state],
        "answer": minutes(call.ordered_at, call.received_at),
        "leave": minutes(call.ordered_at, call.departed_at),
        "arrive": minutes(call.ordered_at, call.arrived_at),
        "is_waiting": call.state == CallState.ORDERED,
        "step": step,
    }


def lines_of(alert: Any, actor: Actor) -> list[dict[str, Any]]:
    rows = CallOut.objects.within(actor.scope).filter(alert=alert.pk).select_related("force")
    return [line(call, actor) for call in rows.order_by("id")]


def of_alert(alert: Any, actor: Actor) -> dict[str, Any]:
    """Return who was called with his moments and, while it runs, who is proposed."""
    runs = alert.state == AlertState.RUNNING
    lines = lines_of(alert, actor)
    return {
        "lines": lines,
        "out": sum(one["call"].state in RUNNING for one in lines),
        "now": clock.now(),
        "runs": runs,
        "proposed": propose(alert, actor.scope) if runs else [],
        "order_key": uuid7(),
    }


def of_call(call: Any, _actor: Actor) -> dict[str, Any]:
    return {"force": call.force, "now": clock.now(), "is_waiting": call.state == CallState.ORDERED}


EXTRAS: Mapping[str, Callable[[Any, Actor], dict[str, Any]]] = {
    "force": of_force,
    "alert": of_alert,
    "call_out": of_call,
}
