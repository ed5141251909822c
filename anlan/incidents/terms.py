"""How long the statutory clocks run on a day, by kind of incident (domain brief §4.2): dated data.

What ships stands in `terms.json` with its source; what the city's office laid down since goes before it from its first
day on (ADR 0079). A term of one kind of incident goes before one of every kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.incidents.models import ClockTerm

LABELS: dict[str, Any] = {
    "unit_minutes": _("The unit reports to the county (minutes)"),
    "phone_minutes": _("The province is told by telephone, from “relatively serious” on (minutes)"),
    "every_phone_minutes": _(
        "The level above is told of every incident by telephone (minutes; 0: not asked for)"
    ),
    "report_minutes": _("Written report, each level (minutes)"),
    "supplement_minutes": _("Changed numbers are reported (minutes)"),
    "follow_up_hours": _("Follow-up while rescue goes on (hours)"),
    "follow_up_serious_hours": _("Follow-up, from “serious” on (hours)"),
    "final_hours": _("Final report after the end of rescue (hours)"),
    "change_days": _("Numbers may change what the accident is (days)"),
    "investigation_days": _("Investigation report (days)"),
    "reply_days": _("Reply to the investigation (days)"),
    "reply_longest_days": _("Reply, of an extraordinarily serious accident (days)"),
}
MAY_BE_NONE = frozenset({"every_phone_minutes"})


@dataclass(frozen=True, slots=True)
class Term:
    """The number that holds, since when, for which kind ("" for every one), on what it rests."""

    number: int
    since: date
    kind: str
    basis: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one kind of incident on one day; minutes, hours or days as the name says."""

    unit_minutes: int
    phone_minutes: int
    every_phone_minutes: int
    report_minutes: int
    supplement_minutes: int
    follow_up_hours: int
    follow_up_serious_hours: int
    final_hours: int
    change_days: int
    investigation_days: int
    reply_days: int
    reply_longest_days: int


@cache
def shipped() -> dict[str, tuple[Term, ...]]:
    """Return what ships with the product."""
    told = json.loads((Path(__file__).resolve().parent / "terms.json").read_text("utf-8"))
    return {
        code: tuple(
            Term(row["number"], date.fromisoformat(row["from"]), row.get("kind", ""), row["basis"])
            for row in rows
        )
        for code, rows in told.items()
    }


def _laid_down(on: date) -> dict[str, list[Term]]:
    own: dict[str, list[Term]] = {code: [] for code in LABELS}
    for row in ClockTerm.objects.standing().filter(first_day__lte=on).order_by("first_day"):
        own[row.code].append(Term(row.number_given, row.first_day, row.kind, row.basis))
    return own


def chosen(rows: Iterable[Term], kind: str, on: date) -> Term:
    """Return which of the rows holds: of the kind before of every kind, then the latest; later rows win a tie.

    Before the first dated number, the first one holds.
    """
    fits = [row for row in rows if row.kind in ("", kind)]
    begun = [row for row in fits if row.since <= on]
    if not begun:
        return min(fits, key=lambda row: (row.since, row.kind == ""))
    return max(reversed(begun), key=lambda row: (row.kind != "", row.since))


def held_all(kind: str, on: date) -> dict[str, Term]:
    """Return every term that holds for a kind of incident on a day, with its source. One query."""
    own = _laid_down(on)
    return {code: chosen((*shipped()[code], *own[code]), kind, on) for code in LABELS}


def as_shipped(kind: str, on: date) -> Terms:
    """Return the numbers that hold by what ships, whatever the office laid down. No query."""
    return Terms(**{code: chosen(rows, kind, on).number for code, rows in shipped().items()})


def of(kind: str, on: date) -> Terms:
    """Return the numbers that hold for a kind of incident on a day. One query."""
    return Terms(**{code: term.number for code, term in held_all(kind, on).items()})
