"""Rescue forces at their bases on maps."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.forces.kinds import ForceState
from anlan.forces.models import RescueForce
from anlan.maps.layers import MOST_SPOTS, Layer, Spot, register
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def spots(actor: Actor, area: Area) -> Sequence[Spot]:
    """Return the forces on the register that have coordinates; one that is not available says so. One query."""
    rows = (
        RescueForce.objects.within(actor.scope)
        .exclude(state=ForceState.RETIRED)
        .filter(below(area.path or ""))
    )
    return [
        Spot(
            one.lat_e6, one.lon_e6, one.label, reverse("forces:case", args=["force", one.pk]),
            "good" if one.state == ForceState.READY else "plain", "✚" if one.state == ForceState.READY else "–",
            str(ForceState(one.state).label),
        )
        for one in rows.filter(lat_e6__isnull=False).order_by("pk")[:MOST_SPOTS]
        if one.lat_e6 is not None and one.lon_e6 is not None
    ]  # fmt: skip


register(
    Layer(
        code="forces",
        label=_("Rescue forces"),
        permission=Permission.DUTY_READ,
        order=50,
        spots=spots,
        legend=[("good", "✚", ForceState.READY.label), ("plain", "–", ForceState.AWAY.label)],
    )
)
