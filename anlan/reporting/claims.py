"""What texts claim about daily reports: “every day”, “zero report”, “at four” hold only if every due report came in."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.reporting.flow import DUE, SENT, ZERO

NOT_RECEIVED = "reporting.not_received"


def nothing_is_missing(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether reports were due and each came in (domain brief §1.5): late ones did, excused ones were not due."""
    values = figures(area, period, known, DUE, SENT, ZERO, NOT_RECEIVED)
    return Ruling(0 < values[DUE].count == values[SENT].count, facts(values))


def as_reported(known: Mapping[str, Fact]) -> Wording:
    """Return what may be said instead: how many came in of those due; where none was due, that."""
    if not known[DUE].number:
        return Wording("没有应报的日报告", "no daily report was due")
    return Wording(
        "应报日报告{reporting.due}，已报{reporting.sent}，未报{reporting.not_received}",
        "{reporting.sent} of {reporting.due} daily reports received, {reporting.not_received} not",
    )


CLAIMS.claim(
    "dispatch.every_day",
    name=_("A report every day"),
    zh=[
        r"每[天日](?=[^，。；]{0,24}(?:收集|汇总|调度|报告|报送))",
        r"每[天日](?:下午)?(?:4|四|16|十六)[点时]",
        "日报告、零报告",
        "零报告",
    ],
    en=[r"\b(?:every day|daily|each day)\b(?=[^,.;]{0,40}\breport)", r"\bzero[- ]report(?:s|ing)?\b"],
    predicate=nothing_is_missing,
    weaker=as_reported,
)
