"""The list of visits: its filters, orders and search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.inspections.models import Mode, Outcome, VisitQuerySet
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor

VISITS = ListSpec(
    code="visits",
    label=_("Inspections"),
    route="inspections:list",
    filters=("mode", "outcome", "team", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("visited_on",)), index="visit_by_day"),),
    search="visit",
)


TEAMS = {
    "leader_expert": Q(is_led_with_expert=True),
    "expert": Q(has_expert=True),
    "four": Q(is_four=True),
    "enforcement": Q(is_enforcement=True),
}


def filtered(visits: VisitQuerySet, query: Any) -> VisitQuerySet:
    """Return what the filters of an address leave, without the words searched for."""
    if mode := parameters.choice(query, "mode", Mode.values):
        visits = visits.filter(mode=mode)
    if outcome := parameters.choice(query, "outcome", Outcome.values):
        visits = visits.filter(outcome=outcome)
    if team := parameters.choice(query, "team", list(TEAMS)):
        visits = visits.filter(TEAMS[team])
    return visits.filter(where_and_when(query, "visited_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers to a reader."""
    return {
        "mode": [("", _("All modes")), *Mode.choices],
        "outcome": [("", _("All outcomes")), *Outcome.choices],
        "team": [
            ("", _("All visits")),
            ("leader_expert", _("With leader and expert")),
            ("expert", _("With an expert")),
            ("four", _("Four haves")),
            ("enforcement", _("Law enforcement")),
        ],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }
