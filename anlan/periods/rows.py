"""Special periods as rows of a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.periods.models import Level, PeriodState, SpecialPeriod
from anlan.periods.running import strictest_first


def standing(period: SpecialPeriod, today: date) -> tuple[str, str]:
    """Return in words where a period stands on a day, and the tone of the words."""
    if period.state == PeriodState.CALLED_OFF:
        return _("Called off"), "neutral"
    if today < period.first_day:
        return _("Ahead"), "info"
    return (_("Runs"), "warn") if today <= period.last_day else (_("Over"), "neutral")


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Name of the period"), "kind": "wide"},
        {"label": _("Level")},
        {"label": _("Days")},
        {"label": _("Area")},
        {"label": _("State")},
    ]


def tell_periods(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of periods with these keys, in their order. One query."""
    today = clock.today()
    found = SpecialPeriod.objects.filter(pk__in=keys).select_related("area").in_bulk()
    rows = []
    for key in keys:
        if (period := found.get(key)) is not None:
            text, tone = standing(period, today)
            rows.append(
                [
                    {"text": period.number, "href": reverse("periods:detail", args=[key])},
                    period.label,
                    str(Level(period.level).label),
                    f"{period.first_day} – {period.last_day}",
                    period.area.short_label,
                    {"text": text, "tone": tone},
                ]
            )
    return columns(), rows


def tell_running(day: date, area_paths: set[str]) -> list[dict[str, Any]]:
    """Return the periods that hold on a day in any of these areas, the strictest first. One query."""
    found = [
        period
        for period in SpecialPeriod.objects.on(day)
        if any(path.startswith(period.area_path) for path in area_paths)
    ]
    return [
        {
            "pk": period.pk,
            "label": period.label,
            "level": str(Level(period.level).label),
            "first_day": period.first_day,
            "last_day": period.last_day,
            "n": (day - period.first_day).days + 1,
            "days": (period.last_day - period.first_day).days + 1,
        }
        for period in strictest_first(found)
    ]


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which notices tell periods. One query."""
    return {
        period.pk: CaseWords(
            period.label,
            f"{period.first_day} – {period.last_day}",
            reverse("periods:detail", args=[period.pk]),
            period.number,
        )
        for period in SpecialPeriod.objects.filter(pk__in=keys)
    }


TELLERS["period"] = tell_cases
