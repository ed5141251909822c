"""Any figure by any two dimensions: tables are the whole, pages and files and API tell the same, within the posts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from anlan.api.tests.callers import token_of
from anlan.insight import analysis, board, drawing
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.outreach.tests.factories import record_activity
from anlan.testing import NOON, accepted_hazard, actor, found_hazard, record_hazard, sign_in


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def office(client: Any) -> Any:
    sign_in(client, "office1").cookies["django_language"] = "en"
    return client


def a_few() -> None:
    found_hazard("shop")
    accepted_hazard("depot")
    record_hazard("shop", grade="major", category="other", at=NOON - timedelta(days=60))


def told(figure: str, rows: str, columns: str = "", against: str = "") -> analysis.Table:
    question = board.of_year(actor("office1"), "")
    return analysis.table(question.value(figure), question, rows, columns, against)


@pytest.mark.parametrize(
    ("figure", "rows", "columns"),
    [
        ("hazards.found", "area", "sector"),
        ("hazards.found", "month", "grade"),
        ("hazards.found", "week", "kind"),
        ("hazards.outstanding", "kind", "area"),
        ("hazards.rectification_rate", "quarter", "kind"),
        ("hazards.without_deadline", "sector", "year"),
        ("hazards.days_to_rectify", "area", "month"),
        ("inspections.premises_never_visited", "area", "sector"),
    ],
)
def test_a_table_of_any_two_dimensions_adds_up_to_the_figure(city, figure, rows, columns):
    a_few()

    found = told(figure, rows, columns, "year")

    def sums(numbers: Iterable[analysis.Number]) -> tuple[int, int]:
        values = [one.value for one in numbers]
        return sum(one.count for one in values), sum(one.base or 0 for one in values)

    whole = (found.total.value.count, found.total.value.base or 0)
    assert any(whole)
    assert sums(row.total for row in found.rows) == whole
    assert sums(found.foot) == whole
    assert sums(cell for row in found.rows for cell in row.cells) == whole


def test_what_is_counted_as_distinct_things_is_asked_cell_by_cell(city):
    record_hazard("shop")
    record_hazard("shop", at=NOON - timedelta(days=40))

    found = told("inspections.premises_visited", "month", "area")

    assert (found.total.value.count, sum(row.total.value.count for row in found.rows)) == (1, 2)
    assert not found.adds


def test_what_belongs_to_no_area_below_has_a_row_of_its_own(city):
    record_activity(by="station1")
    record_activity(by="office1", where="city")

    found = told("outreach.unverified", "area")

    assert [row.member.label for row in found.rows if not row.total.href] == ["At its own level"]
    assert sum(row.total.value.count for row in found.rows) == found.total.value.count


def test_a_ranking_tells_what_share_the_first_make_up_and_a_kind_called_other_is_no_rest(city):
    a_few()

    found = told("hazards.found", "kind", against="before")

    assert [row.cumulative for row in found.rows][-1] == 1000
    assert [row.member.label for row in found.rows if row.member.label in ("Other", "Without a kind")] == [
        "Other"
    ]
    assert "3" in drawing.draw(analysis.sheet(found))


@pytest.mark.parametrize(
    ("figure", "rows", "columns", "why"),
    [
        ("inspections.visits", "grade", "", "not told apart by Grade"),
        ("inspections.visits", "kind", "", "not told apart by Kind"),
        ("hazards.days_to_rectify", "kind", "", "not told apart by Kind"),
        ("hazards.found", "area", "area", "two different"),
        ("hazards.found", "month", "quarter", "Only one of the two"),
    ],
)
def test_what_cannot_be_cut_so_says_why(city, figure, rows, columns, why):
    with pytest.raises(Invalid, match=why):
        told(figure, rows, columns)


def test_page_file_and_api_tell_the_same(client, city):
    a_few()
    asked = {"figure": "hazards.found", "rows": "area", "columns": "sector", "against": "before"}
    secret = token_of("office1", "read")

    page = office(client).get(reverse("insight:analysis"), asked).content.decode()
    csv = client.get(reverse("insight:analysis-file"), {**asked, "format": "csv"}).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("insight:analysis-file"), {**asked, "format": "xlsx"}).content)
    )
    api = client.get(
        "/api/v1/analysis", asked, headers={"authorization": f"Bearer {secret}", "accept-language": "en"}
    ).json()

    table = [list(row) for row in book.worksheets[0].values]
    about = {row[0]: row[1] for row in book["About this file"].values}
    assert str(table[-1][-2]) == csv.split("Together,")[1].splitlines()[0].split(",")[-2] == "3"
    assert api["sheets"][0]["together"]["cells"][-1]["number"] == 3
    assert (about["Rows"], int(about["Rows"])) == (str(len(table) - 2), len(api["sheets"][0]["lines"]))
    assert "hazards.found" in about["Figure"]
    assert "up to entry" in about["As known at"]
    assert "rows=area" in about["Filter"]
    assert page.count("<tr>") == len(table)


def test_the_picture_is_a_png_of_its_charts(client, city):
    a_few()

    answer = office(client).get(
        reverse("insight:analysis-file"), {"rows": "month", "columns": "area", "format": "png"}
    )
    nothing = client.get(
        reverse("insight:analysis-file"), {"figure": "hazards.relapsed", "rows": "area", "format": "png"}
    )

    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert nothing.status_code == 422


def test_a_shared_link_shows_what_the_reader_may_see(client, city):
    a_few()
    page = office(client).get(reverse("insight:analysis"), {"rows": "sector"}).content.decode()
    fixed = [one.replace("&amp;", "&") for one in re.findall(r'href="(/insight/analysis/[?][^"]+)"', page)]
    address = next(one for one in fixed if "known_at=" in one)

    sign_in(client, "county2").cookies["django_language"] = "en"
    theirs = client.get(address)

    assert theirs.status_code == 200
    assert re.search(r"Together</th>\s*<td[^>]*>\s*<a[^>]*>1</a>", theirs.content.decode())  # of the three


def test_every_number_by_kind_opens_those_records(client, city):
    a_few()
    page = office(client).get(reverse("insight:analysis"), {"rows": "kind"}).content.decode()
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+kind=other[^"]*)"', page)}

    rows = client.get(next(one for one in links if "/rows/" in one)).content.decode()

    assert "1 records in all" in rows
    assert (
        client.get(reverse("figures:rows", args=["hazards.found"]), {"kind": "nonsense"}).status_code == 422
    )


def test_the_period_before_a_month_is_the_month_before():
    assert analysis.before(Period(date(2022, 3, 1), date(2022, 3, 31))) == Period(
        date(2022, 2, 1), date(2022, 2, 28)
    )
