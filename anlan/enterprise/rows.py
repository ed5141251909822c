"""Codes, self-found hazards and messages as rows of tables, and as they are told elsewhere."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anlan.enterprise.models import Admission, AdmissionState, CheckState, Letter, LetterState, SelfCheck
from anlan.evidence.access import VISIBLE
from anlan.hazards.models import Grade
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.scrutiny.subjects import PEERS

CHECK_TONES: dict[str, str] = {
    CheckState.FOUND: "warn",
    CheckState.RECTIFIED: "good",
    CheckState.WITHDRAWN: "neutral",
}
LETTER_TONES: dict[str, str] = {
    LetterState.ASKED: "warn",
    LetterState.ANSWERED: "good",
    LetterState.TOLD: "info",
    LetterState.READ: "neutral",
}


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def tell_admissions(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of codes with these keys, in their order. One query."""
    columns = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Premises"), "kind": "name"},
        {"label": _("State")},
        {"label": _("Who gets it"), "kind": "name"},
        {"label": _("Area")},
        {"label": _("Given on"), "kind": "date", "sort": "day"},
        {"label": _("Valid until"), "kind": "date"},
    ]
    now, chinese = clock.now(), _chinese()
    found = Admission.objects.select_related("premises", "area").in_bulk(keys)
    rows = [
        [
            {"text": one.number, "href": reverse("enterprises:detail", args=[one.pk])},
            one.premises.name,
            state_of(one, now),
            one.holder,
            one.area.short_name if chinese else one.area.name_en,
            f"{one.given_on}",
            f"{clock.local_day(one.expires_at)}",
        ]
        for one in (found[key] for key in keys if key in found)
    ]
    return columns, rows


def state_of(one: Admission, now: Any) -> dict[str, Any]:
    if one.state == AdmissionState.REVOKED:
        return {"text": AdmissionState.REVOKED.label, "tone": "neutral"}
    if one.expires_at <= now:
        return {"text": _("Run out"), "tone": "warn"}
    return {"text": _("Valid"), "tone": "good"}


def tell_checks(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of self-found hazards with these keys, in their order. One query."""
    columns = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("What is dangerous"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Grade")},
        {"label": _("Area")},
        {"label": _("Sector")},
        {"label": _("Found on"), "kind": "date", "sort": "day"},
        {"label": _("To be rectified by"), "kind": "date"},
    ]
    chinese, today = _chinese(), clock.today()
    states, grades = dict(CheckState.choices), dict(Grade.choices)
    found = SelfCheck.objects.select_related("premises", "area", "sector").in_bulk(keys)
    rows: list[Any] = []
    for one in (found[key] for key in keys if key in found):
        cells = [
            {"text": one.number, "href": reverse("enterprises:check", args=[one.pk])},
            {"text": one.description, "sub": one.premises.name},
            {"text": states[one.state], "tone": CHECK_TONES[one.state]},
            {"text": grades[one.grade], "tone": "bad"} if one.grade == Grade.MAJOR else grades[one.grade],
            one.area.short_name if chinese else one.area.name_en,
            one.sector.label,
            f"{one.found_on}",
            f"{one.due_on}",
        ]
        late = one.state == CheckState.FOUND and one.due_on < today
        rows.append({"cells": cells, "tone": "bad" if late else ""})
    return columns, rows


def tell_letters(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of messages with these keys, in their order. One query."""
    columns = [
        {"label": _("Number"), "kind": "code"},
        {"label": pgettext("letter", "Message"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Premises"), "kind": "name"},
        {"label": pgettext("letter", "Answer"), "kind": "wide"},
        {"label": pgettext("letter", "Written on"), "kind": "date", "sort": "day"},
    ]
    states = dict(LetterState.choices)
    found = Letter.objects.select_related("premises").in_bulk(keys)
    rows = [
        [
            {"text": one.number, "href": reverse("enterprises:answer", args=[one.pk])},
            {"text": one.text},
            {"text": states[one.state], "tone": LETTER_TONES[one.state]},
            one.premises.name,
            {"text": one.answer},
            f"{one.written_on}",
        ]
        for one in (found[key] for key in keys if key in found)
    ]
    return columns, rows


def _teller(model: Any, route: str, words: str) -> Any:
    def tell(keys: list[int]) -> dict[int, CaseWords]:
        """Return the words by which journal and notices tell such cases. One query."""
        rows = model.objects.filter(pk__in=keys).select_related("premises")
        return {
            one.pk: CaseWords(
                getattr(one, words) if words else one.premises.name,
                one.premises.name,
                reverse(route, args=[one.pk]),
                one.number,
            )
            for one in rows
        }

    return tell


TELLERS["admission"] = _teller(Admission, "enterprises:detail", "")
TELLERS["self_check"] = _teller(SelfCheck, "enterprises:check", "description")
TELLERS["letter"] = _teller(Letter, "enterprises:answer", "text")
PEERS.add("self_check")
VISIBLE["self_check"] = lambda actor, pk: SelfCheck.objects.within(actor.scope).filter(pk=pk).exists()
