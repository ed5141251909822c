"""Hints that rows of a ledger may be one hazard with another, and the merge of what came from ledgers."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate
from anlan.hazards.ledger_hints import WITHOUT_ALIKE
from anlan.hazards.models import Hazard, State
from anlan.hazards.tests.test_imports import FOUND, VISIT, WHOLE
from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, Line
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.imports.workbooks import problems
from anlan.kernel.period import Period
from anlan.org.scope import SYSTEM
from anlan.testing import take as take_step

SIMILAR = "配电箱门缺失、导线裸露在外"


@pytest.fixture
def visited(city, tmp_path):
    visits = [VISIT, VISIT | {"visited_at": "2022-09-05"}, VISIT | {"premises": "mill", "officer": "county1"}]
    taken_in(ledger(tmp_path / "v.xlsx", "visits", *visits), "visits")
    return city


def hints(batch: Batch) -> dict[int, list[tuple[str, str]]]:
    lines = Line.objects.filter(batch=batch).order_by("number")
    return {line.number: [(w[0], w[1]) for w in line.warnings] for line in lines if line.warnings}


def bring(tmp_path, *rows, name: str = "h", **options):
    return taken_in(ledger(tmp_path / f"{name}.xlsx", "hazards", *rows), "hazards", **options)


def test_a_row_that_reads_like_another_of_the_file_is_hinted_at_and_taken_in(visited, tmp_path):
    batch, told = bring(tmp_path, FOUND, FOUND | {"description": SIMILAR})

    assert told["written"] == 2
    assert hints(batch) == {3: [("description", "row.alike")]}
    assert "2" in Line.objects.get(batch=batch, number=3).warnings[0][2]


@pytest.mark.parametrize("dry", [True, False])
def test_trial_and_real_run_hint_alike(visited, tmp_path, dry):
    bring(tmp_path, WHOLE, name="first")

    batch, _told = bring(tmp_path, FOUND | {"number": "A", "description": SIMILAR}, FOUND, dry=dry)

    assert hints(batch) == {2: [("description", "hazard.alike")], 3: [("description", "row.alike")]}


FAR = {
    "another place": {"premises": "mill", "found_by": "county1"},
    "half a year later": {"found_at": "2022-09-05"},
    "other words": {"description": "灭火器压力不足，未及时更换"},
}


@pytest.mark.parametrize("name", FAR)
def test_what_is_another_hazard_is_not_hinted_at(visited, tmp_path, name):
    batch, told = bring(tmp_path, FOUND, FOUND | {"description": SIMILAR} | FAR[name])

    assert (told["written"], faults(batch)) == (2, {})
    assert hints(batch) == {}


def test_a_run_may_leave_out_what_reads_alike(visited, tmp_path):
    rows = [FOUND, FOUND | {"description": SIMILAR}, FOUND | {"description": FOUND["description"] + "。"}]

    batch, told = bring(tmp_path, *rows, options=[WITHOUT_ALIKE])

    assert (told["written"], told["faulty"]) == (1, 2)
    assert faults(batch) == {3: [("description", "row.alike")], 4: [("description", "row.alike")]}
    assert Hazard.objects.count() == 1


def test_the_file_that_goes_back_holds_the_hints(visited, tmp_path):
    batch, _told = bring(
        tmp_path, FOUND, FOUND | {"description": SIMILAR}, FOUND | {"found_by": "Nobody", "number": "x"}
    )
    batch = Batch.objects.select_related("work").get(pk=batch.pk)

    assert problems(batch, KINDS["hazards"], tmp_path / "back.xlsx") == 1

    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    assert len(book.worksheets) == 2
    told = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)]
    assert [row[-1] for row in told] == [3]
    assert SIMILAR in told[0]


def test_what_came_from_ledgers_is_merged_and_the_merge_undone(visited, tmp_path):
    bring(tmp_path, FOUND, name="a")
    bring(tmp_path, FOUND | {"description": SIMILAR}, name="b")
    first, second = Hazard.objects.order_by("pk")

    take_step(second, "merge", by="county1", into=first.pk)
    assert found_in_march() == 1
    take_step(second, "unmerge", by="county1", reason="确为两处")

    assert found_in_march() == 2
    assert {row.state for row in Hazard.objects.all()} == {State.FOUND}


def test_undoing_a_ledger_keeps_both_sides_of_a_merge(visited, tmp_path):
    batch, _told = bring(tmp_path, FOUND, FOUND | {"description": SIMILAR})
    first, second = Hazard.objects.order_by("pk")
    take_step(second, "merge", by="county1", into=first.pk)

    undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    codes = {line.number: line.faults[0][1] for line in Line.objects.filter(batch=batch)}
    assert codes == {2: "hazard.merge_chain", 3: "import.moved_on"}
    assert found_in_march() == 1


def found_in_march() -> int:
    value = evaluate(
        "hazards.found", cut=Cut.of(find_area(None)), period=Period(date(2022, 3, 1), date(2022, 3, 31))
    )
    return int(value.number or 0)
