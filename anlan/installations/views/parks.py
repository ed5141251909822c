"""The page of a park: its plants with what stands in each, its installations, who is stationed there, and its map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.installations.kinds import Level
from anlan.installations.mapped import INSTALLATIONS, spots_where
from anlan.installations.models import ExpertStationing, GuaranteePost, Installation, Park
from anlan.installations.nearing import OPEN_POSTS
from anlan.installations.rows import KINDS
from anlan.kernel import clock
from anlan.maps.picture import Picture, picture_of
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST_SHOWN = 300


@dataclass(slots=True)
class Plant:
    """A plant of a park, with its installations."""

    premises: Any
    units: list[Any] = field(default_factory=list)
    gaps: int = 0
    experts: list[str] = field(default_factory=list)

    @property
    def gravest(self) -> str:
        return str(Level(max(self.units, key=lambda one: one.r_milli).level).label)


def plants_of(units: Sequence[Any], actor: Actor) -> list[Plant]:
    """Return the plants of some installations in the order of their gravest. Two queries."""
    found: dict[int, Plant] = {}
    for one in units:
        found.setdefault(one.premises_id, Plant(one.premises)).units.append(one)
    posts = GuaranteePost.objects.within(actor.scope).filter(
        installation__in=[one.pk for one in units], state__in=OPEN_POSTS
    )
    where = {one.pk: one.premises_id for one in units}
    for key in posts.values_list("installation", flat=True):
        found[where[key]].gaps += 1
    for one in _stationed(found, actor):
        found[one.premises_id].experts.append(one.name)
    return sorted(found.values(), key=lambda one: (-max(unit.r_milli for unit in one.units), one.premises.pk))


def _stationed(premises: Any, actor: Actor) -> Any:
    rows = ExpertStationing.objects.within(actor.scope).on(clock.today()).filter(premises__in=list(premises))
    return rows.order_by("premises", "shift", "id")


def plant_table(plants: Sequence[Plant], actor: Actor) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    columns = [
        {"label": _("Plant"), "kind": "wide"},
        {"label": _("Installations"), "kind": "num"},
        {"label": _("Gravest level")},
        {"label": _("Posts vacant or not acknowledged"), "kind": "num"},
        {"label": _("Experts there today"), "kind": "name"},
    ]
    opens = actor.may(Permission.PREMISES_READ)
    rows = [
        [
            {
                "text": one.premises.name,
                "sub": one.premises.address,
                "href": reverse("premises:detail", args=[one.premises.pk]) if opens else "",
            },
            str(len(one.units)),
            one.gravest,
            {"text": str(one.gaps), "tone": "bad"} if one.gaps else "0",
            _(", ").join(one.experts) or "—",
        ]
        for one in plants
    ]
    return columns, rows


def picture_in(park: Park, actor: Actor) -> Picture | None:
    """Return the map of a park's area with the park's installations alone; None where none has coordinates."""
    if not actor.may(Permission.FIGURE_READ):
        return None
    layer = replace(INSTALLATIONS, spots=lambda who, _area: spots_where(who, Q(park=park.pk)))
    picture = picture_of(park.area, layer, actor)
    return picture if picture.spots else None


def of_park(case: Any, actor: Actor) -> dict[str, Any]:
    """Return what the page of a park shows, in the reader's scope."""
    rows = Installation.objects.within(actor.scope).kept().filter(park=case.pk).select_related("premises")
    units = list(rows.order_by("-r_milli", "pk")[:MOST_SHOWN])
    plants = plants_of(units, actor)
    columns, cells = KINDS["installation"].table([one.pk for one in units])
    today = list(_stationed([one.premises.pk for one in plants], actor).values_list("pk", flat=True))
    station_columns, station_rows = KINDS["expert_stationing"].table(today)
    plant_columns, plant_rows = plant_table(plants, actor)
    picture = picture_in(case, actor)
    by_level: dict[str, int] = defaultdict(int)
    for one in units:
        by_level[one.level] += 1
    return {
        "columns": columns,
        "rows": cells,
        "plant_columns": plant_columns,
        "plant_rows": plant_rows,
        "station_columns": station_columns,
        "station_rows": station_rows,
        "by_level": [(Level(level).label, by_level[level]) for level in Level.values],
        "gaps": sum(one.gaps for one in plants),
        "picture": picture,
    }
