"""Parks, experts in plants, their logs and the alarms of plants as cells of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.installations.kinds import AlarmKind, Finding, Shift
from anlan.installations.models import ExpertLog, PlantAlarm

Columns = Sequence[tuple[str, str]]


def stationing_columns() -> Columns:
    return [
        (_("Expert"), ""),
        (_("Plant"), "wide"),
        (pgettext("shift", "Shift"), ""),
        (_("First day"), "date"),
        (_("Last day"), "date"),
        (_("Phone"), "code"),
        (_("What he looks after"), "wide"),
    ]


def log_columns() -> Columns:
    return [
        (_("Day"), "date"),
        (pgettext("shift", "Shift"), ""),
        (_("Plant"), "wide"),
        (_("Expert"), ""),
        (_("What was looked at"), "wide"),
        (_("Hazards found"), "num"),
        (_("Advice"), "wide"),
        (_("What the next shift must know"), "wide"),
        (_("Taken over by"), ""),
        (_("Taken over at"), "date"),
    ]


def log_cells(one: ExpertLog) -> list[Any]:
    return [
        one.day,
        Shift(one.shift).label,
        one.premises.name,
        one.writer,
        one.checked,
        one.found,
        one.advice,
        one.open_items,
        one.taken_by,
        one.taken_over_at,
    ]


def brief_log_columns() -> Columns:
    return [
        (_("Day"), "date"),
        (_("Plant"), "name"),
        (_("Expert"), ""),
        (_("What was looked at"), "wide"),
        (_("Hazards found"), "num"),
        (_("Taken over by"), ""),
    ]


def brief_log_cells(one: ExpertLog) -> list[Any]:
    return [
        one.day,
        one.premises.name,
        {"text": one.writer, "sub": str(Shift(one.shift).label)},
        one.checked,
        one.found,
        one.taken_by,
    ]


def alarm_columns() -> Columns:
    return [
        (_("Measuring point"), "wide"),
        (pgettext("alarm", "Kind"), ""),
        (_("Installation"), "name"),
        (_("Measured"), "num"),
        (pgettext("alarm", "Limit"), "num"),
        (_("Raised at"), "date"),
        (pgettext("alarm", "Checked at"), "date"),
        (_("What the check found"), ""),
        (_("Cause"), "wide"),
        (pgettext("alarm", "Closed at"), "date"),
        (pgettext("alarm", "What was done"), "wide"),
    ]


def alarm_cells(one: PlantAlarm) -> list[Any]:
    return [
        one.tag,
        AlarmKind(one.kind).label,
        one.installation.name,
        f"{one.value} {one.unit}".strip(),
        f"{one.threshold} {one.unit}".strip() if one.threshold else None,
        one.raised_at,
        one.checked_at,
        Finding(one.finding).label if one.finding else None,
        one.cause,
        one.closed_at,
        one.measure,
    ]


def brief_alarm_columns() -> Columns:
    return [
        (_("Measuring point"), "wide"),
        (_("Installation"), "name"),
        (_("Measured"), "num"),
        (_("Raised at"), "date"),
        (_("What the check found"), ""),
        (pgettext("alarm", "Closed at"), "date"),
    ]


def brief_alarm_cells(one: PlantAlarm) -> list[Any]:
    cells = alarm_cells(one)
    return [{"text": one.tag, "sub": str(cells[1])}, *(cells[n] for n in (2, 3, 5, 7, 9))]


def brief_park_columns() -> Columns:
    return [
        (pgettext("park", "Name of the park"), "wide"),
        (_("Area"), ""),
        (_("Plants"), "num"),
        (_("Installations"), "num"),
        (pgettext("park", "Document of its recognition"), ""),
    ]


def brief_park_cells(one: Any) -> list[Any]:
    return [one.label, one.area.short_label, one.plants, one.units, one.approval]
