"""The lists of rescue forces as files; the register is a ledger that can be taken in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.forces.geo import MILLION
from anlan.forces.listing import LISTS, choices, filtered, seen
from anlan.forces.rows import KINDS
from anlan.listings.sheets import CODE, DAY, MOMENT, NUMBER, TEXT, WIDE, Cell, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "": TEXT}
OF_MOMENTS = frozenset({"alert", "call_out"})
"""Kinds whose dates are moments."""
APART = 10
"""The register's column of both coordinates, which a file tells in three."""


def _columns(kind: str) -> list[Column]:
    told = [Column(label, _width(kind, look)) for label, look in KINDS[kind].columns()]
    if kind == "force":
        told[APART : APART + 1] = [
            Column(_("Latitude"), CODE),
            Column(_("Longitude"), CODE),
            Column(_("Datum of the coordinates"), CODE),
        ]
    return [Column(_("Number"), CODE), *told, Column(_("State"))]


def _width(kind: str, look: str) -> str:
    return MOMENT if look == "date" and kind in OF_MOMENTS else WIDTHS[look]


def _cells(kind: str, case: Any) -> list[Cell]:
    cells = [_cell(value) for value in KINDS[kind].cells(case)]
    if kind == "force":
        both = (case.lat_e6, case.lon_e6)
        told = [None if one is None else f"{one / MILLION:.6f}" for one in both]
        cells[APART : APART + 1] = [*told, None if case.lat_e6 is None else "WGS84"]
    return cells


def _teller(kind: str) -> Teller:
    told = KINDS[kind]

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for case in told.read(keys):
            yield case.pk, (case.number, *_cells(kind, case), told.state(case))

    return tell


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (date, datetime, int)):
        return value
    return str(value)


def _rows(kind: str) -> Callable[[Actor, Mapping[str, Any]], QuerySet[Any]]:
    return lambda actor, query: filtered(kind, seen(kind, actor.scope), query)


for _kind, _spec in LISTS.items():
    Sheet(
        code=_spec.code,
        label=_spec.label,
        route=_spec.route,
        permission=Permission.FORCE_READ,
        rows=_rows(_kind),
        columns=partial(_columns, _kind),
        teller=partial(_teller, _kind),
        choices=partial(choices, _kind),
        spec=_spec,
        masked=_kind == "force",
    )
