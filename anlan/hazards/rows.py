"""Hazards as rows of a table, prepared from values: no object and no query per row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.hazards.models import OPEN_STATES, Grade, Hazard, State
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.scrutiny.subjects import SUBJECTS, Subject

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
READ = (
    "pk",
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
        {"label": _("Found on"), "kind": "date", "sort": "found"},
        {"label": _("Deadline"), "kind": "date", "sort": "due"},
    ]


def tell_hazards(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the hazards with these keys, in their order. One query."""
    rows = {row.pk: row for row in Hazard.objects.filter(pk__in=keys).values_list(*READ, named=True)}
    return tell_rows([rows[key] for key in keys if key in rows])


def tell_rows(rows: list[Any]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of hazards whose columns `READ` were read already."""
    now = clock.now()
    chinese = (get_language() or "zh").startswith("zh")
    states, grades = dict(State.choices), dict(Grade.choices)
    page = reverse("hazards:detail", args=[0]).replace("/0/", "/{}/")  # looked up once, not for every row
    told = [
        [
            {"text": f"YH{row.found_on:%Y}-{row.pk:07d}", "href": page.format(row.pk)},
            {"text": row.description, "sub": row.premises__name},
            {"text": states[row.state], "tone": TONES[State(row.state)] or "neutral"},
            {"text": grades[row.grade], "tone": "bad"} if row.grade == Grade.MAJOR else grades[row.grade],
            row.area__short_name if chinese else row.area__name_en,
            row.sector__name if chinese else row.sector__name_en,
            row.found_on.isoformat(),
            _deadline(row.due_at, row.state, now),
        ]
        for row in rows
    ]
    return columns(), told


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which others (to-do lists, notices, papers) tell hazards. One query."""
    rows = Hazard.objects.filter(pk__in=keys).values_list("pk", "description", "premises__name", "found_on")
    return {
        key: CaseWords(text, place, reverse("hazards:detail", args=[key]), f"YH{found_on:%Y}-{key:07d}")
        for key, text, place, found_on in rows
    }


def subjects_of(keys: list[int]) -> dict[int, Subject]:
    """Return hazards as their photographs are held against them. One query."""
    rows: Any = Hazard.objects.filter(pk__in=keys).values_list(
        "pk", "area_id", "area_path", "sector_id", "premises__name", "premises__lat_e6", "premises__lon_e6",
        "found_at", "visit_id", "on_the_spot",
    )  # fmt: skip
    return {key: Subject(*columns) for key, *columns in rows}


TELLERS["hazard"] = tell_cases
SUBJECTS["hazard"] = subjects_of
VISIBLE["hazard"] = lambda actor, pk: Hazard.objects.within(actor.scope).filter(pk=pk).exists()


def _deadline(due_at: datetime | None, state: str, now: datetime) -> Any:
    if due_at is None:
        return ""
    local = due_at.astimezone(clock.SHANGHAI)
    text = f"{local:%Y-%m-%d %H:%M}"
    if state in OPEN_STATES and due_at < now:
        days = (now - due_at).days
        late = _("%(days)s days overdue") % {"days": days} if days else _("overdue today")
        return {"text": late, "tone": "bad", "sub": text}
    return {"text": f"{local:%Y-%m-%d}", "sub": f"{local:%H:%M}"}
