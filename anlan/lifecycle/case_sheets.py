"""The lists of an app's kinds of cases as files: number first, the row as it is told, state last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.lifecycle.told import Told
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
from anlan.listings.spec import Choices, ListSpec
from anlan.org.roles import Permission
from anlan.org.scope import Actor

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "name": NAME, "": TEXT}
Alters = Callable[[Any, list[Any]], list[Any]]
"""Changes the columns of a file (of the case None), and the cells of a case alike."""


def sheets(
    kinds: Mapping[str, Told],
    lists: Mapping[str, ListSpec],
    *,
    permission: Permission,
    filtered: Callable[[str, Any, Mapping[str, Any]], QuerySet[Any]],
    choices: Callable[[str, Actor], Mapping[str, Choices]],
    moments: Mapping[str, Iterable[int]],
    alters: Mapping[str, Alters] | None = None,
    masked: frozenset[str] = frozenset(),
) -> None:
    """Declare the file of every list. `moments`: kind → the columns that hold moments, not days."""
    for kind, spec in lists.items():
        told, alter = kinds[kind], (alters or {}).get(kind, _as_told)
        Sheet(
            code=spec.code,
            label=spec.label,
            route=spec.route,
            permission=permission,
            rows=partial(_rows, told, filtered),
            columns=partial(_columns, told, frozenset(moments.get(kind, ())), alter),
            teller=partial(_teller, told, alter),
            choices=partial(choices, kind),
            spec=spec,
            masked=kind in masked,
        )


def _as_told(_case: Any, cells: list[Any]) -> list[Any]:
    return cells


def _rows(told: Told, filtered: Any, actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = filtered(told.kind, told.model.objects.within(actor.scope), query)
    return found


def _columns(told: Told, moments: frozenset[int], alter: Alters) -> list[Column]:
    columns = [
        Column(label, MOMENT if number in moments else WIDTHS[look])
        for number, (label, look) in enumerate(told.columns())
    ]
    return [Column(_("Number"), CODE), *alter(None, columns), Column(_("State"))]


def _teller(told: Told, alter: Alters) -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for case in told.read(keys):
            cells = [_cell(value) for value in told.cells(case)]
            yield case.pk, (case.number, *alter(case, cells), told.state(case))

    return tell


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (date, datetime, int)):
        return value
    return str(value)
