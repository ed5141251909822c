from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.advisories.tests.factories import issued, receipt, take
from anlan.figures.cut import Cut
from anlan.figures.evaluation import Value, evaluate, records
from anlan.kernel.period import Period
from anlan.org.scope import EVERYTHING
from anlan.testing import SmallCity

pytestmark = pytest.mark.django_db
OCTOBER = Period(date(2022, 10, 1), date(2022, 10, 31))


def value(city: SmallCity, code: str, area: str = "city") -> Value:
    return evaluate(f"advisories.{code}", cut=Cut.of(city.areas[area]), period=OCTOBER)


def test_what_was_issued_acknowledged_in_time_and_after_how_long(city: SmallCity) -> None:
    one = issued(minutes_ago=50)
    issued(kind="advisory", level="", title="国庆提示")
    shop = receipt(one, "shop")
    for body, by, after in (
        ("shop", "business1", 60),
        ("kitchen", "business2", 100),
        ("mill", "business3", 2_400),
    ):
        take(receipt(one, body), "acknowledge", by=by, at=shop.sent_at + timedelta(seconds=after))
    take(receipt(one, "shop"), "report", by="business1", measures="已经加固")
    take(receipt(one, "depot"), "call", by="county2", person="李站长", answer="nobody")

    counts = {
        code: (value(city, code).count, value(city, code, "a").count)
        for code in ("warnings", "advisories", "receipts", "acknowledged", "acknowledged_in_time", "called",
                     "measures_told")
    }  # fmt: skip

    assert counts == {
        "warnings": (1, 0), "advisories": (1, 0), "receipts": (16, 8), "acknowledged": (3, 3),
        "acknowledged_in_time": (2, 2), "called": (1, 0), "measures_told": (1, 1),
    }  # fmt: skip
    assert (value(city, "in_time_rate").count, value(city, "in_time_rate").base) == (2, 16)
    assert value(city, "median_seconds").number == 100
    assert value(city, "median_seconds", "b").number is None
    for code in (*counts, "in_time_rate", "median_seconds"):
        found = value(city, code)
        assert records(found, scope=EVERYTHING).count() == (found.base if code == "in_time_rate" else counts.get(
            code, counts["acknowledged"])[0])  # fmt: skip
