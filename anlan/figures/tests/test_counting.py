"""Counters against a recount by hand: any history, any cut, any period, any moment of knowledge, folded or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.figures.counting import fold, tabulate
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate, evaluate_all, trace
from anlan.figures.models import Cell, Contribution, Fold
from anlan.figures.registry import REGISTRY
from anlan.figures.tests.histories import operations, play
from anlan.figures.tests.recounts import QUESTIONS, Question, recount
from anlan.figures.verification import verify
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry, Head
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    criterion,
    many_hazards,
    record_hazard,
    record_visit,
    scratch,
    take,
)

DAY = timedelta(days=1)
YEAR = Period.year_to(TODAY)
DOUBLED = (
    "INSERT INTO figures_contribution (seq, line, day, step_day, area_id, sector_id, grade, n, measure_id) "
    "SELECT seq, line + 1, day, step_day, area_id, sector_id, grade, n, measure_id "
    "FROM figures_contribution WHERE {where}"
)
MEASURES = ["inspections.visits", "hazards.found", "hazards.rectified", "hazards.reopened"]
EXAMPLES = settings().max_examples // 6  # a history is some hundred statements
OWN = ("hazards", "inspections")


def answer(city, question: Question) -> None:
    """Compare every figure, and the rows behind it, with the recount."""
    expected = recount(city, question)
    assert {figure.code for figure in REGISTRY if figure.code.split(".")[0] in OWN} == expected.keys()
    codes = [code for code in expected if not question.grade or REGISTRY[code].graded]
    values = evaluate_all(
        codes, cut=question.cut(city), period=question.period(), known_at=question.known_at()
    )

    for code, value in values.items():
        assert (value.count, value.base) == expected[code], (code, question)
        assert trace(value).rows == (value.count if value.base is None else value.base), (code, question)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=operations(), questions=st.lists(QUESTIONS, min_size=3, max_size=4))
def test_every_figure_is_what_a_recount_by_hand_gives(city, history, questions):
    with scratch():
        for number, _now in enumerate(play(history)):
            if number % 9 == 8:
                answer(city, questions[number // 9 % len(questions)])
        with clock.at(_now):
            for question in questions:
                answer(city, question)
            assert verify().faults == []
            assert verify_journal().sound
            fold(chunk=3)
            assert Fold.objects.get().seq == Head.objects.get().seq
            for question in questions:
                answer(city, question)
            assert verify().faults == []


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=operations(16), question=QUESTIONS)
def test_a_table_adds_up_to_its_whole(city, history, question):
    areas = [city.areas[code].pk for code in ("a", "b", "zone")]
    leaves = [city.areas[code].pk for code in ("a1", "a2", "b1", "zone")]
    sectors = [sector.pk for sector in city.sectors.values()]
    with scratch():
        for _now in play(history):
            pass
        with clock.at(_now):
            cut = Cut.of(city.areas["city"], grade=question.grade)
            period, known = question.period(), Known.by(question.known_at())
            whole = tabulate(MEASURES, cut, period, known, by=())
            tables = [
                tabulate(MEASURES, cut, period, known, by=("area",), areas=areas),
                tabulate(MEASURES, cut, period, known, by=("area",), areas=leaves),
                tabulate(MEASURES, cut, period, known, by=("sector",), sectors=sectors),
                tabulate(MEASURES, cut, period, known, by=("area", "sector"), areas=leaves, sectors=sectors),
                tabulate(MEASURES, cut, period, known, by=("month",)),
                tabulate(MEASURES, cut, period, known, by=("grade", "month")),
            ]
    for measure in MEASURES:
        sums = [sum(n for key, n in table.items() if key[0] == measure) for table in tables]
        assert sums == [whole.get((measure,), 0)] * len(tables), measure


def value_of(city, code: str = "hazards.outstanding", **asked) -> int:
    question = {"cut": Cut.of(city.areas["city"]), "period": YEAR, **asked}
    return evaluate(code, **question).count


# -- a past period, a past moment ----------------------------------------------------------------------------


def test_a_past_period_keeps_its_number_when_one_of_its_hazards_is_accepted_later(city):
    hazard = record_hazard(at=NOON - 20 * DAY)
    take(hazard, "assign", at=NOON - 19 * DAY)
    take(hazard, "claim", at=NOON - 10 * DAY)
    take(hazard, "accept", at=NOON - 5 * DAY)

    by_day = {n: value_of(city, period=Period.year_to(TODAY - n * DAY)) for n in (21, 20, 6, 5, 0)}

    assert by_day == {21: 0, 20: 1, 6: 1, 5: 0, 0: 0}


def numbers(city, day: date, **asked) -> tuple[int, ...]:
    """Return what was found, rectified and reopened by a day, each with its rows compared."""
    question = {"cut": Cut.of(city.areas["city"]), "period": Period.year_to(day), **asked}
    values = evaluate_all(["hazards.found", "hazards.rectification_rate", "hazards.reopened"], **question)
    for value in values.values():
        assert trace(value).rows == (value.count if value.base is None else value.base)
    return tuple(value.count for value in values.values())


def test_what_was_accepted_reopened_and_then_voided_was_never_there_on_any_day(city):
    hazard = record_hazard(at=NOON - 20 * DAY)
    take(hazard, "assign", at=NOON - 19 * DAY)
    take(hazard, "claim", at=NOON - 18 * DAY)
    take(hazard, "accept", at=NOON - 15 * DAY)
    take(hazard, "reopen", at=NOON - 10 * DAY)
    days = [TODAY - n * DAY for n in (20, 15, 10, 0)]
    before = [numbers(city, day) for day in days]
    take(hazard, "ask_void")
    known = Known.now()
    take(hazard, "decide_void")

    assert before == [(1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 0, 1)]
    assert [numbers(city, day) for day in days] == [(0, 0, 0)] * 4
    assert [numbers(city, day, known=known) for day in days] == before
    assert verify().faults == []


def test_what_was_merged_and_unmerged_stood_all_the_while_as_it_did(city):
    other = record_hazard(at=NOON - 30 * DAY)
    hazard = record_hazard(at=NOON - 20 * DAY)
    take(hazard, "ask_regrade", at=NOON - 15 * DAY)
    take(hazard, "decide_regrade", at=NOON - 12 * DAY)
    take(other, "ask_regrade", at=NOON - 12 * DAY)
    take(other, "decide_regrade", at=NOON - 12 * DAY)
    general = {"cut": Cut.of(city.areas["city"], grade="general")}
    days = [TODAY - n * DAY for n in (20, 13, 12, 0)]
    before = [numbers(city, day, **general)[0] for day in days]
    take(hazard, "merge", at=NOON - 5 * DAY, into=other.pk)
    merged = [numbers(city, day, **general)[0] for day in days]
    take(hazard, "unmerge", at=NOON - 2 * DAY)

    assert (before, merged) == ([2, 2, 0, 0], [1, 1, 0, 0])
    assert [numbers(city, day, **general)[0] for day in days] == before
    assert verify().faults == []


def test_a_deadline_that_was_taken_off_is_no_longer_overdue_in_the_past_that_followed(city):
    hazard = record_hazard(at=NOON - 20 * DAY)
    take(hazard, "assign", at=NOON - 19 * DAY, due_at=NOON - 15 * DAY)
    take(hazard, "refuse", at=NOON - 12 * DAY)
    take(hazard, "decide_refusal", at=NOON - 10 * DAY, decision="grant")

    overdue = [
        value_of(city, "hazards.overdue", period=Period.year_to(TODAY - n * DAY)) for n in (16, 15, 11, 9, 0)
    ]

    assert overdue == [0, 1, 1, 0, 0]


def test_what_was_recorded_late_is_counted_on_its_day_but_was_not_known_before(city):
    record_hazard(at=NOON - 20 * DAY)
    with clock.at(NOON + DAY):
        record_hazard(at=NOON - 20 * DAY)
        past = Period.year_to(TODAY - 20 * DAY)

        assert value_of(city, period=past) == 2
        assert value_of(city, period=past, known_at=NOON + timedelta(hours=1)) == 1
        assert value_of(city, period=past, known_at=NOON - timedelta(hours=1)) == 0


def test_a_moment_of_recording_knows_its_own_entry(city):
    hazard = accepted_hazard()
    moments = dict(Entry.objects.filter(case_id=hazard.pk).values_list("step", "recorded_at"))

    assert value_of(city, known_at=moments["accept"]) == 0
    assert value_of(city, known_at=moments["accept"] - timedelta(microseconds=1)) == 1


def test_a_day_of_shanghai_begins_at_its_midnight(city):
    record_visit(at=datetime(2022, 10, 20, 0, 0, tzinfo=clock.SHANGHAI))
    record_visit(at=datetime(2022, 10, 20, 23, 59, 59, 999_999, tzinfo=clock.SHANGHAI))
    days = [date(2022, 10, n) for n in (19, 20, 21)]

    assert [value_of(city, "inspections.visits", period=Period(day, day)) for day in days] == [0, 2, 0]


@pytest.mark.parametrize("folded", [False, True])
def test_a_value_keeps_its_trace_when_more_is_recorded_after_it(city, folded):
    first = many_hazards(3)
    known = Known.now()
    value = evaluate("hazards.outstanding", cut=Cut.of(city.areas["city"]), period=YEAR, known=known)
    proof = trace(value)
    for step in ("assign", "claim", "accept"):
        take(first[0], step)
    many_hazards(2)
    if folded:
        fold()

    assert (value.count, trace(value)) == (3, proof)


@pytest.mark.parametrize("folded", [False, True])
def test_a_moment_taken_once_gives_the_same_numbers_after_more_was_recorded(city, folded):
    many_hazards(3)
    known = Known.now()
    before = value_of(city, known=known)
    many_hazards(2)
    if folded:
        fold()

    assert value_of(city, known=known) == before == 3


# -- the fold ------------------------------------------------------------------------------------------------


def test_a_fold_in_small_chunks_gives_the_same_cells_as_in_one(city):
    many_hazards(9)
    accepted_hazard("plant")

    with scratch():
        fold()
        at_once = set(Cell.objects.values_list("measure_id", "area_id", "sector_id", "grade", "bucket", "n"))
    chunks = fold(chunk=2)

    assert chunks == Head.objects.get().seq
    assert (
        set(Cell.objects.values_list("measure_id", "area_id", "sector_id", "grade", "bucket", "n")) == at_once
    )
    assert fold() == 0


def test_a_hazard_is_folded_into_its_leaf_and_everything_above_by_day_month_and_year(city):
    record_hazard("depot")
    fold()
    found = Cell.objects.filter(measure__code="hazards.found").values_list(
        "area_id", "sector_id", "bucket", "n"
    )

    assert set(found) == {
        (city.areas[area].pk, sector, bucket, 1)
        for area in ("b1", "b", "city")
        for sector in (0, city.sectors["gas"].pk)
        for bucket in (2022, 202210, 20221024)
    }


# -- the verification ----------------------------------------------------------------------------------------


@pytest.fixture
def counted(city):
    """A few hazards, accepted and not, half of them folded."""
    accepted_hazard()
    many_hazards(2)
    fold()
    accepted_hazard("kitchen")
    assert verify().sound
    return city


def bend(change: str) -> list[str]:
    """Change one contribution behind the trigger's back; return the differences found."""
    where = "seq = (SELECT max(seq) FROM figures_contribution)"
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            on = "" if connection.vendor == "sqlite" else " ON figures_contribution"
            cursor.execute(f"DROP TRIGGER figures_contribution_no_{verb}{on}")
        cursor.execute(change.format(where=where))
        assert cursor.rowcount == 1
    return verify().faults


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE figures_contribution SET n = 2 WHERE {where}",
        "UPDATE figures_contribution SET n = -1 WHERE {where}",
        "UPDATE figures_contribution SET day = day - 1 WHERE {where}",
        "UPDATE figures_contribution SET step_day = step_day + 5 WHERE {where}",
        "UPDATE figures_contribution SET area_id = 106 WHERE {where}",
        "UPDATE figures_contribution SET sector_id = sector_id + 1 WHERE {where}",
        "UPDATE figures_contribution SET grade = 'major' WHERE {where}",
        "UPDATE figures_contribution SET measure_id = measure_id - 1 WHERE {where}",
        "UPDATE figures_contribution SET seq = seq - 1 WHERE {where}",
        "DELETE FROM figures_contribution WHERE {where}",
        DOUBLED,
    ],
    ids=["n", "sign", "day", "step_day", "area", "sector", "grade", "measure", "entry", "removed", "doubled"],
)
def test_a_bent_contribution_is_found(counted, change):
    assert bend(change)


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda cells: cells.update(n=99), "n"),
        (lambda cells: cells.delete(), "removed"),
        (lambda cells: cells.update(grade="x"), "moved"),
    ],
    ids=["n", "removed", "moved"],
)
def test_a_bent_cell_is_found(counted, change, how):
    cell = Cell.objects.order_by("measure_id", "area_id", "sector_id", "bucket")[0]

    change(Cell.objects.filter(pk=cell.pk))

    assert [fault for fault in verify().faults if fault.startswith("cell of measure")]


def test_a_cell_of_nothing_is_found(counted):
    cell = Cell.objects.order_by("measure_id", "area_id", "sector_id", "bucket")[0]
    Cell.objects.create(
        measure_id=cell.measure_id,
        area_id=cell.area_id,
        sector_id=cell.sector_id,
        grade="",
        bucket=19990101,
        n=3,
    )

    assert verify().faults


@pytest.mark.parametrize("seq", [0, 1, 10_000])
def test_a_bent_watermark_is_found(counted, seq):
    Fold.objects.update(seq=seq)

    assert verify().faults


def test_a_hazard_whose_columns_were_bent_is_found(counted):
    bent = list(Hazard.objects.filter(state="found").values_list("pk", flat=True))
    Hazard.objects.filter(pk__in=bent).update(grade="major", criterion=criterion())

    faults = verify().faults

    assert len(bent) == 2
    for key in bent:
        assert f"hazards.found: hazard {key} is counted 1 times, should be 0" in faults
        assert f"hazards.found: hazard {key} is counted 0 times, should be 1" in faults


@pytest.mark.parametrize("step", ["merge", "decide_void"])
def test_a_correction_that_left_something_counted_is_found(counted, step):
    """The sums of the case and of its steps stay right: only the day on which it was taken out is bent."""
    other = record_hazard()
    hazard = record_hazard(at=NOON - 3 * DAY)
    if step == "merge":
        take(hazard, "merge", into=other.pk)
    else:
        take(hazard, "ask_void")
        take(hazard, "decide_void")
    assert verify().sound

    faults = bend("UPDATE figures_contribution SET step_day = step_day + 1 WHERE {where}")

    assert [fault for fault in faults if "was taken out or brought back" in fault]


def test_a_contribution_of_no_step_is_found(counted):
    whole = Contribution.objects.order_by("-seq")[0]
    Contribution.objects.create(
        seq=99_999, line=0, measure_id=whole.measure_id, day=20221024, step_day=20221024,
        area_id=whole.area_id, sector_id=whole.sector_id, grade="general", n=1,
    )  # fmt: skip

    assert [fault for fault in verify().faults if "belong to no step" in fault]
