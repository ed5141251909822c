"""The records behind each figure as a file: the columns of their own list, cut to the figure's rows.

Rows stand in the order of their keys, so the digest in the file is the one that the figure's proof page shows to
whoever sees them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.figures.asking import QUESTION, choices_of, rows_asked
from anlan.figures.registry import REGISTRY, Figure
from anlan.hazards.rows import tell_hazards
from anlan.inspections.rows import tell_visits
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import Order
from anlan.listings.sheets import SHEETS, Sheet
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.rows import tell_premises

LISTS: dict[Any, str] = {tell_hazards: "hazards", tell_visits: "visits", tell_premises: "premises"}
"""The way in which a figure tells its rows → the list whose columns its file has."""


def declare() -> None:
    """Declare a sheet for each figure; called when every app has declared its figures and lists."""
    for figure in REGISTRY:
        _declare(figure)


def _declare(figure: Figure) -> None:
    base = SHEETS[LISTS[figure.tell]]
    Sheet(
        code=figure.code,
        label=figure.name,
        route="figures:rows",
        route_args=(figure.code,),
        permission=Permission.FIGURE_READ,
        rows=partial(_rows, figure.code),
        columns=base.columns,
        teller=base.teller,
        choices=choices_of,
        filters=QUESTION,
        order=Order((), descending=False),
        masked=base.masked,
    )


def _rows(code: str, actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    for name in ("from", "to"):
        if not query.get(name):
            told = _("The records of a figure belong to a period: say its first and last day.")
            raise Invalid("period.missing", told, field=name)
    found: QuerySet[Any] = rows_asked(code, actor, query)
    return found
