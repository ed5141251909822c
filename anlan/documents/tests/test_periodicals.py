"""What summaries and circulars need: changes, comparisons, rankings, tables of records, words that hang on claims."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from anlan.documents.chronicles import CHRONICLES
from anlan.documents.claims import CLAIMS, Ruling
from anlan.documents.collected import collected
from anlan.documents.compose import Composed, compose
from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Composition, Paragraph, Table, as_data, from_data
from anlan.documents.rosters import ROSTERS
from anlan.documents.sections import Section, SectionError, parse
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.org.models import Sector
from anlan.testing import NOON, TODAY, accepted_hazard, many_hazards, record_hazard

pytestmark = pytest.mark.django_db
WEEK = Period(TODAY - timedelta(days=TODAY.weekday()), TODAY)


def part(body: str, language: str = "zh") -> Section:
    head = f"code: x\nlanguage: {language}\ntitle: 试\norder: 1\nseries: s\nkind: lead\n"
    return parse(f"---\n{head}---\n{body}", source="x")


def composed(
    city: Any, body: str, *, language: str = "zh", period: Period = WEEK, cycle: str = "week"
) -> Composed:
    return compose(
        [part(body, language)], area=city.areas["city"], period=period, language=language, cycle=cycle
    )


def prose(document: Composed) -> list[str]:
    return [
        "".join(run.text for run in block.runs) for block in document.blocks if isinstance(block, Paragraph)
    ]


def table(document: Composed) -> list[list[str]]:
    (found,) = (block for block in document.blocks if isinstance(block, Table))
    return [list(found.header), *([cell.text for cell in row] for row in found.rows)]


@pytest.fixture
def two_weeks(city: Any) -> Any:
    """Last week 1 hazard in county a; this week 1 of 4 accepted in county a, 2 in the zone."""
    record_hazard("shop", at=NOON - timedelta(days=7))
    accepted_hazard("shop")
    many_hazards(3, "kitchen")
    many_hazards(2, "plant")
    return city


def test_a_change_is_told_against_the_same_days_of_last_week(two_weeks: Any) -> None:
    document = composed(two_weeks, "登记{hazards.found}，{hazards.found|change}。")

    assert prose(document) == ["登记6条，较上周同期增加5条。"]
    assert list(document.prints) == ["hazards.found", "hazards.found@before"]
    assert document.values["hazards.found@before"].count == 1


def test_both_numbers_of_a_change_are_proven_though_one_is_not_printed(two_weeks: Any) -> None:
    document = composed(two_weeks, "{hazards.found|change}", language="en")

    assert prose(document) == ["5 more than in the same days of last week"]
    assert {key: one.text for key, one in document.prints.items()} == {
        "hazards.found": "6",
        "hazards.found@before": "1",
    }


def test_a_difference_is_not_taken_for_a_value_of_its_figure(two_weeks: Any) -> None:
    document = composed(two_weeks, "登记{hazards.found}，{hazards.found|change}。")

    assert [(one.code, one.text) for one in collected(document)] == [("hazards.found", "6条")]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("hazards.rectification_rate", "较上周同期上升16.7个百分点"),
        ("hazards.overdue", "与上周同期持平"),
        ("reporting.on_time_rate", "上周同期无可比数据"),
    ],
)
def test_rates_change_by_points_and_nothing_is_compared_with_nothing(
    two_weeks: Any, code: str, told: str
) -> None:
    assert prose(composed(two_weeks, f"{{{code}|change}}")) == [told]


def test_a_comparison_stands_figures_of_two_periods_side_by_side(two_weeks: Any) -> None:
    document = composed(two_weeks, "{comparison: hazards.found, hazards.rectification_rate}")

    assert table(document) == [
        ["指标", "本周", "上周同期", "增减"],
        ["排查隐患（条）", "6", "1", "+5"],
        ["整改率", "16.7%", "0%", "+16.7"],
    ]
    assert [cell.key for cell in document.cells] == [
        "hazards.found#city",
        "hazards.found@before#city",
        "hazards.rectification_rate#city",
        "hazards.rectification_rate@before#city",
    ]


def test_areas_are_ranked_equals_share_a_place_and_who_has_nothing_has_none(two_weeks: Any) -> None:
    rows = table(composed(two_weeks, "{ranking by area: hazards.rectification_rate, hazards.found}"))

    assert rows[0] == ["名次", "地区", "整改率", "排查隐患"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "—"]
    assert [row[2] for row in rows[1:]] == ["25%", "0%", "—"]


def test_the_least_may_come_first(two_weeks: Any) -> None:
    rows = table(composed(two_weeks, "{ranking by area: -hazards.found}"))

    assert [row[2] for row in rows[1:]] == ["0", "2", "4"]


def test_departments_are_ranked_by_the_sectors_that_they_lead(two_weeks: Any) -> None:
    document = composed(two_weeks, "{ranking by department: hazards.found}")

    rows = table(document)
    assert sum(int(row[2]) for row in rows[1:]) == 6
    assert all(cell.value.cut.sector_ids for cell in document.cells)
    assert collected(document) == []
    (found,) = (block for block in document.blocks if isinstance(block, Table))
    fire = next(cells for cells in found.rows if cells[1].text.startswith("消防"))
    assert "sector=fire" in fire[2].href  # the page that opens counts the same records


def test_a_department_of_several_sectors_leads_to_no_page_that_counts_others(two_weeks: Any) -> None:
    lead = Sector.objects.get(code="fire").lead
    Sector.objects.exclude(lead=lead).update(lead=lead)

    (found,) = (
        block
        for block in composed(two_weeks, "{ranking by department: hazards.found}").blocks
        if isinstance(block, Table)
    )
    (row,) = found.rows

    assert (row[2].text, row[2].href) == ("6", "")


@pytest.mark.parametrize("body", ["{list trial.broken}", "{table trial.broken}"])
def test_a_listing_that_fails_is_a_fault_in_its_place_and_the_rest_stands(city: Any, body: str) -> None:
    def fails(*_given: Any) -> Any:
        raise ZeroDivisionError("no rows")

    CHRONICLES.add("trial.broken", "trial", fails)
    ROSTERS.add("trial.broken", "trial", fails)
    try:
        document = composed(city, f"前。\n\n{body}\n\n后。")
    finally:
        del CHRONICLES._known["trial.broken"], ROSTERS._known["trial.broken"]

    assert len(document.faults) == 1
    assert prose(document) == ["前。", "后。"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{ranking by department: reporting.due}", "not told apart by sector"),
        ("{comparison: hazards.nothing}", "no figure"),
        ("{table hazards.nothing}", "no table"),
        ("{table by area: hazards.overdue}", "counted over its rows"),
    ],
)
def test_a_table_that_cannot_be_is_a_fault_in_its_place(city: Any, body: str, why: str) -> None:
    document = composed(city, body, language="en")

    (fault,) = document.faults
    assert why in fault.reason


@pytest.mark.parametrize(
    "body",
    [
        "[hazards.found > 0 or hazards.found = 0] x",
        "[claims x.y] x",
        "[holds x] x",
        "{ranking by street: a.b}",
        "{comparison:}",
    ],
)
def test_what_cannot_be_read_is_refused_when_it_is_read(body: str) -> None:
    with pytest.raises((SectionError, AnlanError)):
        part(body, "en")


def test_several_conditions_must_all_hold(two_weeks: Any) -> None:
    body = "[hazards.found > 0, hazards.overdue = 0] 一\n\n[hazards.found > 0, hazards.overdue > 0] 二"

    assert prose(composed(two_weeks, body)) == ["一"]


@pytest.mark.parametrize(("holds", "told"), [(True, ["真"]), (False, ["假"])])
def test_words_hang_on_what_they_claim(city: Any, holds: bool, told: list[str]) -> None:
    code = f"trial.{holds}".lower()
    CLAIMS.claim(
        code,
        name="trial",
        zh=["永不出现的词"],
        en=["neverever"],
        predicate=lambda *_given: Ruling(holds, ()),
        weaker=lambda _facts: None,  # type: ignore[return-value]
    )
    try:
        assert prose(composed(city, f"[holds {code}] 真\n\n[fails {code}] 假")) == told
    finally:
        del CLAIMS._claims[code]


def test_a_claim_that_no_records_decide_is_not_true(city: Any) -> None:
    unproven = next((claim.code for claim in CLAIMS if claim.predicate is None), "")
    if unproven:
        assert prose(composed(city, f"[holds {unproven}] 真\n\n[fails {unproven}] 假")) == ["假"]


def test_the_workbook_holds_real_numbers_and_no_formula(two_weeks: Any) -> None:
    blocks = composed(
        two_weeks, "=1+1{hazards.found}\n\n{comparison: hazards.found, hazards.rectification_rate}"
    ).blocks
    document = Composition(
        Bulletin("测试周报", "第1期", issuer="安委办", day="2022年10月24日", title=("标题",)), blocks
    )

    content = FORMATS["xlsx"](document)
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert content == FORMATS["xlsx"](from_data(as_data(document)))
    page, compared, numbers = book.worksheets
    assert [[cell.value for cell in row] for row in compared.iter_rows(min_row=2)] == [
        ["排查隐患（条）", 6, 1, 5],
        ["整改率", pytest.approx(0.166667), 0, 16.7],
    ]
    assert compared["B3"].number_format == "0.0%"
    assert page["A1"].value == "测试周报"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert numbers["C2"].value == 6
