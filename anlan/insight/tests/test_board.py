"""The wall board tells the numbers of the bulletin, opens their rows, and is answered by 304 while nothing moved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from anlan.boards import live
from anlan.bulletins.models import SignedValue
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.insight import board
from anlan.insight.views.wall import _sight
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.reporting.tests.factories import a_day
from anlan.testing import NOON, TODAY, accepted_hazard, actor, found_hazard, record_hazard, sign_in
from anlan.testing.issues import signed_issue

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


def test_the_wall_and_a_signed_bulletin_print_the_same_numbers(city):
    accepted_hazard("shop")
    record_hazard("depot")
    record_hazard("shop", grade="major", at=NOON - timedelta(days=60))
    signed_issue()
    printed = {one.key: one for one in SignedValue.objects.all()}

    content = board.content(actor("office1"), "")

    told = {one.figure.code: one.value for group in ("headline", "loop") for one in content[group]}
    both = set(told) & set(printed)
    assert {
        "inspections.visits",
        "hazards.found",
        "hazards.rectification_rate",
        "hazards.outstanding",
    } <= both
    for code in both:
        assert told[code].count == printed[code].count, code
        assert printed[code].printed.startswith(told[code].text), code


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


def test_the_heat_table_of_the_wall_opens_its_rows(client, city):
    found_hazard("shop")
    page = office(client).get(reverse("insight:wall")).content.decode()

    cells = re.findall(r'<td class="k-heat[^"]*" data-label="[^"]*"><a href="([^"]+)"', page)

    assert cells
    assert all("/rows/" in link for link in cells)


def test_the_wall_names_who_has_not_reported_and_until_when(client, city):
    a_day()
    page = office(client).get(reverse("insight:wall")).content.decode()
    state = board.due_state(actor("office1"), "", {})

    assert state is not None
    assert state.at == "16:00"
    assert state.lines[0].due.organisation.label in page
    assert board.due_state(actor("county2"), "", {}) != state


def test_what_two_people_see_is_drawn_together_only_if_their_posts_are_alike(city):
    assert _sight(actor("office1")) == _sight(actor("office1"))
    assert _sight(actor("county1")) != _sight(actor("county2"))
