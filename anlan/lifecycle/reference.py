"""Rows that the programme itself needs in every database; idempotent, run after every migrate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import BooleanField

from anlan.figures.counting import sync_measures
from anlan.figures.verification import Expectation, Held
from anlan.journal.models import Head
from anlan.lifecycle.flow import FLOWS, Count, Flow
from anlan.org.calendar import sync_calendar


def sync_reference(**_: Any) -> None:
    """Write the journal's head row, the measures and the fold's watermark where they are missing."""
    Head.objects.get_or_create(pk=1, defaults={"recorded_at": datetime(2000, 1, 1, tzinfo=UTC)})
    sync_measures()
    sync_calendar()


def expectations() -> list[Expectation]:
    """Return what every kind of case must have contributed, for the verification."""
    return [
        Expectation(
            kind=flow.kind,
            table=flow.table,
            day=flow.counted.day,
            area=flow.counted.area,
            sector=flow.counted.sector,
            grade=flow.counted.grade,
            counts=tuple(
                Held(
                    c.measure,
                    tuple(sorted(c.states)),
                    c.when,
                    c.equals,
                    c.amount,
                    c.only,
                    c.besides,
                    _is_filled(flow, c),
                )
                for c in flow.counts
            ),
            corrections=tuple(step.name for step in flow.steps.values() if step.corrects),
            of_its_day=flow.counted.of_its_day,
        )
        for flow in FLOWS.values()
        if flow.counts
    ]


def _is_filled(flow: Flow, count: Count) -> bool:
    """Tell whether the column of a count is there or not, instead of true or false. Raises TypeError for a number."""
    if not count.when or count.equals:
        return False
    field = flow.model._meta.get_field(count.when)
    if isinstance(field, BooleanField):
        return False
    if not getattr(field, "null", False):
        raise TypeError(
            f"{flow.kind}: “{count.when}” is no yes or no and always there: nothing says when it counts"
        )
    return True
