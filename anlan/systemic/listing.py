"""The list of systemic problems: its filters, its order, what is searched."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.figures.cut import where_and_when
from anlan.hazards.models import Category
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.scope import Actor
from anlan.systemic.kinds import BEING_SOLVED, ProblemKind, ProblemState
from anlan.systemic.models import Link, ProblemQuerySet

RUNNING, LATE = "running", "late"
PROBLEMS = ListSpec(
    code="systemic-problems",
    label=_("Systemic problems"),
    route="systemic:list",
    filters=("state", "kind", "area", "sector", "category", "hazard", "from", "to"),
    sorts=(Sort("day", Order(("confirmed_on",), nulls=True), index="systemic_by_day"),),
    search="systemic_problem",
)


def filtered(rows: ProblemQuerySet, query: Any) -> ProblemQuerySet:
    """Return what the filters of an address leave; days ask for the problems whose hazards were found in them."""
    match parameters.choice(query, "state", (RUNNING, LATE, *ProblemState.values)):
        case "":
            pass
        case "running":
            rows = rows.filter(state__in=sorted(BEING_SOLVED))
        case "late":
            rows = rows.filter(state__in=sorted(BEING_SOLVED), due_on__lt=clock.today())
        case state:
            rows = rows.filter(state=state)
    if kind := parameters.choice(query, "kind", list(ProblemKind.values)):
        rows = rows.filter(kind=kind)
    if category := parameters.choice(query, "category", list(Category.values)):
        rows = rows.filter(category=category)
    if hazard := parameters.whole(query, "hazard"):
        rows = rows.filter(pk__in=Link.objects.filter(hazard=hazard).values("problem"))
    place = {name: query[name] for name in ("area", "sector") if query.get(name)}
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(last_day__gte=first)
    if last := parameters.day(query, "to"):
        days &= Q(first_day__lte=last)
    return rows.filter(where_and_when(place), days)


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [
            ("", _("All states")),
            (RUNNING, pgettext_lazy("systemic", "Being solved")),
            (LATE, _("Overdue")),
            *ProblemState.choices,
        ],
        "kind": [("", pgettext_lazy("systemic", "All kinds")), *ProblemKind.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
        "sector": [("", _("All sectors")), *sector_choices()],
        "category": [("", _("All categories")), *Category.choices],
    }
