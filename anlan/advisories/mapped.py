"""Warnings in force on maps: each area by the highest level that holds there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.advisories.kinds import COLOURS, WarningLevel
from anlan.advisories.models import Advisory
from anlan.maps.layers import Layer, Shade, register
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def shades(actor: Actor, _area: Area, areas: Sequence[Area]) -> Mapping[int, Shade]:
    """Return for each area the highest warning in force there: its own, or of an area above. One query."""
    rows = Advisory.objects.within(actor.scope).in_force().exclude(level="").order_by("level", "-pk")
    held = list(rows.values_list("pk", "level", "title", "area_path"))
    found = {}
    for one in areas:
        for pk, level, title, path in held:
            if (one.path or "").startswith(path):
                text = f"{WarningLevel(level).label} · {title}"
                found[one.pk] = Shade(COLOURS[level], text, level, reverse("advisories:detail", args=[pk]))
                break
    return found


register(
    Layer(
        code="warnings",
        label=_("Warnings in force"),
        permission=Permission.ADVISORY_READ,
        order=20,
        shades=shades,
        legend=[(COLOURS[level.value], level.value, level.label) for level in WarningLevel],
    )
)
