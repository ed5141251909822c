"""What may be chosen on the forms of rescue forces, within what the reader sees."""

from __future__ import annotations

from typing import Any

from anlan.duty.views.options import areas, bodies
from anlan.forces.kinds import ForceState
from anlan.forces.models import RescueForce
from anlan.incidents.kinds import IncidentState
from anlan.incidents.models import Incident
from anlan.lifecycle.pages import Options
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST = 300
Pairs = list[tuple[Any, Any]]


def forces(actor: Actor) -> Pairs:
    rows = RescueForce.objects.within(actor.scope).filter(state=ForceState.READY).select_related("area")
    return [
        (one.pk, f"{one.area.short_label} · {one.label}") for one in rows.order_by("area_path", "id")[:MOST]
    ]


def incidents(actor: Actor, *, is_real: bool) -> Pairs:
    rows = Incident.objects.within(actor.scope).filter(state=IncidentState.ACTIVE, is_real=is_real)
    return [(one.pk, f"{one.number} · {one.place} · {one.what[:30]}") for one in rows.order_by("-id")[:MOST]]


def at_beginning(step: str, actor: Actor) -> Options:
    """Return what an opening step may name."""
    if step == "enter":
        return {"organisation": bodies(actor, Permission.FORCE_KEEP)}
    if step == "position":
        return {"force": forces(actor), "area": areas(actor)}
    if step == "drill":
        return {"area": areas(actor), "incident": incidents(actor, is_real=False)}
    return {"incident": incidents(actor, is_real=True)}
