"""Visits as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.inspections.listing import VISITS, choices, filtered
from anlan.inspections.models import Mode, Visit, VisitQuerySet
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_FIELDS = (
    "id", "visited_on", "visited_at", "mode", "focus", "situation", "premises__code", "premises__name",
    "premises__address", "area_id", "sector_id", "organisation_id", "recorded_by_id",
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> VisitQuerySet:
    return filtered(Visit.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Code of the premises"), CODE),
        Column(_("Address"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Mode")),
        Column(_("Day"), DAY),
        Column(_("Visited at"), MOMENT),
        Column(_("By"), NAME),
        Column(_("Recorded by")),
        Column(_("Focus"), WIDE),
        Column(_("Situation"), WIDE),
    ]


def teller() -> Teller:
    people, bodies, areas, sectors = names.people(), names.organisations(), names.areas(), names.sectors()
    modes = {code: str(label) for code, label in Mode.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Visit.objects.filter(pk__in=keys).values(*_FIELDS))
        people.learn(row["recorded_by_id"] for row in found)
        bodies.learn(row["organisation_id"] for row in found)
        areas.learn(row["area_id"] for row in found)
        sectors.learn(row["sector_id"] for row in found)
        for row in found:
            yield (
                row["id"],
                (
                    f"JC{row['visited_on']:%Y}-{row['id']:07d}",
                    row["premises__name"],
                    row["premises__code"],
                    row["premises__address"],
                    *areas[row["area_id"]],
                    sectors[row["sector_id"]],
                    modes[row["mode"]],
                    row["visited_on"],
                    row["visited_at"],
                    bodies[row["organisation_id"]],
                    people[row["recorded_by_id"]],
                    row["focus"],
                    row["situation"],
                ),
            )

    return tell


Sheet(
    code="visits",
    label=VISITS.label,
    route=VISITS.route,
    permission=Permission.VISIT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=VISITS,
)
