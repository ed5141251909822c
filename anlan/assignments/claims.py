"""What texts claim about meetings and leaders, and the facts that decide (domain brief §1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from anlan.assignments.flow import ASSIGNED
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.models import AssignedTask, TaskState
from anlan.assignments.register_flows import LED, MEETINGS, OF_KIND
from anlan.documents.claims import CLAIMS, Fact, Ruling, Weaker, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING

WEEKLY_ASSIGNMENT, WEEKLY = OF_KIND[MeetingKind.WEEKLY_ASSIGNMENT], OF_KIND[MeetingKind.WEEKLY_STABILITY]


def every_time(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there was a weekly assignment meeting and each of them assigned a task of work safety."""
    values = figures(area, period, known, WEEKLY_ASSIGNMENT, ASSIGNED)
    tasks = AssignedTask.objects.filter(meeting=OuterRef("pk"), is_safety=True, pk__lte=known.seq)
    assigned = tasks.exclude(state=TaskState.VOIDED).order_by()
    held = REGISTRY[WEEKLY_ASSIGNMENT].rows(Cut.of(area), period, known, EVERYTHING)
    without = held.filter(~Exists(assigned)).count()
    told = Fact.counted(
        "assignments.without_task", _("Assignment meetings without a safety task"), without, unit="次"
    )
    return Ruling(values[WEEKLY_ASSIGNMENT].count > 0 and without == 0, (*facts(values), told))


def weeks_of(period: Period, known: Known) -> list[tuple[int, int]]:
    """Return the ISO weeks that lie wholly in the period and had ended when it was known: none can be missed else."""
    last = min(period.last, clock.local_day(known.at) - timedelta(days=1))
    monday = period.first + timedelta(days=-period.first.weekday() % 7)
    weeks = []
    while monday + timedelta(days=6) <= last:
        weeks.append(monday.isocalendar()[:2])
        monday += timedelta(days=7)
    return weeks


def never_missed(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether no whole ISO week of the period went by without a weekly safety and stability meeting."""
    values = figures(area, period, known, WEEKLY)
    rows = REGISTRY[WEEKLY].rows(Cut.of(area), period, known, EVERYTHING)
    held = {day.isocalendar()[:2] for day in rows.values_list("held_on", flat=True)}
    weeks = weeks_of(period, known)
    missed = sum(week not in held for week in weeks)
    return Ruling(
        bool(weeks) and missed == 0,
        (
            *facts(values),
            Fact.counted("assignments.weeks", _("Whole weeks of the period"), len(weeks), unit="周"),
            Fact.counted("assignments.weeks_missed", _("Weeks without a weekly meeting"), missed, unit="周"),
        ),
    )


def a_leader_several_times(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether every leader who is told of in the period did something twice or more.

    The words do not say here whose activities they mean; so the one with the fewest decides, and what is printed
    of any of them holds.
    """
    values = figures(area, period, known, LED)
    rows = REGISTRY[LED].rows(Cut.of(area), period, known, EVERYTHING)
    per_leader = rows.order_by().values("leader__name").annotate(n=Count("pk"))
    numbers = [row["n"] for row in per_leader]
    fewest = min(numbers, default=0)
    told = Fact.counted("assignments.fewest", _("Fewest of one leader"), fewest, unit="次")
    return Ruling(fewest >= 2, (*facts(values), told))


def meetings_several_times(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether two meetings or more are on record."""
    values = figures(area, period, known, MEETINGS)
    return Ruling(values[MEETINGS].count >= 2, facts(values))


def _if_held(code: str, some: Wording, none: Wording) -> Weaker:
    """Return the weaker wording where such a meeting was held; where none was, that."""

    def weaker(known: Mapping[str, Fact]) -> Wording:
        return some if known[code].number else none

    return weaker


_LEADER = r"(?:书记|市长|区长|县长|主任|秘书长|领导)"

CLAIMS.claim(
    "meetings.every_time",
    name=_("Every assignment meeting assigned a safety task"),
    zh=[r"(?:每次|次次)(?=[^，。；]{0,12}交办)"],
    en=[r"\b(?:every|each) (?:weekly )?(?:assignment )?(?:meeting|session)\b(?=[^.;]{0,30}\bassign)"],
    predicate=every_time,
    weaker=_if_held(
        WEEKLY_ASSIGNMENT,
        Wording(
            "召开周交办会议{assignments.weekly_assignment_meetings}，其中{assignments.without_task}未交办安全生产任务",
            "{assignments.weekly_assignment_meetings} assignment meetings, {assignments.without_task} without "
            "a safety task",
        ),
        Wording("没有召开周交办会议的记录", "no assignment meeting is on record"),
    ),
)
CLAIMS.claim(
    "meetings.never_missed",
    name=_("No weekly meeting was missed"),
    zh=[
        r"(?:雷打不动|从未间断|从不间断|不间断)(?=[^，。；]{0,12}(?:例会|周会|会议))",
        r"(?:例会|周会)[^，。；]{0,8}?(?:雷打不动|从未间断|从不间断|不间断)",
    ],
    en=[
        r"\bwithout fail\b(?=[^.;]{0,40}\bmeeting)",
        r"\bmeetings? (?:was|were) never (?:missed|skipped|interrupted)\b",
        r"\bmeetings?\b[^.;]{0,30}\bwithout fail\b",
    ],
    predicate=never_missed,
    weaker=_if_held(
        WEEKLY,
        Wording(
            "召开周例会{assignments.weekly_stability_meetings}，{assignments.weeks}中有{assignments.weeks_missed}未召开",
            "{assignments.weekly_stability_meetings} weekly meetings, none in {assignments.weeks_missed} of "
            "{assignments.weeks} weeks",
        ),
        Wording("没有召开周例会的记录", "no weekly meeting is on record"),
    ),
)
CLAIMS.claim(
    "meetings.several_times",
    name=_("Meetings were held several times"),
    zh=[r"多次[^，。；、]{0,10}?(?:召开|召集)[^，。；、]{0,16}?会议?", r"(?:会议|例会)[^，。；]{0,6}?多次"],
    en=[r"\b(?:several|repeated|many) meetings\b", r"\bmet (?:several|many) times\b"],
    predicate=meetings_several_times,
    weaker=Wording("召开会议{assignments.meetings}", "meetings held: {assignments.meetings}"),
    unless=_LEADER + r"[^，。；]*$",
)
CLAIMS.claim(
    "leaders.several_times",
    name=_("A leader did it several times"),
    zh=[
        _LEADER
        + r"[^，。；]{0,30}?多次[^，。；、]{0,12}?(?:组织|召开|主持|带队|深入|调度|调研|检查|督导|督查|批示)"
    ],
    en=[
        r"\b(?:mayor|secretary|leader)s?\b[^,.;]{0,40}\b(?:repeatedly|several times|many times|on several occasions)\b"
    ],
    predicate=a_leader_several_times,
    weaker=Wording(
        "市领导开展调度、调研和检查{assignments.leader_activities}",
        "activities of leaders: {assignments.leader_activities}",
    ),
)
