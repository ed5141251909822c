"""What must be so before a step of a due report. The server's time decides, to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.reporting import prefilled
from anlan.reporting.standing import REMIND_MINUTES


def moment(taken: Taken) -> datetime:
    """Return the server's moment: when a step says it happened is not what counts here."""
    return taken.now or taken.at


def window_is_open(due: Any, taken: Taken) -> Decision:
    """A report is taken from the beginning of its day until its window closes."""
    now = moment(taken)
    if now < due.opens_at:
        return denied(
            _("The report of %(day)s can be sent from that day on, not before.") % {"day": due.day},
            code="report.not_yet",
        )
    if now > due.closes_at:
        return denied(
            _(
                "The report of %(day)s was taken until %(until)s. Tell the office: it can excuse the day, and "
                "what happened belongs in the next report."
            )
            % {"day": due.day, "until": f"{due.closes_at.astimezone(clock.SHANGHAI):%m-%d %H:%M}"},
            code="report.closed",
        )
    return _numbers_were_seen(due, taken, now)


def _numbers_were_seen(due: Any, taken: Taken, now: datetime) -> Decision:
    seen = taken.input.get("seen_at")
    if seen is not None and not due.opens_at <= seen <= now:
        return denied(
            gettext_lazy("The numbers are not of this day: open the report again."), code="report.numbers"
        )
    return ALLOWED


def report_is_sound(due: Any, taken: Taken) -> Decision:
    opened = window_is_open(due, taken)
    if not opened:
        return opened
    given = taken.input
    parts = (
        bool(given["difference_of"]),
        given["difference_value"] is not None,
        bool(given["difference_reason"]),
    )
    if any(parts) and not all(parts):
        return denied(
            gettext_lazy("A difference needs all three: which number, what it should be, and why."),
            code="report.difference",
        )
    return ALLOWED


def zero_is_sound(due: Any, taken: Taken) -> Decision:
    """A zero that contradicts what the system knows is corrected (by a report), or explained."""
    opened = window_is_open(due, taken)
    if not opened:
        return opened
    against = prefilled.check_zero(due)
    if against and not taken.input["explanation"]:
        return denied(
            _("The system knows of this, which speaks against “all safe”: %(what)s. Report it, or explain.")
            % {"what": told(against)},
            code="report.contradicted",
        )
    return ALLOWED


def told(against: dict[str, int]) -> str:
    """Return what speaks against a zero, in the reader's words."""
    words = {
        prefilled.FOUND: _("hazards found on that day: %(n)s"),
        prefilled.OVERDUE: _("overdue major hazards: %(n)s"),
    }
    return "; ".join(words[code] % {"n": n} for code, n in against.items())


def can_be_called(due: Any, taken: Taken) -> Decision:
    """Whoever is called owes it at least within the half hour: nobody is called earlier (burden, §6.6)."""
    if moment(taken) < due.due_at - timedelta(minutes=REMIND_MINUTES):
        return denied(
            gettext_lazy("It is due in more than half an hour: nobody is called yet."),
            code="report.early_call",
        )
    return ALLOWED
