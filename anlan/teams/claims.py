"""What texts claim about teams: stationed everywhere, all the time, a log of each day. The dated teams decide."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.teams.figures import reporting_areas, teams
from anlan.teams.flow import STATIONED_DAYS
from anlan.teams.models import Team, TeamDay, TeamKind
from anlan.teams.settling import days_of

STATIONED, AREAS = "teams.stationed", "teams.areas_stationed"
TeamDays = dict[int, tuple[Team, set[date]]]


def stationed(area: Area, period: Period, known: Known) -> TeamDays:
    """Return the stationed teams with their days in the period, up to the day of knowledge. One query."""
    last = min(period.last, clock.local_day(known.at))
    rows = teams(TeamKind.STATIONED)(Cut.of(area), period, known, EVERYTHING)
    return {team.pk: (team, {day for day in days_of(team, last) if day >= period.first}) for team in rows}


def gaps(there: TeamDays, areas: set[int]) -> int:
    """Return on how many area-days nobody was stationed, from the first day of any of the teams to the last of any."""
    seen: dict[int, set[date]] = {key: set() for key in areas}
    for team, days in there.values():
        seen.setdefault(team.area_id, set()).update(days)
    every = {day for _team, days in there.values() for day in days}
    if not every:
        return 0
    whole = (max(every) - min(every)).days + 1
    return sum(whole - len(seen[key]) for key in areas)


def everywhere(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether each reporting area had a stationed team on each day of the time in which they were out."""
    values = figures(area, period, known, STATIONED, AREAS)
    areas = {one.pk for one in reporting_areas(Cut.of(area), period, EVERYTHING)}
    without = gaps(stationed(area, period, known), areas)
    told = (
        Fact.counted("teams.reporting_areas", _("Counties, districts and zones"), len(areas), unit="个"),
        Fact.counted("teams.gaps", _("Area-days with nobody stationed"), without, unit="天"),
    )
    holds = 0 < len(areas) == values[AREAS].count and without == 0
    return Ruling(holds, (*facts(values), *told))


def logged(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether stationed teams were out and every one of their days that is over has its log."""
    values = figures(area, period, known, STATIONED_DAYS)
    there = stationed(area, period, known)
    today = clock.local_day(known.at)
    asked = {
        (key, day) for key, (team, days) in there.items() if team.keeps_log for day in days if day < today
    }
    written = set(
        TeamDay.objects.filter(team__in=there, written_on__isnull=False, pk__lte=known.seq)
        .standing()
        .values_list("team", "day")
    )
    missing = len(asked - written)
    told = (
        Fact.counted("teams.days_asked", _("Days of stationed teams that are over"), len(asked), unit="天"),
        Fact.counted("teams.days_unlogged", _("Of them without a log"), missing, unit="天"),
    )
    return Ruling(bool(asked) and missing == 0, (*facts(values), *told))


CLAIMS.claim(
    "teams.stationed_everywhere",
    name=_("A team was stationed in every area, all the time"),
    zh=[
        r"(?:各|每个|所有)(?:县区|县、区|地区)[^。；]{0,16}?(?:进行|开展|实行)?(?:全程|全时段)?(?:驻守|蹲点|驻点)",
        r"全程驻守",
    ],
    en=[
        r"\bstationed in (?:every|each|all) (?:county|counties|area|areas|district)",
        r"\bstationed throughout\b",
    ],
    predicate=everywhere,
    weaker=Wording(
        "{teams.areas_stationed}县区、功能区有驻守组{teams.stationed}，{teams.gaps}无人驻守",
        "{teams.stationed} teams stationed in {teams.areas_stationed} of {teams.reporting_areas} areas, "
        "{teams.gaps} area-days without one",
    ),
)
CLAIMS.claim(
    "teams.logged_daily",
    name=_("Every day of a stationed team has its log"),
    zh=[
        r"(?:每天|每日|逐日|天天)[^，。；]{0,8}?(?:驻守|工作)?日志",
        r"驻守日志[^，。；]{0,6}?(?:齐全|完整|无缺|不缺|一天不落|全部)",
    ],
    en=[
        r"\b(?:daily logs?|a log (?:every|each) day)\b[^,.;]{0,30}\bteams?\b",
        r"\blogs? of (?:every|each) day\b",
    ],
    predicate=logged,
    weaker=Wording(
        "驻守日志{teams.stationed_days}，已过的{teams.days_asked}中缺{teams.days_unlogged}",
        "{teams.stationed_days} day logs of stationed teams, {teams.days_unlogged} of {teams.days_asked} missing",
    ),
)
