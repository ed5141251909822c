"""Tip-offs as rows of tables, as they are told elsewhere, and who sees their pictures. Nothing names an informant."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.hazards.origins import ORIGINS
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.org.scope import Actor
from anlan.tipoffs.models import Result, Subject, TipOff, TipState, number

TONES: dict[str, str] = {
    TipState.RECEIVED: "warn",
    TipState.ASSIGNED: "info",
    TipState.VISITED: "info",
    TipState.ANSWERED: "good",
    TipState.CLOSED: "neutral",
    TipState.REFUSED: "neutral",
    TipState.WITHDRAWN: "neutral",
}


def behind(actor: Actor, hazard: Any) -> list[tuple[str, str]]:
    """Return the tip-offs whose visit found a hazard, to who sorts or handles them. One query."""
    rows = TipOff.objects.within(actor.scope).filter(visit=hazard.visit_id).order_by("pk")
    return [(tip.number, reverse("tipoffs:detail", args=[tip.pk])) for tip in rows[:20]]


ORIGINS.append((gettext_lazy("Found after a tip-off"), behind))


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": pgettext("tip-off", "What it is about"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Area")},
        {"label": _("Who looks into it"), "kind": "name"},
        {"label": _("Found to be")},
        {"label": _("Received on"), "kind": "date", "sort": "day"},
        {"label": _("Due"), "kind": "date"},
    ]


def tell_tips(keys: list[int]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the table of the tip-offs with these keys, in their order. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    states, subjects, results = (dict(c.choices) for c in (TipState, Subject, Result))
    now = clock.now()
    found = TipOff.objects.filter(pk__in=keys).select_related("area", "handler").in_bulk()
    rows: list[Any] = []
    for key in keys:
        tip = found.get(key)
        if tip is None:
            continue
        due = tip.due_at
        cells = [
            {"text": tip.number, "href": reverse("tipoffs:detail", args=[key])},
            {"text": subjects[tip.subject], "sub": f"{tip.place} · {tip.text[:120]}"},
            {"text": states[tip.state], "tone": TONES[tip.state]},
            tip.area.short_name if chinese else tip.area.name_en,
            tip.handler.label if tip.handler else "",
            results.get(tip.result, ""),
            f"{tip.received_on}",
            f"{clock.local_day(due)}" if due else "",
        ]
        rows.append({"cells": cells, "tone": "bad" if due and due < now else ""})
    return columns(), rows


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which journal and notices tell tip-offs: what kind of matter, not what was said."""
    chinese = (get_language() or "zh").startswith("zh")
    subjects = dict(Subject.choices)
    rows = TipOff.objects.filter(pk__in=keys).values_list(
        "pk", "subject", "received_on", "area__short_name", "area__name_en"
    )
    return {
        key: CaseWords(
            str(subjects[subject]),
            area if chinese else area_en,
            reverse("tipoffs:detail", args=[key]),
            number(key, on),
        )
        for key, subject, on, area, area_en in rows
    }


TELLERS["tip_off"] = tell_cases
VISIBLE["tip_off"] = lambda actor, pk: TipOff.objects.within(actor.scope).filter(pk=pk).exists()
