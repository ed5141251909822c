"""Obligations as rows: what to do, on which case, whose turn, by when, how far it was escalated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.tellers import tell
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Kind, Obligation

# what an obligation's rung is called, and the colour of its card (黄橙红)
BADGES: dict[int, tuple[Any, str]] = {
    Rung.REMINDER: (_("Reminded"), "blue"),
    Rung.LETTER: (_("Supervision letter"), "yellow"),
    Rung.CIRCULAR: (_("Circular"), "orange"),
    Rung.INTERVIEW: (_("Interview"), "red"),
    Rung.HANDED_OVER: (_("Handed over"), "red"),
}


def tell_duties(rows: list[Obligation], now: datetime) -> list[dict[str, Any]]:
    """Return obligations (with their owners) in words: one query a kind of case."""
    words = tell((row.case_kind, row.case_id) for row in rows)
    told = []
    for row in rows:
        case = words[row.case_kind, row.case_id]
        rung, colour = BADGES.get(row.rung, ("", ""))
        told.append(
            {
                "kind": Kind(row.kind).label,
                "text": case.text,
                "place": case.place,
                "href": case.href,
                "owner": row.owner.label,
                "due_at": row.due_at,
                "late": row.due_at < now,
                "rung": rung,
                "colour": colour,
            }
        )
    return told
