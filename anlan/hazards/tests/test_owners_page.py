"""Who answers for what is open: both axes add up to one total, which is the figure's."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import WAY, take_with
from anlan.kernel.period import Period
from anlan.testing import NOON, PLACES, TODAY, record_hazard, scratch, sign_in

OWNERS = reverse("hazards:owners")
DAY = timedelta(days=1)


def tables(who: str, query: str = "") -> list[list[list[str]]]:
    """Return the cells of the two tables of the page: rows of text, the last of each the total."""
    page = sign_in(Client(headers={"accept-language": "en"}), who).get(OWNERS + query).content.decode()
    found = []
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
        cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
        found.append([[html.unescape(re.sub(r"<[^>]+>", "", c)).strip() for c in row] for row in cells])
    return found


def added(rows: list[list[str]]) -> list[int]:
    return [sum(int(row[n]) for row in rows) for n in range(1, len(rows[0]))]


def figure(city, code: str, area: str) -> int:
    cut = Cut.of(city.areas[area])
    period = Period(TODAY - 800 * DAY, TODAY)
    return int(evaluate(code, cut=cut, period=period).number or 0)


FATES = ["", *sorted(WAY)]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(PLACES)), st.sampled_from(FATES), st.integers(0, 120), st.booleans()
        ),
        min_size=1,
        max_size=6,
    )
)
def test_both_axes_add_up_to_the_figure(city, history):
    with scratch():
        for premises, fate, days, major in history:
            hazard = record_hazard(
                premises,
                at=NOON - days * DAY,
                grade="major" if major and fate in ("", "assign") else "general",
            )
            if fate and premises in ("shop", "kitchen", "mill"):
                for step in WAY[fate]:
                    if step != "transfer" or premises != "mill":
                        take_with(hazard, step)

        for who, area in (("office1", "city"), ("county1", "a")):
            shown = tables(who)
            outstanding = figure(city, "hazards.outstanding", area)
            if not outstanding:
                assert len(shown) == 1  # the territory with nothing in it, and no line
                assert set(added(shown[0])) == {0}
                continue
            by_area, by_line = shown
            assert added(by_area[:-1]) == added(by_line[:-1]) == added(by_area[-1:]) == added(by_line[-1:])
            total = added(by_area[-1:])
            assert total[0] == outstanding == sum(total[3:])
            assert total[2] == figure(city, "hazards.overdue", area)


def test_each_number_leads_to_its_hazards(city):
    for premises in ("shop", "kitchen", "depot"):
        record_hazard(premises)
    client = sign_in(Client(headers={"accept-language": "en"}), "office1")
    page = client.get(OWNERS).content.decode()

    links = re.findall(r'<a [^>]*href="([^"]*\?state=[^"]*)"[^>]*>(\d+)</a>', page)

    assert len(links) >= 8
    for href, number in links:
        rows = client.get(html.unescape(href)).content.decode()
        assert len(set(re.findall(r"YH2022-\d{7}", rows))) == int(number), href


def test_a_department_is_shown_its_line_and_a_county_its_territory(city):
    record_hazard("shop"), record_hazard("kitchen"), record_hazard("depot")

    assert [row[:2] for row in tables("dept2")[1]] == [["Housing and Construction", "2"], ["Total", "2"]]
    assert tables("county1")[0][-1][:2] == ["Total", "2"]
    assert tables("county2")[0][-1][:2] == ["Total", "1"]


def test_nothing_outstanding_is_said(city):
    page = sign_in(Client(headers={"accept-language": "en"}), "county1").get(OWNERS).content.decode()

    assert "Nothing is outstanding" in page


@pytest.mark.parametrize(
    ("query", "status"), [("?area=b", 404), ("?area=nowhere", 404), ("?area=a1", 200), ("", 200)]
)
def test_an_area_outside_of_the_scope_is_unknown(city, query, status):
    record_hazard()

    client = sign_in(Client(headers={"accept-language": "en"}), "county1")

    assert client.get(OWNERS + query).status_code == status


def test_the_page_costs_the_same_however_many_are_open(city, django_assert_max_num_queries):
    for premises in PLACES:
        for _n in range(3):
            record_hazard(premises)
    client = sign_in(Client(), "office1")

    # session, person, posts; area, its children; by area, by department, the whole; bodies; the bell
    with django_assert_max_num_queries(14):
        client.get(OWNERS)


def test_a_closed_area_that_owes_nothing_is_left_out(city):
    record_hazard()
    city.areas["a2"].valid_to = TODAY
    city.areas["a2"].save()

    assert [row[0] for row in tables("county1")[0]] == ["Chengguan", "Total"]
    assert Hazard.objects.count() == 1
