"""What must be so before money of a penalty is taken in, put off, demanded, waived, given back.

Administrative Penalty Law, arts. 66, 67, 72, 73; Administrative Coercion Law, arts. 42, 53, 54.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.enforcement import arrears, inputs, limits
from anlan.enforcement.arrears import Part
from anlan.enforcement.models import PENDING
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.papers.models import Paper, Service

CASE = "penalty"
REMINDER = "enforcement.payment_reminder"


def told(fen: int) -> str:
    return f"{fen / 100:.2f}"


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# -- payments ------------------------------------------------------------------------------------------------


def is_owed(case: Any) -> Decision:
    """Tell whether something is left to pay; of what late payment adds, as far as it was worked out."""
    if case.paid_fen < case.amount_fen or _surcharge_is_left(case):
        return ALLOWED
    return denied(_("Nothing is owed any more"), code=NOT_NOW)


def _surcharge_is_left(case: Any) -> bool:
    left: bool = case.surcharge_fen > case.surcharge_paid_fen + case.surcharge_waived_fen
    return left


def payment_is_sound(case: Any, taken: Taken) -> Decision:
    amount = inputs.fen(taken.input["amount"])
    if not amount:
        return denied(_("A payment is more than nothing"), code="penalty.paid")
    left = arrears.owing(case, clock.local_day(taken.at))
    if amount > left.whole:
        words = (
            _("More than is owed: %(fine)s yuan of the penalty and %(surcharge)s yuan of surcharge are left")
            if left.surcharge
            else _("More than is owed: %(fine)s yuan are left")
        )
        return denied(
            words % {"fine": told(left.fine), "surcharge": told(left.surcharge)}, code="penalty.paid"
        )
    return ALLOWED


# -- time to pay ---------------------------------------------------------------------------------------------


def time_may_be_asked(case: Any) -> Decision:
    if case.asked_parts:
        return denied(_("A request for time waits for its answer"), code=NOT_NOW)
    if case.paid_fen >= case.amount_fen:
        return denied(_("Nothing is owed any more"), code=NOT_NOW)
    if case.pay_by_on is None:
        return denied(_("The decision is not served yet"), code=NOT_NOW)
    return ALLOWED


def parts_asked(case: Any, given: Mapping[str, Any]) -> list[Part]:
    """Return the parts that are asked for: those that were given, else one on the day that was."""
    if given["until_on"]:
        return [(given["until_on"], case.amount_fen - case.paid_fen)]
    return [(row["day"], inputs.fen(row["amount"])) for row in given["parts"]]


def parts_are_sound(case: Any, taken: Taken) -> Decision:
    given, left = taken.input, case.amount_fen - case.paid_fen
    if bool(given["until_on"]) == bool(given["parts"]):
        return denied(_("Give either the day until which it is put off, or the parts"), code="penalty.time")
    parts = parts_asked(case, given)
    days = [day for day, _fen in parts]
    if days != sorted(set(days)):
        return denied(_("Each part has a later day than the one before it"), code="penalty.time_order")
    if days[0] <= clock.local_day(taken.at) or days[-1] <= case.pay_by_on:
        return denied(
            _("Time to pay leads beyond today and beyond %(day)s, when it is owed")
            % {"day": case.pay_by_on.isoformat()},
            code="penalty.time_past",
        )
    if any(fen <= 0 for _day, fen in parts) or sum(fen for _day, fen in parts) != left:
        return denied(
            _("The parts together are %(parts)s yuan, but %(left)s yuan are left to pay")
            % {"parts": told(sum(fen for _day, fen in parts)), "left": told(left)},
            code="penalty.time_sum",
        )
    return ALLOWED


def time_is_asked(case: Any) -> Decision:
    if not case.asked_parts:
        return denied(_("No time to pay is asked for"), code=NOT_NOW)
    return ALLOWED


def time_may_be_granted(case: Any, taken: Taken) -> Decision:
    if taken.input["decision"] != "approve":
        if len(taken.input["note"]) < 4:
            return denied(_("Say why it is not approved"), code="enforcement.reason")
        return ALLOWED
    if case.asked_by_id in taken.by.identities:
        return denied(_("Whoever asked for it does not grant it"), code="enforcement.own")
    if sum(fen for _day, fen in case.asked_parts) != case.amount_fen - case.paid_fen:
        return denied(
            _("Something was paid, or the amount changed, since time was asked for: have it asked anew"),
            code="penalty.time_sum",
        )
    if date.fromisoformat(case.asked_parts[0][0]) <= clock.local_day(taken.at):
        return denied(
            _("The first day that is asked for has passed: have it asked anew"), code="penalty.time_past"
        )
    return ALLOWED


# -- reminders and the court ---------------------------------------------------------------------------------


def may_be_reminded(case: Any) -> Decision:
    if case.pay_by_on is None:
        return denied(_("The decision is not served yet"), code=NOT_NOW)
    if case.appeal in PENDING:
        return denied(_("An appeal is pending"), code=NOT_NOW)
    return is_owed(case)


def is_late(case: Any, taken: Taken) -> Decision:
    """Tell whether its day has passed and no reminder waits for its service: a double click sends one."""
    waiting = Paper.objects.filter(case_kind=CASE, case_id=case.id, kind=REMINDER, service=None).first()
    if waiting is not None:
        return denied(
            _("The last reminder is not served yet: %(number)s") % {"number": waiting.name},
            code="paper.twice",
        )
    if case.paid_fen >= case.amount_fen or arrears.is_overdue(case, clock.local_day(taken.at)):
        return ALLOWED
    return denied(
        _("It is paid in time until %(day)s: a reminder follows that day")
        % {"day": case.pay_by_on.isoformat()},
        code="penalty.not_late",
    )


def may_go_to_court(case: Any) -> Decision:
    if case.court_at is not None:
        return denied(_("The court is asked already"), code=NOT_NOW)
    may = may_be_reminded(case)
    if may and case.reminded_at is None:
        return denied(_("The reminder to pay comes first"), code="penalty.not_reminded")
    return may


def court_is_in_time(case: Any, taken: Taken) -> Decision:
    """Tell whether the reminder has run ten days, and the term of three months runs (Coercion Law, arts. 53, 54)."""
    on = clock.local_day(taken.at)
    days = limits.number("reminder_days", on)
    served = _reminder_served_at(case.id)
    if served is None:
        return denied(
            _("The reminder to pay is not served yet: the court is asked %(days)s days after that")
            % {"days": days},
            code="paper.not_served",
        )
    earliest = clock.local_day(served) + timedelta(days=days)
    if on <= earliest:
        return denied(
            _("The party has until %(day)s to follow the reminder") % {"day": earliest.isoformat()},
            code="penalty.reminded",
        )
    first = months_after(clock.local_day(case.served_at), limits.number("litigation_months", on))
    if case.schedule:
        first = max(first, arrears.parts_of(case)[-1][0])
    if on <= first and not case.appeal:
        return denied(
            _("The party may go to court itself until %(day)s: the court is asked after that")
            % {"day": first.isoformat()},
            code="penalty.may_sue",
        )
    last = months_after(first, limits.number("court_months", on))
    if on > last and not case.appeal:
        return denied(
            _("The court was to be asked by %(day)s") % {"day": last.isoformat()}, code="penalty.court_late"
        )
    return ALLOWED


def _reminder_served_at(case_id: int) -> datetime | None:
    rows = Service.objects.filter(paper__case_kind=CASE, paper__case_id=case_id, paper__kind=REMINDER)
    return rows.order_by("-served_at").values_list("served_at", flat=True).first()


# -- waived and given back -----------------------------------------------------------------------------------


def surcharge_may_be_waived(case: Any) -> Decision:
    """Tell whether the fine itself is paid and a surcharge left: only then may it be waived (Coercion Law, art. 42)."""
    if case.paid_fen < case.amount_fen:
        return denied(_("The fine itself is paid first"), code=NOT_NOW)
    if not _surcharge_is_left(case):
        return denied(_("No surcharge is left"), code=NOT_NOW)
    return ALLOWED


def waiver_is_sound(case: Any, taken: Taken) -> Decision:
    amount, left = taken.input["amount"], arrears.owing(case, clock.local_day(taken.at)).surcharge
    if amount is not None and not 0 < inputs.fen(amount) <= left:
        return denied(
            _("Between nothing and %(left)s yuan of surcharge can be waived") % {"left": told(left)},
            code="penalty.waived",
        )
    return ALLOWED


def refund_is_due(case: Any) -> Decision:
    if case.refunded_fen >= case.refund_fen:
        return denied(_("Nothing is to be given back"), code=NOT_NOW)
    return ALLOWED


def refund_of(case: Any, given: Mapping[str, Any]) -> int:
    """Return what a refund gives back in fen: what was said, else all that is left."""
    left: int = case.refund_fen - case.refunded_fen
    return left if given["amount"] is None else inputs.fen(given["amount"])


def refund_is_sound(case: Any, taken: Taken) -> Decision:
    left = case.refund_fen - case.refunded_fen
    if not 0 < refund_of(case, taken.input) <= left:
        return denied(
            _("Between nothing and %(left)s yuan can be given back") % {"left": told(left)},
            code="penalty.refund",
        )
    return ALLOWED
