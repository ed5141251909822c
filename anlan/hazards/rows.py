"""Hazards as rows of a table, prepared from values: no object and no query per row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.hazards.models import OPEN_STATES, Grade, Hazard, State
from anlan.kernel import clock

TONES = {
    State.FOUND: "warn",
    State.ASSIGNED: "info",
    State.REFUSED: "warn",
    State.TRANSFERRING: "warn",
    State.CLAIMED: "info",
    State.ACCEPTED: "good",
    State.LOOK_BACK: "good",
    State.CLOSED: "",
    State.MERGED: "",
    State.VOIDED: "",
}
_COLUMNS = (
    "id",
    "found_on",
    "description",
    "grade",
    "state",
    "due_at",
    "premises__name",
    "area__short_name",
    "area__name_en",
    "sector__name",
    "sector__name_en",
)


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Hazard"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Grade")},
        {"label": _("Area")},
        {"label": _("Sector")},
        {"label": _("Found on"), "kind": "date"},
        {"label": _("Deadline"), "kind": "date"},
    ]


def tell_hazards(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the hazards with these keys, newest first. One query."""
    now = clock.now()
    chinese = (get_language() or "zh").startswith("zh")
    states, grades = dict(State.choices), dict(Grade.choices)
    rows = []
    for key, found_on, description, grade, state, due_at, premises, area, area_en, sector, sector_en in (
        Hazard.objects.filter(pk__in=keys).order_by("-pk").values_list(*_COLUMNS)
    ):
        rows.append(
            [
                {"text": f"YH{found_on:%Y}-{key:07d}", "href": reverse("hazards:detail", args=[key])},
                {"text": description, "sub": premises},
                {"text": states[state], "tone": TONES[State(state)] or "neutral"},
                {"text": grades[grade], "tone": "bad"} if grade == Grade.MAJOR else grades[grade],
                area if chinese else area_en,
                sector if chinese else sector_en,
                found_on.isoformat(),
                _deadline(due_at, state, now),
            ]
        )
    return columns(), rows


def _deadline(due_at: datetime | None, state: str, now: datetime) -> Any:
    if due_at is None:
        return ""
    text = f"{due_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if state in OPEN_STATES and due_at < now:
        days = (now - due_at).days
        late = _("%(days)s days overdue") % {"days": days} if days else _("overdue today")
        return {"text": late, "tone": "bad", "sub": text}
    return text
