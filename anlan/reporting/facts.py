"""What must be so before a step of a due report. The server's time decides, to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.reporting import content, prefilled, rollup
from anlan.reporting.models import ReportRule


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
    content.cleaned(due, taken.input)  # raises what is wrong, by field
    return silence_is_said(due, taken)


def silence_is_said(due: Any, taken: Taken) -> Decision:
    """A report over others is sent while some of them are silent only by saying so (capability C57)."""
    if "silent" not in taken.input or taken.input["silent"]:
        return ALLOWED
    due_below, missing = rollup.count_below(due, moment(taken))
    if not missing:
        return ALLOWED
    return denied(
        _(
            "%(missing)s of %(due)s units below have not reported: wait for them, or say that you send without "
            "them (“silent”)."
        )
        % {"missing": missing, "due": due_below},
        code="report.silent_below",
    )


def zero_is_sound(due: Any, taken: Taken) -> Decision:
    """A zero that contradicts what the system knows is corrected (by a report), or explained."""
    opened = window_is_open(due, taken)
    if not opened:
        return opened
    if not content.version_for(due, taken.input["form_version"]).takes_zero:
        return denied(
            gettext_lazy("This form takes no “all safe”: fill in its fields."), code="report.takes_no_zero"
        )
    against = prefilled.check_zero(due)
    if against and not taken.input["explanation"]:
        return denied(
            _("The system knows of this, which speaks against “all safe”: %(what)s. Report it, or explain.")
            % {"what": told(against)},
            code="report.contradicted",
        )
    return silence_is_said(due, taken)


def told(against: dict[str, int]) -> str:
    """Return what speaks against a zero, in the reader's words."""
    words = {
        prefilled.FOUND: _("hazards found on that day: %(n)s"),
        prefilled.OVERDUE: _("overdue major hazards: %(n)s"),
        prefilled.INCIDENTS: _("incidents of that day: %(n)s"),
    }
    return _("; ").join(words[code] % {"n": n} for code, n in against.items())


def day_is_ahead(due: Any, taken: Taken) -> Decision:
    """What is due today or was due before is never moved by a rule that changed."""
    if due.day <= clock.local_day(moment(taken)):
        return denied(gettext_lazy("What is due today, or was, stays as it is."), code="report.past")
    return ALLOWED


def _once(happened: datetime | None) -> Decision:
    """Two runs of the clock may have found the same report: the second finds it done."""
    return ALLOWED if happened is None else denied(gettext_lazy("It is done already."), code="report.done")


def is_not_reminded(due: Any, _taken: Taken) -> Decision:
    return _once(due.reminded_at)


def is_missing(due: Any, taken: Taken) -> Decision:
    if moment(taken) <= due.late_after:
        return denied(gettext_lazy("It is not missing yet."), code="report.not_missing")
    return _once(due.told_leader_at)


def window_has_closed(due: Any, taken: Taken) -> Decision:
    if moment(taken) <= due.closes_at:
        return denied(gettext_lazy("It is still taken."), code="report.open")
    return _once(due.lapsed_at)


def can_be_called(due: Any, taken: Taken) -> Decision:
    """Nobody is called before the rule reminds (burden, §6.6). A query: the rule's minutes."""
    remind = ReportRule.objects.values_list("remind_minutes", flat=True).get(pk=due.rule_id)
    if moment(taken) < due.due_at - timedelta(minutes=remind):
        return denied(
            _("It is due in more than %(n)s minutes: nobody is called yet.") % {"n": remind},
            code="report.early_call",
        )
    return ALLOWED
