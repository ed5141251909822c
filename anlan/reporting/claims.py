"""What texts claim about daily reports: “every day”, “zero report”, “at four” hold only if every report owed is there.

Whether it is there is asked of the dated rules, not only of what was made due: a day for which nothing was made, or a
unit that was left out, is missing too (domain brief §1.2 S2, §1.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.reporting.flow import DUE, SENT, ZERO
from anlan.reporting.making import Key, asked
from anlan.reporting.models import Due

NOT_RECEIVED = "reporting.not_received"
FOUR = 16
FORM = "daily"


def _begun(period: Period, known: Known) -> Period | None:
    """Return the days of a period whose reports were due by the moment of knowledge: none of later days is
    missing yet."""
    last = min(period.last, clock.local_day(known.at))
    return Period(period.first, last) if last >= period.first else None


def expected(area: Area, period: Period) -> set[Key]:
    """Return the daily reports that the dated rules ask of units in an area. One query."""
    path = area.path or ""
    return {
        key
        for key, unit in asked(period.first, period.last).items()
        if key[1] == FORM and (unit.organisation.area.path or "").startswith(path)
    }


def _unmade(area: Area, period: Period, known: Known) -> tuple[int, int]:
    """Return how many reports the rules ask for, and how many of them were never made due. Two queries."""
    begun = _begun(period, known)
    if begun is None:
        return 0, 0
    wanted = expected(area, begun)
    made = set(
        Due.objects.filter(
            below(area.path or ""), form=FORM, day__range=(begun.first, begun.last), pk__lte=known.seq
        ).values_list("organisation", "form", "day", "turn")
    )
    return len(wanted), len(wanted - made)


def nothing_is_missing(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether reports were due, none was left out, and each came in: late ones did, excused ones were not due."""
    values = figures(area, period, known, DUE, SENT, ZERO, NOT_RECEIVED)
    told = facts(values)
    complete = 0 < values[DUE].count == values[SENT].count
    if not complete:
        return Ruling(False, told)
    _asked, unmade = _unmade(area, period, known)
    more = Fact.counted(
        "reporting.unmade", _("Unit-days owed by the rules and never asked for"), unmade, unit="个"
    )
    return Ruling(unmade == 0, (*told, more) if unmade else told)


def as_reported(known: Mapping[str, Fact]) -> Wording:
    """Return what may be said instead: how many came in of those due; where none was due, that."""
    if not known[DUE].number:
        return Wording("没有应报的日报告", "no daily report was due")
    return Wording(
        "应报日报告{reporting.due}，已报{reporting.sent}，未报{reporting.not_received}",
        "{reporting.sent} of {reporting.due} daily reports received, {reporting.not_received} not",
    )


def at_four_every_day(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether, beside nothing missing, each day of the period had reports due, all of them at four."""
    whole = nothing_is_missing(area, period, known)
    begun = _begun(period, known)
    if begun is None or not whole.holds:
        return whole
    due: dict[date, set[int]] = {}
    rows = Due.objects.filter(
        below(area.path or ""), form=FORM, turn=1, day__range=(begun.first, begun.last), pk__lte=known.seq
    )  # a special period may ask for a second report a day, at an hour of its own
    for day, at in rows.values_list("day", "due_at").distinct():
        local = at.astimezone(clock.SHANGHAI)
        due.setdefault(day, set()).add(local.hour * 60 + local.minute)
    without = begun.days() - len(due)
    other = sum(times != {FOUR * 60} for times in due.values())
    told = (
        Fact.counted("reporting.days_without", _("Days on which no report was due"), without, unit="天"),
        Fact.counted(
            "reporting.days_other_hour", _("Days with another deadline than four"), other, unit="天"
        ),
    )
    return Ruling(not without and not other, (*whole.facts, *told))


CLAIMS.claim(
    "dispatch.every_day",
    name=_("A report every day"),
    zh=[
        r"每[天日](?=[^，。；]{0,24}(?:收集|汇总|调度|报告|报送))",
        "日报告、零报告",
        "零报告",
    ],
    en=[r"\b(?:every day|daily|each day)\b(?=[^,.;]{0,40}\breport)", r"\bzero[- ]report(?:s|ing)?\b"],
    predicate=nothing_is_missing,
    weaker=as_reported,
)
CLAIMS.claim(
    "dispatch.at_four",
    name=_("Dispatched at four every day"),
    zh=[r"每[天日](?:下午)?(?:4|四|16|十六)[点时](?:[^，。；]{0,24}(?:收集|汇总|调度|报告|报送))?"],
    en=[r"\bat (?:four|4)\b[^.;]{0,80}\b(?:every|each) day\b", r"\b(?:every|each) day at (?:four|4|16:00)\b"],
    predicate=at_four_every_day,
    weaker=as_reported,
)
