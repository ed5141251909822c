"""The checks that are due, of every body that a scope shows: plans, draws, look-backs, acceptances, re-checks.

Confidential plans are left out: a joint visit would tell of them (ADR 0056). What is arranged already is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import DateField, F, Max, Q, QuerySet, Value
from django.utils.translation import gettext as _

from anlan.draws import pools
from anlan.draws.coverage import visited
from anlan.draws.models import Draw, DrawState
from anlan.enforcement.models import Listing, Measure, SitePaper
from anlan.hazards.models import Grade, Hazard
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.scope import Scope
from anlan.plans.coverage import DayNumber, next_due, reached, together, with_last, with_made
from anlan.plans.models import Counts, Plan, PlanItem, PlanState
from anlan.premises.models import Premises
from anlan.visiting.checks import SOURCE_OF, Check, Question, Source
from anlan.visiting.merging import Pool
from anlan.visiting.models import ArrangedCheck
from anlan.visiting.terms import Terms
from anlan.visiting.terms import terms as terms_on

MOST_CHECKS = 20_000
CHUNK = 500
CASES: dict[str, type[Any]] = {
    "hazard": Hazard,
    "site_paper": SitePaper,
    "measure": Measure,
    "listing": Listing,
}
DRAWN_SINCE = timedelta(days=366)


@dataclass(slots=True)
class Gathered:
    """Checks due by the last day; those due later that may be made already; shares of plans, how many are wanted."""

    due: list[Check] = field(default_factory=list)
    later: list[Check] = field(default_factory=list)
    shares: dict[int, list[Check]] = field(default_factory=dict)
    wanted: dict[int, int] = field(default_factory=dict)
    arranged: int = 0

    def everything(self) -> Iterator[Check]:
        yield from self.due
        yield from self.later
        for found in self.shares.values():
            yield from found


def gather(scope: Scope, asked: Question, terms: Terms) -> Gathered:
    """Return what is due and not arranged yet. Raises Invalid for too much at once."""
    found = everything_due(scope, asked, terms)
    _leave_out(found)
    return _spaced(found, asked, terms)


def still_due(scope: Scope, premises: int, today: date, days: int) -> set[str]:
    """Return the codes of what is due at a place, arranged or not."""
    asked = Question(today, today + timedelta(days=days), today, premises=premises)
    return {check.code for check in everything_due(scope, asked, terms_on(today)).everything()}


def everything_due(scope: Scope, asked: Question, terms: Terms) -> Gathered:
    """Return what is due, arranged or not. Some queries, one or two for each plan that runs."""
    found = Gathered()
    plans = list(_running(scope, asked))
    for plan in plans:
        _of_plan(plan, scope, asked, found)
    _add(found, asked, _drawn(scope, asked, terms))
    _add(found, asked, _owed(scope, asked))
    if len(found.due) + sum(map(len, found.shares.values())) > MOST_CHECKS:
        raise Invalid(
            "planner.many",
            _("More than %(most)s checks are due: choose an area, a sector or fewer days.")
            % {"most": f"{MOST_CHECKS:,}"},
            field="area",
        )
    places = {check.premises for check in found.due} | {
        check.premises for checks in found.shares.values() for check in checks
    }
    for plan in plans:
        later = _later(plan, scope, asked, sorted(places))
        found.later += islice(later, found.wanted[plan.pk]) if plan.pk in found.wanted else later
    return found


def _add(found: Gathered, asked: Question, checks: Iterable[Check]) -> None:
    for check in checks:
        (found.due if check.latest <= asked.last else found.later).append(check)


# -- plans -------------------------------------------------------------------------------------------------------------


def _running(scope: Scope, asked: Question) -> QuerySet[Plan]:
    rows = Plan.objects.within(scope).filter(
        state=PlanState.APPROVED, is_confidential=False, first_day__lte=asked.last
    )
    return rows.order_by("last_day", "pk")


def _items(plan: Plan, scope: Scope, asked: Question) -> QuerySet[Any]:
    rows = PlanItem.objects.within(scope).standing().filter(asked.narrow(), plan=plan.pk)
    return rows.filter(organisation__in=sorted(asked.bodies)) if asked.bodies else rows


def _short(rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    """Return the places still to be visited with `made`, `last_on` and the number of the day by which (`next`)."""
    made = with_last(with_made(rows, plan), plan).filter(made__lt=F("visits_due"))
    found: QuerySet[Any] = made.annotate(next=next_due())
    return found


def _number(day: date) -> Any:
    return DayNumber(Value(day, output_field=DateField()))


def _of_plan(plan: Plan, scope: Scope, asked: Question, found: Gathered) -> None:
    rows = _short(_items(plan, scope, asked), plan).filter(next__lte=_number(asked.last)).order_by("pk")
    if plan.target_percent == 100:
        for item in rows[: MOST_CHECKS + 1]:
            found.due += [one for one in _visits(plan, item) if one.latest <= asked.last]
        return
    part = together(reached(plan, _items(plan, scope, asked)).values())
    found.wanted[plan.pk] = wanted = part.gap(plan.target_percent)
    if wanted and plan.last_day <= asked.last:
        checks = [next(_visits(plan, item)) for item in rows.filter(made=0)[: MOST_CHECKS + 1]]
        found.shares[plan.pk] = [replace(one, share=plan.pk) for one in checks]


def _later(plan: Plan, scope: Scope, asked: Question, places: Sequence[int]) -> Iterator[Check]:
    """Yield what a plan asks for later at places where something is due now, and that may be made already."""
    if plan.last_day <= asked.last:
        return
    for start in range(0, len(places), CHUNK):
        rows = _items(plan, scope, asked).filter(premises__in=places[start : start + CHUNK])
        for item in _short(rows, plan).filter(next__gt=_number(asked.last)).order_by("pk"):
            check = next(_visits(plan, item))
            if check.earliest <= asked.last:
                yield check


def _visits(plan: Plan, item: Any) -> Iterator[Check]:
    """Yield the visits that a place on a plan still owes, each within its part of the plan's days."""
    for number in range(item.made + 1, item.visits_due + 1):
        latest = item.due_on - timedelta(days=(item.visits_due - number) * item.every_days)
        part = latest - timedelta(days=item.every_days - 1) if item.every_days else plan.first_day
        yield Check(
            code=f"plan:{item.pk}:{number}",
            source=plan.kind,
            premises=item.premises_id,
            body=item.organisation_id,
            earliest=max(plan.first_day, part if number > 1 else plan.first_day),
            latest=latest,
            title=plan.title,
            case_kind="plan",
            case_id=plan.pk,
            anyone=plan.counts == Counts.ANYONE,
        )


# -- draws -------------------------------------------------------------------------------------------------------------


def _drawn(scope: Scope, asked: Question, terms: Terms) -> Iterator[Check]:
    """Yield the places that were drawn and not visited since; those of a plan made by a draw stand on the plan."""
    draws = Draw.objects.within(scope).filter(
        state__in=(DrawState.DRAWN, DrawState.PUBLISHED),
        drawn_at__gte=clock.day_start(asked.today - DRAWN_SINCE),
    )
    on_plans = Plan.objects.standing().filter(draw__isnull=False).values("draw")
    rows = draws.exclude(pk__in=on_plans).order_by("pk")
    for draw in rows.filter(organisation__in=sorted(asked.bodies)) if asked.bodies else rows:
        assert draw.drawn_at is not None
        codes = [pair.key for pair in pools.result(draw.result)]
        places = Premises.objects.filter(asked.narrow("pk"), code__in=codes, is_active=True)
        keys = dict(places.order_by("pk").values_list("code", "pk"))
        done = visited(list(keys), since=draw.drawn_at)
        day = clock.local_day(draw.drawn_at)
        for code, key in keys.items():
            if code not in done:
                yield Check(
                    f"draw:{draw.pk}:{key}", Source.DRAWN, key, draw.organisation_id, day,
                    day + timedelta(days=terms.drawn_days), draw.title, "draw", draw.pk, anyone=True,
                )  # fmt: skip


# -- duties ------------------------------------------------------------------------------------------------------------


def _owed(scope: Scope, asked: Question) -> Iterator[Check]:
    """Yield the duties that are done at a place: look-backs, acceptances, re-checks."""
    rows = (
        Obligation.objects.open()
        .filter(asked.where, kind__in=sorted(SOURCE_OF))
        .exclude(owner__kind=OrganisationKind.BUSINESS)
    )
    if asked.bodies:
        rows = rows.filter(owner__in=sorted(asked.bodies))
    for kind, model in CASES.items():
        cases = model.objects.within(scope).filter(Q(premises=asked.premises) if asked.premises else Q())
        of_kind = rows.filter(case_kind=kind, opened_at__lt=clock.day_start(asked.last + timedelta(days=1)))
        owed = of_kind.filter(case_id__in=cases.values("pk")).order_by("due_at", "pk")[: MOST_CHECKS + 1]
        yield from _at_places(list(owed), model, asked)


def _at_places(owed: Sequence[Obligation], model: type[Any], asked: Question) -> Iterator[Check]:
    for start in range(0, len(owed), CHUNK):
        part = owed[start : start + CHUNK]
        cases = model.objects.in_bulk([one.case_id for one in part])
        for one in part:
            case = cases[one.case_id]
            if one.kind == Kind.ACCEPT and case.grade != Grade.MAJOR and case.is_pictured:
                continue
            yield Check(
                code=f"owed:{one.pk}",
                source=SOURCE_OF[one.kind],
                premises=case.premises_id,
                body=one.owner_id,
                earliest=_not_before(one, case),
                latest=clock.local_day(one.due_at),
                title=case.number,
                case_kind=one.case_kind,
                case_id=one.case_id,
            )


def _not_before(one: Obligation, case: Any) -> date:
    """Return from when a duty can be done: an order is re-checked once its deadline has come."""
    opened = clock.local_day(one.opened_at)
    if one.kind == Kind.RECHECK_ORDER and case.due_on:
        deadline: date = case.due_on
        return min(max(opened, deadline), clock.local_day(one.due_at))
    return min(opened, clock.local_day(one.due_at))


# -- what is arranged, and how close visits may follow each other -----------------------------------------------------


def _leave_out(found: Gathered) -> None:
    """Take out what stands in an arranged visit already, and count it."""
    codes = [check.code for check in found.everything()]
    taken: set[str] = set()
    for start in range(0, len(codes), CHUNK):
        rows = ArrangedCheck.objects.filter(is_live=True, code__in=codes[start : start + CHUNK])
        taken |= set(rows.values_list("code", flat=True))
    if not taken:
        return
    found.arranged = sum(check.code in taken for check in found.due)
    found.due = [check for check in found.due if check.code not in taken]
    found.later = [check for check in found.later if check.code not in taken]
    for plan, checks in found.shares.items():
        left = [check for check in checks if check.code not in taken]
        found.wanted[plan] = max(0, found.wanted[plan] - (len(checks) - len(left)))
        found.shares[plan] = left


def _spaced(found: Gathered, asked: Question, terms: Terms) -> Gathered:
    """Let no body come again too soon, but where a deadline asks for it; follow-ups come when they are due."""
    last = last_visits({check.premises for check in found.everything()}, asked.last, terms.gap_days)

    def later(check: Check) -> Check:
        on = last.get((check.premises, check.body))
        if on is None or check.is_follow_up:
            return check
        earliest = on + timedelta(days=terms.gap_days)
        if check.earliest < earliest <= check.latest:
            return replace(check, earliest=earliest, since=on)
        return check

    found.due = [later(check) for check in found.due]
    found.later = [check for check in map(later, found.later) if check.earliest <= asked.last]
    found.shares = {plan: [later(check) for check in checks] for plan, checks in found.shares.items()}
    return found


def last_visits(places: Iterable[int], upto: date, days: int) -> dict[tuple[int, int], date]:
    """Return the day of the last visit of each body to each place in so many days before a day."""
    keys, found = sorted(places), {}
    for start in range(0, len(keys), CHUNK):
        rows = Visit.objects.recorded().filter(
            premises__in=keys[start : start + CHUNK],
            is_counted=True,
            visited_on__range=(upto - timedelta(days=days + 92), upto),
        )
        told = rows.values_list("premises", "organisation").annotate(last=Max("visited_on"))
        found.update({(place, body): on for place, body, on in told.order_by()})
    return found


def pools_of(found: Gathered, spans: dict[str, Any]) -> dict[int, Pool]:
    """Return the shares of plans as pools of spans by place."""
    return {
        plan: Pool(found.wanted[plan], {check.premises: spans[check.code] for check in checks})
        for plan, checks in found.shares.items()
        if checks and found.wanted[plan]
    }


def labels(bodies: Iterable[int]) -> dict[int, str]:
    """Return the names of bodies. One query."""
    return {body.pk: body.label for body in Organisation.objects.filter(pk__in=sorted(set(bodies)))}
