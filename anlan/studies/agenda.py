"""The agenda of a study, drafted from what the system knows: what rises, what is late, what comes back, what is ahead.

Each source is a function of one `Matter` and returns points with the address of their records. Installations near
their limits are in agenda_plants.py; an app above that knows more adds its own to `SOURCES` when it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.advisories.models import Advisory
from anlan.figures import parts
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.calendar import is_announced, is_working
from anlan.org.models import Area, Sector
from anlan.org.models.areas import below
from anlan.periods.models import SpecialPeriod

DAYS_BACK = 30
MOST_POINTS = 5
LEAST_RISE = 1.1
"""A sector rises when the last 30 days found more than a tenth more than the 30 days before."""
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """What is studied: the area, sectors (none: all), the days ahead; `at` is when it is asked."""

    area: Area
    sectors: tuple[Sector, ...]
    first_day: date
    last_day: date
    at: datetime

    @property
    def today(self) -> date:
        return clock.local_day(self.at)

    def where(self) -> Q:
        condition = below(self.area.path or "")
        return condition & Q(sector__in=self.sectors) if self.sectors else condition


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda, in official Chinese as it goes to paper, with the page of its records."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where points come from: a heading in the reader's language and in Chinese, and what finds them."""

    code: str
    label: str | Promise
    zh: str
    find: Callable[[Matter], list[Point]]


SOURCES: dict[str, Source] = {}


def source(
    code: str, label: Any, zh: str
) -> Callable[[Callable[[Matter], list[Point]]], Callable[[Matter], list[Point]]]:
    def register(find: Callable[[Matter], list[Point]]) -> Callable[[Matter], list[Point]]:
        SOURCES[code] = Source(code, label, zh, find)
        return find

    return register


def _list(matter: Matter, **query: str) -> str:
    return f"{reverse('hazards:list')}?{urlencode({'area': matter.area.code, **query})}"


@source("rising", _("Sectors that rise"), "隐患上升的行业领域")
def rising(matter: Matter) -> list[Point]:
    """Return the sectors in which the last 30 days found clearly more hazards than the 30 before. Two statements."""
    last = Period(matter.today - timedelta(days=DAYS_BACK - 1), matter.today)
    former = Period(last.first - timedelta(days=DAYS_BACK), last.first - timedelta(days=1))
    cut = Cut.of(matter.area, sectors=matter.sectors)
    now, then = (
        {part.key: part for part in parts.by_sector(evaluate("hazards.found", cut=cut, period=period))}
        for period in (last, former)
    )
    found = []
    for code, part in now.items():
        count, before = part.value.count, then[code].value.count if code in then else 0
        if count >= FEWEST and count > before * LEAST_RISE:
            found.append((count - before, code, count, before))
    names = dict(
        Sector.objects.filter(code__in=[code for _rise, code, _n, _b in found]).values_list("code", "name")
    )
    return [
        Point(
            f"{names[code]}：近30天发现隐患{count:,}处，前30天{before:,}处，"
            + (f"上升{(count - before) / before:.1%}" if before else "前期为零"),
            _list(matter, sector=code, **{"from": f"{last.first}", "to": f"{last.last}"}),
        )
        for _rise, code, count, before in sorted(found, key=lambda one: (-one[0], one[1]))[:MOST_POINTS]
    ]


def _by_sector(rows: Any) -> list[tuple[str, str, int]]:
    grouped = rows.order_by().values_list("sector__code", "sector__name").annotate(n=Count("pk"))
    return sorted(((code, name, n) for code, name, n in grouped), key=lambda one: (-one[2], one[0]))[
        :MOST_POINTS
    ]


@source("overdue", _("Overdue hazards"), "逾期未整改的隐患")
def overdue(matter: Matter) -> list[Point]:
    """Return how many hazards are overdue, by sector, and how many of them are major. Two queries."""
    rows = Hazard.objects.overdue(matter.at).filter(matter.where())
    points = [
        Point(f"{name}：逾期未整改隐患{n:,}处", _list(matter, sector=code, state="overdue"))
        for code, name, n in _by_sector(rows)
    ]
    major = rows.filter(grade="major").count()
    if major:
        points.append(Point(f"其中重大事故隐患{major:,}处", _list(matter, grade="major", state="overdue")))
    return points


@source("relapsed", _("Hazards that came back"), "反复出现的隐患")
def relapsed(matter: Matter) -> list[Point]:
    """Return in which sectors hazards of the last 90 days were relapses of former ones. One query."""
    since = matter.today - timedelta(days=3 * DAYS_BACK)
    rows = Hazard.objects.filter(matter.where(), is_relapse=True, found_on__range=(since, matter.today))
    rows = rows.exclude(state__in=("merged", "voided"))
    return [
        Point(f"{name}：近90天反复出现的隐患{n:,}处", _list(matter, sector=code, **{"from": f"{since}"}))
        for code, name, n in _by_sector(rows)
    ]


@source("dates", _("Dates ahead"), "近期重要时段")
def dates(matter: Matter) -> list[Point]:
    """Return the special periods that touch the days studied, and the runs of three and more days off in them."""
    rows = SpecialPeriod.objects.standing().filter(
        first_day__lte=matter.last_day, last_day__gte=matter.first_day, area_path__in=_up(matter.area)
    )
    points = [
        Point(f"{one.first_day:%-m月%-d日}至{one.last_day:%-m月%-d日}：{one.name}", reverse("periods:list"))
        for one in rows.order_by("first_day", "pk")[:MOST_POINTS]
    ]
    return [*points, *(Point(text) for text in _days_off(matter.first_day, matter.last_day))]


def _up(area: Area) -> list[str]:
    names = (area.path or "").strip("/").split("/")
    return [f"/{'/'.join(names[:n])}/" for n in range(1, len(names) + 1)]


def _days_off(first: date, last: date) -> list[str]:
    """Return the runs of three and more days off that begin in the days studied, where the calendar is announced."""
    told, run = [], 0
    for offset in range((last - first).days + 8):
        day = first + timedelta(days=offset)
        if is_announced(day.year) and not is_working(day):
            run += 1
            continue
        begins = day - timedelta(days=run)
        if run >= 3 and begins <= last:
            told.append(
                f"{begins:%-m月%-d日}至{day - timedelta(days=1):%-m月%-d日}：放假{run}天，出行、聚集增多"
            )
        run = 0
    return told


@source("warnings", _("Warnings in force"), "正在生效的预警")
def warnings(matter: Matter) -> list[Point]:
    rows = Advisory.objects.in_force().filter(ends_at__gt=matter.at)
    rows = rows.filter(Q(area_path__in=_up(matter.area)) | below(matter.area.path or ""))
    return [
        Point(
            f"{one.title}，有效期至{clock.local_day(one.ends_at):%-m月%-d日}",
            reverse("advisories:detail", args=[one.pk]),
        )
        for one in rows.order_by("ends_at", "pk")[:MOST_POINTS]
    ]


def points_of(matter: Matter) -> list[tuple[Source, list[Point]]]:
    """Return what each source has to say, in their order; those that have nothing are left out."""
    told = ((one, one.find(matter)) for one in SOURCES.values())
    return [(one, points) for one, points in told if points]


def drafted(matter: Matter, weather: str = "") -> str:
    """Return the agenda as text, a line a heading and a line a point, as of the day it is drafted."""
    lines = [f"（{matter.today:%Y-%m-%d}据系统数据拟）"]
    for one, points in points_of(matter):
        lines += [f"{one.zh}：", *(f"- {point.text}" for point in points)]
    if weather:
        lines += ["气象：", f"- {weather}"]
    if len(lines) == 1:
        lines.append("系统内没有需要提请研判的数据。")
    return "\n".join(lines)


def matter_of(study: Any, at: datetime) -> Matter:
    codes: Sequence[str] = [code for code in study.sectors.split(",") if code]
    sectors = tuple(Sector.objects.filter(code__in=codes)) if codes else ()
    return Matter(study.area, sectors, study.first_day, study.last_day, at)
