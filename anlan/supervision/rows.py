"""Supervisions as rows of a table, and in words for a to-do list or a notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords, tell
from anlan.obligations.models import Kind
from anlan.supervision.models import State, Supervision

# 黄橙红: how far it has come
COLOURS = {
    State.REMINDED: "blue",
    State.LETTER: "yellow",
    State.CIRCULAR: "orange",
    State.INTERVIEW: "red",
    State.HANDED_OVER: "red",
    State.ENDED: "neutral",
}


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Matter"), "kind": "wide"},
        {"label": _("Step reached")},
        {"label": _("Owed by"), "kind": "name"},
        {"label": _("Supervised by"), "kind": "name"},
        {"label": _("Was due"), "kind": "date"},
        {"label": _("Answer")},
    ]


def tell_supervisions(rows: list[Supervision]) -> list[dict[str, Any]]:
    """Return supervisions (with owner and supervisor) as rows: one query a kind of case."""
    words = tell((row.case_kind, row.subject_id) for row in rows)
    return [
        {
            "cells": [
                {"text": row.number, "href": reverse("supervision:detail", args=[row.pk])},
                _matter(row, words[row.case_kind, row.subject_id]),
                {"text": State(row.state).label, "tone": COLOURS[State(row.state)]},
                row.owner.label,
                row.supervisor.label,
                f"{row.due_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
                _answer(row),
            ],
            "tone": "bad" if row.state in (State.INTERVIEW, State.HANDED_OVER) else "",
        }
        for row in rows
    ]


def tell_briefly(rows: list[Supervision]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return supervisions (with their owners) as the rows of a panel on the page of their case. No query."""
    heads = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Step reached")},
        {"label": _("What is owed"), "kind": "wide"},
        {"label": _("Served at"), "kind": "date"},
    ]
    return heads, [
        [
            {"text": row.number, "href": reverse("supervision:detail", args=[row.pk])},
            {"text": State(row.state).label, "tone": COLOURS[State(row.state)]},
            {"text": str(Kind(row.duty).label), "sub": row.owner.label},
            shown(row.served_at),
        ]
        for row in rows
    ]


def _matter(row: Supervision, words: CaseWords) -> dict[str, str]:
    duty = str(Kind(row.duty).label)
    text = _("%(head)s: %(parts)s") % {"head": duty, "parts": words.text} if words.text else duty
    return {"text": text, "sub": words.place}


def _answer(row: Supervision) -> Any:
    if row.answered_at:
        return {"text": _("answered"), "tone": "good"}
    if row.acknowledged_at:
        return {"text": _("signed for"), "tone": "info"}
    if row.state in (State.REMINDED, State.ENDED):
        return ""
    return {"text": _("not signed for"), "tone": "warn"}


def words_of(keys: list[int]) -> dict[int, CaseWords]:
    """Return how a to-do list tells of supervisions: by what they are about. One query, and one a kind of case."""
    rows = list(Supervision.objects.filter(pk__in=keys))
    about = tell((row.case_kind, row.subject_id) for row in rows)
    return {
        row.pk: CaseWords(
            about[row.case_kind, row.subject_id].text or str(Kind(row.duty).label),
            about[row.case_kind, row.subject_id].place,
            reverse("supervision:detail", args=[row.pk]),
            row.number,
        )
        for row in rows
    }


TELLERS["supervision"] = words_of


def shown(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" if at else ""
