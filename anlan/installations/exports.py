"""The lists of installations as files; register and posts are ledgers that can be taken in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.installations.listing import LISTS, choices, filtered, seen
from anlan.installations.rows import KINDS
from anlan.listings.sheets import (
    CODE,
    DAY,
    MOMENT,
    NAME,
    NUMBER,
    TEXT,
    WIDE,
    Cell,
    Column,
    Line,
    Sheet,
    Teller,
)
from anlan.org.roles import Permission
from anlan.org.scope import Actor

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "name": NAME, "": TEXT}
MOMENTS = {
    "guarantee_task": (6, 7),
    "expert_log": (9,),
    "plant_alarm": (5, 6, 9),
}
"""Kind → the columns that hold moments, not days."""


def _columns(kind: str) -> list[Column]:
    told = [
        Column(label, MOMENT if number in MOMENTS.get(kind, ()) else WIDTHS[look])
        for number, (label, look) in enumerate(KINDS[kind].columns())
    ]
    return [Column(_("Number"), CODE), *told, Column(_("State"))]


def _teller(kind: str) -> Teller:
    told = KINDS[kind]

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for case in told.read(keys):
            yield case.pk, (case.number, *map(_cell, told.cells(case)), told.state(case))

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
        permission=Permission.INSTALLATION_READ,
        rows=_rows(_kind),
        columns=partial(_columns, _kind),
        teller=partial(_teller, _kind),
        choices=partial(choices, _kind),
        spec=_spec,
    )
