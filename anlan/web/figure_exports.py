"""The records behind each figure as a file: the columns of their own list, cut to the figure's rows.

Rows stand in the order of their keys, so the digest in the file is the one that the figure's proof page shows to
whoever sees them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.figures.asking import QUESTION, choices_of, rows_asked
from anlan.figures.registry import REGISTRY, Figure, Tell
from anlan.hazards.rows import tell_hazards
from anlan.inspections.rows import tell_visits
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import Order
from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, SHEETS, TEXT, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.outreach.rows import tell_activities
from anlan.premises.rows import tell_premises

LISTS: dict[Any, str] = {
    tell_hazards: "hazards",
    tell_visits: "visits",
    tell_premises: "premises",
    tell_activities: "activities",
}
"""The way in which a figure tells its rows → the list whose columns its file has; others have those of their page."""
KINDS = {"num": NUMBER, "date": DAY, "code": CODE, "name": NAME, "wide": WIDE}


def declare() -> None:
    """Declare a sheet for each figure; called when every app has declared its figures and lists."""
    for figure in REGISTRY:
        _declare(figure)


def _declare(figure: Figure) -> None:
    base = SHEETS.get(LISTS.get(figure.tell, ""))
    Sheet(
        code=figure.code,
        label=figure.name,
        route="figures:rows",
        route_args=(figure.code,),
        permission=figure.reserved or Permission.FIGURE_READ,
        rows=partial(_rows, figure.code),
        columns=base.columns if base else partial(_columns, figure.tell),
        teller=base.teller if base else partial(_teller, figure.tell),
        choices=partial(_choices, figure),
        filters=(*QUESTION, "kind") if figure.kinds else QUESTION,
        order=Order((), descending=False),
        masked=base.masked if base else False,
    )


def _choices(figure: Figure, actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    kinds = {"kind": list(figure.kinds.names())} if figure.kinds else {}
    return {**choices_of(actor), **kinds}


def _columns(tell: Tell) -> list[Column]:
    """Return the columns of a figure's page as those of a file."""
    return [Column(str(head["label"]), KINDS.get(head.get("kind", ""), TEXT)) for head in tell([])[0]]


def _teller(tell: Tell) -> Teller:
    def told(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for key, row in zip(keys, tell(keys)[1], strict=True):
            yield key, [str(cell["text"]) if isinstance(cell, dict) else str(cell) for cell in row]

    return told


def _rows(code: str, actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    for name in ("from", "to"):
        if not query.get(name):
            told = _("The records of a figure belong to a period: say its first and last day.")
            raise Invalid("period.missing", told, field=name)
    found: QuerySet[Any] = rows_asked(code, actor, query)
    return found
