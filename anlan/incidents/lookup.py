"""What others ask about incidents: which a unit's day holds, where a zero report is checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from anlan.incidents.models import Incident, IncidentQuerySet
from anlan.org.models.areas import below


def of_day(area_path: str, day: date, sector_ids: Sequence[int] = ()) -> IncidentQuerySet:
    """Return the real incidents of a day in an area; of sectors those at premises of theirs."""
    here = below(area_path)
    if sector_ids:
        here &= Q(premises__sector__in=list(sector_ids))
    rows: IncidentQuerySet = Incident.objects.real().standing().filter(here, occurred_on=day)
    return rows
