"""Special periods as documents name them; found by its name when the apps load."""

from __future__ import annotations

from django.db.models import Q

from anlan.documents.named_periods import KEEPERS, Named
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.periods.models import SpecialPeriod


def standing(area: Area, period: Period, known: Known) -> list[Named]:
    """Return the special periods of an area and those above it that touch the days, the latest first. One query.

    A period that goes on after the document's last day is told to that day.
    """
    parts = (area.path or "").strip("/").split("/")
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
    rows = (
        SpecialPeriod.objects.standing()
        .filter(Q(area_path__in=above), pk__lte=known.seq)
        .filter(first_day__lte=period.last, last_day__gte=period.first)
        .order_by("-last_day", "-first_day", "-pk")
    )
    return [
        Named(one.name, one.name_en, Period(one.first_day, min(one.last_day, period.last))) for one in rows
    ]


KEEPERS.append(standing)
