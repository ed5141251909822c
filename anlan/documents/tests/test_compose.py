"""Documents composed from live figures: every number a chip with its cut, every table summing up to its area."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.documents.compose import Composed, Replaced, Setting, compose, draft, fill
from anlan.documents.model import Fault, Heading, Origin, Paragraph, Style, Table, Text
from anlan.documents.passages import Passage
from anlan.documents.sections import Section, parse, sections
from anlan.documents.text import render, width
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.kernel.period import Period
from anlan.testing import TODAY, SmallCity, accepted_hazard, many_hazards, many_visits

RATE = "hazards.rectification_rate"
YEAR = Period.year_to(TODAY)


def part(body: str, language: str = "en", **head: str) -> Section:
    lines = {
        "code": "x",
        "language": language,
        "title": "Trial",
        "order": "1",
        "series": "s",
        "kind": "lead",
        **head,
    }
    return parse("---\n" + "".join(f"{k}: {v}\n" for k, v in lines.items()) + "---\n" + body, source="x")


def written(city: SmallCity, *parts: Section, area: str = "city", language: str = "en") -> Composed:
    return compose(parts, area=city.areas[area], period=YEAR, language=language)


def prose(document: Composed) -> list[str]:
    return [
        "".join(run.text for run in block.runs) for block in document.blocks if isinstance(block, Paragraph)
    ]


@pytest.fixture
def worked(city):
    """Work all over the city: 1 accepted of 4 hazards in county a, 1 in county b, 2 in the zone."""
    accepted_hazard("shop")
    many_hazards(3, "kitchen")
    many_hazards(1, "depot")
    many_hazards(2, "plant")
    many_visits(5, "mill")
    return city


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("zh", ["9家次", "7条", "0条", "9家次", "7条", "14.3%", "6处", "6处", "0处"]),
        ("en", ["9", "7", "0", "9", "7", "14.3%", "6", "6", "0"]),
    ],
)
def test_the_loop_is_told_with_its_numbers(worked, language, printed):
    document = written(worked, *sections("bulletin", language), language=language)

    assert [quote.text for quote in document.quotes] == printed


def test_the_words_of_a_document_are_written_for_readers_of_each_language(city):
    body = "{area}, {day} {year}: {hazards.found}"

    assert prose(written(city, part(body))) == ["Anzhou, 24 October 2022: 0"]
    assert prose(written(city, part(body, "zh"), language="zh")) == ["安州市, 10月24日 2022: 0条"]


def test_a_paragraph_is_printed_only_where_its_condition_holds(city):
    body = "[hazards.found > 0] Some.\n\n[hazards.found = 0] None.\n\n[hazards.found > 1] Several."
    assert prose(written(city, part(body))) == ["None."]

    many_hazards(1)
    assert prose(written(city, part(body))) == ["Some."]


def test_a_city_without_a_hazard_has_no_rate_and_nothing_outstanding(city):
    quotes = written(city, *sections("bulletin", "zh"), language="zh").quotes

    assert {quote.code for quote in quotes} <= {"inspections.visits", "hazards.found"}


def test_a_large_number_is_written_for_readers_of_each_language(city):
    many_visits(1_200)
    body = "{inspections.visits} / {inspections.visits|bare}"

    assert prose(written(city, part(body))) == ["1,200 / 1,200"]
    assert prose(written(city, part(body, "zh"), language="zh")) == ["1200家次 / 1200"]


@pytest.mark.parametrize("area", ["city", "a", "b1"])
def test_a_chip_knows_what_it_was_evaluated_from(worked, area):
    document = written(worked, part("{hazards.found} and {hazards.outstanding}"), area=area)

    for quote in document.quotes:
        value = document.values[quote.code]
        assert (value.cut.area_id, value.cut.sector_ids, value.period) == (worked.areas[area].pk, (), YEAR)
        assert value == evaluate(value.figure.code, cut=value.cut, period=YEAR, known=document.setting.known)
        assert (quote.text, quote.number) == (f"{value.count:,}", str(value.count))
        assert f"area={area}" in quote.href


def test_all_numbers_are_known_at_one_moment(worked):
    known = Known.now()

    document = compose(
        sections("bulletin", "en"), area=worked.areas["city"], period=YEAR, language="en", known=known
    )

    assert {value.known for value in document.values.values()} == {known}


def table(document: Composed) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def test_the_rows_of_a_table_add_up_to_their_area(worked):
    rows = table(written(worked, *sections("bulletin", "en"))).rows

    *children, whole = [
        [cell.text for cell in cells if cell.code and cell.code != RATE] for _name, *cells in rows
    ]
    assert {row[0].text for row in rows[:-1]} == {"Dongjiang", "Xishan", "Development Zone"}
    assert rows[-1][0].text == "Anzhou"
    assert (
        [str(sum(int(n) for n in column)) for column in zip(*children, strict=True)]
        == whole
        == ["9", "7", "6"]
    )


def test_a_cell_knows_its_area_and_figure(worked):
    document = written(worked, *sections("bulletin", "en"))

    for cell in document.cells:
        area = worked.areas[cell.area_code]
        again = evaluate(cell.value.figure.code, cut=Cut.of(area), period=YEAR, known=document.setting.known)
        assert cell.value == again
    assert len(document.cells) == 16
    for row in table(document).rows:
        assert all("area=" in cell.href for cell in row[1:])


def test_a_rate_of_nothing_in_a_table_is_a_dash(city):
    many_hazards(1, "depot")

    rows = table(written(city, part(f"{{table by area: {RATE}}}"))).rows

    assert {name.text: cell.text for name, cell in rows} == {
        "Dongjiang": "—",
        "Xishan": "0%",
        "Development Zone": "—",
        "Anzhou": "0%",
    }


def test_an_area_without_children_is_its_own_row(worked):
    rows = table(written(worked, part("{table by area: hazards.found}"), area="zone")).rows

    assert [[cell.text for cell in row] for row in rows] == [["Development Zone", "2"]]


def test_a_document_costs_the_same_whatever_it_tells(worked, django_assert_max_num_queries):
    known = Known.now()

    # sections of every domain: counted figures by one statement, those over rows, listings and claims by one each;
    # a listing stands in a savepoint of its own (two more), so that its fault spoils nothing around it;
    # the section of incidents asks once whether a special period ran, that of teams has tables of its own, that of
    # duty reads the changes of level, that of forces the positionings of a day, that of installations its register
    with django_assert_max_num_queries(87):
        compose(
            sections("bulletin", "en"), area=worked.areas["city"], period=YEAR, language="en", known=known
        )


def test_a_paragraph_bound_to_a_claim_is_printed_only_where_the_facts_bear_it(city):
    body = "[holds hazards.all_rectified] All.\n\n[hazards.found > 0, fails hazards.all_rectified] Some."
    assert prose(written(city, part(body))) == []

    accepted_hazard("shop")
    assert prose(written(city, part(body))) == ["All."]

    many_hazards(1)
    assert prose(written(city, part(body))) == ["Some."]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("One.\n\n{hazards.nonsense}", "x, line 11: There is no figure “hazards.nonsense”"),
        ("[hazards.nonsense > 0] One.", "x, line 9: There is no figure “hazards.nonsense”"),
        ("[holds hazards.nonsense] One.", "x, line 9: There is no claim “hazards.nonsense”"),
    ],
)
def test_a_code_that_nobody_has_is_told_with_file_and_line(city, body, why):
    (fault,) = written(city, part(body)).faults

    assert fault.reason.startswith(why)


@pytest.mark.parametrize(
    ("on", "month", "week"),
    [
        (date(2022, 10, 24), "10月1日至24日", "10月24日"),
        (date(2022, 10, 1), "10月1日", "9月26日至10月1日"),
        (date(2023, 1, 1), "1月1日", "2022年12月26日至2023年1月1日"),
    ],
    ids=["within a month", "over two months", "over two years"],
)
def test_days_of_a_span_are_told_without_saying_anything_twice(city, on, month, week):
    setting = Setting(city.areas["city"], Period.year_to(on), Known.now(), "zh")

    filled = fill([Passage("x", "{span@month}，{span@week}，{span@day}。")], setting)

    assert prose(filled) == [f"{month}，{week}，{on.month}月{on.day}日。"]


# -- headings ---------------------------------------------------------------------------------------------------


def chapter(code: str, order: int) -> Section:
    return part("", "zh", code=code, kind="chapter", title=f"章{code}", order=str(order))


def section(code: str, chapter: str, order: int, body: str = "正文。") -> Section:
    head = {"chapter": chapter} if chapter else {}
    return part(body, "zh", code=code, kind="section", title=f"节{code}", order=str(order), **head)


def test_chapters_and_sections_are_numbered_in_the_order_of_what_is_present(city):
    parts = [
        chapter("a", 10),
        section("a1", "a", 11),
        section("a2", "a", 12),
        section("b", "", 20),
        part("导语。", "zh", code="l"),
    ]

    assert prose(written(city, *parts, language="zh")) == [
        "导语。", "一、章a。（一）节a1。正文。", "（二）节a2。正文。", "二、节b。正文。",
    ]  # fmt: skip
    first = written(city, *parts, language="zh").blocks[1]
    assert isinstance(first, Paragraph)
    assert [run.style for run in first.runs if isinstance(run, Text)] == [
        Style.FIRST,
        Style.SECOND,
        Style.BODY,
    ]


def test_a_document_without_some_domains_is_still_whole(city):
    """A chapter with nothing in it is left out; one with a single section prints its own heading alone."""
    parts = [chapter("a", 10), chapter("b", 20), section("b1", "b", 21), section("c1", "missing", 30)]

    assert prose(written(city, *parts, language="zh")) == ["一、章b。正文。", "二、节c1。正文。"]


def test_english_headings_are_numbered_in_their_own_way(city):
    parts = [
        part("", code="a", kind="chapter", title="Chapter"),
        part("One.", code="a1", kind="section", title="First", chapter="a"),
        part("Two.", code="a2", kind="section", title="Second?", chapter="a", order="2"),
    ]

    assert prose(written(city, *parts)) == ["1. Chapter. (1) First. One.", "(2) Second? Two."]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_headings_count_in_chinese(number, text):
    from anlan.documents.headings import chinese

    assert chinese(number) == text


# -- what fails --------------------------------------------------------------------------------------------------


def faults(document: Composed) -> list[tuple[str, str]]:
    return [(fault.section, fault.reason) for fault in document.faults]


def test_a_figure_that_does_not_exist_becomes_a_fault_in_its_place_and_the_rest_stands(worked):
    parts = [
        part("Before.", code="a", order="1"),
        part("{hazards.nonsense}", code="b", order="2"),
        part("{hazards.found} found.", code="c", order="3"),
    ]

    document = written(worked, *parts)

    assert [type(block) for block in document.blocks] == [Paragraph, Fault, Paragraph]
    ((section, reason),) = faults(document)
    assert section == "b"
    assert "hazards.nonsense" in reason
    assert prose(document) == ["Before.", "7 found."]


def test_a_figure_that_fails_in_the_middle_becomes_a_fault_and_others_are_evaluated(worked, monkeypatch):
    from anlan.figures.registry import REGISTRY

    def fails(*_given):
        raise ZeroDivisionError("secret")

    broken = type(REGISTRY["hazards.overdue"])(**{**vars(REGISTRY["hazards.overdue"]), "rows": fails})
    monkeypatch.setitem(REGISTRY._figures, "hazards.overdue", broken)
    parts = [
        part("{hazards.found} found.", code="a", order="1"),
        part("{hazards.overdue} late.", code="b", order="2"),
    ]

    document = written(worked, *parts)

    assert prose(document) == ["7 found."]
    ((section, reason),) = faults(document)
    assert section == "b"
    assert "ZeroDivisionError" in reason
    assert "secret" not in reason


def test_a_query_that_fails_leaves_the_transaction_in_use(worked, monkeypatch):
    from django.db import connection

    from anlan.figures.registry import REGISTRY

    def fails(*_given):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    broken = type(REGISTRY["hazards.overdue"])(**{**vars(REGISTRY["hazards.overdue"]), "rows": fails})
    monkeypatch.setitem(REGISTRY._figures, "hazards.overdue", broken)

    document = written(
        worked, part("{hazards.overdue}", code="a"), part("{hazards.found}", code="b", order="2")
    )

    assert prose(document) == ["7"]


def test_a_section_file_that_cannot_be_read_stands_as_a_fault():
    broken = Section("x/sections/y.zh.txt", "zh", "x", 0, "", (), fault="no head between two --- lines")
    setting = Setting.__new__(Setting)

    (passage,) = draft([broken], _setting_of(setting))

    assert (passage.section, passage.fault) == ("x/sections/y.zh.txt", "no head between two --- lines")


def _setting_of(setting: Setting) -> Setting:
    object.__setattr__(setting, "language", "zh")
    return setting


# -- tokens -------------------------------------------------------------------------------------------------------


def test_a_token_may_name_another_span_and_an_area_within(worked):
    spans = " ".join(f"{{hazards.found@{span}}}" for span in ("day", "week", "month", "year"))
    text = spans + " {hazards.found#zone|bare}"

    assert prose(written(worked, part(text))) == ["7 7 7 7 2"]


def test_spans_end_on_the_documents_last_day(city):
    setting = Setting(city.areas["city"], YEAR, Known.now(), "zh")

    firsts = {
        span: setting.period_of(span).first.isoformat() for span in ("", "day", "week", "month", "year")
    }
    assert firsts == {
        "": "2022-01-01", "day": "2022-10-24", "week": "2022-10-24", "month": "2022-10-01", "year": "2022-01-01",
    }  # fmt: skip


def test_a_typed_number_is_printed_with_its_origin_and_source(city):
    document = written(city, part("In all {typed:14 teams|duty roster|hazards.found} stand by."))

    (quote,) = document.quotes
    assert (quote.text, quote.origin, quote.title, quote.code) == (
        "14 teams",
        Origin.TYPED,
        "duty roster",
        "hazards.found",
    )


def test_a_replaced_figure_prints_the_other_text_and_keeps_the_true_number(worked):
    setting = Setting(worked.areas["city"], YEAR, Known.now(), "zh")

    document = fill(
        [Passage("a", "共{hazards.found}。")], setting, replaced={"hazards.found": Replaced("近10条", "why")}
    )

    (quote,) = document.quotes
    assert (quote.text, quote.number, quote.origin) == ("近10条", "7", Origin.OVERRIDE)


# -- as text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("隐患", 4), ("８", 2), ("—", 1), ("9家次", 5)]
)
def test_a_text_takes_two_columns_a_full_width_character(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_columns_of_a_table_end_below_one_another(worked, language):
    lines = render([table(written(worked, *sections("bulletin", language), language=language))]).splitlines()

    assert len(lines) == 5
    assert len({width(line) for line in lines}) == 1


def test_a_heading_stands_alone_and_a_paragraph_is_set_in():
    assert render([Heading("一、情况"), Paragraph((Text("正文"),))]) == "一、情况\n\n　　正文\n"


def test_a_fault_is_told_in_its_place():
    assert "hazards.loop" in render([Fault("hazards.loop", "why")])
