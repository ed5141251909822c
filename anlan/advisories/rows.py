"""Advisories and receipts as rows of tables, prepared from values; the words by which lists tell them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.advisories.kinds import (
    COLOURS,
    AdvisoryKind,
    AdvisoryState,
    Answer,
    Category,
    ReceiptState,
    WarningLevel,
)
from anlan.advisories.models import Advisory, Receipt
from anlan.evidence.access import VISIBLE
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords

TONES: dict[str, str] = {
    AdvisoryState.DRAFT: "neutral",
    AdvisoryState.APPROVED: "info",
    AdvisoryState.ISSUED: "warn",
    AdvisoryState.LIFTED: "good",
    AdvisoryState.EXPIRED: "neutral",
    AdvisoryState.WITHDRAWN: "neutral",
}
RECEIPT_TONES: dict[str, str] = {
    ReceiptState.SENT: "warn",
    ReceiptState.ACKNOWLEDGED: "good",
    ReceiptState.ENDED: "neutral",
    ReceiptState.LAPSED: "bad",
}


def at_words(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else "—"


def lasting(seconds: int | None) -> str:
    """Return how long something took: 45 s, 12 min, 3 h 20 min, 24 h."""
    if seconds is None:
        return "—"
    if seconds < 120:
        return _("%(n)s s") % {"n": seconds}
    minutes = seconds // 60
    if minutes < 120:
        return _("%(n)s min") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return _("%(n)s h") % {"n": hours}


def level_cell(advisory: Any) -> Any:
    """Return kind or level with its colour."""
    if not advisory.level:
        return {"text": AdvisoryKind(advisory.kind).label}
    return {"text": WarningLevel(advisory.level).label, "tone": COLOURS[advisory.level]}


def advisory_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Level")},
        {"label": _("Area")},
        {"label": _("State")},
        {"label": _("Issued at"), "kind": "date", "sort": "day"},
        {"label": _("Valid until"), "kind": "date"},
        {"label": _("Acknowledged"), "kind": "num"},
    ]


def tell_advisories(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the advisories with these keys, in their order. Two queries."""
    found = Advisory.objects.filter(pk__in=keys).select_related("area", "organisation").in_bulk()
    got = counts(keys)
    return advisory_columns(), [_row(found[key], got.get(key, 0)) for key in keys if key in found]


def counts(keys: list[int]) -> dict[int, int]:
    """Return how many bodies acknowledged the last message of each. One query."""
    rows = Receipt.objects.filter(advisory__in=keys, acknowledged_at__isnull=False).order_by()
    return dict(rows.values_list("advisory").annotate(n=Count("pk")))


def _row(one: Advisory, acknowledged: int) -> list[Any]:
    return [
        {"text": one.number, "href": reverse("advisories:detail", args=[one.pk])},
        {"text": one.title, "lang": "zh-Hans", "sub": Category(one.category).label},
        level_cell(one),
        {"text": one.area.short_label, "sub": one.organisation.label},
        {"text": AdvisoryState(one.state).label, "tone": TONES[one.state]},
        at_words(one.issued_at),
        at_words(one.ends_at),
        f"{acknowledged:,} / {one.recipients:,}" if one.recipients else "—",
    ]


# -- receipts ----------------------------------------------------------------------------------------------------------


def receipt_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Body"), "kind": "name"},
        {"label": _("Warning"), "kind": "name"},
        {"label": _("State")},
        {"label": _("Sent at"), "kind": "date", "sort": "day"},
        {"label": _("Took"), "kind": "num"},
        {"label": _("Calls"), "kind": "num"},
        {"label": _("Measures told at"), "kind": "date"},
    ]


def tell_receipts(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the receipts with these keys, in their order. One query."""
    now = clock.now()
    found = Receipt.objects.filter(pk__in=keys).select_related("advisory", "organisation", "area").in_bulk()
    return receipt_columns(), [_receipt_row(found[key], now) for key in keys if key in found]


def _receipt_row(one: Receipt, now: datetime) -> Any:
    late = one.state == ReceiptState.SENT and one.due_at < now
    cells = [
        {"text": one.number, "href": reverse("advisories:receipt", args=[one.pk])},
        {"text": one.organisation.label, "sub": one.area.short_label},
        {"text": one.advisory.title, "lang": "zh-Hans"},
        {
            "text": standing(one, now),
            "tone": "bad" if late else RECEIPT_TONES[one.state],
            "sub": _("escalated to the level above") if one.escalated_at else "",
        },
        {"text": at_words(one.sent_at), "sub": _("due %(when)s") % {"when": at_words(one.due_at)}},
        lasting(one.seconds),
        {"text": one.calls, "sub": Answer(one.answer).label} if one.calls else "",
        at_words(one.measures_at),
    ]
    return {"cells": cells, "tone": "bad"} if late else cells


def tell_owed(one: Any, now: datetime) -> list[tuple[str, str, str]]:
    """Return what a warning obliges a body to: (what, how it stands, tone); nothing of what is not asked for."""
    told = []
    for label, due, done, words in (
        (
            _("Extra checks"),
            one.checks_due_at,
            one.checks_at,
            _("%(places)s places, %(hazards)s hazards")
            % {"places": f"{one.places_checked:,}", "hazards": f"{one.hazards_found:,}"},
        ),
        (_("Leader on duty"), one.duty_due_at, one.duty_at, f"{one.duty_leader} {one.duty_phone}".strip()),
        (
            _("Reports of the situation"),
            one.report_due_at,
            None,
            _("%(n)s so far, the last at %(at)s") % {"n": one.reports, "at": at_words(one.situation_at)},
        ),
    ):
        if due is None:
            continue
        waits = _("due by %(when)s") % {"when": at_words(due)}
        if done is not None:
            told.append((label, words, "good"))
        else:
            some = f"{words} · {waits}" if one.reports and due == one.report_due_at else waits
            told.append(
                (label, some, "bad" if due < now and one.state == ReceiptState.ACKNOWLEDGED else "warn")
            )
    return told


def tell_silent(receipts: Iterable[Receipt]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return whom to call, as a table beside other things: body, by when it was due, how often it was called.
    Each receipt with its `organisation` and `area`."""
    columns = [
        {"label": _("Body"), "kind": "wide"},
        {"label": _("Due by"), "kind": "date"},
        {"label": _("Calls"), "kind": "num"},
    ]
    return columns, [
        [
            {
                "text": one.organisation.label,
                "href": reverse("advisories:receipt", args=[one.pk]),
                "sub": one.area.short_label,
            },
            at_words(one.due_at),
            {"text": one.calls, "sub": Answer(one.answer).label} if one.calls else "",
        ]
        for one in receipts
    ]


def standing(one: Any, now: datetime) -> str:
    """Return how a receipt stands, in words."""
    if one.state == ReceiptState.SENT and one.due_at < now:
        return _("Overdue")
    if one.acknowledged_at is not None and not one.in_time:
        return _("Acknowledged late")
    return str(ReceiptState(one.state).label)


# -- words -------------------------------------------------------------------------------------------------------------


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell advisories. One query."""
    rows = Advisory.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(
            one.title, one.area.short_label, reverse("advisories:detail", args=[one.pk]), one.number
        )
        for one in rows
    }


def tell_receipt_cases(keys: list[int]) -> dict[int, CaseWords]:
    rows = Receipt.objects.filter(pk__in=keys).select_related("advisory", "organisation")
    return {
        one.pk: CaseWords(
            one.advisory.title,
            one.organisation.label,
            reverse("advisories:receipt", args=[one.pk]),
            one.number,
        )
        for one in rows
    }


TELLERS["advisory"] = tell_cases
TELLERS["advisory_receipt"] = tell_receipt_cases
VISIBLE["advisory"] = lambda actor, pk: Advisory.objects.within(actor.scope).filter(pk=pk).exists()
VISIBLE["advisory_receipt"] = lambda actor, pk: Receipt.objects.within(actor.scope).filter(pk=pk).exists()
