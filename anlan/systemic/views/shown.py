"""What the page of a problem shows beside its steps: the numbers of its candidate, and its hazards."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.hazards.models import GONE_STATES, State
from anlan.systemic.models import SystemicProblem
from anlan.systemic.words import chance_words, rest_words, share, times_words

MOST = 20
TONES = {State.ACCEPTED: "good", State.LOOK_BACK: "good", State.CLOSED: "good"}


def numbers_of(one: SystemicProblem) -> list[tuple[str, str]]:
    """Return the numbers of the candidate that a problem was made of, as they stood then; nothing of one by hand."""
    kept = one.evidence
    if not kept:
        return []
    return [
        (pgettext("systemic", "Here"), share(kept["places"], kept["of"])),
        (rest_words(one.kind), share(kept["others"], kept["others_of"])),
        (_("Expected places"), f"{kept['expected']:,}"),
        (_("Times the rest"), times_words(kept["times"])),
        (_("By chance, corrected"), chance_words(kept["chance"])),
        (_("Cells compared"), f"{kept['tested']:,}"),
    ]


def hazards_shown(hazards: Any) -> dict[str, Any]:
    """Return the hazards of a problem that the reader sees: those outstanding first. Two queries."""
    rows = hazards.exclude(state__in=GONE_STATES).select_related("premises")
    shown = [*rows.filter(settled_at=None).order_by("due_at", "pk")[:MOST]]
    if len(shown) < MOST:
        shown += rows.filter(settled_at__isnull=False).order_by("-settled_at", "pk")[: MOST - len(shown)]
    columns = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Hazard"), "kind": "wide"},
        {"label": _("Found on"), "kind": "date"},
        {"label": _("State"), "kind": ""},
    ]
    told = [
        [
            {"text": one.number, "href": reverse("hazards:detail", args=[one.pk])},
            {"text": one.description, "sub": one.premises.name, "lang": "zh-Hans"},
            one.found_on,
            {"text": State(one.state).label, "tone": TONES.get(State(one.state), "warn")},
        ]
        for one in shown
    ]
    return {"hazard_columns": columns, "hazard_rows": told, "most": MOST}
