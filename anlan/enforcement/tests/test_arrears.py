"""What late payment adds: so much a day of what is unpaid, never more than the fine, nothing while an appeal runs."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.enforcement import arrears
from anlan.enforcement.payment_facts import months_after

DUE = date(2022, 11, 8)
DAYS = st.integers(0, 400)
PARTS = st.lists(
    st.tuples(st.integers(1, 200), st.integers(1, 5_000_000)),
    min_size=1,
    max_size=5,
    unique_by=lambda p: p[0],
)


def fine(fen: int = 2_000_000, **changes: Any) -> Any:
    whole = {
        "kind": "fine", "amount_fen": fen, "paid_fen": 0, "pay_by_on": DUE, "schedule": [], "appeal": "",
        "surcharge_percent": 3, "surcharge_on": DUE, "surcharge_fen": 0, "surcharge_paid_fen": 0,
        "surcharge_waived_fen": 0, "refund_fen": 0,
    }  # fmt: skip
    return SimpleNamespace(**{**whole, **changes})


@pytest.mark.parametrize(
    ("changes", "days", "yuan"),
    [
        ({}, 0, 0), ({}, -3, 0), ({}, 1, 600), ({}, 10, 6_000), ({}, 33, 19_800), ({}, 34, 20_000), ({}, 400, 20_000),
        ({"paid_fen": 1_500_000}, 10, 1_500),  # of what is unpaid, not of the whole
        ({"appeal": "review"}, 10, 0), ({"appeal": "litigation", "surcharge_fen": 60_000}, 10, 600),
        ({"kind": "confiscation"}, 10, 0), ({"surcharge_on": None}, 10, 0),
        ({"schedule": [["2022-11-18", 1_000_000], ["2022-12-08", 1_000_000]]}, 10, 0),
        ({"schedule": [["2022-11-18", 1_000_000], ["2022-12-08", 1_000_000]]}, 11, 300),
        ({"schedule": [["2022-11-18", 1_000_000], ["2022-12-08", 1_000_000]], "paid_fen": 1_000_000}, 30, 0),
    ],
)  # fmt: skip
def test_the_surcharge_of_a_day(changes, days, yuan):
    assert arrears.accrued(fine(**changes), DUE + timedelta(days=days)) == yuan * 100


@given(parts=PARTS, paid=st.integers(0, 9_000_000), percent=st.integers(0, 9), first=DAYS, between=DAYS)
def test_it_adds_up_over_any_day_between_and_is_what_a_day_by_day_count_gives(
    parts, paid, percent, first, between
):
    whole = sorted((DUE + timedelta(days=day), fen) for day, fen in parts)
    end = DUE + timedelta(days=first + between)

    def added(after: date, until: date) -> int:
        return arrears.added(whole, paid=paid, percent=percent, after=after, until=until)

    days = [DUE + timedelta(days=n + 1) for n in range(first + between)]
    by_hand = (
        sum(left for on in days for day, left in arrears.unpaid(whole, paid) if on > day) * percent // 100
    )
    split = added(DUE, DUE + timedelta(days=first)) + added(DUE + timedelta(days=first), end)

    assert added(DUE, end) == by_hand
    assert 0 <= by_hand - split <= 1  # a fraction of a fen


@given(fen=st.integers(1, 10**9), days=DAYS, paid=st.integers(0, 10**9), amount=st.integers(0, 10**9))
def test_lowering_loses_no_fen_and_keeps_within_the_fine(fen, days, paid, amount):
    case = fine(fen, paid_fen=min(paid, fen))
    case.surcharge_fen = arrears.accrued(case, DUE + timedelta(days=days))
    case.surcharge_paid_fen = case.surcharge_fen // 2
    before = case.paid_fen + case.surcharge_paid_fen

    after = arrears.lowered(case, min(amount, fen))

    assert after["paid_fen"] + after["surcharge_paid_fen"] + after["refund_fen"] == before
    assert after["paid_fen"] <= min(amount, fen)
    assert (
        after["surcharge_paid_fen"] + after["surcharge_waived_fen"]
        <= after["surcharge_fen"]
        <= min(amount, fen)
    )


def test_parts_and_months():
    parts = [(date(2022, 12, 1), 500), (date(2023, 1, 1), 500)]
    assert arrears.unpaid(parts, 700) == [(date(2023, 1, 1), 300)]
    assert arrears.trimmed(parts, 600) == [(date(2022, 12, 1), 500), (date(2023, 1, 1), 100)]
    assert [arrears.yuan_of(fen) for fen in (49, 50, 150)] == [0, 1, 2]
    assert [months_after(date(2022, 8, 31), n) for n in (1, 6)] == [date(2022, 9, 30), date(2023, 2, 28)]
