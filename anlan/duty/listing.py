"""The lists of duty: one a kind of case, with the same filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.duty.rows import KINDS, NAMES
from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.lifecycle.flow import FLOWS
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor, Scope

DAYS: Mapping[str, tuple[str, str]] = {
    "readiness": ("raised_on", "raised_on"),
    "response": ("raised_on", "raised_on"),
    "leave": ("first_day", "last_day"),
    "roster": ("first_day", "last_day"),
    "swap": ("proposed_on", "proposed_on"),
    "hand_over": ("on_day", "on_day"),
    "spot_round": ("committed_on", "committed_on"),
    "spot_check": ("drawn_on", "drawn_on"),
}
"""Kind → the columns of its first and last day; a room has none."""

LISTS: Mapping[str, ListSpec] = {
    kind: ListSpec(
        code=f"duty-{kind.replace('_', '-')}",
        label=NAMES[kind],
        route=f"duty:{kind}",
        filters=("state", "area", "from", "to") if kind in DAYS else ("state", "area"),
    )
    for kind in KINDS
}


def seen(kind: str, scope: Scope) -> QuerySet[Any]:
    """Return the cases of a kind that a scope shows."""
    found: QuerySet[Any] = KINDS[kind].model.objects.within(scope)
    return found


def filtered(kind: str, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    """Return what the filters of an address leave; days ask for what touches them."""
    if state := parameters.choice(query, "state", list(FLOWS[kind].states)):
        rows = rows.filter(state=state)
    if query.get("area"):
        rows = rows.filter(where_and_when({"area": query["area"]}))
    if kind not in DAYS:
        return rows
    first_column, last_column = DAYS[kind]
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(**{f"{last_column}__gte": first})
    if last := parameters.day(query, "to"):
        days &= Q(**{f"{first_column}__lte": last})
    return rows.filter(days)


def choices(kind: str, actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *FLOWS[kind].states.items()],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
