from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import sign_in

pytestmark = pytest.mark.django_db


def get(client: Any, who: str, due: Any) -> Any:
    with clock.at(at(16, 30)):
        return sign_in(client, who).get(reverse("reporting:receipt", args=[due.pk]))


def test_a_receipt_has_its_number_the_servers_moment_and_who_signed(client: Any, city: Any) -> None:
    due = a_day()["gov-a"]
    take(due, "zero", now=at(15, 59, 59))

    page = get(client, "county1", due).content.decode()

    assert due.number in page
    assert "15:59:59" in page
    assert "county1 name" in page
    assert "按时" in page


def test_before_there_is_one_the_report_is_shown(client: Any, city: Any) -> None:
    due = a_day()["gov-a"]

    assert get(client, "county1", due)["Location"] == reverse("reporting:detail", args=[due.pk])


def test_a_strangers_receipt_is_not_there(client: Any, city: Any) -> None:
    due = a_day()["gov-a"]
    take(due, "zero", now=at(15))

    assert get(client, "county2", due).status_code == 404
    assert get(client, "office1", due).status_code == 200


def test_it_costs_few_queries(client: Any, city: Any, django_assert_max_num_queries: Any) -> None:
    due = a_day()["gov-a"]
    take(due, "zero", now=at(15))
    sign_in(client, "county1")

    with clock.at(at(16)), django_assert_max_num_queries(4):
        client.get(reverse("reporting:receipt", args=[due.pk]))
