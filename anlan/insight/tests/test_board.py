"""The wall board tells the numbers of the bulletin, opens their rows, and is answered by 304 while nothing moved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from anlan.boards import live
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.insight import analysis, board
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.testing import NOON, TODAY, accepted_hazard, actor, found_hazard, record_hazard, sign_in

YEAR = Period.year_to(TODAY)


@pytest.fixture(autouse=True)
def anew():
    live.forget()
    with translation.override("en"):
        yield
    live.forget()


def office(client: Any) -> Any:
    sign_in(client, "office1").cookies["django_language"] = "en"
    return client


def test_every_number_of_the_board_is_the_figure_of_the_bulletin(city):
    found_hazard("shop")
    accepted_hazard("depot")
    record_hazard("shop", grade="major")

    content = board.content(actor("office1"), "")

    for group in ("headline", "loop", "ageing", "reports", "readiness", "warnings"):
        for one in content[group]:
            period = YEAR if group in ("headline", "loop", "ageing") else Period(TODAY, TODAY)
            told = evaluate(one.figure.code, cut=Cut.of(city.areas["city"]), period=period)
            assert (one.value.count, one.value.base, one.value.text) == (told.count, told.base, told.text)
    by_code = {one.figure.code: one.value.count for one in content["headline"]}
    assert (by_code["hazards.found"], by_code["hazards.outstanding"]) == (3, 2)
    assert sum(row["count"] for row in content["trend"]) == 3
    assert sum(int(tile.text) for block in content["map"] for tile in block.tiles) == 2


def test_every_tile_opens_its_rows_and_a_poll_is_answered_by_304(client, city):
    found_hazard("shop")
    page = office(client).get(reverse("insight:wall")).content.decode()

    links = {
        link.replace("&amp;", "&") for link in re.findall(r'class="fig wall-fig[^"]*" href="([^"]+)"', page)
    }
    first = client.get(reverse("insight:live"))
    again = client.get(reverse("insight:live"), headers={"if-none-match": first["ETag"]})

    assert len(links) == len(board.HEADLINE)
    assert {client.get(link).status_code for link in links} == {200}
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_new_hazard_is_on_the_board_within_fifteen_seconds(client, city):
    before = office(client).get(reverse("insight:live"))
    with clock.at(NOON + timedelta(seconds=20)):
        found_hazard("shop", at=NOON)
        after = client.get(reverse("insight:live"), headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200


def test_the_board_reaches_no_further_than_the_posts(city):
    found_hazard("shop")

    theirs = board.content(actor("county2"), "")

    assert {one.figure.code: one.value.count for one in theirs["headline"]}["hazards.found"] == 0
    with pytest.raises(Refused):
        board.of_year(actor("county2"), "a")


# -- analysis --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "columns"), [("area", "sector"), ("month", "grade"), ("sector", "month"), ("area", "")]
)
def test_a_table_of_any_two_dimensions_adds_up_to_the_figure(city, rows, columns):
    found_hazard("shop")
    accepted_hazard("depot")
    record_hazard("shop", grade="major", at=NOON - timedelta(days=60))
    question = board.of_year(actor("office1"), "")

    table = analysis.table(question.value("hazards.found"), question, rows, columns, "year")

    assert sum(row.total.value.count for row in table.rows) == table.total.value.count == 3
    assert sum(cell.value.count for row in table.rows for cell in row.cells) == (3 if columns else 0)
    assert [cell.value.count for cell in table.foot] == [
        sum(row.cells[at].value.count for row in table.rows) for at in range(len(table.columns))
    ]
    assert table.total.change == "+3"


def test_a_ranking_tells_what_share_the_first_make_up(city):
    for _n in range(3):
        record_hazard("shop")
    record_hazard("depot")
    question = board.of_year(actor("office1"), "")

    table = analysis.table(question.value("hazards.found"), question, "sector")

    assert [row.cumulative for row in table.rows][-1] == 1000
    assert table.rows[0].total.value.count >= table.rows[-1].total.value.count


@pytest.mark.parametrize(
    ("figure", "rows", "columns", "why"),
    [
        ("inspections.visits", "grade", "", "not told apart by Grade"),
        ("hazards.found", "area", "area", "two different"),
        ("hazards.days_to_rectify", "area", "", "its own page takes it apart"),
    ],
)
def test_what_cannot_be_cut_so_says_why(city, figure, rows, columns, why):
    question = board.of_year(actor("office1"), "")

    with pytest.raises(Invalid, match=why):
        analysis.table(question.value(figure), question, rows, columns)


def test_the_page_and_its_file_tell_the_same(client, city):
    found_hazard("shop")
    asked = {"figure": "hazards.found", "rows": "area", "columns": "sector", "against": "before"}

    page = office(client).get(reverse("insight:analysis"), asked)
    file = client.get(reverse("insight:analysis-file"), {**asked, "format": "csv"}).content.decode()
    refused = client.get(reverse("insight:analysis"), {**asked, "columns": "area"})

    assert page.status_code == 200
    assert "Together" in file
    assert "hazards.found" in file
    assert refused.status_code == 422


def test_the_period_before_a_month_is_the_month_before():
    assert analysis.before(Period(date(2022, 3, 1), date(2022, 3, 31))) == Period(
        date(2022, 2, 1), date(2022, 2, 28)
    )
