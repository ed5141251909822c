"""The lists of risk studies as files; findings and risk levels are ledgers that can be taken in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, TEXT, WIDE, Cell, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies.listing import LISTS, choices, filtered, seen
from anlan.studies.rows import KINDS

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "name": NAME, "": TEXT}


def _columns(kind: str) -> list[Column]:
    told = [Column(label, WIDTHS[look]) for label, look in KINDS[kind].columns()]
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
        permission=Permission.STUDY_READ,
        rows=_rows(_kind),
        columns=partial(_columns, _kind),
        teller=partial(_teller, _kind),
        choices=partial(choices, _kind),
        spec=_spec,
    )
