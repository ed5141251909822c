"""The list of systemic problems as a file, in the columns in which it can be brought as a ledger, and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.hazards import exports as hazard_sheet
from anlan.hazards.models import Hazard, HazardQuerySet
from anlan.kernel import parameters
from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, TEXT, WIDE, Cell, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.systemic.listing import PROBLEMS, choices, filtered
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.rows import TOLD

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "name": NAME, "": TEXT}


def _columns() -> list[Column]:
    told = [Column(label, WIDTHS[look]) for label, look in TOLD.columns()]
    return [Column(_("Number"), CODE), *told, Column(_("State"))]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (date, datetime, int)):
        return value
    return str(value)


def _teller() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for one in TOLD.read(keys):
            yield one.pk, (one.number, *map(_cell, TOLD.cells(one)), TOLD.state(one))

    return tell


Sheet(
    code=PROBLEMS.code,
    label=PROBLEMS.label,
    route=PROBLEMS.route,
    permission=Permission.SYSTEMIC_READ,
    rows=lambda actor, query: filtered(SystemicProblem.objects.within(actor.scope), query),
    columns=_columns,
    teller=_teller,
    choices=choices,
    spec=PROBLEMS,
)


def _hazards(actor: Actor, query: Mapping[str, Any]) -> HazardQuerySet:
    """Return the hazards of the problem that is named, as far as the reader sees it and them."""
    problems = SystemicProblem.objects.within(actor.scope).filter(pk=parameters.whole(query, "case") or 0)
    linked = Link.objects.filter(problem__in=problems.values("pk")).values("hazard")
    return Hazard.objects.within(actor.scope).filter(pk__in=linked)


Sheet(
    code="systemic-hazards",
    label=gettext_lazy("Hazards of a systemic problem"),
    route=PROBLEMS.route,
    permission=Permission.HAZARD_READ,
    rows=_hazards,
    columns=hazard_sheet.columns,
    teller=hazard_sheet.teller,
    choices=lambda _actor: {},
    filters=("case",),
)
