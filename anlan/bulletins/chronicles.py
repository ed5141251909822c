"""What a circular says of good work: from records alone, by a rule that is printed with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all
from anlan.kernel.period import Period
from anlan.org.models import Area

FOUND, RATE, OVERDUE = "hazards.found", "hazards.rectification_rate", "hazards.overdue"
DUE, ON_TIME_RATE = "reporting.due", "reporting.on_time_rate"
CODES = [FOUND, RATE, OVERDUE, DUE, ON_TIME_RATE, "inspections.visits", "hazards.reopened"]
LEAST_RATE = 95.0
MOST = 5


def is_good(of: dict[str, Value]) -> bool:
    """Tell whether an area's records of a period bear out that its work may serve as an example.

    Hazards were found, at least 95 % of them are accepted as rectified, none is overdue, none had to be reopened, and
    every report that it owed came in on time.
    """
    rate, reports = of[RATE].number, of[ON_TIME_RATE].number
    return (
        of[FOUND].count > 0
        and rate is not None
        and rate >= LEAST_RATE
        and not of[OVERDUE].count
        and not of["hazards.reopened"].count
        and (not of[DUE].count or reports == 100)
    )


def good_practice(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the areas that the rule names, most hazards found first, with their numbers. A few statements an area."""
    chinese = language == "zh"
    good = []
    for child in Area.objects.filter(parent=area, valid_to=None).order_by("path"):
        of = evaluate_all(CODES, cut=Cut.of(child), period=period, known=known)
        if is_good(of):
            good.append((child, of))
    good.sort(key=lambda one: (-one[1][FOUND].count, one[0].path or ""))
    if chinese:
        head = "按记录比对（整改率不低于95%、无逾期、无重新启用、应报日报告按时报送），"
        if not good:
            return [head + "本期没有地区同时符合。"]
        told = [_example(one, chinese).removesuffix("。") for one in good[:MOST]]
        return [head + "下列地区可供借鉴：" + "；".join(told) + "。"]
    head = "By the records (at least 95% rectified, none overdue, none reopened, reports on time) "
    if not good:
        return [head + "no area meets all of it in this period."]
    told = [_example(one, chinese) for one in good[:MOST]]
    return [head + "these may serve as examples: ", *told]


def _example(one: tuple[Area, dict[str, Value]], chinese: bool) -> str:
    child, of = one
    visits, found, rate = of["inspections.visits"], of[FOUND], of[RATE].text
    if chinese:
        return f"{child.short_name}检查{visits.phrase}，登记隐患{found.phrase}，整改率{rate}。"
    return f"{child.name_en}: {visits.count:,} visits, {found.count:,} hazards found, {rate} rectified. "


CHRONICLES.add("bulletins.good_practice", _("Areas whose records may serve as an example"), good_practice)
