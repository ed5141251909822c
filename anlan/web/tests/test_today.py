from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from anlan.administration.tests.deeds import appoint
from anlan.insight.board import AGEING
from anlan.kernel import clock
from anlan.notifications.delivery import deliver
from anlan.periods.tests.factories import declare
from anlan.supervision.tests.factories import LETTER, REMINDED, supervised
from anlan.testing import (
    NOON,
    WITHOUT_POST,
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    many_hazards,
    sign_in,
    take,
)
from anlan.web import changes
from anlan.web.since import COOKIE, looked


def open_today(who: str, client: Client | None = None) -> Any:
    client = client or sign_in(Client(headers={"accept-language": "en"}), who)
    response = client.get(reverse("today"))
    assert response.status_code == 200
    return response


def today(who: str) -> str:
    return str(open_today(who).content.decode())


def led_to(page: str, words: str) -> str:
    """Return the address that a link with these words leads to."""
    for address, text in re.findall(r'<a[^>]* href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL):
        if words in re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text)):
            return html.unescape(address)
    raise AssertionError(f"no link says {words}")


def rows_of(client: Client, address: str) -> int:
    page = client.get(address)
    assert page.status_code == 200, address
    return page.content.decode().count('<th scope="row"')


def test_it_shows_what_we_owe_and_what_was_told(city):
    hazard = assigned_hazard(description="The stairs are blocked")
    deliver(NOON)

    page = today("business1")

    assert "The stairs are blocked" in page
    assert reverse("hazards:detail", args=[hazard.pk]) in page
    assert "A hazard was assigned to you" in page
    assert "Overdue in your area" not in page


def test_what_is_overdue_below_is_shown_to_those_above_only(city):
    assigned_hazard(description="The stairs are blocked")

    with clock.at(NOON + timedelta(days=20)):
        assert "The stairs are blocked" in today("county1")
        assert "The stairs are blocked" not in today("county2")


def test_every_number_and_every_sentence_leads_to_as_many_rows(city):
    accepted_hazard()
    claimed_hazard()
    for _each in range(3):
        found_hazard()
    supervised(REMINDED, LETTER)
    at = LETTER + timedelta(hours=1)

    with clock.at(at):
        client = sign_in(Client(headers={"accept-language": "en"}), "county1")
        page = open_today("county1", client).content.decode()
        parts = re.findall(
            r'<a class="fig[^>]* href="([^"]+)"[^>]*>.*?fig-value num">(\d+)<', page, re.DOTALL
        )
        numbers = [(address, int(number)) for address, number in parts if "/figures/" not in address]
        sentences = re.findall(r'<li[^>]*><a href="([^"]+)">(\d+|The|An) ', page)
        told = [(address, int(number)) for address, number in sentences if number.isdigit()]
        shown = {address: rows_of(client, html.unescape(address)) for address, _number in (*numbers, *told)}

    assert len(numbers) >= 5
    assert {urlsplit(address).path for address, _number in told} == {"/todo/", "/supervision/"}
    assert dict([*numbers, *told]) == shown


def test_what_changed_is_told_in_sentences_that_lead_to_the_hazards(city):
    claimed_hazard()
    found_hazard()
    found_hazard("mill")
    client = sign_in(Client(headers={"accept-language": "en"}), "county1")

    page = open_today("county1", client).content.decode()

    assert "1 hazard was reported as rectified." in page
    found = led_to(page, "hazards were found.")
    assert re.findall(r"(\d+) hazards were found", page) == [str(rows_of(client, found))]
    assert "Only hazards with this in their journal since" in client.get(found).content.decode()


def test_a_stranger_is_told_nothing_of_the_shop(city):
    claimed_hazard()

    page = today("county2")

    assert "hazard was" not in page
    assert "Nothing has changed in what you look after." in page


@pytest.mark.parametrize("who", ["system1", "security1"])
def test_an_administrator_begins_with_what_is_missing(city, who):
    page = today(who)

    assert "What is missing" in page
    assert "What you owe" not in page


def test_an_administrator_is_told_what_changed_in_accounts_and_posts(city):
    appoint("inspector1")

    assert "was changed." in (page := today("security1")) or "were changed." in page
    assert "changed." not in today("system1")


def test_an_auditor_is_told_how_much_there_is_to_look_at(city):
    found_hazard()
    Client().post(reverse("sign-in"), {"username": "county1", "password": "no"})

    page = today("auditor1")

    assert "entries were added to the journal." in page
    assert "sign-in was refused." in page
    assert "hazards were found" not in page


def test_whoever_holds_no_post_is_told_what_to_do(city):
    page = today(WITHOUT_POST)

    assert "You hold no post at present" in page
    assert "What you owe" not in page


class TestSince:
    """Since when changes are told; only the browser knows."""

    @pytest.fixture
    def asked(self, rf):
        def ask(cookie: str = "", now: datetime = NOON) -> tuple[datetime, str]:
            request = rf.get("/", headers={"cookie": f"{COOKIE}={cookie}"} if cookie else {})
            return looked(request, 7, now)

        return ask

    def test_the_first_time_it_is_yesterday_at_the_closing_of_the_bulletin(self, asked):
        since, _cookie = asked()

        assert since == datetime(2022, 10, 23, 16, 0, tzinfo=clock.SHANGHAI)

    def test_afterwards_it_is_the_last_look(self, asked):
        _since, cookie = asked(now=NOON)

        assert asked(cookie, NOON + timedelta(hours=3))[0] == NOON

    def test_a_page_loaded_again_keeps_what_was_new(self, asked):
        first, cookie = asked(now=NOON)
        again, cookie = asked(cookie, NOON + timedelta(minutes=10))

        assert again == first
        assert asked(cookie, NOON + timedelta(minutes=20))[0] == first

    def test_it_is_never_longer_ago_than_a_week(self, asked):
        _since, cookie = asked(now=NOON)

        assert asked(cookie, NOON + timedelta(days=30))[0] == NOON + timedelta(days=23)

    @pytest.mark.parametrize(
        "cookie",
        [
            "x",
            "7.1",
            "7.1.2.3",
            "7.-1.5",
            "7.99999999999.1",
            "8.1666584000.1666584000",
            "7.1.99999999999",
            "7.²",
        ],
    )
    def test_a_damaged_or_strange_cookie_counts_as_none(self, asked, cookie):
        since, anew = asked(cookie)

        assert since == datetime(2022, 10, 23, 16, 0, tzinfo=clock.SHANGHAI)
        assert anew.startswith("7.")

    def test_the_page_leaves_it_with_the_browser_and_nowhere_else(self, city, django_assert_max_num_queries):
        response = open_today("county1")

        kept = response.cookies[COOKIE]
        assert kept["httponly"]
        assert kept["samesite"] == "Lax"
        assert datetime.fromtimestamp(int(kept.value.split(".")[2]), UTC) == NOON


def test_much_that_was_recorded_moves_the_moment_and_says_so(city, monkeypatch):
    monkeypatch.setattr(changes, "MOST_ENTRIES", 2)
    claimed_hazard()

    since = changes.reach(NOON - timedelta(days=7))

    assert since > NOON - timedelta(days=7)
    assert clock.local_day(since) == clock.local_day(NOON)


@pytest.mark.parametrize(
    ("who", "most"), [("office1", 24), ("business1", 13), ("leader1", 37), ("auditor1", 12), ("county1", 24)]
)
def test_it_costs_the_same_whatever_is_owed(city, who, most, django_assert_max_num_queries):
    for key in many_hazards(15):
        take(key, "assign")
    deliver(NOON)
    client = sign_in(Client(), who)

    # session, person, posts; periods; what is owed, overdue and told, each with its count and its words; figures; of
    # whoever decides, also what is outstanding by age, counted over the rows of each band
    with clock.at(NOON + timedelta(days=20)), django_assert_max_num_queries(most):
        client.get(reverse("today"))


def test_a_special_period_that_runs_here_is_named_with_its_day(city):
    with clock.at(NOON - timedelta(days=1)):
        declare(city, first_day="2022-10-24", name="两会期间", name_en="Sessions")
        declare(city, first_day="2022-10-24", area="b", name="庙会", name_en="Fair")

    for who in ("office1", "business1"):
        page = today(who)
        assert "Sessions" in page
        assert "day 1 of 7" in page
        assert "Fair" not in page


def test_a_leader_sees_where_and_since_when_hazards_are_left_over(city):
    for key in many_hazards(3):
        take(key, "assign")

    page, others = today("leader1"), today("office1")

    assert page.count("hazards.aged_") == len(AGEING)
    assert "Outstanding by area and sector" in page
    assert "Outstanding by age" not in others
