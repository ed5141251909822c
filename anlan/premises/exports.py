"""The ledger of premises as a file; telephone numbers are masked as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.access.protected import masked
from anlan.figures.cut import where_and_when
from anlan.imports.inputs import told_degrees
from anlan.listings import names
from anlan.listings.sheets import CODE, NAME, NUMBER, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.listing import PREMISES, choices
from anlan.premises.models import Premises, PremisesQuerySet

_FIELDS = (
    "id", "code", "name", "address", "kind", "industry_code", "contact_name", "contact_phone", "staff_count",
    "is_active", "area_id", "reporting_area_id", "sector_id", "operator_id", "department_id",
    "lat_e6", "lon_e6",
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> PremisesQuerySet:
    return Premises.objects.within(actor.scope).filter(where_and_when(query))


def columns() -> list[Column]:
    return [
        Column(_("Code"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Address"), NAME),
        Column(_("Business entity"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Reporting area")),
        Column(_("Stands in")),
        Column(_("Sector")),
        Column(_("Industry code"), CODE),
        Column(_("Responsible department"), NAME),
        Column(_("Contact")),
        Column(_("Telephone number"), CODE),
        Column(_("Staff"), NUMBER),
        Column(_("At work")),
        Column(_("Latitude"), CODE),
        Column(_("Longitude"), CODE),
        Column(_("Datum of the coordinates"), CODE),
    ]


def teller() -> Teller:
    bodies, areas, sectors = names.organisations(), names.areas(), names.sectors()
    yes, no, unclear = pgettext("export", "yes"), pgettext("export", "no"), _("unclear")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Premises.objects.filter(pk__in=keys).values(*_FIELDS))
        bodies.learn(row[name] for row in found for name in ("operator_id", "department_id"))
        areas.learn(row[name] for row in found for name in ("area_id", "reporting_area_id"))
        sectors.learn(row["sector_id"] for row in found)
        for row in found:
            yield (
                row["id"],
                (
                    row["code"],
                    row["name"],
                    row["address"],
                    bodies[row["operator_id"]],
                    *areas[row["reporting_area_id"]],
                    areas[row["area_id"]][1],
                    sectors[row["sector_id"]],
                    row["industry_code"],
                    bodies[row["department_id"]] if row["department_id"] else unclear,
                    row["contact_name"],
                    masked(row["contact_phone"]),
                    row["staff_count"],
                    yes if row["is_active"] else no,
                    told_degrees(row["lat_e6"]),
                    told_degrees(row["lon_e6"]),
                    "" if row["lat_e6"] is None else "WGS84",
                ),
            )

    return tell


Sheet(
    code="premises",
    label=PREMISES.label,
    route=PREMISES.route,
    permission=Permission.PREMISES_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=PREMISES,
    masked=True,
)
