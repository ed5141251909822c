"""Documents composed from live figures: every number a chip with its cut, every table summing up to its area."""

from __future__ import annotations

import pytest

from anlan.documents.compose import Block, Chip, Document, TableCell, compose
from anlan.documents.sections import Section, parse, sections
from anlan.documents.text import render, width
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.testing import TODAY, SmallCity, accepted_hazard, many_hazards, many_visits

RATE = "hazards.rectification_rate"
YEAR = Period.year_to(TODAY)


def part(body: str, language: str = "en") -> Section:
    head = f"---\ncode: x\nlanguage: {language}\ntitle: Trial\norder: 1\nseries: s\n---\n"
    return parse(head + body, source="x")


def written(city: SmallCity, *parts: Section, area: str = "city", language: str = "en") -> Document:
    return compose(parts, area=city.areas[area], period=YEAR, language=language)


def prose(document: Document) -> list[str]:
    return [
        "".join(r.text if isinstance(r, Chip) else r for r in block.runs)
        for block in document.blocks
        if block.runs
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
    ("language", "printed"), [("zh", ["9家次", "7条", "14.3%", "6处"]), ("en", ["9", "7", "14.3%", "6"])]
)
def test_the_loop_is_told_with_its_numbers(worked, language, printed):
    document = written(worked, *sections("bulletin", language), language=language)

    assert [chip.text for chip in document.chips] == printed


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
    chips = written(city, *sections("bulletin", "zh"), language="zh").chips

    assert {chip.value.figure.code for chip in chips} <= {"inspections.visits", "hazards.found"}


def test_a_large_number_is_written_for_readers_of_each_language(city):
    many_visits(1_200)
    body = "{inspections.visits} / {inspections.visits|bare}"

    assert prose(written(city, part(body))) == ["1,200 / 1,200"]
    assert prose(written(city, part(body, "zh"), language="zh")) == ["1200家次 / 1200"]


@pytest.mark.parametrize("area", ["city", "a", "b1"])
def test_a_chip_knows_what_it_was_evaluated_from(worked, area):
    document = written(worked, part("{hazards.found} and {hazards.outstanding}"), area=area)

    for chip in document.chips:
        value = chip.value
        assert (value.cut.area_id, value.cut.sector_ids, value.period) == (worked.areas[area].pk, (), YEAR)
        assert value == evaluate(value.figure.code, cut=value.cut, period=YEAR, known=document.known)
        assert chip.text == f"{value.count:,}"


def test_all_numbers_are_known_at_one_moment(worked):
    known = Known.now()

    document = compose(
        sections("bulletin", "en"), area=worked.areas["city"], period=YEAR, language="en", known=known
    )

    assert {chip.value.known for chip in document.chips} == {known}


def table(document: Document) -> Block:
    return next(block for block in document.blocks if block.rows)


def test_the_rows_of_a_table_add_up_to_their_area(worked):
    rows = table(written(worked, *sections("bulletin", "en"))).rows

    *children, whole = [[cell.text for cell in cells if cell.code != RATE] for _name, cells in rows]
    assert {name for name, _cells in rows[:-1]} == {"Dongjiang", "Xishan", "Development Zone"}
    assert rows[-1][0] == "Anzhou"
    assert (
        [str(sum(int(n) for n in column)) for column in zip(*children, strict=True)]
        == whole
        == ["9", "7", "6"]
    )


def test_a_cell_knows_its_area_and_figure(worked):
    codes = {area.name_en: area for area in worked.areas.values()}

    for name, cells in table(written(worked, *sections("bulletin", "en"))).rows:
        assert {cell.area_code for cell in cells} == {codes[name].code}
        value = evaluate("hazards.found", cut=Cut.of(codes[name]), period=YEAR)
        assert TableCell(str(value.count), "hazards.found", codes[name].code) in cells


def test_a_rate_of_nothing_in_a_table_is_a_dash(city):
    many_hazards(1, "depot")

    rows = table(written(city, part(f"{{table by area: {RATE}}}"))).rows

    assert {name: cells[0].text for name, cells in rows} == {
        "Dongjiang": "—",
        "Xishan": "0%",
        "Development Zone": "—",
        "Anzhou": "0%",
    }


def test_an_area_without_children_is_its_own_row(worked):
    rows = table(written(worked, part("{table by area: hazards.found}"), area="zone")).rows

    assert [(name, [cell.text for cell in cells]) for name, cells in rows] == [("Development Zone", ["2"])]


def test_a_document_costs_the_same_whatever_it_tells(worked, django_assert_max_num_queries):
    known = Known.now()

    # the text's numbers, the areas and sums of a table, and households, which are counted over their rows
    with django_assert_max_num_queries(5):
        compose(
            sections("bulletin", "en"), area=worked.areas["city"], period=YEAR, language="en", known=known
        )


def test_a_figure_that_does_not_exist_is_told(city):
    with pytest.raises(Unknown, match=r"hazards\.nonsense"):
        written(city, part("{hazards.nonsense}"))


# -- as text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("隐患", 4), ("８", 2), ("—", 1), ("9家次", 5)]
)
def test_a_text_takes_two_columns_a_full_width_character(text, columns):
    assert width(text) == columns


def table_lines(language: str, city: SmallCity) -> list[str]:
    document = written(city, *sections("bulletin", language), language=language)
    return render(
        Document(document.area, YEAR, document.known, language, tuple(b for b in document.blocks if b.rows))
    ).splitlines()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_columns_of_a_table_end_below_one_another(worked, language):
    lines = table_lines(language, worked)

    assert len(lines) == 5
    assert len({width(line) for line in lines}) == 1


def test_a_heading_stands_alone_and_a_paragraph_is_set_in(city):
    blocks = (Block(heading="一、情况"), Block(runs=("正文",)))

    assert render(Document(city.areas["city"], YEAR, Known.now(), "zh", blocks)) == "一、情况\n\n　　正文\n"
