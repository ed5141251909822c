"""Rules for reports at the pages and through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.reporting.demand import Demand
from anlan.reporting.models import Obliged
from anlan.reporting.tests.demands import SCHEDULE, lay_down
from anlan.reporting.tests.factories import at
from anlan.testing import sign_in

pytestmark = pytest.mark.django_db


def filled(city: Any, **changes: Any) -> dict[str, Any]:
    return {
        "name": "周报告", "form": "daily", "group": "townships", "area": city.areas["a"].pk,
        "first_day": "2022-10-25", "basis": "减负审核通过", **SCHEDULE, **changes,
    }  # fmt: skip


def test_the_office_lays_a_rule_down_and_keeps_it_at_its_page(city: Any, client: Any) -> None:
    sign_in(client, "county1")
    with clock.at(at(9)):
        empty = client.get(reverse("reporting:lay-down"))
        refused = client.post(reverse("reporting:lay-down"), filled(city, due_time="四点"))
        done = client.post(reverse("reporting:lay-down"), filled(city, due_time="16时30分"), follow=True)
        demand = Demand.objects.get()
        changed = client.post(
            reverse("reporting:take-rule", args=[demand.pk, "change"]),
            {**SCHEDULE, "from_day": "2022-10-28", "due_time": "15:00", "reason": "提前"},
            follow=True,
        )
        past = client.post(
            reverse("reporting:take-rule", args=[demand.pk, "end"]),
            {"last_day": "2022-10-01", "reason": "x"},
        )
        listed = client.get(reverse("reporting:rules"))

    assert empty.status_code == 200
    assert refused.status_code == 422
    assert "周报告" in refused.content.decode()
    assert "四点" in refused.content.decode()
    assert (done.status_code, changed.status_code) == (200, 200)
    assert past.status_code >= 400
    shown = changed.content.decode()
    assert "16:30" in shown
    assert "15:00" in shown
    assert demand.number in listed.content.decode()


@pytest.mark.parametrize(
    ("who", "listed", "laid", "seen"),
    [
        ("office1", 200, 200, 200),
        ("county1", 200, 200, 200),
        ("county2", 200, 200, 404),
        ("leader1", 200, 403, 200),
        ("station1", 403, 403, 403),
        ("business1", 403, 403, 403),
    ],
)
def test_who_opens_the_rules(city: Any, client: Any, who: str, listed: int, laid: int, seen: int) -> None:
    demand = lay_down(city, by="county1", area="a", group="townships")
    sign_in(client, who)

    with clock.at(at(9)):
        codes = [
            client.get(reverse(f"reporting:{name}", args=args)).status_code
            for name, args in (("rules", ()), ("lay-down", ()), ("rule", (demand.pk,)))
        ]

    assert codes == [listed, laid, seen]


def test_a_page_of_a_rule_costs_the_same_however_many_it_obliges(
    city: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    demand = lay_down(city, group="townships")
    sign_in(client, "office1")

    with clock.at(at(9)), django_assert_max_num_queries(22):
        client.get(reverse("reporting:rule", args=[demand.pk]))

    assert Obliged.objects.count() == 3
