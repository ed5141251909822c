"""What the pages of the enterprise show of hazards, records of its own and photographs, prepared for the templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.enterprise.models import CheckState, SelfCheck
from anlan.enterprise.rows import CHECK_TONES
from anlan.evidence import shown
from anlan.hazards.models import Category, Grade, Hazard, State
from anlan.hazards.rows import TONES
from anlan.kernel import clock
from anlan.lifecycle.pages import StepForm


def hazard_row(one: Hazard, now: datetime) -> dict[str, Any]:
    """Return a hazard as a card: what, how bad, by when, by which law."""
    late = bool(one.due_at and one.due_at < now and one.state == State.ASSIGNED)
    return {
        "href": reverse("enterprise:hazard", args=[one.pk]),
        "number": one.number,
        "description": one.description,
        "state": State(one.state).label,
        "tone": TONES[State(one.state)],
        "grade": Grade(one.grade).label if one.grade == Grade.MAJOR else "",
        "due_at": one.due_at if one.state in (State.FOUND, State.ASSIGNED) else None,
        "basis": one.basis or (one.criterion.citation if one.criterion_id and one.criterion else ""),
        "late": late,
    }


def particulars(one: Hazard) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [
        (_("Number"), one.number),
        (_("Grade"), Grade(one.grade).label),
        (_("Category"), Category(one.category).label),
        (_("Law behind it"), one.basis),
        (_("Criterion"), one.criterion.citation if one.criterion else ""),
        (_("Item of the checklist"), str(one.item) if one.item else ""),
        (_("Requirement"), one.requirement),
        (_("Interim measure"), one.interim_measure),
        (_("Found at"), _told(one.found_at)),
        (_("Deadline"), _told(one.due_at)),
        (_("Followed up by"), one.supervisor.label),
        (_("What was done"), one.rectification),
        (_("Opinion of acceptance"), one.acceptance),
    ]
    return [(label, value) for label, value in facts if value]


def check_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("What is dangerous"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Found on"), "kind": "date"},
        {"label": _("To be rectified by"), "kind": "date"},
    ]


def check_row(one: SelfCheck) -> list[Any]:
    return [
        {"text": one.number, "href": reverse("enterprise:check", args=[one.pk])},
        {"text": one.description},
        {"text": CheckState(one.state).label, "tone": CHECK_TONES[one.state]},
        f"{one.found_on}",
        f"{one.due_on}",
    ]


def check_particulars(one: SelfCheck) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [
        (_("Number"), one.number),
        (_("Category"), Category(one.category).label),
        (_("Grade"), Grade(one.grade).label),
        (_("What keeps people safe until then"), one.measure),
        (_("Found at"), _told(one.found_at)),
        (_("To be rectified by"), f"{one.due_on}"),
        (_("What was done"), one.rectification),
        (_("Rectified at"), _told(one.rectified_at)),
    ]
    return [(label, value) for label, value in facts if value]


def pictures_of(case_kind: str, case_id: int) -> list[shown.Shown]:
    """Return the pictures of a case with addresses of this page: those of the staff's pages are closed to a code."""
    found = []
    for one in shown.of_case(case_kind, case_id):
        address = reverse("enterprise:picture", args=[case_kind, case_id, one.file.pk])
        found.append(replace(one, src=address, thumb=f"{address}?small=1"))
    return found


def pictured(form: Any) -> Any:
    """Return a form whose kept photographs are shown by an address of this page."""
    if not isinstance(form, StepForm):
        return form
    fields = tuple(
        replace(
            field,
            kept=tuple(
                {
                    **one,
                    "thumb": reverse(
                        "enterprise:own-picture", args=[one["thumb"].rstrip("/").split("/")[-2]]
                    ),
                }
                if "/evidence/" in one["thumb"]
                else one
                for one in field.kept
            ),
        )
        for field in form.fields
    )
    return replace(form, fields=fields)


def without_names(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a history that says what was done and when, by which side: the names of officials stay inside."""
    return [{**entry, "who": ""} for entry in entries]


def _told(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""
