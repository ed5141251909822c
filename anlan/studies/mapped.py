"""Risk levels on maps: areas by their level in force, places at their coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.maps.layers import MOST_SPOTS, Layer, Shade, Spot, register
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies.kinds import COLOURS, RatingState, RiskLevel
from anlan.studies.models import RiskRating


def shades(actor: Actor, _area: Area, areas: Sequence[Area]) -> Mapping[int, Shade]:
    """Return the level in force of each area that has one. One query."""
    rows = RiskRating.objects.within(actor.scope).filter(
        state=RatingState.IN_FORCE, is_place=False, area__in=[one.pk for one in areas]
    )
    return {
        one.area_id: Shade(
            COLOURS[one.risk_level],
            str(RiskLevel(one.risk_level).label),
            SIGNS[one.risk_level],
            reverse("studies:case", args=["risk_rating", one.pk]),
        )
        for one in rows
    }


def spots(actor: Actor, area: Area) -> Sequence[Spot]:
    """Return the places with a level in force and coordinates, the gravest first. One query."""
    rows = RiskRating.objects.within(actor.scope).filter(
        below(area.path or ""), state=RatingState.IN_FORCE, is_place=True, premises__lat_e6__isnull=False
    )
    told = rows.order_by("risk_level", "pk").values_list(
        "pk", "risk_level", "premises__name", "premises__lat_e6", "premises__lon_e6"
    )
    return [
        Spot(
            lat, lon, name, reverse("studies:case", args=["risk_rating", pk]), COLOURS[level], SIGNS[level],
            str(RiskLevel(level).label),
        )
        for pk, level, name, lat, lon in told[:MOST_SPOTS]
    ]  # fmt: skip


SIGNS = {"1": "Ⅰ", "2": "Ⅱ", "3": "Ⅲ", "4": "Ⅳ"}
register(
    Layer(
        code="risk",
        label=_("Risk levels"),
        permission=Permission.STUDY_READ,
        order=10,
        shades=shades,
        spots=spots,
        legend=[(COLOURS[level.value], SIGNS[level.value], level.label) for level in RiskLevel],
    )
)
