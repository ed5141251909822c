"""Pages of figures: what they say is what the one evaluation says; each odd question gets a clear answer."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.figures.counting import fold
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate, trace
from anlan.figures.models import Cell, Favourite
from anlan.figures.registry import REGISTRY
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.listings.sheets import SHEETS
from anlan.org.models import Area
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    actor,
    claimed_hazard,
    found_hazard,
    many_hazards,
    person,
    record_hazard,
    record_visit,
    sign_in,
    take,
)

YEAR = Period.year_to(TODAY)
PART = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def office(city) -> Client:
    return reader("office1")


def reader(username: str, language: str = "en") -> Client:
    client = sign_in(Client(), username)
    client.cookies["django_language"] = language
    return client


def words(answer: Any) -> str:
    """Return what a page says, as running text."""
    text = answer.content.decode()
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def chart_table(answer: Any) -> dict[str, list[str]]:
    """Return the rows of the table under the chart: {label: numbers}."""
    table = re.search(r'<table class="data chart-data">.*?</table>', answer.content.decode(), re.DOTALL)
    assert table is not None
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</tr>', table[0], re.DOTALL)
    return {row.split("<")[0].strip(): re.findall(r">([^<>]+)</td>", row) for row in rows}


def page(client: Client, code: str, name: str = "detail", **query: Any) -> Any:
    return client.get(reverse(f"figures:{name}", args=[code]), query)


# -- one figure --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "language"),
    [
        ("office1", "zh-hans"),
        ("dept1", "en"),
        pytest.param("county1", "en", marks=pytest.mark.slow),
        pytest.param("station1", "zh-hans", marks=pytest.mark.slow),
    ],
)
def test_every_figure_has_a_page_in_both_languages_for_every_reader(city, username, language):
    accepted_hazard()
    found_hazard(grade="major")
    client = reader(username, language)
    for figure in REGISTRY:
        expected = 200 if figure.reserved is None or actor(username).may(figure.reserved) else 403
        for name in ("detail", "rows", "parts"):
            assert page(client, figure.code, name).status_code == expected, (figure.code, name)


def test_the_page_shows_which_records_they_are_at_once(office):
    hazards = [claimed_hazard(), claimed_hazard()]

    told = words(page(office, "hazards.outstanding"))

    assert all(hazard.number in told for hazard in hazards)


def test_a_big_number_is_shown_as_prose_with_what_it_stands_for_and_exactly(office, city):
    found_hazard()
    fold()
    Cell.objects.filter(n=1).update(n=81_562)

    told = words(page(office, "hazards.found"))

    assert "8.1万多 条" in told
    assert "“8.1万多” stands for 81,001 to 81,999" in told
    assert "Exactly 81,562" in told


def test_the_table_under_the_chart_adds_up_to_the_number(office, city):
    many_hazards(3)
    found_hazard(grade="major")

    table = chart_table(page(office, "hazards.found"))

    assert table["2022-10"] == ["4", "3", "1"]
    assert table["Together"] == ["4", "3", "1"]
    assert all(numbers == ["0", "0", "0"] for month, numbers in table.items() if month < "2022-10")
    assert evaluate("hazards.found", cut=Cut.of(city.areas["city"]), period=YEAR).count == 4


def test_each_number_of_the_heat_table_leads_to_the_same_number(office, city):
    for premises in ("shop", "kitchen", "depot", "shop"):
        found_hazard(premises)
    accepted_hazard("kitchen")
    table = re.search(
        r'<table class="data heat-table">.*?</table>',
        page(office, "hazards.outstanding").content.decode(),
        re.DOTALL,
    )
    assert table is not None
    cells = re.findall(r'<td class="k-heat[^"]*"[^>]*><a href="([^"]+)">([^<]+)</a>', table[0])

    for address, number in cells:
        told = words(office.get(address.replace("&amp;", "&")))
        assert f"Exactly {number} " in told, address

    assert len(cells) == 4 * (1 + 2 + 2)


def test_a_rate_of_nothing_is_a_dash_and_never_a_hundred(office):
    told = words(page(office, "hazards.rectification_rate"))

    assert "of nothing: there is no rate" in told
    assert "Exactly —" in told
    assert "Exactly 100" not in told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2023-01-01", "to": "2023-02-01"}, "This period has not begun"),
        ({"to": "2022-12-31"}, "The period goes on to 2022-12-31"),
        ({"from": "2019-01-01", "to": "2019-12-31"}, "The records begin on 2022-10-24"),
        ({"area": "b"}, "Nothing has been recorded for this figure here yet"),
    ],
)
def test_what_is_special_about_a_question_is_told(office, query, said):
    found_hazard("shop")

    told = words(page(office, "hazards.found", **query))

    assert said in told
    assert "Nothing was counted in this cut and period" in told or query.get("to") == "2022-12-31"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"area": "b"}, 403, "Your posts do not reach Xishan"),
        ({"area": "nowhere"}, 404, "There is no area “nowhere”"),
        ({"from": "2022-10-25", "to": "2022-10-24"}, 422, "The period ends before it begins"),
        ({"to": "yesterday"}, 422, "is not a day"),
        ({"known_at": "2122-01-01T00:00"}, 422, "is not a moment"),
        ({"known_at": "2022-12-01T00:00"}, 422, "That moment has not come yet"),
        ({"grade": "huge"}, 422, "is not a choice"),
        ({"sector": "whaling"}, 404, "There is no sector “whaling”"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(city, query, status, said):
    answer = page(reader("county1"), "hazards.found", **query)

    assert answer.status_code == status
    assert said in words(answer)


def test_an_unknown_figure_is_told_with_those_there_are(office):
    answer = page(office, "hazards.outstand")

    assert answer.status_code == 404
    assert "hazards.outstanding" in words(answer)


def test_a_figure_that_is_not_told_apart_by_grade_says_so(office):
    answer = page(office, "inspections.visits", grade="major")

    assert answer.status_code == 422
    assert "is not told apart by grade" in words(answer)


def test_a_long_name_of_an_area_stands_in_full(office):
    name = "漯河市城乡一体化示范区黑龙潭镇与阴阳赵镇联合管理的安全生产特别监管功能区和物流园区"
    Area.objects.filter(code="zone").update(name=name, short_name=name[:30], name_en=name)
    found_hazard("plant")

    assert name in words(page(office, "hazards.found"))


def test_a_page_costs_the_same_with_many_rows_as_with_few(office, django_assert_max_num_queries):
    many_hazards(1)
    page(office, "hazards.outstanding")
    many_hazards(40)

    with django_assert_max_num_queries(26):
        page(office, "hazards.outstanding")


def test_the_arithmetic_of_a_figure_is_shown_with_its_amounts(office):
    accepted_hazard()
    found_hazard()

    told = words(page(office, "hazards.outstanding"))

    assert "Hazards found 2 − Hazards rectified 1 = 1" in told


def test_all_records_can_be_taken_as_a_file(office):
    many_hazards(12)

    answer = page(office, "hazards.found", "rows", area="a")
    (link,) = re.findall(
        rf'href="({reverse("listings:export", args=["hazards.found"])}[^"]*)"', answer.content.decode()
    )
    export = office.get(html.unescape(link))

    assert "12 records in all" in words(answer)
    assert "area=a" in link
    assert "from=2022-01-01" in link
    assert export.status_code == 200
    assert f'href="{reverse("figures:rows", args=["hazards.found"])}?area=a' in export.content.decode()


# -- proof -------------------------------------------------------------------------------------------------------


def test_the_steps_of_a_proof_end_with_what_the_proof_says(office, city, monkeypatch):
    many_hazards(7)
    whole = trace(evaluate("hazards.found", cut=Cut.of(city.areas["city"]), period=YEAR))
    monkeypatch.setattr("anlan.figures.evaluation.EVERY", 3)

    answer: Any = page(office, "hazards.found", "proof-steps")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]

    assert lines[:-1] == [{"done": 3, "of": 7}, {"done": 6, "of": 7}]
    assert whole.digest in lines[-1]["html"]
    assert "7 records were counted one by one: the number stands." in lines[-1]["html"]


def test_a_proof_that_fails_says_so_also_of_a_rate(office):
    found_hazard()
    fold()
    Cell.objects.filter(n=1).update(n=5)

    for code in ("hazards.found", "hazards.rectification_rate"):
        assert "but the counter says 5" in words(page(office, code, "proof"))


# -- the list ----------------------------------------------------------------------------------------------------


def test_the_list_shows_what_each_figure_says_and_does_not_wait_for_the_slow_ones(office):
    accepted_hazard()
    found_hazard()

    answer = office.get(reverse("figures:list"))
    text = answer.content.decode()

    assert (
        text.count("hx-get=") == sum(not figure.is_counted for figure in REGISTRY) + 1
    )  # overdue leads, too
    assert "1 of 2" in words(answer)
    assert words(page(office, "hazards.overdue", "value")).strip() == ""  # by hand one is led to its page


def test_the_value_of_a_slow_figure_comes_by_itself(office, city):
    found_hazard()

    answer = office.get(reverse("figures:value", args=["hazards.aged_0_7"]), **PART)

    assert words(answer).strip() == "1"


def test_the_list_costs_a_fixed_number_of_statements(office, django_assert_max_num_queries):
    many_hazards(30)
    office.get(reverse("figures:list"))

    with django_assert_max_num_queries(15):
        office.get(reverse("figures:list"))


@pytest.mark.parametrize(
    ("words_", "found"),
    [
        ("rectification rate", ["hazards.rectification_rate"]),
        ("premises_vis", ["inspections.premises_visited"]),
        ("dragons", []),
    ],
)
def test_a_figure_is_found_by_words_of_its_name_definition_or_code(office, words_, found):
    answer = office.get(reverse("figures:list"), {"q": words_})
    text = answer.content.decode()

    listed = [
        figure.code for figure in REGISTRY if f'"{reverse("figures:detail", args=[figure.code])}' in text
    ]
    assert set(found) <= set(listed)
    assert bool(listed) == bool(found)
    assert ("No figure is about “dragons”" in words(answer)) == (not found)


def test_a_figure_is_kept_on_top_by_its_reader_alone(office):
    keep = reverse("figures:favourite", args=["hazards.relapsed"])
    record_visit()

    answer = office.post(keep, {"keep": "1", "next": "/figures/?area=a"})
    office.post(keep, {"keep": "1"})

    assert answer["Location"] == "/figures/?area=a"
    assert Favourite.objects.get().person_id == person("office1").pk
    first = re.search(r'<a class="fig" href="([^"?]+)', office.get(reverse("figures:list")).content.decode())
    assert first is not None
    assert first[1] == reverse("figures:detail", args=["hazards.relapsed"])
    office.post(keep, {"keep": "0"})
    assert not Favourite.objects.exists()


def test_the_way_back_leads_nowhere_else(office):
    answer = office.post(
        reverse("figures:favourite", args=["hazards.found"]), {"keep": "1", "next": "https://elsewhere.test/"}
    )

    assert answer["Location"] == reverse("figures:list")


# -- what changed ------------------------------------------------------------------------------------------------


def test_what_moved_a_number_is_told_by_step_and_entry(office):
    hazard = accepted_hazard()

    answer = page(office, "hazards.rectification_rate", "changes", since="2022-10-20T00:00")

    told = words(answer)
    assert "Together 2 +1 +1" in told
    assert hazard.number in told


def test_of_a_mean_the_records_are_told_that_came(office):
    hazard = accepted_hazard()

    told = words(page(office, "hazards.days_to_rectify", "changes", since="2022-10-20T00:00"))

    assert hazard.number in told
    assert "need not add up" in told


def test_why_outstanding_is_less_than_a_week_before_is_a_list_and_a_file(office):
    then, now = NOON - timedelta(days=8), NOON
    stays, goes = record_hazard(at=then), record_hazard(at=then)
    take(goes, "assign", at=then)
    take(goes, "claim", at=now)
    take(goes, "accept", at=now)
    asked = {"figure": "hazards.outstanding", "then_from": "2022-01-01", "then_to": "2022-10-17"}

    answer = office.get(reverse("figures:explain"), asked)
    known = Known.now().at.isoformat()
    query = {**asked, "from": "2022-01-01", "to": "2022-10-24", "known_at": known, "since": known}
    sheet, by = SHEETS["figure-changes"], actor("office1")
    lines = dict(sheet.tell(by, query)([row for run in sheet.keys(by, query) for row in run]))

    told = words(answer)
    assert "2 2022-10-17 → 1 2022-10-24 −1" in told
    assert "Together 1 −1" in told
    assert [(line[1], line[4]) for line in lines.values()] == [(-1, goes.number)]
    assert stays.number not in told


def test_a_file_of_changes_says_of_which_moments_it_is(office):
    with pytest.raises(Invalid, match="of which moments"):
        SHEETS["figure-changes"].rows(actor("office1"), {"figure": "hazards.outstanding"})
