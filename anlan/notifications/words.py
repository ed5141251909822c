"""Notices in words: what a list, a message and an export say of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.tellers import tell
from anlan.notifications.models import URGENT, Event, Notice


def tell_notices(rows: list[Notice]) -> list[dict[str, Any]]:
    """Return notices in words: one query a kind of case."""
    words = tell((row.case_kind, row.case_id) for row in rows if row.case_kind)
    told = []
    for row in rows:
        case = words.get((row.case_kind, row.case_id))
        told.append(
            {
                "pk": row.pk,
                "event": Event(row.event).label,
                "text": case.text if case else digest_text(row),
                "place": case.place if case else "",
                "href": case.href if case else digest_address(row),
                "at": row.delivered_at or row.created_at,
                "unread": row.read_at is None,
                "urgent": row.event in URGENT,
            }
        )
    return told


def digest_address(row: Notice) -> str:
    if row.event == Event.STORM:
        return reverse("notices:withheld", args=[row.pk])
    return reverse("todo:list")


def digest_text(row: Notice) -> str:
    """Say what a digest stands for: what is owed today, or what was withheld."""
    counts: dict[str, int] = row.counts or {}
    if row.event == Event.DAILY:
        return _("%(today)s due today, %(overdue)s overdue") % {
            "today": counts.get("today", 0),
            "overdue": counts.get("overdue", 0),
        }
    total = sum(counts.values())
    parts = [
        _("%(count)s × %(event)s") % {"count": count, "event": Event(event).label}
        for event, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    head = ngettext("%(count)s more was withheld", "%(count)s more were withheld", total) % {"count": total}
    return _("%(head)s: %(parts)s") % {"head": head, "parts": _(", ").join(parts)}
