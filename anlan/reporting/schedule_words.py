"""How often and by when a rule asks, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.reporting.kinds import CHASED, Ladder, Recurrence, Shift

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def how_often(row: Any) -> str:
    """Return the recurrence of a version, its days named."""
    match row.recurrence:
        case Recurrence.WEEKLY:
            days = "、".join(str(WEEKDAYS[number - 1]) for number in row.day_numbers)
            words = _("every week on %(days)s") % {"days": days}
        case Recurrence.MONTHLY:
            words = _("every month on day %(days)s") % {"days": row.days.replace(",", "、")}
        case _other:
            words = str(Recurrence(row.recurrence).label)
    if row.working_days_only:
        words = _("%(often)s, working days only") % {"often": words}
    if row.shift:
        words = f"{words} ({Shift(row.shift).label})"
    return words


def by_when(row: Any) -> str:
    """Return deadline, grace and window of a version."""
    parts = [_("by %(time)s") % {"time": f"{row.due_time:%H:%M}"}]
    if row.grace_minutes:
        parts.append(_("%(n)s minutes of grace") % {"n": row.grace_minutes})
    parts.append(_("taken until %(n)s hours after") % {"n": row.late_hours})
    if row.opens_hours is not None:
        parts.append(_("open %(n)s hours before") % {"n": row.opens_hours})
    if row.turn > 1:
        parts.append(_("report %(n)s of the day") % {"n": row.turn})
    return " · ".join(parts)


def chased(row: Any) -> str:
    """Return how far a version chases a report, with its minutes."""
    parts = [_("reminder %(n)s minutes before") % {"n": row.remind_minutes}] if row.remind_minutes else []
    if row.ladder != Ladder.REMINDER:
        calls = {"first": row.call_minutes, "second": row.second_call_minutes}
        parts.append(_("calls %(first)s and %(second)s minutes after") % calls)
    if row.ladder in CHASED:
        parts.append(_("its leader told after %(n)s minutes") % {"n": row.leader_minutes})
    if row.ladder == Ladder.CIRCULAR:
        parts.append(_("then named in the weekly circular"))
    return " · ".join(parts)


def told(row: Any) -> str:
    return f"{how_often(row)} · {by_when(row)}"
