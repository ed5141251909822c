"""The board at a screen: a poll that brings nothing new leaves it as it stands, a call is recorded in one press."""

from __future__ import annotations

from datetime import time

import pytest
from playwright.sync_api import expect

from anlan.kernel import clock
from anlan.reporting.making import make_due
from anlan.reporting.models import Due
from anlan.reporting.tests.factories import obliged, rule

POLL = """() => { const board = document.getElementById("board");
  htmx.ajax("GET", board.getAttribute("hx-get"), { source: board, target: "#board", swap: "outerHTML" }); }"""


@pytest.fixture
def missing(town) -> Due:
    """Return a report of today that was due a minute after midnight."""
    asked = rule(due_time=time(0, 1), late_hours=48)
    obliged("gov-a", asked)
    make_due(clock.today(), clock.today())
    return Due.objects.get()


def test_a_poll_that_brings_nothing_new_is_304_and_leaves_the_board_as_it_stands(visitor, missing):
    page = visitor("office1", "/reports/board/")
    with page.expect_response("**/board/live/**") as first:
        page.evaluate(POLL)
    expect(page.locator("#board.htmx-request")).to_have_count(0)
    page.evaluate("document.getElementById('board').dataset.stands = 'yes'")

    with page.expect_response("**/board/live/**") as second:
        page.evaluate(POLL)
    page.wait_for_timeout(200)

    assert (first.value.status, second.value.status) == (200, 304)
    assert page.locator("#board").get_attribute("data-stands") == "yes"
    expect(page.locator(".tile-bad")).to_contain_text("漏报1")


def test_one_press_records_the_call_and_the_board_shows_it(visitor, missing):
    page = visitor("office1", "/reports/board/")

    page.get_by_role("button", name="无人接听").click()

    expect(page.locator("#list tbody tr").first).to_contain_text("office1 name: 无人接听", timeout=20_000)
    missing.refresh_from_db()
    assert (missing.calls, missing.answer) == (1, "无人接听")


def test_tiles_are_reached_by_the_keyboard_and_open_the_list_of_their_area(visitor, missing):
    page = visitor("office1", "/reports/board/")

    page.locator(".tile").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**area=a**")
    expect(page.locator("#list tbody tr")).to_have_count(1)


def test_the_wall_needs_no_scrolling_to_the_side(visitor, missing):
    page = visitor("office1", "/reports/board/?wall=1", width=1920, height=1080)

    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
    expect(page.locator(".wall-list")).to_contain_text("东江县安委办")
