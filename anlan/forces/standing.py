"""What was positioned on a day, as it was known at a moment: from the versions that the journal's entries wrote."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from anlan.figures.cut import Cut, Known
from anlan.forces.models import Confirmed, Positioning, PositionVersion
from anlan.kernel import clock
from anlan.kernel.period import Period


def as_of(period: Period, known: Known) -> date:
    """Return the day as of which it is told: the period's last, or today in one that still runs."""
    return min(period.last, clock.local_day(known.at))


def versions(day: date, known: Known) -> QuerySet[Any]:
    """Return the version of each positioning that was the last one known, where it covers the day."""
    last = (
        PositionVersion.objects.filter(positioning=OuterRef("positioning"), seq__lte=known.seq)
        .order_by("-seq")
        .values("seq")[:1]
    )
    return PositionVersion.objects.filter(
        seq=Subquery(last), first_day__lte=day, last_day__gte=day, stands=True
    )


def positioned(cut: Cut, period: Period, known: Known, kinds: tuple[str, ...]) -> QuerySet[Any]:
    """Return the positionings of some kinds of force that hold as of the period's last day. One query."""
    there = versions(as_of(period, known), known).order_by().values("positioning")
    return Positioning.objects.filter(cut.where(graded=False), force_kind__in=kinds, pk__in=there)


def heads(cut: Cut, period: Period, known: Known, kinds: tuple[str, ...]) -> int:
    """Return how many people these are, as was known. One query."""
    counted = versions(as_of(period, known), known).filter(
        positioning__in=positioned(cut, period, known, kinds).order_by().values("pk")
    )
    return sum(counted.values_list("heads", flat=True))


def confirmed_days(forces: set[int], day: date, known: Known) -> dict[int, date]:
    """Return force → the last day up to `day` on which its readiness was confirmed, as was known. One query."""
    rows = Confirmed.objects.filter(force__in=forces, seq__lte=known.seq, on_day__lte=day).order_by("seq")
    return dict(rows.values_list("force_id", "on_day"))
