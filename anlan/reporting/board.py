"""The board of a day: every unit that owes, where it stood at the deadline and stands now, whom to call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from anlan.org.scope import Scope
from anlan.reporting import facts, prefilled
from anlan.reporting.form_models import DAILY
from anlan.reporting.models import Axis, Due
from anlan.reporting.standing import (
    REMIND_MINUTES,
    SECOND_CALL_MINUTES,
    TONES,
    Standing,
    at_deadline,
    standing,
    tally,
)

ORDER = (
    Standing.MISSING, Standing.DUE, Standing.NOT_DUE, Standing.LATE, Standing.REPORTED, Standing.ZERO,
    Standing.EXCUSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A unit on the board."""

    due: Due
    word: Standing
    tone: str
    at_deadline: Standing | None  # frozen; None before the deadline
    to_call: int  # which call is due now: 1, 2, or 0 for none
    to_remind: bool
    against: str  # what an explained zero contradicts

    @property
    def moved(self) -> bool:
        """Tell whether the truth of now differs from that at the deadline."""
        return self.at_deadline is not None and self.at_deadline != self.word


def dues_of(day: date, scope: Scope) -> list[Due]:
    """Return the daily reports due on a day that a reader sees; other forms stand in the list. One query."""
    rows = Due.objects.within(scope).filter(day=day, form=DAILY).select_related("organisation", "signed_by")
    return list(rows.order_by("organisation__area__path", "organisation__code", "id"))


def line(due: Due, now: datetime) -> Line:
    word = standing(due, now)
    return Line(
        due,
        word,
        TONES[word],
        at_deadline(due) if now > due.due_at else None,
        call_due(due, now),
        word == Standing.DUE and now >= due.due_at - timedelta(minutes=REMIND_MINUTES),
        facts.told(prefilled.from_text(due.contradictions)),
    )


def call_due(due: Due, now: datetime) -> int:
    """Return which call is due: the first at the deadline, the second a quarter of an hour later."""
    if standing(due, now) != Standing.MISSING or due.closes_at < now:
        return 0
    if due.calls == 0:
        return 1
    return 2 if due.calls == 1 and now >= due.due_at + timedelta(minutes=SECOND_CALL_MINUTES) else 0


def board(dues: Sequence[Due], now: datetime) -> dict[str, Any]:
    """Return what the board shows: totals now and as at the deadline, lines by axis, what is to be called first."""
    lines = sorted((line(due, now) for due in dues), key=lambda one: ORDER.index(one.word))
    deadline = max((due.due_at for due in dues), default=None)
    return {
        "axes": [
            (
                axis.label,
                tally(x.word for x in lines if x.due.axis == axis),
                [x for x in lines if x.due.axis == axis],
            )
            for axis in Axis
            if any(due.axis == axis for due in dues)
        ],
        "total": tally(one.word for one in lines),
        "frozen": tally(at_deadline(due) for due in dues)
        if deadline is not None and now > deadline
        else None,
        "deadline": deadline,
        "to_call": [one for one in lines if one.to_call],
    }


def etag(dues: Sequence[Due], now: datetime, *more: str) -> str:
    """Return the tag of what the board shows: it changes with every step, and when time alone changes a word."""
    parts = [
        f"{due.pk}:{due.revision}:{standing(due, now)}:{call_due(due, now)}:{line(due, now).to_remind}"
        for due in dues
    ]
    told = "|".join([get_language() or "", *more, *parts])
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
