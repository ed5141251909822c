"""The board of a day: every unit that owes, where it stood at the deadline and stands now, whom to call.

Totals are counted by the database and lists are read a page at a time, so that 3,000 units cost hardly more than 30.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Max, Min, Q, Sum, Value, When

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.org.scope import Scope
from anlan.reporting import facts, prefilled
from anlan.reporting.form_models import DAILY
from anlan.reporting.kinds import Ladder
from anlan.reporting.models import Axis, Due, DueQuerySet, ReportRule
from anlan.reporting.standing import (
    TONES,
    Standing,
    at_deadline,
    standing,
    where,
)

ORDER = (
    Standing.MISSING, Standing.DUE, Standing.NOT_DUE, Standing.LATE, Standing.REPORTED, Standing.ZERO,
    Standing.EXCUSED,
)  # fmt: skip
EXPLAINED, NOT_IN = "explained", "not_in"
PAGE, CALLS_SHOWN = 60, 20
FIRST, SECOND = 1, 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a board's address asks for."""

    day: date
    standing: str = ""
    axis: str = ""
    area: str = ""
    page: int = 1
    wall: bool = False

    @classmethod
    def of(cls, query: Mapping[str, Any], today: date) -> Asked:
        """Return what an address asks. Raises Invalid for what is no choice."""
        return cls(
            parameters.day(query, "day") or today,
            parameters.choice(query, "standing", (*Standing.values, EXPLAINED, NOT_IN)),
            parameters.choice(query, "axis", Axis.values),
            parameters.words(query, "area"),
            max(1, parameters.whole(query, "page") or 1),
            query.get("wall") == "1",
        )

    def query(self, **changes: Any) -> str:
        """Return the address's query with changes; a change to "" leaves the key out."""
        whole = {
            "day": self.day.isoformat(), "standing": self.standing, "axis": self.axis, "area": self.area,
            "page": self.page if self.page > 1 else "", "wall": "1" if self.wall else "", **changes,
        }  # fmt: skip
        return urlencode({name: value for name, value in whole.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """A unit on the board."""

    due: Due
    word: Standing
    tone: str
    at_deadline: Standing | None  # frozen; None before the deadline
    to_call: int  # which call is due now: 1, 2, or 0 for none
    to_remind: bool
    against: str  # what an explained zero contradicts

    @property
    def moved(self) -> bool:
        """Tell whether the truth of now differs from that at the deadline."""
        return self.at_deadline is not None and self.at_deadline != self.word


def line(due: Due, now: datetime) -> Line:
    word = standing(due, now)
    return Line(
        due,
        word,
        TONES[word],
        at_deadline(due) if now > due.due_at else None,
        call_due(due, now),
        word == Standing.DUE and now >= due.due_at - timedelta(minutes=due.rule.remind_minutes),
        facts.told(prefilled.from_text(due.contradictions)),
    )


def call_due(due: Due, now: datetime) -> int:
    """Return which call is due by the times of its rule; needs `rule` loaded."""
    if standing(due, now) != Standing.MISSING or due.closes_at < now or due.rule.ladder == Ladder.REMINDER:
        return 0
    after = {0: due.rule.call_minutes, 1: due.rule.second_call_minutes}.get(due.calls)
    if after is None or now < due.due_at + timedelta(minutes=after):
        return 0
    return SECOND if due.calls else FIRST


def to_call(now: datetime) -> Q:
    """Return the same as a condition on rows; a test compares the two. A query: which times the rules have."""
    whose: dict[tuple[int, int], list[int]] = {}
    calling = ReportRule.objects.exclude(ladder=Ladder.REMINDER)
    for key, *minutes in calling.values_list("pk", "call_minutes", "second_call_minutes"):
        whose.setdefault((minutes[0], minutes[1]), []).append(key)
    found = Q(pk__in=())
    for times, rules in whose.items():
        first, second = (now - timedelta(minutes=one) for one in times)
        found |= Q(rule__in=rules) & (Q(calls=0, due_at__lte=first) | Q(calls=1, due_at__lte=second))
    return where(Standing.MISSING, now) & Q(closes_at__gte=now) & found


def dues_of(day: date, scope: Scope) -> DueQuerySet:
    """Return the daily reports due on a day that a reader sees; other forms stand in the list."""
    return Due.objects.within(scope).filter(day=day, form=DAILY)


def missing_since(day: date, scope: Scope, now: datetime) -> DueQuerySet:
    """Return the daily reports of a day and since that are missing, and that a reader sees."""
    rows = Due.objects.within(scope).filter(day__gte=day, form=DAILY)
    return rows.filter(where(Standing.MISSING, now))


def fingerprint(dues: DueQuerySet, now: datetime) -> str:
    """Return what changes with every step on these reports, and when time alone changes a word. Two queries.

    A step raises the revision of its row, and rows are never taken away: the number and the sum tell any change.
    """
    groups = (
        dues.order_by("due_at", "opens_at", "closes_at", "rule")
        .values_list("due_at", "opens_at", "closes_at", "rule")
        .annotate(n=Count("id"), steps=Sum("revision"))
    )
    rules = ReportRule.objects.values_list("pk", "remind_minutes", "call_minutes", "second_call_minutes")
    minutes = {key: times for key, *times in rules}
    return "|".join(
        f"{due_at:%d%H%M}:{n}:{steps}:{_stage(now, due_at, opens_at, closes_at, minutes[rule])}"
        for due_at, opens_at, closes_at, rule, n, steps in groups
    )


def _stage(
    now: datetime, due_at: datetime, opens_at: datetime, closes_at: datetime, minutes: Sequence[int]
) -> str:
    """Return between which of the moments at which a word changes `now` lies; the deadline itself is still in time."""
    remind, first, second = (timedelta(minutes=one) for one in minutes)
    reached = (
        now >= opens_at,
        now >= due_at - remind,
        now > due_at,
        now > due_at and now >= due_at + first,
        now > due_at and now >= due_at + second,
        now > closes_at,
    )
    return "".join("1" if one else "0" for one in reached)


def word_at(at: Any) -> Case:
    """Return the standing at a moment (or at a column's) as an expression."""
    whens = [When(where(word, at), then=Value(word.value)) for word in Standing]
    return Case(*whens, default=Value(Standing.DUE.value), output_field=CharField())


@dataclass
class Totals:
    """How many stand where, now and at the deadline: of all, by axis, and now by area, townships among them."""

    now: Counter[str]
    frozen: Counter[str]
    axes: dict[str, Counter[str]]
    areas: dict[int, Counter[str]]
    explained: int = 0

    @classmethod
    def of(cls, dues: DueQuerySet, now: datetime) -> Totals:
        """Count what a reader sees; one statement, one row for each area and pair of words."""
        found = cls(Counter(), Counter(), {}, {})
        rows = (
            dues.order_by()
            .annotate(word=word_at(now), then=word_at(F("due_at")))
            .values_list("axis", "area_id", "word", "then")
            .annotate(n=Count("id"), explained=Count("id", filter=~Q(contradictions="")))
        )
        for axis, area, word, then, n, explained in rows:
            found.now[word] += n
            found.frozen[Standing.MISSING if then == Standing.DUE else then] += n
            found.axes.setdefault(axis, Counter())[word] += n
            found.explained += explained
            if axis != Axis.DEPARTMENT:
                found.areas.setdefault(area, Counter())[word] += n
        return found


def chosen(dues: DueQuerySet, asked: Asked, now: datetime) -> DueQuerySet:
    """Return what the filters of a board's list leave."""
    if asked.standing == EXPLAINED:
        dues = dues.exclude(contradictions="")
    elif asked.standing == NOT_IN:
        dues = dues.filter(where(Standing.MISSING, now) | where(Standing.DUE, now))
    elif asked.standing:
        dues = dues.filter(where(Standing(asked.standing), now))
    if asked.axis:
        dues = dues.filter(axis=asked.axis)
    return dues.filter(where_and_when({"area": asked.area})) if asked.area else dues


def lines(dues: DueQuerySet, now: datetime, *, first: int = 0, most: int) -> list[Line]:
    """Return some lines, those that need somebody first. One query."""
    ranks = [When(where(word, now), then=Value(rank)) for rank, word in enumerate(ORDER)]
    rows = (
        dues.annotate(rank=Case(*ranks, default=Value(len(ORDER))))
        .select_related("organisation", "signed_by", "rule")
        .order_by("rank", "area_path", "organisation__code", "id")
    )
    return [line(due, now) for due in rows[first : first + most]]


def calls(dues: DueQuerySet, now: datetime, *, most: int = CALLS_SHOWN) -> tuple[int, list[Line]]:
    """Return how many are to be called now, and those to call next: first calls first. Three queries."""
    rows = dues.filter(to_call(now))
    shown = rows.select_related("organisation", "signed_by", "rule").order_by(
        "calls", "area_path", "organisation__code", "id"
    )
    return rows.count(), [line(due, now) for due in shown[:most]]


def deadlines(dues: DueQuerySet) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last deadline of a day; one query."""
    found = dues.aggregate(first=Min("due_at"), last=Max("due_at"))
    return found["first"], found["last"]


def pages(found: int) -> int:
    return max(1, -(-found // PAGE))
