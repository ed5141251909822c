"""Major hazard installations on maps: each at its own coordinates or at those of its plant, over the areas' risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.inputs import told_degrees
from anlan.installations.grading import shown
from anlan.installations.kinds import Level
from anlan.installations.models import Installation
from anlan.installations.models.register import fraction
from anlan.maps.layers import LAYERS, MOST_SPOTS, Layer, Shade, Spot, register
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor

TONES = {"I": "red", "II": "orange", "III": "yellow", "IV": "blue"}
SIGNS = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ"}
RISK = "risk"
"""The layer whose colours of areas lie below the points; who may not see it sees the points alone."""


def shades(actor: Actor, area: Area, areas: Sequence[Area]) -> Mapping[int, Shade]:
    """Return the areas' risk levels, in words: a sign beside a point is a level of an installation, not of risk."""
    risk = LAYERS.get(RISK)
    if risk is None or risk.shades is None or not actor.may(risk.permission):
        return {}
    found = risk.shades(actor, area, areas)
    return {key: Shade(one.tone, one.text, one.text, one.href) for key, one in found.items()}


def spots_where(actor: Actor, which: Q) -> list[Spot]:
    """Return the installations on the list that a condition leaves, the gravest first. One query."""
    rows = Installation.objects.within(actor.scope).kept().filter(which)
    rows = rows.annotate(
        lat=Coalesce("lat_e6", "premises__lat_e6"), lon=Coalesce("lon_e6", "premises__lon_e6")
    )
    rows = rows.annotate(plant=F("premises__name")).filter(lat__isnull=False).order_by("-r_milli", "pk")
    return [_spot(one) for one in rows.values("pk", "name", "plant", "level", "r", "lat", "lon")[:MOST_SPOTS]]


def _spot(one: Mapping[str, Any]) -> Spot:
    level = one["level"]
    return Spot(
        one["lat"],
        one["lon"],
        f"{one['plant']} · {one['name']}",
        reverse("installations:case", args=["installation", one["pk"]]),
        TONES[level],
        SIGNS[level],
        _("%(level)s, R = %(r)s") % {"level": Level(level).label, "r": shown(fraction(one["r"]))},
    )


def map_of(one: Installation, actor: Actor) -> str:
    """Return the address of the map on which an installation is pinned, "" where it or its reader has none."""
    place = one if one.lat_e6 is not None else one.premises
    root = actor.scope.root_path
    if place.lat_e6 is None or root is None or not actor.may(Permission.FIGURE_READ):
        return ""
    if not one.area_path.startswith(root):
        return ""
    at = f"{told_degrees(place.lat_e6)},{told_degrees(place.lon_e6)}"
    query = urlencode({"area": one.area.code, "at": at})
    return f"{reverse('maps:panel', args=['installations'])}?{query}"


def spots(actor: Actor, area: Area) -> Sequence[Spot]:
    return spots_where(actor, below(area.path or ""))


_POINT = gettext_lazy("Point: installation of {level}")
LEGEND = [
    *((TONES[one.value], SIGNS[one.value], format_lazy(_POINT, level=one.label)) for one in Level),
    ("plain", "", gettext_lazy("Colour of an area: its risk level, where one is laid down")),
]
INSTALLATIONS = register(
    Layer(
        code="installations",
        label=gettext_lazy("Major hazard installations"),
        permission=Permission.INSTALLATION_READ,
        order=35,
        shades=shades,
        spots=spots,
        legend=LEGEND,
    )
)
