"""Outstanding hazards on maps: areas by their number, places with coordinates by theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from anlan.hazards.models import Grade, Hazard
from anlan.maps.layers import MOST_SPOTS, Layer, Shade, Spot, register
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def _words(count: int) -> str:
    return ngettext("%(n)s hazard outstanding", "%(n)s hazards outstanding", count) % {"n": f"{count:,}"}


def shades(actor: Actor, area: Area, areas: Sequence[Area]) -> Mapping[int, Shade]:
    """Return how many hazards are outstanding in each area, with everything below it. One query."""
    rows = Hazard.objects.within(actor.scope).outstanding().filter(below(area.path or "")).order_by()
    counted: Counter[int] = Counter()
    for path, count in rows.values_list("area_path").annotate(n=Count("pk")):
        for one in areas:
            if path.startswith(one.path or ""):
                counted[one.pk] += count
    most = max((counted[one.pk] for one in areas if one.pk != area.pk), default=0)
    return {
        one.pk: Shade(
            f"heat-{max(1, -(-5 * min(counted[one.pk], most) // most))}",
            _words(counted[one.pk]),
            f"{counted[one.pk]:,}",
            f"{reverse('hazards:list')}?area={one.code}&state=outstanding",
        )
        for one in areas
        if counted[one.pk] and most
    }


def spots(actor: Actor, area: Area) -> Sequence[Spot]:
    """Return the places with outstanding hazards and coordinates, those with major ones first. One query."""
    rows = (
        Hazard.objects.within(actor.scope)
        .outstanding()
        .filter(below(area.path or ""), premises__lat_e6__isnull=False)
    )
    told = (
        rows.order_by()
        .values_list("premises", "premises__name", "premises__lat_e6", "premises__lon_e6")
        .annotate(n=Count("pk"), major=Count("pk", filter=Q(grade=Grade.MAJOR)))
    )
    return [
        Spot(
            lat, lon, name, reverse("premises:detail", args=[pk]), "red" if major else "plain", "!" if major else "",
            _words(count),
        )
        for pk, name, lat, lon, count, major in told.order_by("-major", "-n", "premises")[:MOST_SPOTS]
    ]  # fmt: skip


register(
    Layer(
        code="hazards",
        label=gettext_lazy("Hazards outstanding"),
        permission=Permission.HAZARD_READ,
        order=30,
        shades=shades,
        spots=spots,
        legend=[
            ("heat-5", "", gettext_lazy("most outstanding")),
            ("heat-1", "", gettext_lazy("fewest outstanding")),
            ("red", "!", gettext_lazy("place with a major hazard")),
        ],
    )
)
