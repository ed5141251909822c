"""What the planner is asked, as an address says it: days, area, sector, bodies, teams and hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid
from anlan.listings.spec import Choices
from anlan.obligations.models import Obligation
from anlan.org import filters
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.scope import Actor
from anlan.plans.due import running
from anlan.plans.models import PlanItem
from anlan.visiting.checks import SOURCE_OF, Question
from anlan.visiting.forms import MOST_TEAMS
from anlan.visiting.proposal import Proposal, Proposed
from anlan.visiting.routing import Crew

FILTERS = ("from", "to", "area", "sector", "body", "teams", "hours", "show")
USUAL_DAYS, MOST_DAYS = 30, 92
USUAL_HOURS, MOST_HOURS = 6, 12
ALL, JOINT, OVER, LATE, UNPLACED = "", "joint", "over", "late", "unplaced"
SHOWN = (JOINT, OVER, LATE, UNPLACED)


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    crew: Crew
    show: str


def read(query: Mapping[str, Any], today: date) -> Asked:
    """Return what an address asks for. Raises Invalid, naming the field."""
    first = parameters.day(query, "from") or today
    last = parameters.day(query, "to") or max(first, today) + timedelta(days=USUAL_DAYS - 1)
    if last < max(first, today):
        raise Invalid(
            "planner.past",
            _("Visits are planned for today and later: the last day lies before that or before the first."),
            field="to",
        )
    if last - max(first, today) >= timedelta(days=MOST_DAYS):
        raise Invalid(
            "planner.long",
            _("Visits are planned for %(most)s days at most.") % {"most": MOST_DAYS},
            field="to",
        )
    crew = Crew(
        teams=_number(query, "teams", 0, MOST_TEAMS),
        minutes=60 * _number(query, "hours", USUAL_HOURS, MOST_HOURS),
    )
    where = where_and_when({name: query.get(name, "") for name in ("area", "sector")})
    return Asked(
        Question(first, last, today, where, _bodies(query)), crew, parameters.choice(query, "show", SHOWN)
    )


def _number(query: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    found = parameters.whole(query, name)
    if found is None:
        return usual
    if not 1 <= found <= most:
        raise Invalid(
            "planner.number",
            _("“%(name)s” is a number from 1 to %(most)s.") % {"name": name, "most": most},
            field=name,
        )
    return found


def _bodies(query: Mapping[str, Any]) -> frozenset[int]:
    """Return the bodies asked for: none is all of them; keys with commas between them."""
    text = str(query.get("body") or "").replace("，", ",")
    keys = [part.strip() for part in text.split(",") if part.strip()]
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys) or len(keys) > 40:
        raise Invalid(
            "planner.body", _("Bodies are told by their keys, with commas between them."), field="body"
        )
    found = frozenset(map(int, keys))
    there = Organisation.objects.exclude(kind=OrganisationKind.BUSINESS).filter(pk__in=found)
    if len(found) != there.count():
        raise Invalid("planner.body", _("There is no such body."), field="body")
    return found


def shown(proposal: Proposal, show: str) -> list[Proposed]:
    """Return the visits that a page is cut to."""
    keep: dict[str, Callable[[Proposed], bool]] = {
        ALL: lambda _visit: True,
        JOINT: lambda visit: len(visit.bodies) > 1,
        OVER: proposal.is_over,
        LATE: lambda visit: visit.late,
        UNPLACED: lambda visit: visit.on is None,
    }
    return [visit for visit in proposal.visits if keep[show](visit)]


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what the filters offer: the bodies to whom something falls on a plan, or that owe a follow-up."""
    plans = [plan.pk for plan in running(actor.scope)]
    items = PlanItem.objects.within(actor.scope).standing().filter(plan__in=plans).order_by()
    owed = Obligation.objects.within(actor.scope).open().filter(kind__in=sorted(SOURCE_OF)).order_by()
    bodies = Organisation.objects.filter(
        Q(pk__in=items.values("organisation").distinct()) | Q(pk__in=owed.values("owner").distinct())
    ).exclude(kind=OrganisationKind.BUSINESS)
    return {
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
        "body": [("", _("All bodies")), *((str(body.pk), body.label) for body in bodies.order_by("code"))],
        "show": [
            (ALL, _("All visits")),
            (JOINT, _("Joint visits")),
            (OVER, _("Over-inspection warned of")),
            (LATE, _("With something overdue")),
            (UNPLACED, _("Without a day")),
        ],
    }
