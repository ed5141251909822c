"""Writes of premises that are no case's transition."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from anlan.org.models import Area, Sector
from anlan.premises.models import Premises
from anlan.premises.responsibility import project


@transaction.atomic
def reclassify(
    premises: Premises, *, on: date, sector: Sector | None = None, reporting_area: Area | None = None
) -> None:
    """Give premises another sector or reporting area, and with it the department that answers for them there.

    Cases that are already recorded stay where they were counted.
    """
    if sector is not None:
        premises.sector = sector
    if reporting_area is not None:
        premises.reporting_area = reporting_area
        premises.area_path = reporting_area.path or ""
    premises.save(update_fields=["sector", "reporting_area", "area_path"])
    project(Premises.objects.filter(pk=premises.pk), on=on)
    premises.refresh_from_db(fields=["department"])
