"""What became of a draw: which of its places have been visited since."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Min

from anlan.inspections.models import Visit


def visited(codes: list[str], *, since: datetime) -> dict[str, date]:
    """Return for each place (by code) the day of its first visit after a moment; those not visited are missing.

    Visits of every kind count: the draw decides where to go, the visit tells how it was done. A hidden one is told to
    nobody, because the public reads this (ADR 0056). One query.
    """
    rows = (
        Visit.objects.recorded()
        .filter(premises__code__in=codes, visited_at__gte=since, is_masked=False)
        .values_list("premises__code")
        .annotate(first=Min("visited_on"))
        .values_list("premises__code", "first")
    )
    return dict(rows)
