"""A number of leaflets that holds an estimate says so; one that holds none does not."""

from __future__ import annotations

import pytest

from anlan.documents.claims import Kind, check
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.outreach.tests.factories import record_activity, take
from anlan.testing import TODAY


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({}, Kind.TRUE), ({"counted": "counted", "estimate_basis": None}, Kind.FALSE)],
    ids=["estimated", "counted"],
)
def test_an_estimate_is_called_one(city, changes, kind):
    take(record_activity("leaflet", **changes), "verify")
    area, period = city.areas["city"], Period.year_to(TODAY)

    (found,) = check("发放宣传资料3500份（含估算数）", area=area, period=period, known=Known.now())

    assert found.kind is kind
    assert found.weaker == ("" if kind is Kind.TRUE else "发放宣传资料3500份")
