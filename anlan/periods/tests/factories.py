"""Special periods of the small city, declared through the door."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle import door
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import SpecialPeriod
from anlan.testing import actor


def declare(city: Any, *, by: str = "office1", area: str = "city", **changes: Any) -> SpecialPeriod:
    given = {
        "name": "两会期间", "name_en": "Sessions", "level": "key", "area": city.areas[area].pk,
        "first_day": "2022-10-26", "last_day": "2022-10-30", **changes,
    }  # fmt: skip
    outcome = door.open_case(PERIOD_FLOW, "declare", by=actor(by), input=given)
    return SpecialPeriod.objects.get(pk=outcome.case_id)
