"""The day list: what of all plans is still to be visited, nearest due first, for a body, an officer, an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.listings.spec import Choices
from anlan.org import filters
from anlan.org.models import Organisation, OrganisationKind, Person, Post
from anlan.org.models.people import held_at
from anlan.org.scope import Actor
from anlan.plans.coverage import DayNumber, next_due, with_made
from anlan.plans.listing import REACHED, SHORT
from anlan.plans.models import Plan, PlanItem, PlanItemQuerySet, PlanState

PAGE = 60
MOST_PAGES = 50
ALL = "all"
BY_DUE, BY_AREA = "due", "area"
ORDERS = {BY_DUE: ("next", "area_path", "pk"), BY_AREA: ("area_path", "next", "pk")}
FILTERS = ("body", "officer", "area", "sector", "to", "by")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose day list it is and what it is cut to."""

    bodies: tuple[int, ...]  # none: every body of the reader's scope
    officer: int | None
    where: Q
    until: date | None
    order: tuple[str, ...]


def asked(actor: Actor, query: Mapping[str, Any]) -> Asked:
    """Read an address. Without a word it is the list of the reader's own bodies. Raises Invalid."""
    body = str(query.get("body") or "").strip()
    if body == ALL:
        bodies: tuple[int, ...] = ()
    elif not body:
        bodies = tuple(sorted(set(actor.organisation_ids())))
    else:
        key = parameters.whole(query, "body")
        rows = Organisation.objects.exclude(kind=OrganisationKind.BUSINESS)
        if key is None or not rows.filter(pk=key).exists():
            raise Invalid("plan.body", _("There is no such body."), field="body")
        bodies = (key,)
    return Asked(
        bodies,
        parameters.whole(query, "officer"),
        where_and_when({name: query.get(name, "") for name in ("area", "sector")}),
        parameters.day(query, "to"),
        ORDERS[parameters.choice(query, "by", list(ORDERS)) or BY_DUE],
    )


def running(scope: Any) -> list[Plan]:
    """Return the plans that ask for visits today: those that began, the ones that are over and not closed too."""
    plans = Plan.objects.within(scope).filter(state=PlanState.APPROVED, first_day__lte=clock.today())
    return list(plans.order_by("last_day", "pk"))


def of_plan(items: PlanItemQuerySet, plan: Plan, what: Asked) -> QuerySet[Any]:
    """Return what of a plan is still to be visited, with the number of the day by which (`next`)."""
    rows = items.standing().filter(what.where, plan=plan.pk)
    if what.bodies:
        rows = rows.filter(organisation__in=what.bodies)
    if what.officer:
        rows = rows.filter(officer=what.officer)
    found: QuerySet[Any] = with_made(rows, plan).filter(REACHED[SHORT]).annotate(next=next_due())
    if what.until:
        found = found.filter(next__lte=DayNumber(Value(what.until, output_field=DateField())))
    return found


def page(actor: Actor, what: Asked, number: int) -> tuple[list[int], bool]:
    """Return the keys of a page of the list, and whether more follow. One statement a plan, merged."""
    items = PlanItem.objects.within(actor.scope)
    upto = number * PAGE + 1
    names = what.order
    lists = [
        list(of_plan(items, plan, what).order_by(*names).values_list(*names)[:upto])
        for plan in running(actor.scope)
    ]
    keys = [row[-1] for row in islice(merge(*lists), upto)]
    return keys[(number - 1) * PAGE : number * PAGE], len(keys) > number * PAGE


def everything(actor: Actor, what: Asked) -> QuerySet[PlanItem]:
    """Return the whole list, for a file."""
    items = PlanItem.objects.within(actor.scope)
    wanted = Q(pk__in=())
    for plan in running(actor.scope):
        wanted |= Q(pk__in=of_plan(items, plan, what).values("pk"))
    return items.filter(wanted)


def count(actor: Actor, what: Asked) -> int:
    items = PlanItem.objects.within(actor.scope)
    return sum(of_plan(items, plan, what).count() for plan in running(actor.scope))


def officers_of(bodies: tuple[int, ...]) -> list[tuple[str, str]]:
    """Return whoever holds a post in some bodies now."""
    held = Post.objects.filter(held_at(clock.now()), organisation__in=bodies).values("person")
    rows = Person.objects.filter(pk__in=held, is_active=True).order_by("name", "pk")
    return [(str(person.pk), person.name) for person in rows[:200]]


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what the filters offer: the bodies to whom something falls on a plan that runs."""
    plans = [plan.pk for plan in running(actor.scope)]
    there = PlanItem.objects.within(actor.scope).standing().filter(plan__in=plans).order_by()
    bodies = Organisation.objects.filter(pk__in=there.values("organisation").distinct()).order_by("code")
    own = tuple(sorted(set(actor.organisation_ids())))
    return {
        "body": [
            ("", _("Our own")),
            (ALL, _("All bodies")),
            *((str(body.pk), body.label) for body in bodies if body.pk not in own),
        ],
        "officer": [("", _("Everybody")), *officers_of(own)],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
        "by": [(BY_DUE, _("Nearest due first")), (BY_AREA, _("Area by area"))],
    }
