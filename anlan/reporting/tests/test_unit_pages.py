"""Reports by unit as people and programmes read them: within their scope, each axis by itself, bad months refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.api.tests.test_forms import caller
from anlan.kernel import clock
from anlan.reporting.tests.factories import a_day, at, take
from anlan.reporting.tests.test_form_views import get
from anlan.reporting.unit_months import fold
from anlan.testing import TODAY

NEXT = TODAY + timedelta(days=1)


@pytest.fixture
def over(city: Any) -> None:
    dues = a_day()
    take(dues["gov-a"], "report", now=at(15))
    take(dues["gov-b"], "zero", now=at(17))
    fold(NEXT)


def shown(client: Any, who: str, **query: str) -> str:
    return str(get(client, who, "units", now=at(9, day=NEXT), **query).content.decode())


def test_the_office_reads_all_units_and_an_area_its_own(over: None, client: Any) -> None:
    office, county = shown(client, "office1"), shown(client, "county1")

    assert office.count("<tr") == 1 + 2 + 5
    assert county.count("<tr") == 1 + 1 + 1
    assert "All together" in county or "合计" in county


def test_an_axis_an_area_and_a_form_narrow_it_and_a_month_that_is_none_is_refused(
    over: None, client: Any
) -> None:
    assert shown(client, "office1", axis="department").count("<tr") == 1 + 1 + 2
    assert shown(client, "office1", area="a").count("<tr") == 1 + 1 + 1
    assert "<td" not in shown(client, "office1", **{"from": "2022-09", "to": "2022-09"})
    for query in (
        {"from": "2022-13"},
        {"from": "soon"},
        {"from": "2022-11", "to": "2022-10"},
        {"form": "none"},
    ):
        assert get(client, "office1", "units", now=at(9, day=NEXT), **query).status_code == 422


def test_the_workbook_and_the_interface_say_the_same(over: None, client: Any) -> None:
    book = get(client, "office1", "units-workbook", now=at(9, day=NEXT))
    with clock.at(at(9, day=NEXT)):
        told = caller("office1").get("/reports/units")
        refused = caller("dept1").get("/reports/units")

    assert book.content[:2] == b"PK"
    rows = {row["unit"]["code"]: row for row in told.body["rows"]}
    assert rows["gov-b"] == {
        **rows["gov-b"], "due": 1, "received": 1, "zero": 1, "on_time": 0, "late": 1, "missing": 0,
    }  # fmt: skip
    assert len(rows) == 5
    assert refused.status == 403
