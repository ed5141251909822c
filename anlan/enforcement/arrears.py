"""What late payment of a fine adds, and what is left to pay: pure sums in fen over a case's own columns.

Each day after the day of payment adds so many per cent of what is unpaid then, together never more than the fine
(Administrative Penalty Law, art. 72; Administrative Coercion Law, art. 45). The days of a review or a lawsuit add
nothing (art. 73), nor those before a day to which payment was put off (art. 66). A payment covers the fine first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from anlan.enforcement.models import PENDING, PenaltyKind

Part = tuple[date, int]
"""A part of a fine: the last day on which it is paid in time, and how much it is in fen."""


class Owing(NamedTuple):
    """What is left to pay on a day, in fen."""

    fine: int
    surcharge: int

    @property
    def whole(self) -> int:
        return self.fine + self.surcharge


def yuan_of(fen: int) -> int:
    """Return whole yuan, a half rounded up."""
    return (fen + 50) // 100


# -- parts of a fine -----------------------------------------------------------------------------------------


def unpaid(parts: Sequence[Part], paid: int) -> list[Part]:
    """Return what is left of each part; what was paid covers the earliest first."""
    left = []
    for day, amount in parts:
        covered = min(amount, paid)
        paid -= covered
        if amount > covered:
            left.append((day, amount - covered))
    return left


def added(parts: Sequence[Part], *, paid: int, percent: int, after: date, until: date) -> int:
    """Return what the days after `after` up to `until` add in fen; a fraction of a fen is left off."""
    days_of_fen = sum(
        left * max(0, (until - max(after, day)).days) for day, left in unpaid(sorted(parts), paid)
    )
    return days_of_fen * percent // 100


def trimmed(parts: Sequence[Part], amount: int) -> list[Part]:
    """Return the parts of a fine that was lowered: the last ones fall away first."""
    kept = []
    for day, part in parts:
        if amount > 0:
            kept.append((day, min(part, amount)))
            amount -= part
    return kept


def parts_of(case: Any) -> list[Part]:
    """Return the parts in which a penalty is paid: those that were granted, else one on the day that law gives."""
    if case.schedule:
        return [(date.fromisoformat(day), fen) for day, fen in case.schedule]
    return [(case.pay_by_on, case.amount_fen)] if case.pay_by_on else []


def stored(parts: Sequence[Part]) -> list[list[Any]]:
    return [[day.isoformat(), fen] for day, fen in parts]


def next_day(case: Any, paid: int) -> date | None:
    """Return by when the next part is paid, with `paid` fen paid; None where everything is."""
    left = unpaid(parts_of(case), paid)
    return left[0][0] if left else None


# -- the surcharge -------------------------------------------------------------------------------------------


def accrued(case: Any, on: date) -> int:
    """Return what late payment has added by the end of a day, in fen, paid and waived or not."""
    if case.surcharge_on is None or case.kind != PenaltyKind.FINE or case.appeal in PENDING:
        return int(case.surcharge_fen)
    more = added(
        parts_of(case),
        paid=case.paid_fen,
        percent=case.surcharge_percent,
        after=case.surcharge_on,
        until=on,
    )
    return int(min(case.amount_fen, case.surcharge_fen + more))


def owing(case: Any, on: date) -> Owing:
    """Return what is left to pay on a day."""
    surcharge = accrued(case, on) - case.surcharge_paid_fen - case.surcharge_waived_fen
    return Owing(case.amount_fen - case.paid_fen, max(0, surcharge))


def is_overdue(case: Any, on: date) -> bool:
    day = next_day(case, case.paid_fen)
    return day is not None and day < on


def settled(case: Any, through: date) -> dict[str, Any]:
    """Return the columns that hold what was added through a day: from then on it adds to what is unpaid then."""
    if case.surcharge_on is None:
        return {}
    fen = accrued(case, through)
    return {
        "surcharge_fen": fen,
        "surcharge_yuan": yuan_of(fen),
        "surcharge_on": max(through, case.surcharge_on),
    }


def lowered(case: Any, amount: int) -> dict[str, Any]:
    """Return the columns of payment after a fine became `amount` fen (0: none): what was paid beyond is given back.

    What late payment had added falls in the same proportion.
    """
    surcharge = case.surcharge_fen * amount // case.amount_fen if case.amount_fen else 0
    paid, extra = min(case.paid_fen, amount), min(case.surcharge_paid_fen, surcharge)
    back = case.paid_fen - paid + case.surcharge_paid_fen - extra
    return {
        "paid_fen": paid,
        "paid_yuan": yuan_of(paid),
        "surcharge_fen": surcharge,
        "surcharge_yuan": yuan_of(surcharge),
        "surcharge_paid_fen": extra,
        "surcharge_paid_yuan": yuan_of(extra),
        "surcharge_waived_fen": min(case.surcharge_waived_fen, surcharge - extra),
        "refund_fen": case.refund_fen + back,
        "schedule": stored(trimmed(parts_of(case), amount)) if case.schedule else [],
    }
