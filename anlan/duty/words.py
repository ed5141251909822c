"""What shifts, seats and broken rules are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import planning
from anlan.duty.kinds import SeatKind, Team
from anlan.kernel import clock

RULES = {
    planning.KIND: gettext_lazy("does not belong to this room, or not for such a seat"),
    planning.TEAM: gettext_lazy("is in the other team"),
    planning.LEAVE: gettext_lazy("is on leave"),
    planning.OVERLAP: gettext_lazy("is on duty at the same time"),
    planning.REST: gettext_lazy("has too little rest before or after"),
    planning.HOURS: gettext_lazy("would have too many hours in seven days"),
    planning.FREED: gettext_lazy("has the day free for duty on a day off"),
}


def local(moment: datetime) -> datetime:
    return moment.astimezone(clock.SHANGHAI)


def hour_words(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def shift_words(begins_at: datetime, ends_at: datetime) -> str:
    return f"{local(begins_at):%Y-%m-%d %H:%M}–{local(ends_at):%H:%M}"


def seat_words(seat: Any) -> str:
    """Return a seat in words: when, which team, which kind, which number."""
    return _("%(when)s, %(team)s, %(kind)s %(number)s") % {
        "when": shift_words(seat.begins_at, seat.ends_at),
        "team": Team(seat.team).label,
        "kind": SeatKind(seat.kind).label,
        "number": seat.number,
    }


def rule_words(rule: str) -> str:
    return str(RULES[rule])


def reasons_words(reasons: Mapping[str, int]) -> str:
    """Return why nobody sits in a seat: “3 × is on leave, 2 × is in the other team”."""
    if not reasons:
        return _("nobody belongs to this room")
    if reasons.get(""):
        return _("%(count)s could take it") % {"count": reasons[""]}
    told = [
        _("%(count)s × %(why)s") % {"count": count, "why": rule_words(rule)}
        for rule, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return _(", ").join(told)
