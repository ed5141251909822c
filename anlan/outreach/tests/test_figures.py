"""Quantities against a recount by hand: any history, any area, any period, any moment of knowledge, folded or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.figures.counting import fold
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate, evaluate_all, prose, records, trace
from anlan.figures.registry import REGISTRY
from anlan.figures.verification import verify
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.outreach.figures import households, rounds
from anlan.outreach.flow import MEASURES
from anlan.outreach.forms import RECORD
from anlan.outreach.models import Activity
from anlan.outreach.tests.factories import activity_input, area, record_activity, take, verified_activity
from anlan.testing import NOON, TODAY, actor, scratch

BEGIN = datetime(2022, 9, 20, 15, 30, tzinfo=clock.SHANGHAI)
CODES = sorted(figure.code for figure in REGISTRY if figure.code.startswith("outreach."))
RECORDERS = {"a1": "station1", "b1": "station3", "a": "county1", "zone": "zone1", "city": "dept1"}
VERIFIERS = {"a1": "county1", "b1": "county2", "a": "office1", "zone": "office1", "city": "office1"}
KINDS = ("media_item", "leaflet", "leaflet", "sms", "household_visit", "household_visit", "five_entries")
ACTS = "record record record verify verify verify send_back correct void fold".split()
EXAMPLES = settings().max_examples // 4  # a history is some hundred statements
DOORS = next(item for item in RECORD.inputs if item.name == "doors")


@dataclass(frozen=True)
class Op:
    """One thing that happens `gap` hours after the one before; claimed `back` hours earlier."""

    kind: str
    gap: int
    back: int
    pick: int
    what: str
    where: str
    n: int

    @property
    def doors(self) -> str:
        """The doors of a round; they overlap with those of others."""
        first = self.pick % 9
        return "\n".join(f"{n % 7 + 1}-{n}" for n in range(first, first + self.n % 6 + 1))

    def content(self) -> dict[str, Any]:
        changes = {
            "media_item": {"quantity": self.n},
            "leaflet": {"quantity": self.n},
            "sms": {"quantity": self.n, "receipt_count": 2_000_000, "receipted_on": "2022-09-01"},
            "household_visit": {"doors": self.doors},
            "five_entries": {},
        }[self.what]
        return activity_input(self.what, **changes)


HISTORIES = st.lists(
    st.builds(
        Op,
        kind=st.sampled_from(ACTS),
        gap=st.integers(0, 40),
        back=st.sampled_from([0, 0, 5, 50, 400]),
        pick=st.integers(0, 99),
        what=st.sampled_from(KINDS),
        where=st.sampled_from(sorted(RECORDERS)),
        n=st.integers(1, 2_000_000),
    ),
    min_size=6,
    max_size=24,
)


@dataclass(frozen=True)
class Question:
    where: str
    first: date
    days: int
    known: int  # how many entries back it is asked as known; 0 is now

    def period(self) -> Period:
        return Period(self.first, self.first + timedelta(days=self.days))

    def known_at(self) -> datetime | None:
        moments = list(Entry.objects.order_by("-seq").values_list("recorded_at", flat=True))
        return moments[self.known % len(moments)] if self.known and moments else None


QUESTIONS = st.builds(
    Question,
    where=st.sampled_from(["city", "city", "a", "b", "zone", "a1", "b1"]),
    first=st.dates(date(2022, 8, 25), date(2022, 10, 20)),
    days=st.one_of(st.integers(0, 20), st.integers(0, 90)),
    known=st.sampled_from([0, 0, 0, 1, 2, 5, 11]),
)


def happen(op: Op, now: datetime) -> None:
    """Let one thing happen, if there is an activity to which it can."""
    if op.kind == "fold":
        fold(chunk=op.pick % 7 + 1)
    elif op.kind == "record":
        told = {name: value for name, value in op.content().items() if name != "kind"}
        at = now - timedelta(hours=op.back)
        record_activity(op.what, by=RECORDERS[op.where], at=at, **told | {"area": area(op.where)})
    else:
        rows = list(Activity.objects.standing().order_by("pk"))
        if rows:
            _step(op, rows[op.pick % len(rows)], now)


def _step(op: Op, activity: Activity, now: datetime) -> None:
    bodies = {code: actor(who).posts[0].organisation_id for code, who in RECORDERS.items()}
    home = next(code for code, body in bodies.items() if body == activity.organisation_id)
    by = {"correct": RECORDERS[home], "void": "office1"}.get(op.kind, VERIFIERS[home])
    told: dict[str, Any] = {}
    if op.kind == "correct":
        earlier = max(activity.happened_at - timedelta(hours=op.back), BEGIN - timedelta(days=30))
        told = op.content() | {"happened_at": earlier.isoformat(), "area": area(home)}
    at = max(now - timedelta(hours=op.back % 50), activity.last_at)
    try:
        take(activity, op.kind, by=by, at=at, **told)
    except AnlanError:  # its state or its facts do not allow it: histories need not be clever
        return


def recount(question: Question, doors_of: dict[str, list[str]]) -> dict[str, int]:
    """Return code → count from the journal's entries alone, case by case; doors by their digest."""
    known = question.known_at()
    cases: dict[int, list[Entry]] = {}
    for entry in Entry.objects.filter(kind="activity").order_by("seq"):
        if known is None or entry.recorded_at <= known:
            cases.setdefault(entry.case_id, []).append(entry)
    path, paths = area(question.where).path or "?", dict(Area.objects.values_list("pk", "path"))
    answer, seen = dict.fromkeys(CODES, 0), set()
    for entries in cases.values():
        stood = _as_it_stood(entries, question.period())
        if stood is None or not (paths[stood["area"]] or "").startswith(path):
            continue
        if not stood["verified"]:
            answer["outreach.unverified"] += 1
            continue
        answer["outreach.activities"] += 1
        doors = doors_of.get(stood.get("doors", ""), [])
        answer[MEASURES[stood["kind"]]] += len(doors) or stood.get("quantity", 1)
        seen |= {(stood["area"], stood["grid_cell"], door) for door in doors}
    return answer | {"outreach.households": len(seen)}


def _as_it_stood(entries: list[Entry], period: Period) -> dict[str, Any] | None:
    """Return what was told of an activity at the end of a period; what was voided was never there."""
    then = [e for e in entries if clock.local_day(e.occurred_at) <= period.last]
    if not then or entries[-1].to_state == "voided":
        return None
    told: dict[str, Any] = {}
    at = then[0].occurred_at
    for entry in then:
        if entry.step in ("record", "correct"):
            told = json.loads(entry.input)
            at = datetime.fromisoformat(told["happened_at"]) if "happened_at" in told else at
    if clock.local_day(at) not in period:
        return None
    return told | {"verified": then[-1].to_state == "verified"}


def compare(question: Question, doors_of: dict[str, list[str]]) -> None:
    """Compare every figure, and the rows behind it, with the recount."""
    expected = recount(question, doors_of)
    cut = Cut.of(area(question.where))
    values = evaluate_all(CODES, cut=cut, period=question.period(), known_at=question.known_at())

    assert {code: value.count for code, value in values.items()} == expected, question
    for measure in MEASURES.values():
        rows = records(values[measure], scope=EVERYTHING)
        assert sum(rows.values_list("quantity", flat=True)) == expected[measure], (measure, question)
    for code in ("outreach.activities", "outreach.unverified", "outreach.households"):
        assert trace(values[code]).rows == expected[code], (code, question)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=HISTORIES, questions=st.lists(QUESTIONS, min_size=3, max_size=5))
def test_every_quantity_is_what_a_recount_by_hand_gives(city, history, questions):
    doors_of = {DOORS.journal(DOORS.clean(op.doors)): op.doors.split("\n") for op in history}
    now = BEGIN
    with scratch():
        for op in history:
            now += timedelta(hours=op.gap, minutes=7)
            with clock.at(now):
                happen(op, now)
        with clock.at(now):
            for question in questions:
                compare(question, doors_of)
            assert verify().faults == []
            fold(chunk=3)
            for question in questions:
                compare(question, doors_of)
            assert verify().faults == []


# -- prose -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "count", "text"),
    [
        ("outreach.media_items", 240, "240篇（条）"),
        ("outreach.short_videos", 167, "167条"),
        ("outreach.five_entries", 28, "28次"),
        ("outreach.leaflets", 603_500, "60万余份"),
        ("outreach.leaflets", 600_000, "60万份"),
        ("outreach.sms", 16_340_000, "1600多万条"),
        ("outreach.sms", 16_000_000, "1600万条"),
        ("outreach.households", 42_318, "4.2万多户"),
        ("outreach.household_visits", 46_012, "4.6万多户次"),
    ],
)
def test_quantities_are_written_as_the_official_prose_writes_them(code, count, text):
    figure = REGISTRY[code]

    assert prose(figure, count, None) + figure.unit == text


# -- cuts --------------------------------------------------------------------------------------------------------


def test_publicity_is_not_told_apart_by_sector_and_says_so(city):
    cut = Cut.of(city.areas["city"], sectors=(city.sectors["fire"],))

    with pytest.raises(Invalid) as met, translation.override("en"):
        evaluate("outreach.sms", cut=cut, period=Period.year_to(TODAY))

    assert (met.value.code, met.value.field) == ("figure.not_sectored", "sector")


def test_what_the_city_organises_itself_counts_in_the_city_and_in_no_county(city):
    verified_activity("sms", by="dept1", where="city", verifier="office1")
    year = Period.year_to(TODAY)

    counted = [evaluate("outreach.sms", cut=Cut.of(area(c)), period=year).count for c in ("city", "a", "b")]

    assert counted == [160_000, 0, 0]


def test_households_are_those_that_the_reader_may_see(city):
    verified_activity("household_visit")
    verified_activity("household_visit", by="station3", where="b1", verifier="county2")
    value = evaluate("outreach.households", cut=Cut.of(area("city")), period=Period.year_to(TODAY))

    seen = {
        who: records(value, scope=actor(who).scope).count() for who in ("editor1", "county1", "business1")
    }

    assert value.count == 4
    assert seen == {"editor1": 4, "county1": 2, "business1": 0}


def test_distinct_households_cost_two_statements(city, django_assert_num_queries):
    for at in (NOON, NOON - timedelta(days=3)):
        verified_activity("household_visit", at=at)
    cut, year = Cut.of(area("city")), Period.year_to(TODAY)
    value = evaluate("outreach.households", cut=cut, period=year)

    assert rounds(cut, year, value.known).count() == 2
    assert households(cut, year, value.known, EVERYTHING).count() == value.count == 2
    with django_assert_num_queries(2):  # whether anything moved since, and the count
        evaluate("outreach.households", cut=cut, period=year, known=value.known)
