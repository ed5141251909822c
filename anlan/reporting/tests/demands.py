"""Rules of the small city, laid down and changed through the door."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.reporting.adjusting import adjust
from anlan.reporting.demand import Demand
from anlan.reporting.flow import DEMAND_FLOW, NOTE_FLOW
from anlan.reporting.making import make_due
from anlan.reporting.models import Due, RollNote
from anlan.reporting.tests.factories import at
from anlan.testing import TODAY, actor

SCHEDULE: Mapping[str, Any] = {"recurrence": "daily", "due_time": "16:00"}


def lay_down(
    city: Any,
    *,
    by: str = "office1",
    area: str = "city",
    on: date = TODAY,
    hour: int | None = 9,
    **changes: Any,
) -> Demand:
    """Lay down a rule at an hour of a day; without an hour, on the clock as it stands."""
    given = {
        "name": "日报告", "form": "daily", "group": "areas", "area": getattr(city.areas.get(area), "pk", area),
        "first_day": on.isoformat(), "basis": "安委办〔2022〕1号", **SCHEDULE, **changes,
    }  # fmt: skip
    with nullcontext() if hour is None else clock.at(at(hour, day=on)):
        outcome = door.open_case(DEMAND_FLOW, "lay_down", by=actor(by), input=given)
    return Demand.objects.get(pk=outcome.case_id)


def keep(
    demand: Demand, step: str, *, by: str = "office1", on: date = TODAY, hour: int = 10, **given: Any
) -> None:
    """Take a rule through a step, and let the calendar adjust as it does after the commit."""
    if step in ("change", "end", "withdraw", "release"):
        given = {"reason": "工作需要", **given}
    if step == "change":
        given = {**SCHEDULE, **given}
    with clock.at(at(hour, day=on)):
        door.apply(DEMAND_FLOW, demand.pk, step, by=actor(by), input=given)
        adjust(on)


def made(first: date = TODAY, last: date = TODAY) -> None:
    with clock.at(at(8, day=first)):
        make_due(first, last)


def owed(day: date, **which: Any) -> dict[str, str]:
    """Return unit → state of what is due on a day."""
    rows = Due.objects.filter(day=day, **which).order_by("organisation__code", "turn")
    return dict(rows.values_list("organisation__code", "state"))


def noted(city: Any) -> RollNote:
    """Return the note of county a on today's roll-up, of a township that owes a report; on the clock as it stands."""
    townships = Due.objects.filter(above=city.areas["a"], day=TODAY)
    if not townships.exists():
        lay_down(city, name="note", group="picked", units="station-a1", hour=None, due_time="23:00")
        make_due(TODAY, TODAY)
    given = {
        "area": city.areas["a"].pk, "day": TODAY.isoformat(), "form": "daily", "note": "已汇总", "silent": "said",
    }  # fmt: skip
    outcome = door.open_case(NOTE_FLOW, "note", by=actor("county1"), input=given)
    return RollNote.objects.get(pk=outcome.case_id)
