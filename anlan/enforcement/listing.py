"""The lists of enforcement: the same filters and order for each register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.desks import DESKS, Desk
from anlan.enforcement.models import HOLDING
from anlan.enforcement.models.base import UNDECIDED
from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

FILTERS = ("state", "kind", "area", "from", "to", "premises")
GONE = ("voided", "withdrawn", "refused", "dropped")
OPEN, OVERDUE = "open", "overdue"
LATE: dict[str, Callable[[date], Q]] = {
    "site_paper": lambda on: Q(state__in=("issued", "served"), due_on__lt=on),
    "measure": lambda on: Q(state__in=sorted(HOLDING), until_on__lt=on),
    "penalty": lambda on: Q(state="decided", pay_by_on__lt=on, paid_fen__lt=F("amount_fen")),
    "listing": lambda on: Q(state="listed", due_on__lt=on),
    "referral": lambda on: Q(pk__in=()),
}
"""Register → what runs over its day: an order not re-checked as rectified, a measure, a fine, a treatment."""

SPECS: dict[str, ListSpec] = {
    kind: ListSpec(
        code=f"enforcement-{desk.path}",
        label=desk.label,
        route=desk.list_route,
        filters=FILTERS,
        sorts=(Sort("day", Order(("counted_on",)), index=f"{kind}_by_day"),),
    )
    for kind, desk in DESKS.items()
}


def filtered(desk: Desk, rows: Any, query: Mapping[str, Any]) -> Any:
    """Return what the filters of an address leave; what was voided or refused only if asked for."""
    state = parameters.choice(query, "state", (OPEN, OVERDUE, *desk.states.values))
    if state == OVERDUE:
        rows = rows.filter(LATE[desk.flow.kind](clock.today()))
    elif state == OPEN:
        ended = {"lifted", "closed", "ended", "delisted", "answered", "rechecked", *GONE}
        rows = rows.exclude(state__in=ended)
    else:
        rows = rows.filter(state=state) if state else rows.exclude(state__in=GONE)
    if kind := parameters.choice(query, "kind", desk.kinds.values):
        rows = rows.filter(**{"level" if desk.flow.kind == "listing" else "kind": kind})
    if (premises := parameters.whole(query, "premises")) is not None:
        rows = rows.filter(premises=premises)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return rows.filter(where_and_when(place, "counted_on"))


def choices(desk: Desk, actor: Actor) -> dict[str, Choices]:
    states = [
        choice
        for choice in desk.states.choices
        if choice[0] not in UNDECIDED or not all(post.own_only for post in actor.posts)
    ]
    late = [(OVERDUE, _("Past its day"))] if desk.flow.kind != "referral" else []
    return {
        "state": [("", _("All states")), (OPEN, _("Running")), *late, *states],
        "kind": [("", _("Every kind")), *desk.kinds.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
