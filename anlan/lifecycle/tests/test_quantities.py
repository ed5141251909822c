"""A measure may be a quantity: the door writes the difference, and the verification finds every bent number."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from anlan.figures.counting import NO_SECTOR, fold, measure_ids
from anlan.figures.models import Cell, Contribution
from anlan.figures.verification import verify
from anlan.lifecycle.consequences import Passed, _counted
from anlan.lifecycle.flow import Count, Taken
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.models import Activity
from anlan.outreach.tests.factories import record_activity, take, verified_activity
from anlan.testing import NOON, actor

LEAFLETS = "outreach.leaflets"


def lines(before: Activity, **changes) -> list[tuple[str, int, int]]:
    """Return (measure, area, n) that a step writes which leads from an activity to a changed one."""
    held, where = ACTIVITY_FLOW.held(before), ACTIVITY_FLOW.where(before)
    for name, value in changes.items():
        setattr(before, name, value)
    names = {number: code for code, number in measure_ids([c.measure for c in ACTIVITY_FLOW.counts]).items()}
    passed = Passed(1, before, Taken(actor("county1"), None, NOON, {}), held, where)
    with connection.cursor() as cursor:
        rows = _counted(cursor, ACTIVITY_FLOW, ACTIVITY_FLOW.steps["verify"], passed)
    return [(names[row[2]], row[5], row[8]) for row in rows]


@pytest.mark.parametrize(
    ("count", "case", "n"),
    [
        (Count("m", frozenset({"on"})), {"state": "on"}, 1),
        (Count("m", frozenset({"on"})), {"state": "off"}, 0),
        (Count("m", frozenset({"on"}), when="flag"), {"state": "on", "flag": False}, 0),
        (Count("m", frozenset({"on"}), when="flag"), {"state": "on", "flag": True}, 1),
        (Count("m", frozenset({"on"}), when="kind", equals="a"), {"state": "on", "kind": "b"}, 0),
        (Count("m", frozenset({"on"}), "kind", "a", amount="q"), {"state": "on", "kind": "a", "q": 7}, 7),
        (Count("m", frozenset({"on"}), amount="q"), {"state": "off", "q": 7}, 0),
        (
            Count("m", frozenset({"on"}), when="flag", only=("form", "a")),
            {"state": "on", "flag": True, "form": "b"},
            0,
        ),
        (
            Count("m", frozenset({"on"}), when="flag", only=("form", "a")),
            {"state": "on", "flag": False, "form": "a"},
            0,
        ),
        (
            Count("m", frozenset({"on"}), when="flag", only=("form", "a")),
            {"state": "on", "flag": True, "form": "a"},
            1,
        ),
    ],
)
def test_a_case_counts_one_or_as_much_as_its_column_says(count, case, n):
    assert count.of(SimpleNamespace(**case)) == n


def test_an_amount_that_changes_while_it_counts_is_written_as_the_difference(city):
    activity = verified_activity("leaflet")

    assert lines(activity, quantity=5000) == [(LEAFLETS, activity.area_id, 1500)]
    assert lines(activity, quantity=4000) == [(LEAFLETS, activity.area_id, -1000)]
    assert lines(activity, quantity=4000) == []


def test_an_amount_that_moves_is_taken_out_there_in_full_and_put_in_here(city):
    activity = verified_activity("leaflet")
    there, here = city.areas["a1"].pk, city.areas["b1"].pk

    assert lines(activity, area_id=here, quantity=5000) == [
        (LEAFLETS, there, -3500),
        ("outreach.activities", there, -1),
        (LEAFLETS, here, 5000),
        ("outreach.activities", here, 1),
    ]


def test_an_amount_may_be_larger_than_any_short_number_and_has_no_sector(city):
    verified_activity("sms", quantity=16_340_000, receipt_count=16_340_000)
    fold()

    line = Contribution.objects.get(measure_id=measure_ids(["outreach.sms"])["outreach.sms"])
    assert (line.n, line.sector_id) == (16_340_000, NO_SECTOR)
    cells = Cell.objects.filter(measure_id=line.measure_id, area_id=city.areas["city"].pk)
    assert {(cell.sector_id, cell.n) for cell in cells} == {(0, 16_340_000), (NO_SECTOR, 16_340_000)}
    assert verify().sound


def test_a_bent_quantity_is_found(city):
    activity = verified_activity("leaflet")
    Activity.objects.filter(pk=activity.pk).update(quantity=3501)

    assert verify().faults == [f"{LEAFLETS}: activity {activity.pk} is counted 3500 times, should be 3501"]


def test_a_quantity_that_no_step_wrote_is_found(city):
    activity = record_activity("leaflet")
    take(activity, "verify")
    last = Contribution.objects.order_by("-seq", "-line")[0]
    Contribution.objects.create(
        seq=last.seq, line=last.line + 1, measure_id=measure_ids([LEAFLETS])[LEAFLETS], day=last.day,
        step_day=last.step_day, area_id=last.area_id, sector_id=NO_SECTOR, grade="", n=600_000,
    )  # fmt: skip

    assert verify().faults == [f"{LEAFLETS}: activity {activity.pk} is counted 603500 times, should be 3500"]
