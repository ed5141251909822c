"""Rows that the programme itself needs in every database; idempotent, run after every migrate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from anlan.figures.counting import sync_measures
from anlan.figures.verification import Expectation
from anlan.journal.models import Head
from anlan.lifecycle.flow import FLOWS


def sync_reference(**_: Any) -> None:
    """Write the journal's head row, the measures and the fold's watermark where they are missing."""
    Head.objects.get_or_create(pk=1, defaults={"recorded_at": datetime(2000, 1, 1, tzinfo=UTC)})
    sync_measures()


def expectations() -> list[Expectation]:
    """Return what every counting step of every lifecycle must have contributed, for the verification."""
    return [
        Expectation(
            flow.kind,
            step.name,
            flow.table,
            measure,
            n,
            flow.counted.day,
            flow.counted.area,
            flow.counted.sector,
            flow.counted.grade,
        )
        for flow in FLOWS.values()
        for step in flow.steps.values()
        for measure, n in step.measures.items()
    ]
