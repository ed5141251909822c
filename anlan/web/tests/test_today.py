from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.notifications.delivery import deliver
from anlan.testing import NOON, assigned_hazard, many_hazards, sign_in, take


def today(who: str) -> str:
    response = sign_in(Client(headers={"accept-language": "en"}), who).get(reverse("today"))
    assert response.status_code == 200
    return response.content.decode()


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


@pytest.mark.parametrize(("who", "most"), [("office1", 32), ("business1", 12)])
def test_it_costs_the_same_whatever_is_owed(city, who, most, django_assert_max_num_queries):
    for key in many_hazards(15):
        take(key, "assign")
    deliver(NOON)
    client = sign_in(Client(), who)

    # session, person, posts; what is owed, overdue and told, each with its count and its words; the bell; figures
    with clock.at(NOON + timedelta(days=20)), django_assert_max_num_queries(most):
        client.get(reverse("today"))
