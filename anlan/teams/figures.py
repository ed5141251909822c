"""Figures about teams: which were at work, their days and logs, visits and hazards (domain brief §1.4, 2.3a–d)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.hazards.counted import found as hazards_found
from anlan.hazards.rows import tell_hazards
from anlan.inspections.figures import counted
from anlan.inspections.flow import FOUR_HAVES, VISITS
from anlan.inspections.models import Visit
from anlan.inspections.rows import tell_visits
from anlan.journal.models import Entry
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below, standing_in
from anlan.org.roles import Permission
from anlan.org.scope import EVERYTHING, Scope
from anlan.teams.facts import REPORTING_DEPTH
from anlan.teams.flow import (
    DAYS,
    DAYS_MISSING,
    DAYS_ZERO,
    HANDOVERS,
    SET_UP,
    STATIONED_DAYS,
    STATIONED_MISSING,
)
from anlan.teams.models import (
    AT_WORK,
    DayState,
    HandOver,
    HandOverState,
    Team,
    TeamDay,
    TeamKind,
    TeamVisit,
)
from anlan.teams.rows import tell_areas, tell_days, tell_handovers, tell_teams

Rows = Callable[[Cut, Period, Known, Scope], Any]
REGISTRY.group("teams", _("Inspection teams"))
REGISTRY.measure(SET_UP, _("Teams set up"))
EARLIEST = date(2000, 1, 1)


def teams(*kinds: str) -> Rows:
    """Return the function that returns the teams of some kinds (of all) with a day in the period."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        there = Q(first_day__lte=period.last) & (Q(last_day=None) | Q(last_day__gte=period.first))
        # set up at any time before the period's end: the ledger is asked from its beginning
        found: Any = standing(
            Team.objects.within(scope),
            here=cut.where(graded=False) & there,
            counts=Q(state__in=AT_WORK),
            plus=(SET_UP,),
            cut=cut,
            period=Period(EARLIEST, period.last),
            known=known,
        )
        found = found.filter(there)
        return found.filter(kind__in=kinds) if kinds else found

    return rows


def _figure(code: str, name: Any, definition: Any, unit: str, rows: Rows, **more: Any) -> None:
    whole = {"graded": False, "sectored": False, "tell": tell_teams, **more}
    REGISTRY.add(Figure(code=code, name=name, definition=definition, unit=unit, rows=rows, **whole))


THERE = _(
    "Teams with at least one day in the period, for the area or a part of it; voided ones do not count."
)
_figure("teams.teams", _("Inspection teams"), THERE, "个", teams())
for _kind, _name in (
    (TeamKind.PROVINCIAL, _("Provincial groups")),
    (TeamKind.COMPREHENSIVE, _("City comprehensive groups")),
    (TeamKind.STATIONED, _("Stationed teams")),
    (TeamKind.DEPARTMENT, _("Department teams")),
):
    _figure(f"teams.{_kind}", _name, THERE, "个", teams(_kind))


def areas_stationed(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the reporting areas that had a stationed team on a day of the period."""
    there = teams(TeamKind.STATIONED)(cut, period, known, EVERYTHING).order_by().values("area")
    return reporting_areas(cut, period, scope).filter(pk__in=there)


def areas_without(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    there = teams(TeamKind.STATIONED)(cut, period, known, EVERYTHING).order_by().values("area")
    return reporting_areas(cut, period, scope).exclude(pk__in=there)


def reporting_areas(cut: Cut, period: Period, scope: Scope) -> Any:
    """Return the counties, districts and functional zones of a cut that stood in the period."""
    seen = scope.where(Permission.FIGURE_READ, area="path", sector=None)
    here = below(cut.area_path, "path") & standing_in(period.first, period.last)
    return Area.objects.filter(seen, here, depth=REPORTING_DEPTH)


_figure(
    "teams.areas_stationed",
    _("Areas with a stationed team"),
    _(
        "Counties, districts and functional zones that had a stationed team on at least one day of the period."
    ),
    "个",
    areas_stationed,
    tell=tell_areas,
)
_figure(
    "teams.areas_without",
    _("Areas without a stationed team"),
    _("Counties, districts and functional zones that had no stationed team on any day of the period."),
    "个",
    areas_without,
    tell=tell_areas,
)

# -- days and their logs ---------------------------------------------------------------------------------------------

_WRITTEN, _MISSING = Q(state=DayState.WRITTEN), Q(state=DayState.MISSING)
_STATIONED = Q(team_kind=TeamKind.STATIONED)
_COUNTS: dict[str, Q] = {
    DAYS: _WRITTEN,
    DAYS_ZERO: _WRITTEN & Q(is_zero=True),
    DAYS_MISSING: _MISSING,
    STATIONED_DAYS: _WRITTEN & _STATIONED,
    STATIONED_MISSING: _MISSING & _STATIONED,
}


def days(*measures: str) -> Rows:
    """Return the function that returns the team-days that count in one of the measures."""
    counts = Q()
    for measure in measures:
        counts |= _COUNTS[measure]

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            TeamDay.objects.within(scope),
            here=cut.where(graded=False) & Q(day__range=(period.first, period.last)),
            counts=counts,
            plus=measures,
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _of_days(code: str, name: Any, definition: Any) -> None:
    REGISTRY.measure(code)
    _figure(code, name, definition, "天", days(code), plus=(code,), tell=tell_days, day="day")


_of_days(
    DAYS,
    _("Team-days with a log"),
    _("Days of teams of which the log was written, by the end of the period."),
)
_of_days(
    DAYS_ZERO,
    _("Team-days without a visit"),
    _("Days of teams whose log says that nobody was visited, and why."),
)
_of_days(
    DAYS_MISSING,
    _("Team-days without a log"),
    _("Days of teams that were over without a log, and of which none was written by the end of the period."),
)
_of_days(
    STATIONED_DAYS,
    _("Days of stationed teams with a log"),
    _("Days of stationed teams of which the log was written, by the end of the period."),
)
_of_days(
    STATIONED_MISSING,
    _("Days of stationed teams without a log"),
    _(
        "Days of stationed teams that were over without a log, and of which none was written by the end of the period."
    ),
)

# -- what they visited and found -------------------------------------------------------------------------------------


def links(known: Known, **of: Any) -> Any:
    """Return by what visits were teams', as it was known: a visit that was taken out later still was the team's."""
    out = Entry.objects.filter(case_id=OuterRef("pk"), step="take_out", seq__lte=known.seq)
    return TeamVisit.objects.filter(~Exists(out), pk__lte=known.seq, **of)


def visits(*kinds: str, measure: str = VISITS) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        of: dict[str, Any] = {"team__kind__in": kinds} if kinds else {}
        found = counted(Visit.objects.within(scope), cut, period, known, measure)
        return found.filter(Exists(links(known, visit=OuterRef("pk"), **of)))

    return rows


def hazards(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the hazards found in the period on visits of teams."""
    return hazards_found(cut, period, known, scope).filter(Exists(links(known, visit=OuterRef("visit"))))


_VISITED = {"tell": tell_visits, "day": "visited_on", "sectored": True}
_figure(
    "teams.visits",
    _("Visits by teams"),
    _("Visits of the period that name a team; each is one team’s at most."),
    "家次",
    visits(),
    **_VISITED,
)
_figure(
    "teams.stationed_visits",
    _("Visits by stationed teams"),
    _("Visits of the period that name a stationed team."),
    "家次",
    visits(TeamKind.STATIONED),
    **_VISITED,
)
_figure(
    "teams.four_haves",
    _("Visits by teams with the four haves"),
    _("Visits of teams with an expert, a focus, a checklist with answers, and a result."),
    "家次",
    visits(measure=FOUR_HAVES),
    **_VISITED,
)
_figure(
    "teams.hazards",
    _("Hazards found by teams"),
    _("Hazards found in the period on visits that name a team."),
    "处",
    hazards,
    tell=tell_hazards,
    day="found_on",
    sectored=True,
    graded=True,
)


def _rate(part: Rows, whole: Rows) -> Callable[[Cut, Period, Known], tuple[int, int]]:
    """Return hundred times how many of the part, and how many there are: what a mean shows is per cent.

    As with every rate in official prose, it stays below 100 while any lacks something.
    """

    def over(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
        some = part(cut, period, known, EVERYTHING).count()
        every = whole(cut, period, known, EVERYTHING).count()
        return (100 * some if some == every else min(100 * some, 999 * every // 10)), every

    return over


_figure(
    "teams.four_haves_rate",
    _("Share of teams’ visits with the four haves"),
    _(
        "Visits of teams with the four haves, divided by all of their visits of the period. Of nothing it is “—”."
    ),
    "%",
    visits(),
    over=_rate(visits(measure=FOUR_HAVES), visits()),
    is_mean=True,
    **{**_VISITED, "day": ""},
)


def visited_days(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the team-days on which somebody was visited, with a log or without."""
    return days(DAYS, DAYS_MISSING)(cut, period, known, scope).filter(Exists(_that_day(cut, period, known)))


def four_days(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return those of them on which every visit had the four."""
    four = counted(Visit.objects.all(), cut, period, known, FOUR_HAVES).order_by().values("pk")
    lacking = _that_day(cut, period, known).exclude(visit__in=four)
    return visited_days(cut, period, known, scope).filter(~Exists(lacking))


def _that_day(cut: Cut, period: Period, known: Known) -> Any:
    made = counted(Visit.objects.all(), cut, period, known).order_by().values("pk")
    return links(known, team=OuterRef("team"), visited_on=OuterRef("day"), visit__in=made)


_figure(
    "teams.days_visited",
    _("Team-days with a visit"),
    _("Days of teams that keep a log on which at least one visit of theirs was made."),
    "天",
    visited_days,
    tell=tell_days,
    day="day",
)
_figure(
    "teams.four_days",
    _("Team-days with the four haves"),
    _(
        "Days of teams with a visit on which every visit had the four haves; one that lacks one spoils the day."
    ),
    "天",
    four_days,
    tell=tell_days,
    day="day",
)
_figure(
    "teams.four_days_rate",
    _("Share of team-days with the four haves"),
    _("Team-days with the four haves, divided by team-days with a visit. Of nothing it is “—”."),
    "%",
    visited_days,
    over=_rate(four_days, visited_days),
    is_mean=True,
    tell=tell_days,
)

REGISTRY.measure(HANDOVERS)


def handovers(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    return standing(
        HandOver.objects.within(scope),
        here=cut.where(graded=False) & Q(day__range=(period.first, period.last)),
        counts=Q(state=HandOverState.TAKEN),
        plus=(HANDOVERS,),
        cut=cut,
        period=period,
        known=known,
    )


_figure(
    HANDOVERS,
    _("Hand-overs of teams"),
    _("Hand-overs of the period that both sides have signed."),
    "次",
    handovers,
    plus=(HANDOVERS,),
    tell=tell_handovers,
    day="day",
)
