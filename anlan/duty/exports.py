"""The lists of duty as files, and the seats of rosters, one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty.kinds import SeatKind, Team
from anlan.duty.listing import LISTS, choices, filtered, seen
from anlan.duty.models import Seat
from anlan.duty.rows import KINDS
from anlan.figures.cut import where_and_when
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
from anlan.org.choices import area_choices, areas_of
from anlan.org.roles import Permission
from anlan.org.scope import Actor

WIDTHS = {"wide": WIDE, "code": CODE, "date": DAY, "num": NUMBER, "": TEXT}


def _columns(kind: str) -> list[Column]:
    told = KINDS[kind].columns()
    return [
        Column(_("Number"), CODE),
        *(Column(label, _width(kind, number, look)) for number, (label, look) in enumerate(told)),
        Column(_("State")),
    ]


MOMENTS = {("readiness", 2), ("readiness", 4), ("response", 3), ("response", 5), ("roster", 5), ("hand_over", 4),
           ("spot_round", 5), ("spot_check", 2)}  # fmt: skip


def _width(kind: str, number: int, look: str) -> str:
    return MOMENT if (kind, number) in MOMENTS else WIDTHS[look]


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
        permission=Permission.DUTY_READ,
        rows=_rows(_kind),
        columns=partial(_columns, _kind),
        teller=partial(_teller, _kind),
        choices=partial(choices, _kind),
        spec=_spec,
    )

SEATS = ListSpec(
    code="duty-seats", label=gettext_lazy("Seats of duty"), route="duty:seats", filters=("area", "from", "to")
)


def seats(actor: Actor, query: Mapping[str, Any]) -> QuerySet[Seat]:
    """Return the seats of published rosters that somebody sees."""
    return Seat.objects.within(actor.scope).live().filter(where_and_when(query, "day"))


def seat_columns() -> list[Column]:
    """Return the columns by which a roster is taken in again as a ledger."""
    return [
        Column(_("Duty room"), NAME),
        Column(_("Body"), NAME),
        Column(_("Day"), DAY),
        Column(_("Begins at"), MOMENT),
        Column(_("Ends at"), MOMENT),
        Column(_("Shift team")),
        Column(_("Kinds of seat")),
        Column(_("Seat"), NUMBER),
        Column(_("Person"), NAME),
        Column(_("Duty phone"), CODE),
    ]


def seat_lines() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        rows = Seat.objects.filter(pk__in=keys).select_related("room__organisation", "person")
        for one in rows:
            yield (
                one.pk,
                (
                    one.room.name,
                    one.room.organisation.name,
                    one.day,
                    one.begins_at,
                    one.ends_at,
                    str(Team(one.team).label),
                    str(SeatKind(one.kind).label),
                    one.number,
                    one.person.name if one.person else "",
                    one.room.phone,
                ),
            )

    return tell


def seat_choices(actor: Actor) -> dict[str, Choices]:
    return {"area": [("", _("All areas")), *area_choices(areas_of(actor.scope))]}


Sheet(
    code=SEATS.code,
    label=SEATS.label,
    route=SEATS.route,
    permission=Permission.DUTY_READ,
    rows=seats,
    columns=seat_columns,
    teller=seat_lines,
    choices=seat_choices,
    spec=SEATS,
)
