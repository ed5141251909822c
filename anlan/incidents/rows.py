"""Incidents as rows of a table, and in words for to-do lists, notices and papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.incidents import papers  # noqa: F401 -- it tells who sees the papers of an incident
from anlan.incidents.kinds import IncidentGrade, IncidentKind, IncidentState, RecommendationState
from anlan.incidents.models import ClockTerm, Confirmation, Incident, Recommendation
from anlan.incidents.models.incident import number_of
from anlan.incidents.terms import LABELS
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords

TONES: dict[str, str] = {
    IncidentState.ACTIVE: "bad",
    IncidentState.ENDED: "warn",
    IncidentState.CLOSED: "good",
    IncidentState.MERGED: "neutral",
    IncidentState.DISMISSED: "neutral",
}
GRADE_TONES: dict[str, str] = {
    IncidentGrade.NONE: "neutral",
    IncidentGrade.ORDINARY: "info",
    IncidentGrade.LARGER: "warn",
    IncidentGrade.SERIOUS: "bad",
    IncidentGrade.EXTRAORDINARY: "bad",
}
RECOMMENDATION_TONES: dict[str, str] = {
    RecommendationState.OPEN: "warn",
    RecommendationState.FOLLOWED: "info",
    RecommendationState.DROPPED: "neutral",
}
COLUMNS = (
    "pk", "is_real", "received_at", "what", "kind", "grade", "state", "area__short_name", "area__name_en", "deaths",
    "missing", "serious", "minor", "occurred_at", "first_in_time", "first_sent_at",
)  # fmt: skip


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": pgettext("incident", "What happened"), "kind": "wide"},
        {"label": _("Grade")},
        {"label": _("State")},
        {"label": _("Area")},
        {"label": _("Dead"), "kind": "num"},
        {"label": pgettext("incident", "Missing"), "kind": "num"},
        {"label": _("Injured"), "kind": "num"},
        {"label": _("Happened at"), "kind": "date", "sort": "day"},
        {"label": _("First report")},
    ]


def tell_incidents(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the incidents with these keys, in their order. One query."""
    kinds, grades, states = (
        dict(choices.choices) for choices in (IncidentKind, IncidentGrade, IncidentState)
    )
    rows: dict[int, list[Any]] = {}
    for one in Incident.objects.filter(pk__in=keys).values(*COLUMNS):
        number = number_of(one["pk"], one["received_at"].year, is_real=one["is_real"])
        rows[one["pk"]] = [
            {
                "text": number,
                "href": reverse("incidents:detail", args=[one["pk"]]),
                "sub": "" if one["is_real"] else _("Drill"),
            },
            {"text": one["what"], "sub": kinds[one["kind"]]},
            {"text": grades[one["grade"]], "tone": GRADE_TONES[one["grade"]]},
            {"text": states[one["state"]], "tone": TONES[one["state"]]},
            one["area__short_name"] if chinese() else one["area__name_en"],
            one["deaths"],
            one["missing"],
            one["serious"] + one["minor"],
            minute(one["occurred_at"]),
            _first(one),
        ]
    return columns(), [rows[key] for key in keys if key in rows]


def _first(one: dict[str, Any]) -> Any:
    if one["first_sent_at"] is None:
        return ""
    return (
        {"text": _("in time"), "tone": "good"}
        if one["first_in_time"]
        else {"text": pgettext("incident", "late"), "tone": "warn"}
    )


def minute(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell incidents. One query."""
    rows = Incident.objects.filter(pk__in=keys).values_list(
        "pk", "what", "received_at", "is_real", "area__short_name", "area__name_en"
    )
    return {
        key: CaseWords(
            what if len(what) <= 80 else f"{what[:79]}…",
            area if chinese() else area_en,
            reverse("incidents:detail", args=[key]),
            number_of(key, received.year, is_real=is_real),
        )
        for key, what, received, is_real, area, area_en in rows
    }


def tell_recommendations(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which others tell recommendations. One query."""
    rows = Recommendation.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(
            one.text, one.area.short_label, reverse("incidents:recommendation", args=[one.pk]), one.number
        )
        for one in rows
    }


def tell_confirmations(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which others tell confirmations. One query."""
    rows = Confirmation.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(
            str(one.get_category_display()), one.area.short_label, reverse("incidents:zeros"), one.number
        )
        for one in rows
    }


def tell_terms(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which others tell terms of clocks. One query."""
    rows = ClockTerm.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(str(LABELS[one.code]), one.area.short_label, reverse("incidents:terms"), one.number)
        for one in rows
    }


TELLERS |= {
    "incident": tell_cases,
    "recommendation": tell_recommendations,
    "confirmation": tell_confirmations,
    "clock_term": tell_terms,
}
VISIBLE["incident"] = lambda actor, pk: Incident.objects.within(actor.scope).filter(pk=pk).exists()
VISIBLE["recommendation"] = lambda actor, pk: (
    Recommendation.objects.within(actor.scope).filter(pk=pk).exists()
)
VISIBLE["confirmation"] = lambda actor, pk: Confirmation.objects.within(actor.scope).filter(pk=pk).exists()
