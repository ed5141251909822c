"""Which number of days, hours, yuan or times the law or a rule gives on a day (domain brief §2.4, §2.6): dated data.

What ships stands in `limits.json`; what the city's office laid down since, from its first day on, goes before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement.models.limits import Limit

LABELS: dict[str, Any] = {
    "order_days": _("Longest term of a rectification order (days)"),
    "suspension_days": _("Longest suspension on site (days)"),
    "seal_days": _("Longest sealing or seizure (days)"),
    "cut_notice_hours": _("Notice before power is cut (hours)"),
    "recheck_days": _("Re-check after the deadline of an order (days)"),
    "review_days": _("Review of an application to resume (days)"),
    "serve_working_days": _("Service of a paper (working days)"),
    "publish_working_days": _("A penalty is made public (working days)"),
    "hearing_working_days": _("Time to ask for a hearing (working days)"),
    "penalty_days": _("Decision after a case is filed (days)"),
    "pay_days": _("Payment of a fine (days)"),
    "surcharge_percent": _("Surcharge for each day of late payment (per cent)"),
    "reminder_days": _("The court is asked after the reminder to pay (days)"),
    "litigation_months": _("Time to go to court against a penalty (months)"),
    "court_months": _("Time to ask the court to enforce it (months)"),
    "refund_working_days": _("What was paid too much is given back (working days)"),
    "summary_unit_yuan": _("Fine on the spot, entity (yuan)"),
    "summary_person_yuan": _("Fine on the spot, person (yuan)"),
    "repeated_days": _("Days that art. 113 counts first"),
    "repeated_count": _("Punishments within these days"),
    "repeated_year_count": _("Punishments within a year"),
    "listing_order_working_days": _("Order of a listing after its proposal (working days)"),
    "listing_publish_working_days": _("A listing is made public (working days)"),
    "listing_plan_days": _("Treatment plan of a listing (days)"),
    "listing_progress_days": _("Progress report of a listing (days)"),
    "listing_days": _("Longest term of a listing (days)"),
    "extension_window_working_days": _("An extension is asked for before the deadline (working days)"),
    "extension_answer_working_days": _("Answer to an extension (working days)"),
    "extensions_most": _("Extensions without a leader’s signature"),
    "acceptance_experts": _("Experts at the acceptance, at least"),
    "delisting_publish_working_days": _("A delisting is made public (working days)"),
    "look_back_first_days": _("First look-back after a delisting (days)"),
    "look_back_last_days": _("Last look-back after a delisting (days)"),
    "referral_receive_working_days": _("Receipt of a hand-over (working days)"),
    "referral_answer_days": _("Outcome of a hand-over (days)"),
    "unit_visits_year": _("Visits to one place in a year, beyond which over-inspection is warned of"),
    "body_gap_days": _("Days between two visits of one body to a place, follow-ups apart"),
    "drawn_visit_days": _("What was drawn is visited within (days)"),
    "quiet_first": _("First quiet day of a month, without planned visits (0: none)"),
    "quiet_last": _("Last quiet day of a month (0: none)"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """The number that holds on a day, since when, and on what it rests."""

    number: int
    since: date
    basis: str


@cache
def shipped() -> dict[str, tuple[Held, ...]]:
    """Return what ships with the product, the earliest first."""
    told = json.loads((Path(__file__).resolve().parent / "limits.json").read_text("utf-8"))
    return {
        code: tuple(Held(row["number"], date.fromisoformat(row["from"]), row["basis"]) for row in rows)
        for code, rows in told.items()
    }


def held(code: str, on: date) -> Held:
    """Return what holds on a day. One query. Before the first dated number, the first holds."""
    own = Limit.objects.standing().filter(code=code, first_day__lte=on).order_by("-first_day").first()
    return _later(code, on, own)


def held_all(on: date) -> dict[str, Held]:
    """Return everything that holds on a day. One query."""
    own: dict[str, Limit] = {}
    for row in Limit.objects.standing().filter(first_day__lte=on).order_by("first_day"):
        own[row.code] = row
    return {code: _later(code, on, own.get(code)) for code in LABELS}


def _later(code: str, on: date, own: Limit | None) -> Held:
    rows = shipped()[code]
    first = next((row for row in reversed(rows) if row.since <= on), rows[0])
    if own is None or own.first_day < first.since <= on:
        return first
    return Held(own.number_given, own.first_day, own.basis)


def number(code: str, on: date) -> int:
    return held(code, on).number
