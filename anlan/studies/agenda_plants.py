"""What the register of major hazard installations puts on the agenda of a study: which stand near their limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.installations import nearing
from anlan.installations.grading import shown
from anlan.installations.models import GuaranteeTask, Installation, PlantAlarm
from anlan.installations.reckoning import r_of
from anlan.studies.agenda import MOST_POINTS, Matter, Point, source

ZH = {"I": "一级", "II": "二级", "III": "三级", "IV": "四级"}
NAMED = 3
Say = Callable[[Matter, Any, int], list[Point]]


def _rows(matter: Matter, limit: str) -> Any:
    rows = Installation.objects.kept().filter(matter.where(), nearing.which(limit, matter.today))
    return rows.select_related("premises")


def _href(matter: Matter, limit: str) -> str:
    return (
        f"{reverse('installations:installation')}?{urlencode({'area': matter.area.code, 'attention': limit})}"
    )


def _name(one: Any) -> str:
    return f"{one.premises.name}{one.name}"


def _page(one: Any) -> str:
    return reverse("installations:case", args=["installation", one.pk])


def _some(found: list[Any], count: int) -> str:
    told = "、".join(_name(one) for one in found[:NAMED])
    return told + ("等" if count > NAMED else "")


def near_level(matter: Matter, rows: Any, count: int) -> list[Point]:
    points = []
    for one in rows.order_by("-r_milli", "pk")[:MOST_POINTS]:
        above = nearing.next_level(one.level)
        assert above is not None
        points.append(
            Point(
                f"{_name(one)}：R值{shown(r_of(one))}，为{ZH[one.level]}，接近{ZH[above[0]]}（R值{above[1]}起）",
                _page(one),
            )
        )
    return points + _more(matter, nearing.LEVEL, count, "接近上一级别")


def review_due(matter: Matter, rows: Any, count: int) -> list[Point]:
    points = []
    for one in rows.order_by("review_due_on", "pk")[:MOST_POINTS]:
        day = f"{one.review_due_on:%Y年%-m月%-d日}"
        late = one.review_due_on < matter.today
        points.append(
            Point(
                f"{_name(one)}：" + (f"应于{day}前重新评估，已逾期" if late else f"{day}前应重新评估"),
                _page(one),
            )
        )
    return points + _more(matter, nearing.REVIEW, count, "评估逾期或90天内到期")


def _more(matter: Matter, limit: str, count: int, what: str) -> list[Point]:
    if count <= MOST_POINTS:
        return []
    return [Point(f"另有{count - MOST_POINTS:,}处重大危险源{what}", _href(matter, limit))]


def gaps(matter: Matter, rows: Any, count: int) -> list[Point]:
    told = _some(list(rows.order_by("-r_milli", "pk")[:NAMED]), count)
    return [Point(f"{count:,}处重大危险源的包保责任人空缺或未签收：{told}", _href(matter, nearing.GAP))]


def missed(matter: Matter, rows: Any, count: int) -> list[Point]:
    duties = GuaranteeTask.objects.filter(matter.where(), nearing.missed_since(matter.today)).count()
    told = _some(list(rows.order_by("-r_milli", "pk")[:NAMED]), count)
    return [
        Point(
            f"近{nearing.MISSED_DAYS}天包保漏履职{duties:,}项，涉及{count:,}处重大危险源：{told}",
            _href(matter, nearing.MISSED),
        )
    ]


def alarms(matter: Matter, rows: Any, count: int) -> list[Point]:
    known = Installation.objects.kept().filter(matter.where())
    unclosed = PlantAlarm.objects.filter(state__in=nearing.OPEN_ALARMS, installation__in=known.values("pk"))
    told = _some(list(rows.order_by("-r_milli", "pk")[:NAMED]), count)
    return [
        Point(
            f"未闭环报警{unclosed.count():,}条，涉及{count:,}处重大危险源：{told}",
            _href(matter, nearing.ALARM),
        )
    ]


SAYS: dict[str, Say] = {
    nearing.LEVEL: near_level,
    nearing.REVIEW: review_due,
    nearing.GAP: gaps,
    nearing.MISSED: missed,
    nearing.ALARM: alarms,
}


@source("installations", _("Installations near their limits"), "需关注的重大危险源")
def installations(matter: Matter) -> list[Point]:
    """Return what stands out among the installations of the area and sectors studied. A query for each limit that is
    met by none, two or three for each other."""
    points: list[Point] = []
    for limit, say in SAYS.items():
        rows = _rows(matter, limit)
        count = rows.count()
        if count:
            points += say(matter, rows, count)
    return points
