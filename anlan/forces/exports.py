"""The lists of rescue forces as files; the register is a ledger that can be taken in again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.forces.geo import MILLION
from anlan.forces.listing import LISTS, choices, filtered
from anlan.forces.rows import KINDS
from anlan.lifecycle.case_sheets import sheets
from anlan.listings.sheets import CODE, Column
from anlan.org.roles import Permission

MOMENTS = {"alert": (6, 7), "call_out": (3, 4, 5, 6)}
"""Kind → the columns that hold moments, not days."""
APART = 10
"""The register's column of both coordinates, which a file tells in three."""


def in_two(force: Any, cells: list[Any]) -> list[Any]:
    """Return the columns of the register, or the cells of a force, with latitude, longitude and datum apart."""
    told: list[Any] = [
        Column(_("Latitude"), CODE),
        Column(_("Longitude"), CODE),
        Column(_("Datum of the coordinates"), CODE),
    ]
    if force is not None:
        both = (force.lat_e6, force.lon_e6)
        told = [None if one is None else f"{one / MILLION:.6f}" for one in both]
        told.append(None if force.lat_e6 is None else "WGS84")
    return [*cells[:APART], *told, *cells[APART + 1 :]]


sheets(
    KINDS,
    LISTS,
    permission=Permission.FORCE_READ,
    filtered=filtered,
    choices=choices,
    moments=MOMENTS,
    alters={"force": in_two},
    masked=frozenset({"force"}),
)
