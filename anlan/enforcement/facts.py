"""What must be so before a paper is issued or a measure proposed (domain brief §2.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import limits, wording
from anlan.enforcement.models import OrderedHazard, Penalty, SitePaperKind
from anlan.hazards.models import OPEN_STATES, Grade, Hazard, State
from anlan.inspections.facts import LEAST_OFFICERS
from anlan.inspections.models import MemberRole, Outcome, Qualification, Visit
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.papers import serving
from anlan.papers.models import Paper, Service

YEAR_DAYS = 365


def first_no(*facts: Callable[[], Decision]) -> Decision:
    """Return the first no, or a yes."""
    return next((no for fact in facts if not (no := fact())), ALLOWED)


def again(guard: Callable[[Any, Taken], Decision]) -> Callable[[Any, Taken], None]:
    """Return a check of the same once nobody else can write; raises Conflict with the guard's reason."""

    def check(case: Any, taken: Taken) -> None:
        decision = guard(case, taken)
        if not decision:
            raise Conflict(decision.code, decision.reason)

    return check


# -- the visit -----------------------------------------------------------------------------------------------


def visit_was_made(visit: Visit) -> Decision:
    if visit.is_masked:
        return denied(_("The visit is hidden: release it first"), code="visit.hidden")
    if visit.outcome != Outcome.INSPECTED:
        return denied(
            _("Nothing was inspected on this visit: there is nothing to put on paper"), code="paper.visit"
        )
    return ALLOWED


def officers_are_two(visit: Visit, on: date) -> Decision:
    """Tell whether two officers at least took part, their certificates valid then and on the paper's day."""
    members = Qualification.objects.filter(
        pk__in=visit.members.filter(role=MemberRole.OFFICER).values("qualification")
    )
    valid = []
    for one in members.order_by("pk"):
        if not (one.stands_on(visit.visited_on) and one.stands_on(on)):
            told = _("The certificate of %(name)s is not valid on %(day)s")
            return denied(told % {"name": one.name, "day": on.isoformat()}, code="paper.certificate")
        valid.append(one.pk)
    if len(valid) < LEAST_OFFICERS:
        return denied(
            _("Enforcement needs at least two officers with a valid certificate: this visit names %(count)s")
            % {"count": len(valid)},
            code="paper.officers",
        )
    return ALLOWED


def record_is_issued(visit: Visit) -> Decision:
    if not wording.record_of(visit.pk):
        return denied(
            _("The on-site inspection record of this visit comes first: issue it"), code="paper.record_first"
        )
    return ALLOWED


def not_before(visit: Visit, taken: Taken) -> Decision:
    if taken.at < visit.visited_at:
        return denied(_("The paper would be older than the visit"), code="paper.before_visit")
    return ALLOWED


def ready_for_paper(visit: Visit, taken: Taken) -> Decision:
    """Tell whether a visit can have papers at all."""
    on = clock.local_day(taken.at)
    return first_no(
        lambda: visit_was_made(visit), lambda: not_before(visit, taken), lambda: officers_are_two(visit, on)
    )


# -- the inspection record -----------------------------------------------------------------------------------


def record_is_sound(_case: None, taken: Taken) -> Decision:
    visit: Visit = taken.input["visit"]
    return first_no(
        lambda: ready_for_paper(visit, taken),
        lambda: _something_is_found(visit),
        lambda: _no_record_yet(visit),
    )


def _something_is_found(visit: Visit) -> Decision:
    if not visit.situation and not visit.items_answered and not Hazard.objects.filter(visit=visit).exists():
        return denied(
            _("The visit says nothing of what was found: write the situation down, or answer its checklist"),
            code="paper.empty",
        )
    return ALLOWED


def _no_record_yet(visit: Visit) -> Decision:
    known = wording.record_of(visit.pk)
    if known:
        return denied(
            _("The visit has its inspection record already: %(number)s")
            % {"number": wording.name_of("site_paper", known)},
            code="paper.twice",
        )
    return ALLOWED


# -- the rectification order ---------------------------------------------------------------------------------


def order_is_sound(_case: None, taken: Taken) -> Decision:
    visit, hazards = taken.input["visit"], taken.input["hazards"]
    return first_no(
        lambda: ready_for_paper(visit, taken),
        lambda: record_is_issued(visit),
        lambda: hazards_are_of(visit, hazards),
        lambda: _none_is_ordered(hazards),
        lambda: deadlines_are_legal(hazards, taken),
    )


def hazards_are_of(visit: Visit, hazards: Sequence[Hazard]) -> Decision:
    for hazard in hazards:
        if hazard.premises_id != visit.premises_id:
            told = _("%(number)s is a hazard of another place")
            return denied(told % {"number": hazard.number}, code="paper.other_place")
        if hazard.state not in OPEN_STATES:
            told = _("%(number)s is not open any more")
            return denied(told % {"number": hazard.number}, code="paper.not_open")
    return ALLOWED


def _none_is_ordered(hazards: Sequence[Hazard]) -> Decision:
    standing = (
        OrderedHazard.objects.filter(hazard__in=hazards, is_standing=True).select_related("hazard").first()
    )
    if standing is not None:
        return denied(
            _("%(number)s stands in an order already: %(paper)s")
            % {"number": standing.hazard.number, "paper": wording.name_of("site_paper", standing.paper_id)},
            code="paper.twice",
        )
    return ALLOWED


def deadline_of(hazard: Hazard, given: date | None) -> date | None:
    """Return the day that an order gives a hazard: what is set, else what the hazard was assigned with."""
    return given or (clock.local_day(hazard.due_at) if hazard.due_at else None)


def deadlines_are_legal(hazards: Sequence[Hazard], taken: Taken) -> Decision:
    """Tell whether each has a deadline within the law's term; a major hazard with a whole plan may take longer."""
    on = clock.local_day(taken.at)
    limit = limits.held("order_days", on)
    for hazard in hazards:
        due = deadline_of(hazard, taken.input["due_on"])
        if due is None:
            told = _("%(number)s has no deadline yet: give one")
            return denied(told % {"number": hazard.number}, code="paper.no_deadline")
        if due < on:
            told = _("The deadline of %(number)s lies before the order")
            return denied(told % {"number": hazard.number}, code="paper.deadline_past")
        planned = hazard.grade == Grade.MAJOR and hazard.plan_is_complete
        if due > on + timedelta(days=limit.number) and not planned:
            return denied(
                _(
                    "%(number)s: a rectification order gives %(days)s days at most (%(basis)s); %(due)s is too late"
                )
                % {
                    "number": hazard.number,
                    "days": limit.number,
                    "basis": limit.basis,
                    "due": due.isoformat(),
                },
                code="paper.too_long",
            )
    return ALLOWED


# -- the re-check opinion ------------------------------------------------------------------------------------


def may_be_rechecked(order: Any) -> Decision:
    """Tell whether a paper is an order that was served (整改复查意见书 follows an order, domain brief §2.6)."""
    if order.kind != SitePaperKind.ORDER:
        return denied(_("Only a rectification order is re-checked"), code=NOT_NOW)
    if order.served_at is None:
        return denied(
            _("The order is not served yet: a re-check follows its service"), code="paper.not_served"
        )
    return ALLOWED


def recheck_is_sound(order: Any, taken: Taken) -> Decision:
    visit: Visit = taken.input["visit"]
    return first_no(lambda: _visit_is_after(order, visit), lambda: ready_for_paper(visit, taken))


def _visit_is_after(order: Any, visit: Visit) -> Decision:
    if visit.premises_id != order.premises_id:
        return denied(_("The visit was made to another place"), code="paper.other_place")
    if visit.pk == order.visit_id or visit.visited_at < order.served_at:
        return denied(
            _("A re-check is made on a visit after the order was served"), code="paper.visit_before"
        )
    if visit.pk == order.recheck_visit_id:
        return denied(_("This visit has its re-check opinion on this order already"), code="paper.twice")
    return ALLOWED


def cured_of(order_id: int) -> dict[int, bool]:
    """Return the hazards of an order with whether each is accepted as rectified. One query."""
    rows = OrderedHazard.objects.filter(paper=order_id).values_list("hazard_id", "hazard__state")
    return {key: state in (State.ACCEPTED, State.LOOK_BACK, State.CLOSED) for key, state in rows}


# -- any paper -----------------------------------------------------------------------------------------------


def service_is_sound(case_kind: str) -> Callable[[Any, Taken], Decision]:
    def guard(case: Any, taken: Taken) -> Decision:
        return serving.may_be_served(case_kind, case.id, taken.input)

    return guard


def something_to_serve(case_kind: str) -> Callable[[Any], Decision]:
    def applies(case: Any) -> Decision:
        if not Paper.objects.filter(case_kind=case_kind, case_id=case.id, service=None).exists():
            return denied(_("Every paper of this case is served already"), code=NOT_NOW)
        return ALLOWED

    return applies


def all_are_served(case_kind: str, case_id: int) -> Decision:
    waiting = Paper.objects.filter(case_kind=case_kind, case_id=case_id, service=None)
    names = list(waiting.order_by("pk").values_list("name", flat=True))
    if names:
        return denied(
            _("Not served yet: %(numbers)s") % {"numbers": "、".join(names)}, code="paper.not_served"
        )
    return ALLOWED


def served_at(case_kind: str, case_id: int) -> datetime:
    """Return when the last paper of a case was served; it has one."""
    services = Service.objects.filter(paper__case_kind=case_kind, paper__case_id=case_id)
    found: datetime = services.order_by("-served_at").values_list("served_at", flat=True)[0]
    return found


# -- art. 113 ------------------------------------------------------------------------------------------------


def punishments(operator_id: int, on: date) -> tuple[int, int]:
    """Return how often a business entity was punished in the days of art. 113, and in a year. Two queries."""
    days = limits.number("repeated_days", on)
    rows = Penalty.objects.standing().filter(operator=operator_id, punished="unit", counted_on__lte=on)
    within = [rows.filter(counted_on__gt=on - timedelta(days=span)).count() for span in (days, YEAR_DAYS)]
    return within[0], within[1]


def is_repeated(operator_id: int, on: date, *, more: int = 0) -> bool:
    """Tell whether a count of art. 113 is reached, with `more` that are about to be decided."""
    first, year = punishments(operator_id, on)
    return first + more >= limits.number("repeated_count", on) or year + more >= limits.number(
        "repeated_year_count", on
    )


def has_major_hazard(operator_id: int, on: date) -> bool:
    """Tell whether a major hazard of the entity was found within a year, or is open."""
    rows = Hazard.objects.filter(operator=operator_id, grade=Grade.MAJOR).exclude(
        state__in=("voided", "merged")
    )
    return rows.filter(found_on__gte=on - timedelta(days=YEAR_DAYS)).exists() or rows.outstanding().exists()
