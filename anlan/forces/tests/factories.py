"""Rescue forces in the small city, all through the door."""

from __future__ import annotations

from typing import Any

from anlan.forces.acts import call_out
from anlan.forces.flow import ALERT_FLOW, CALL_FLOW, FORCE_FLOW, POSITION_FLOW
from anlan.forces.models import Alert, CallOut, Positioning, RescueForce
from anlan.incidents.models import Incident
from anlan.incidents.tests.factories import call
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.testing import actor


def force_input(name: str = "第一救援队", body: str = "office", **given: Any) -> dict[str, Any]:
    base = {
        "organisation": Organisation.objects.get(code=body), "kind": "professional", "name": name,
        "name_en": "Team", "head_count": 30, "skills": "fire,chemical", "equipment": "消防车2台", "base": "城东基地",
        "lat": "34.41", "lon": "115.65", "leader": "李队长", "phone": "0370-119", "assembly_minutes": 10,
    }  # fmt: skip
    return base | given


def force(name: str = "第一救援队", *, by: str = "office1", **given: Any) -> RescueForce:
    outcome = door.open_case(FORCE_FLOW, "enter", by=actor(by), input=force_input(name, **given))
    return RescueForce.objects.get(pk=outcome.case_id)


def position(one: RescueForce, first: str, last: str, *, by: str = "office1", **given: Any) -> Positioning:
    base = {"force": one, "place": "会展中心", "first_day": first, "last_day": last, "heads": one.head_count}
    outcome = door.open_case(POSITION_FLOW, "position", by=actor(by), input=base | given)
    return Positioning.objects.get(pk=outcome.case_id)


def alert(incident: Incident | None = None, *, by: str = "office1", **given: Any) -> Alert:
    base = {
        "incident": incident or call(),
        "task": "灭火救援",
        "skills": "fire",
        "lat": "34.40",
        "lon": "115.60",
    }
    outcome = door.open_case(ALERT_FLOW, "begin", by=actor(by), input=base | given)
    return Alert.objects.get(pk=outcome.case_id)


def drill(area: Any, *, by: str = "office1", **given: Any) -> Alert:
    base = {"area": area, "task": "演练", "place": "园区"}
    outcome = door.open_case(ALERT_FLOW, "drill", by=actor(by), input=base | given)
    return Alert.objects.get(pk=outcome.case_id)


def ordered(one: Alert, *forces: RescueForce, by: str = "office1", key: str = "dispatch-1") -> list[CallOut]:
    """Call forces out; raise the first refusal."""
    found = []
    for result in call_out(one, forces, by=actor(by), key=key):
        if isinstance(result, AnlanError):
            raise result
        found.append(CallOut.objects.get(pk=result.case_id))
    return found


def do(flow: Any, case: Any, step: str, *, by: str = "office1", **given: Any) -> Any:
    return door.apply(flow, case.pk, step, by=actor(by), input=given)


def one_of_each() -> dict[str, Any]:
    """Return a case of every kind, of county a: kind → case."""
    team = force("县救援队", body="gov-a", by="county1")
    incident = call()
    running = alert(incident, by="county1")
    (called,) = ordered(running, team, by="county1")
    other = force("县预置队", body="gov-a", by="county1")
    return {
        "force": team,
        "positioning": position(other, "2022-10-24", "2022-10-30", by="county1"),
        "alert": Alert.objects.get(pk=running.pk),
        "call_out": called,
    }


__all__ = ["CALL_FLOW", "alert", "do", "drill", "force", "one_of_each", "ordered", "position"]
