"""Places of business with coordinates on maps."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.maps.layers import MOST_SPOTS, Layer, Spot, register
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises


def spots(actor: Actor, area: Area) -> Sequence[Spot]:
    """Return the places at work that have coordinates, the largest first. One query."""
    rows = Premises.objects.within(actor.scope).filter(
        below(area.path or ""), is_active=True, lat_e6__isnull=False
    )
    told = rows.order_by("-staff_count", "pk").values_list("pk", "name", "kind", "lat_e6", "lon_e6")
    return [
        Spot(lat, lon, name, reverse("premises:detail", args=[pk]), sub=kind)
        for pk, name, kind, lat, lon in told[:MOST_SPOTS]
        if lat is not None and lon is not None
    ]


register(
    Layer(code="premises", label=_("Premises"), permission=Permission.PREMISES_READ, order=40, spots=spots)
)
