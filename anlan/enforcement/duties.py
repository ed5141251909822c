"""What is owed in enforcement, by whom, by when: each term is a dated limit (`limits.py`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from anlan.enforcement import limits
from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar
from anlan.org.calendar import CLOSE_OF_WORK, Deadline

DECIDE_WORKING_DAYS = 2


def _owed(kind: Kind, owner_id: int, deadline: Deadline) -> Owed:
    return Owed(kind, owner_id, deadline.due_at, deadline.computation)


def within(kind: Kind, code: str, *, owner: str = "organisation_id") -> Callable[[Any, Taken], Owed]:
    """Return a duty of a body within the days (working days, by the code's name) of a limit."""
    clock_ = calendar.in_working_days if code.endswith("working_days") else calendar.in_days

    def duty(case: Any, taken: Taken) -> Owed:
        return _owed(
            kind, getattr(case, owner), clock_(taken.at, limits.number(code, clock.local_day(taken.at)))
        )

    return duty


def decide(kind: Kind) -> Callable[[Any, Taken], Owed]:
    def duty(case: Any, taken: Taken) -> Owed:
        return _owed(kind, case.organisation_id, calendar.in_working_days(taken.at, DECIDE_WORKING_DAYS))

    return duty


def until(kind: Kind, column: str, owner: str, taken: Taken, case: Any) -> Owed:
    """Return a duty until the close of a day that a column holds."""
    on: date = getattr(case, column)
    due = datetime.combine(on, CLOSE_OF_WORK, tzinfo=clock.SHANGHAI)
    told = canonical(
        {"from": f"{taken.at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}", "due": f"{due:%Y-%m-%dT%H:%M}"}
    )
    return Owed(kind, getattr(case, owner), due.astimezone(UTC), told)


serve = within(Kind.SERVE_PAPER, "serve_working_days")


def recheck(case: Any, taken: Taken) -> Owed:
    """Ten days after the deadline of an order."""
    assert case.due_on is not None
    end = datetime.combine(case.due_on, time(23, 59), tzinfo=clock.SHANGHAI)
    days = limits.number("recheck_days", clock.local_day(taken.at))
    return _owed(Kind.RECHECK_ORDER, case.organisation_id, calendar.in_days(end, days))


def end_measure(case: Any, taken: Taken) -> Owed | None:
    """The alarm of an overdue suspension: it is lifted, renewed or taken further by its last day."""
    if case.until_on is None:
        return None
    return until(Kind.END_MEASURE, "until_on", "organisation_id", taken, case)


def pay(case: Any, taken: Taken) -> Owed | None:
    if case.pay_by_on is None or case.paid_fen >= case.amount_fen:
        return None
    return until(Kind.PAY_PENALTY, "pay_by_on", "operator_id", taken, case)


def refund(case: Any, taken: Taken) -> Owed | None:
    """What was paid and is owed no longer is given back."""
    if case.refund_fen <= case.refunded_fen:
        return None
    return within(Kind.REFUND_PENALTY, "refund_working_days")(case, taken)


def publish(case: Any, taken: Taken) -> Owed | None:
    if case.publish_by_on is None or case.published_at is not None:
        return None
    return until(Kind.PUBLISH_PENALTY, "publish_by_on", "organisation_id", taken, case)


def weigh_closure(case: Any, taken: Taken) -> Owed | None:
    """Repeated punishments (art. 113): whether to ask for the closure is decided, not forgotten."""
    return decide(Kind.WEIGH_CLOSURE)(case, taken) if case.is_repeated else None


def finish_listing(case: Any, taken: Taken) -> Owed:
    return until(Kind.FINISH_LISTING, "due_on", "operator_id", taken, case)


def look_back(case: Any, taken: Taken) -> Owed | None:
    """After thirty and after ninety days from the delisting."""
    codes = ("look_back_first_days", "look_back_last_days")
    if case.looked_back >= len(codes) or case.delisted_at is None:
        return None
    days = limits.number(codes[case.looked_back], clock.local_day(case.delisted_at))
    return _owed(Kind.LOOK_BACK_LISTING, case.organisation_id, calendar.in_days(case.delisted_at, days))
