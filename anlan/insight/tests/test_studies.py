"""The studies: times with what is still open, the funnel of the loop, coverage; each opens its records."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from anlan.insight import loop, reach, waiting
from anlan.insight.board import of_year
from anlan.insight.sheets import Sheet
from anlan.insight.waiting import Times, curve
from anlan.kernel import clock
from anlan.testing import NOON, accepted_hazard, actor, closed_hazard, found_hazard, record_visit, sign_in


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def together(sheet: Sheet) -> list[Any]:
    """Return the numbers of a sheet's last line."""
    assert sheet.foot is not None
    return [cell.number for cell in sheet.foot.cells]


def test_the_share_still_open_is_the_product_limit_estimate():
    # six cases: done after 1, 3, 3 and 6; still open after 2 and 5
    found = curve(Times(Counter({1: 1, 3: 2, 6: 1}), Counter({2: 1, 5: 1})))

    assert [round(one, 4) for one in found.open] == [0.8333, 0.4167, 0.0]
    assert (found.quantile(0.25), found.quantile(0.5), found.quantile(0.75)) == (3, 3, 6)
    assert round(found.after(2) or 0, 4) == 0.8333


def test_without_anything_open_quartiles_are_those_of_what_was_done():
    times = Times(Counter({1: 1, 2: 1, 3: 1, 4: 1}))

    assert [curve(times).quantile(share) for share in (0.25, 0.5, 0.75)] == [1, 2, 3]
    assert waiting.median_of_done(times) == 2


def test_what_is_still_open_is_not_left_out_and_what_was_not_reached_is_not_told():
    half_done = Times(Counter({1: 3}), Counter({10: 7}))

    assert waiting.median_of_done(half_done) == 1
    assert curve(half_done).quantile(0.5) is None
    assert curve(half_done).after(10) == pytest.approx(0.7)
    assert curve(half_done).after(11) is None
    assert curve(Times()).quantile(0.5) is None


def test_times_are_told_by_area_and_as_they_stood_at_the_end_of_a_past_period(city):
    accepted_hazard("shop")
    found_hazard("depot")
    day = clock.local_day(NOON)

    with clock.at(NOON + timedelta(days=20)):
        later = accepted_hazard("depot")
        question = of_year(actor("office1"), "")
        now, _curve = waiting.told(question.value(waiting.USUAL), question, "area")
        past = of_year(actor("office1"), "")
        value = past.value(waiting.USUAL)
        then, _rest = waiting.told(
            value.__class__(value.figure, value.cut, type(value.period)(day, day), value.known, 0),
            past,
            "sector",
        )

    assert later.pk
    assert together(now)[:3] == [3, 2, 1]
    assert together(then)[0] == 2
    assert sum(line.cells[0].number or 0 for line in now.lines) == 3


def test_every_stage_of_the_funnel_is_a_part_of_the_one_before(city):
    found_hazard("shop")
    accepted_hazard("depot")
    closed_hazard("shop")

    funnel, stages, relapses = loop.told(of_year(actor("office1"), ""), "area")

    assert [line.cells[0].number for line in funnel.lines] == [3, 2, 2, 2, 1]
    assert together(stages)[:5] == [3, 2, 2, 2, 1]
    assert together(relapses)[0] == 0


def test_premises_that_were_never_visited_are_counted_and_listed(client, city):
    record_visit("shop")
    (sheet,) = reach.told(of_year(actor("office1"), ""), "area")
    sign_in(client, "office1").cookies["django_language"] = "en"
    page = client.get(reverse("insight:coverage")).content.decode()
    never = re.search(r'href="([^"]+)">All ([\d,]+), with export', page)

    _share, register, visited, unvisited, ever = together(sheet)
    assert (visited, unvisited, ever) == (1, register - 1, register - 1)
    assert never is not None
    assert int(never[2]) == ever
    assert client.get(never[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("route", ["loop", "times", "coverage"])
def test_every_number_of_a_study_opens_its_records_and_goes_out_as_every_file(client, city, route):
    accepted_hazard("shop")
    sign_in(client, "county1").cookies["django_language"] = "en"
    page = client.get(reverse(f"insight:{route}")).content.decode()
    links = {one.replace("&amp;", "&") for one in re.findall(r'href="(/figures/[^"]+/rows/[^"]+)"', page)}

    answers = [
        client.get(reverse("insight:analysis-file"), {"of": route, "format": form}).status_code
        for form in ("xlsx", "csv", "png")
    ]

    assert links
    assert {client.get(link).status_code for link in links} == {200}
    assert answers == [200, 200, 200]
    assert client.get(reverse("insight:times"), {"figure": "hazards.found"}).status_code == 422
