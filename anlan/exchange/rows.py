"""Forms and filled forms as rows of tables, and how other pages tell of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.exchange import bindings as bound
from anlan.exchange.models import Filling, FillingState, FormState, Kind, SuperiorForm
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords

TONES: dict[str, str] = {
    FillingState.FILLED: "warn",
    FillingState.SENT: "info",
    FillingState.AGREED: "good",
    FillingState.DIFFERS: "bad",
    FillingState.VOIDED: "neutral",
}


def form_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Form"), "kind": "name"},
        {"label": _("Code"), "kind": "code"},
        {"label": _("Receiver"), "kind": "name"},
        {"label": _("File")},
        {"label": _("Bound cells"), "kind": "num"},
        {"label": _("Filled by itself")},
        {"label": _("State")},
    ]


def tell_forms(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of forms with these keys, in their order. One query."""
    found = SuperiorForm.objects.in_bulk(keys)
    rows = [
        [
            {"text": one.name, "href": reverse("exchange:form", args=[key])},
            one.code,
            one.receiver,
            str(Kind(one.kind).label),
            str(len(bound.read(one.bindings))),
            str(one.get_cadence_display()),
            {
                "text": FormState(one.state).label,
                "tone": "good" if one.state == FormState.IN_USE else "neutral",
            },
        ]
        for key in keys
        if (one := found.get(key)) is not None
    ]
    return form_columns(), rows


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Form"), "kind": "name"},
        {"label": _("Period"), "kind": "name"},
        {"label": _("State")},
        {"label": _("Filled on"), "kind": "date", "sort": "day"},
        {"label": _("Sums compared"), "kind": "num"},
        {"label": _("Sent at")},
    ]


def tell_fillings(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of filled forms with these keys, in their order. One query."""
    found = Filling.objects.select_related("form").in_bulk(keys)
    rows = []
    for key in keys:
        one = found.get(key)
        if one is None:
            continue
        sums: Any = f"{one.checks - one.checks_failed} / {one.checks}"
        rows.append(
            [
                {"text": one.number, "href": reverse("exchange:filling", args=[key])},
                one.form.name,
                f"{one.first} – {one.last}",
                {"text": FillingState(one.state).label, "tone": TONES[one.state]},
                one.filled_on.isoformat(),
                {"text": sums, "tone": "bad"} if one.checks_failed else sums,
                f"{one.sent_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if one.sent_at else "",
            ]
        )
    return columns(), rows


def _forms(keys: list[int]) -> dict[int, CaseWords]:
    found = SuperiorForm.objects.filter(pk__in=keys)
    return {
        one.pk: CaseWords(one.name, one.receiver, reverse("exchange:form", args=[one.pk]), one.code)
        for one in found
    }


def _fillings(keys: list[int]) -> dict[int, CaseWords]:
    return {
        one.pk: CaseWords(
            f"{one.form.name} {one.first} – {one.last}",
            one.form.receiver,
            reverse("exchange:filling", args=[one.pk]),
            one.number,
        )
        for one in Filling.objects.filter(pk__in=keys).select_related("form")
    }


TELLERS["superior_form"] = _forms
TELLERS["form_filling"] = _fillings
