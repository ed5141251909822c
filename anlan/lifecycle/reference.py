"""Rows that the programme itself needs in every database; idempotent, run after every migrate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from anlan.figures.counting import sync_measures
from anlan.journal.models import Head


def sync_reference(**_: Any) -> None:
    """Write the journal's head row, the measures and the fold's watermark where they are missing."""
    Head.objects.get_or_create(pk=1, defaults={"recorded_at": datetime(2000, 1, 1, tzinfo=UTC)})
    sync_measures()
