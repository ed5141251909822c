"""Daily fines: who was ordered to correct and fined, and refuses, is fined that much again for each day.

They run from the day after the order (Work Safety Law, art. 112) to the day of the re-check that shows the refusal;
a further one begins the day after the former ended. Nobody types the amount: it is the fine times the days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import arrears, facts, inputs, wording
from anlan.enforcement.models import (
    STANDS,
    Cured,
    Penalty,
    PenaltyKind,
    PenaltyState,
    Punished,
    SitePaper,
    SitePaperKind,
    SitePaperState,
)
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken

BASIS = "《中华人民共和国安全生产法》第一百一十二条"
MOST_FEN = 200_000_000_000  # what a column of whole yuan holds; no fine comes near it


def defied(fine: Any) -> list[SitePaper]:
    """Return the orders at the place of a fine that a re-check found not followed, the newest first. One query."""
    rows = SitePaper.objects.filter(
        premises=fine.premises_id,
        organisation=fine.organisation_id,
        kind=SitePaperKind.ORDER,
        state=SitePaperState.SERVED,
        result__in=(Cured.PART, Cured.NONE),
    )
    return list(rows.select_related("recheck_visit").order_by("-pk"))


def days_of(order: SitePaper) -> tuple[date, date]:
    """Return from when to when a daily fine runs: it is empty where its last day lies before its first. One query."""
    assert order.recheck_visit is not None
    first = order.begun_on + timedelta(days=1)
    # a day of refusal is punished once, whichever fine at the place is imposed again
    punished = Penalty.objects.filter(daily_order=order.pk, is_daily=True)
    running = punished.exclude(state__in=(PenaltyState.DROPPED, PenaltyState.REVOKED, PenaltyState.VOIDED))
    last = running.order_by("-daily_until_on").values_list("daily_until_on", flat=True).first()
    if last is not None:
        first = max(first, last + timedelta(days=1))
    return first, order.recheck_visit.visited_on


def is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether a fine and an order that was made are both defied, as a re-check after both shows."""
    fine, order = taken.input["penalty"], taken.input["order"]
    return facts.first_no(
        lambda: _may_be_repeated(fine),
        lambda: _is_of(fine, order),
        lambda: _is_refused(fine, order),
        lambda: _none_is_open(order),
        lambda: _has_days(fine, order),
        lambda: facts.ready_for_paper(order.recheck_visit, taken),
    )


def _may_be_repeated(fine: Penalty) -> Decision:
    if fine.kind != PenaltyKind.FINE or fine.punished != Punished.UNIT or fine.is_daily:
        return denied(
            _("Only a fine on a business entity, not itself a daily one, is imposed again for each day"),
            code="penalty.daily_fine",
        )
    if fine.state not in STANDS:
        return denied(_("The fine does not stand"), code="penalty.daily_fine")
    return ALLOWED


def _is_of(fine: Penalty, order: SitePaper) -> Decision:
    if order.premises_id != fine.premises_id:
        return denied(_("The order was made at another place"), code="penalty.other_place")
    if order.organisation_id != fine.organisation_id:
        return denied(_("The order is another body’s"), code="penalty.daily_body")
    return ALLOWED


def _is_refused(fine: Penalty, order: SitePaper) -> Decision:
    """Tell whether a re-check after the order's deadline and after the fine found it not followed."""
    visit = order.recheck_visit
    if order.state != SitePaperState.SERVED or visit is None or order.result == Cured.ALL:
        return denied(
            _("No re-check opinion says that this order is not followed: re-check it first"),
            code="penalty.daily_refusal",
        )
    assert order.due_on is not None
    if visit.visited_on <= order.due_on:
        return denied(
            _("The order gave until %(day)s: a refusal shows on a re-check after that")
            % {"day": order.due_on.isoformat()},
            code="penalty.daily_early",
        )
    if fine.decided_at is None or visit.visited_at < fine.decided_at:
        return denied(
            _("The fine was decided after the re-check: whether it is defied, the next re-check shows"),
            code="penalty.daily_before",
        )
    return ALLOWED


def _none_is_open(order: SitePaper) -> Decision:
    open_ = Penalty.objects.filter(
        daily_order=order.pk, is_daily=True, state__in=(PenaltyState.FILED, PenaltyState.TOLD)
    ).first()
    if open_ is not None:
        return denied(
            _("A daily fine on this order waits for its decision: %(number)s") % {"number": open_.number},
            code="penalty.twice",
        )
    return ALLOWED


def _has_days(fine: Penalty, order: SitePaper) -> Decision:
    first, last = days_of(order)
    if last < first:
        return denied(
            _("The days until %(day)s are punished already: re-check the order again")
            % {"day": (first - timedelta(days=1)).isoformat()},
            code="penalty.daily_counted",
        )
    if fine.amount_fen * ((last - first).days + 1) > MOST_FEN:
        return denied(_("This is more than can be kept in one case"), code="penalty.amount")
    return ALLOWED


def columns(fine: Penalty, order: SitePaper) -> dict[str, Any]:
    """Return what a daily fine says: its days, the fine times the days, what shows the refusal. Four queries."""
    first, last = days_of(order)
    fen = fine.amount_fen * ((last - first).days + 1)
    assert order.recheck_visit is not None
    return {
        "kind": PenaltyKind.FINE.value,
        "punished": Punished.UNIT.value,
        "facts": (
            f"被责令改正（{wording.name_of('site_paper', order.pk)}）并受到罚款处罚（{number_of(fine)}）后拒不改正："
            f"经{wording.day(order.recheck_visit.visited_on)}复查"
            f"（{wording.last_of('site_paper', order.pk, 'recheck_opinion')}），仍未整改完毕"
        ),
        "violates": fine.violates,
        "basis": BASIS,
        "amount_fen": fen,
        "amount_yuan": arrears.yuan_of(fen),
        "visit_id": order.recheck_visit_id,
        "is_daily": True,
        "daily_of_id": fine.pk,
        "daily_order_id": order.pk,
        "daily_from_on": first,
        "daily_until_on": last,
    }


def number_of(fine: Any) -> str:
    return wording.last_of("penalty", fine.pk, "penalty_decision") or fine.file_number or fine.number


def each_day(case: Any) -> int:
    """Return how much a daily fine is for each day, in fen."""
    return int(case.amount_fen // ((case.daily_until_on - case.daily_from_on).days + 1))


def fewer_days(case: Any, amount: Any) -> dict[str, Any]:
    """Return the last day of a daily fine whose amount was decided lower: fewer days, the fine stays what it was."""
    if not case.is_daily or amount is None:
        return {}
    days = inputs.fen(amount) // each_day(case)
    return {"daily_until_on": case.daily_from_on + timedelta(days=days - 1)}


def is_of_whole_days(case: Any, amount: Any) -> Decision:
    if case.is_daily and amount is not None and inputs.fen(amount) % each_day(case):
        return denied(
            _("A daily fine is %(fine)s yuan for each day: only whole days can be left off")
            % {"fine": f"{each_day(case) / 100:.2f}"},
            code="penalty.daily_days",
        )
    return ALLOWED


def told(case: Any) -> str:
    """Return what the papers of a daily fine say of its days; nothing of another penalty."""
    if not case.is_daily:
        return ""
    days = (case.daily_until_on - case.daily_from_on).days + 1
    return (
        f"上述罚款系按日连续处罚：自{wording.day(case.daily_from_on)}起至{wording.day(case.daily_until_on)}止，"
        f"共{days}日，按照原处罚数额每日{inputs.told_yuan(each_day(case))}计算。"
    )


def proposal(fine: Any) -> str:
    """Return how a daily fine would stand on a fine, where a re-check shows a refusal; nothing where none does."""
    for order in defied(fine):
        if (
            _may_be_repeated(fine)
            and _is_refused(fine, order)
            and _none_is_open(order)
            and _has_days(fine, order)
        ):
            first, last = days_of(order)
            days = (last - first).days + 1
            return _(
                "%(order)s is not followed, as its re-check shows: from %(first)s to %(last)s it is %(days)s days, "
                "%(amount)s yuan."
            ) % {
                "order": wording.name_of("site_paper", order.pk),
                "first": first.isoformat(),
                "last": last.isoformat(),
                "days": days,
                "amount": f"{fine.amount_fen * days / 100:,.2f}",
            }
    return ""
