"""The lists of duty as files, and the seats of rosters, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty.kinds import SeatKind, Team
from anlan.duty.listing import LISTS, choices, filtered
from anlan.duty.models import Seat
from anlan.duty.rows import KINDS
from anlan.figures.cut import where_and_when
from anlan.lifecycle.case_sheets import sheets
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, Column, Line, Sheet, Teller
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOMENTS = {
    "readiness": (2, 4),
    "response": (3, 5),
    "roster": (5,),
    "hand_over": (4,),
    "spot_round": (5,),
    "spot_check": (2,),
}
"""Kind → the columns that hold moments, not days."""

sheets(KINDS, LISTS, permission=Permission.DUTY_READ, filtered=filtered, choices=choices, moments=MOMENTS)

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
