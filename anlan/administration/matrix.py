"""The matrix sector × area as a page reads it: who answers in each cell, by whose ruling, for how many premises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.org.models import Area, Organisation, Sector
from anlan.org.responsibility import Claims, Matrix
from anlan.premises.models import PremisesQuerySet

GAP, DISPUTE, OWN, INHERITED = "gap", "dispute", "own", "inherited"


@dataclass(frozen=True, slots=True)
class Cell:
    """One sector in one area: what is shown, how it stands, where it leads."""

    text: str
    manner: str
    href: str
    title: str
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    sector: Sector
    cells: list[Cell]
    premises: int


@dataclass(frozen=True)
class Grid:
    """A part of the matrix: an area in the first column, the areas below it in the others."""

    areas: list[Area]
    rows: list[Row]
    premises: list[int]
    gaps: int
    disputes: int


def grid(top: Area, on: date, places: PremisesQuerySet) -> Grid:
    """Return the matrix of an area and those right below it, with premises counted once on each axis."""
    children = list(top.children.filter(valid_from__lte=on).exclude(valid_to__lt=on).order_by("path"))
    areas, sectors = [top, *children], list(Sector.objects.order_by("position", "code"))
    matrix = Matrix.on(on)
    claims = {
        (sector.pk, area.pk): matrix.claims(sector.pk, area.path or "")
        for sector in sectors
        for area in areas
    }
    names = department_names(claims.values())
    by_sector, by_area = _counted(areas, places)
    rows = [
        Row(
            sector,
            [
                _cell(sector, area, claims[sector.pk, area.pk], names, below=area.pk != top.pk)
                for area in areas
            ],
            by_sector.get(sector.pk, 0),
        )
        for sector in sectors
    ]
    manners = [cell.manner for row in rows for cell in row.cells]
    return Grid(areas, rows, by_area, manners.count(GAP), manners.count(DISPUTE))


def department_names(claims: Iterable[Claims]) -> dict[int, str]:
    """Return what departments are called, by key."""
    keys = {key for claim in claims for key in claim.department_ids}
    return {body.pk: body.label for body in Organisation.objects.filter(pk__in=keys)}


def short(name: str) -> str:
    """Return a department's name without the city or county that all names of a column begin with."""
    for ending in ("市", "县", "区"):
        head, found, rest = name.partition(ending)
        if found and len(head) <= 3 and len(rest) >= 3:
            return rest
    return name.removeprefix("Municipal ")


def _cell(sector: Sector, area: Area, claims: Claims, names: dict[int, str], *, below: bool) -> Cell:
    """Return a cell; one `below` the first column that only repeats it is marked as inherited."""
    href = reverse("administration:cell", args=[sector.code, area.pk])
    inherited = below and claims.area_id != area.pk
    if not claims.department_ids:
        return Cell(_("Nobody"), GAP, href, _("No department is responsible"), inherited)
    if claims.department_id is None:
        whole = _(", ").join(names[key] for key in claims.department_ids)
        count = len(claims.department_ids)
        text = ngettext("%(n)s claim", "%(n)s claims", count) % {"n": count}
        return Cell(text, DISPUTE, href, whole, inherited)
    name = names[claims.department_id]
    if claims.area_id == area.pk:
        return Cell(short(name), OWN, href, name)
    return Cell(short(name), INHERITED, href, _("%(name)s, as in the area above") % {"name": name}, inherited)


def _counted(areas: list[Area], places: PremisesQuerySet) -> tuple[dict[int, int], list[int]]:
    """Return premises by sector, and by area in the order of `areas`: the first holds all, the others are its parts."""
    counts: dict[tuple[int, str], int] = {
        (sector, path): count
        for sector, path, count in places.order_by()
        .values_list("sector_id", "area_path")
        .annotate(count=Count("pk"))
        .values_list("sector_id", "area_path", "count")
    }
    by_sector: dict[int, int] = {}
    by_area = [0] * len(areas)
    for (sector, path), count in counts.items():
        by_sector[sector] = by_sector.get(sector, 0) + count
        for position, area in enumerate(areas):
            if path.startswith(area.path or "/"):
                by_area[position] += count
    return by_sector, by_area


def without_regulator_rows(places: list[Any], on: date) -> list[dict[str, Any]]:
    """Return the rows of places that none or two departments answer for: why, and where to rule."""
    matrix = Matrix.on(on)
    claims = {place.pk: matrix.claims(place.sector_id, place.area_path) for place in places}
    names = department_names(claims.values())
    return [_without_regulator(place, claims[place.pk], names) for place in places]


def _without_regulator(place: Any, claims: Claims, names: dict[int, str]) -> dict[str, Any]:
    if claims.department_ids:
        departments = _(", ").join(names[key] for key in claims.department_ids)
        why = {"text": _("Two or more"), "tone": "warn", "sub": departments}
    else:
        why = {"text": _("None"), "tone": "bad"}
    area = claims.area_id or place.reporting_area_id
    cells = [
        {"text": place.name, "sub": place.address},
        place.reporting_area.short_label,
        place.sector.label,
        why,
        {"text": _("Rule"), "href": reverse("administration:cell", args=[place.sector.code, area])},
    ]
    return {"cells": cells, "tone": "warn" if claims.department_ids else "bad"}
