"""Ledgers of publicity and of household visits: they count on their days once verified, faults at cells, undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.verification import verify
from anlan.imports.models import Batch, BatchState, Line, LineState
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.obligations.models import Obligation
from anlan.org.scope import SYSTEM
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.models import Activity, ActivityState, Household
from anlan.outreach.tests.factories import area, launch, refusal, take
from anlan.testing import NOON, actor

SMS = {
    "kind": "短信",
    "title": "秋冬季用火用电安全提醒",
    "happened_at": "2022-03-05",
    "area": "城关镇",
    "officer": "station1",
    "quantity": "160,000条",
    "receipt_operator": "移动",
    "receipt_number": "YD-1",
    "receipt_count": 160000,
    "receipted_on": "2022年3月6日",
}
DOOR = {
    "area": "a1",
    "grid_cell": "W0312",
    "door": "3号楼2单元501",
    "happened_at": "2022-10-20",
    "officer": "station1",
}


def doors(*names: str, **changes) -> list[dict[str, Any]]:
    return [DOOR | {"door": name} | changes for name in names]


def figure(code: str, first: date, last: date) -> int:
    return evaluate(code, cut=Cut.of(area("city")), period=Period(first, last)).count


def test_a_row_of_spring_counts_in_spring_once_it_is_verified(city, tmp_path):
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "activities", SMS), "activities")
    assert (told["written"], faults(batch)) == (1, {})
    activity = Activity.objects.get()
    march = date(2022, 3, 1), date(2022, 3, 31)
    assert (activity.quantity, activity.recorded_by.username, activity.is_from_ledger) == (
        160_000,
        "station1",
        True,
    )
    assert figure("outreach.sms", *march) == 0

    take(activity, "verify", at=activity.last_at)

    assert figure("outreach.sms", *march) == 160_000
    assert verify().sound


def test_what_a_ledger_brings_late_is_not_late_to_be_verified(city, tmp_path):
    taken_in(ledger(tmp_path / "a.xlsx", "activities", SMS), "activities")

    assert Obligation.objects.open().get().due_at > NOON


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"kind": "点赞"}, "kind", "input.not_performance"),
        ({"kind": "转发量"}, "kind", "input.not_performance"),
        ({"kind": "海报"}, "kind", "input.choice"),
        ({"area": "月球"}, "area", "reference.unknown"),
        ({"area": "b1"}, "officer", "person.no_right"),
        ({"officer": "Nobody"}, "officer", "person.unknown"),
        ({"officer": "editor1"}, "officer", "person.no_right"),
        ({"quantity": "很多"}, "quantity", "input.whole"),
        ({"quantity": 160001}, "quantity", "input.receipt"),
        ({"receipt_number": ""}, "receipt_number", "input.required"),
        ({"happened_at": "2022-10-30"}, "happened_at", "at.future"),
        ({"campaign": "没有的行动"}, "campaign", "reference.unknown"),
        ({"channel": "飞鸽"}, "channel", "input.choice"),
        ({"place": "广场"}, "place", "input.not_of_kind"),
    ],
)
def test_a_fault_stands_at_its_cell_and_nothing_is_written(city, tmp_path, changes, column, code):
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "activities", SMS | changes), "activities")

    assert (told["written"], told["faulty"]) == (0, 1)
    assert faults(batch) == {2: [(column, code)]}
    assert not Activity.objects.exists()


def test_a_trial_writes_nothing_and_tells_the_same(city, tmp_path):
    path = ledger(tmp_path / "a.xlsx", "activities", SMS, SMS | {"quantity": 160001})

    batch, told = taken_in(path, "activities", dry=True)

    assert (told["sound"], told["faulty"]) == (1, 1)
    assert faults(batch) == {3: [("quantity", "input.receipt")]}
    assert not Activity.objects.exists()


def test_a_row_counts_in_the_campaign_of_its_name_that_ran_on_its_day(city, tmp_path):
    launch(first_day="2021-09-01", last_day="2021-10-31")
    running = launch(first_day="2022-02-01", last_day="2022-03-31")

    taken_in(ledger(tmp_path / "a.xlsx", "activities", SMS | {"campaign": "百日宣传行动"}), "activities")

    assert Activity.objects.get().campaign == running


def test_who_brings_a_ledger_takes_in_his_own_area_only(city, tmp_path):
    path = ledger(tmp_path / "a.xlsx", "activities", SMS, SMS | {"area": "b1", "officer": "station3"})

    batch, told = taken_in(path, "activities", by=actor("county1"))

    assert (told["written"], faults(batch)) == (1, {3: [("area", "import.scope")]})


def test_a_department_takes_in_and_back_what_is_its_own(city, tmp_path):
    path = ledger(tmp_path / "a.xlsx", "activities", SMS, SMS | {"officer": "dept1"})

    batch, told = taken_in(path, "activities", by=actor("dept1"))

    assert (told["written"], faults(batch)) == (1, {2: [("officer", "import.scope")]})
    taken_in(ledger(tmp_path / "b.xlsx", "activities", SMS), "activities")
    own, other = Activity.objects.order_by("pk")
    no = {
        (who, one.pk): refusal(lambda: take(one, "take_back", by=who))  # noqa: B023 -- called at once
        for who in ("dept1", "dept2", "county1", "station1")
        for one in (own, other)
    }
    done = {key for key, error in no.items() if error is None}
    assert done == {("dept1", own.pk), ("county1", own.pk), ("county1", other.pk)}
    assert {error.code for error in no.values() if error} == {"ledger.import"}


def test_a_ledger_is_taken_back_also_what_was_verified_meanwhile_is_kept(city, tmp_path):
    batch, _told = taken_in(
        ledger(tmp_path / "a.xlsx", "activities", SMS, SMS | {"title": "另一条"}), "activities"
    )
    one, other = Activity.objects.order_by("pk")
    take(other, "verify", at=other.last_at)

    undo(batch, by=SYSTEM)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == (ActivityState.VOIDED, ActivityState.VERIFIED)
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert verify().sound


# -- households --------------------------------------------------------------------------------------------------


def test_the_doors_of_a_cell_and_day_become_one_round(city, tmp_path):
    rows = [
        *doors("1-101", "1-102", "１-101 "),
        *doors("1-101", happened_at="2022-10-21"),
        *doors("1-101", grid_cell="W0313"),
    ]
    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "households", *rows), "households")

    assert (told["written"], faults(batch)) == (4, {4: [("", "row.twice")]})  # one door twice on a day
    found = sorted((a.grid_cell, str(a.happened_on), a.quantity) for a in Activity.objects.all())
    assert found == [("W0312", "2022-10-20", 2), ("W0312", "2022-10-21", 1), ("W0313", "2022-10-20", 1)]
    for activity in Activity.objects.all():
        take(activity, "verify")
    october = date(2022, 10, 1), date(2022, 10, 24)
    assert figure("outreach.households", *october) == 3
    assert figure("outreach.household_visits", *october) == 4


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"door": "张三 13800138000"}, "door", "input.door"),
        ({"door": ""}, "door", "input.required"),
        ({"grid_cell": ""}, "grid_cell", "input.required"),
        ({"officer": "leader1"}, "officer", "person.no_right"),
    ],
)
def test_a_fault_of_a_door_stands_at_its_cell_and_the_others_are_taken_in(
    city, tmp_path, changes, column, code
):
    rows = [DOOR, DOOR | {"door": "3号楼2单元502"} | changes]
    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "households", *rows), "households")

    assert (told["written"], faults(batch)) == (1, {3: [(column, code)]})
    assert Household.objects.count() == 1


def test_a_round_that_went_over_two_chunks_of_the_undoing_is_taken_back_once(city, tmp_path):
    names = [f"{n}-101" for n in range(1, 41)]
    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "households", *doors(*names)), "households")
    assert (told["written"], Activity.objects.count()) == (40, 1)
    rounds = {line.record: line.seq for line in Line.objects.filter(batch=batch)}
    from anlan.imports.kinds import KINDS, Run

    made = Run(by=SYSTEM, at=NOON, batch=batch.pk)
    first = KINDS["households"].undo(rounds, made)
    second = KINDS["households"].undo(rounds, made)

    assert (first, second) == ({}, {})
    assert Activity.objects.get().state == ActivityState.VOIDED


def test_a_ledger_of_doors_is_taken_back_whole(city, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "h.xlsx", "households", *doors("1-101", "1-102")), "households")

    undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    assert set(Line.objects.filter(batch=batch).values_list("state", flat=True)) == {LineState.UNDONE}
    assert Activity.objects.get().state == ActivityState.VOIDED


def test_the_same_ledger_twice_is_taken_in_once(city, tmp_path):
    path = ledger(tmp_path / "h.xlsx", "households", *doors("1-101", "1-102"))
    taken_in(path, "households")

    _batch, told = taken_in(path, "households")

    assert (told["written"], told["same"]) == (0, 2)
    assert Activity.objects.count() == 1


def test_only_what_came_from_a_ledger_is_taken_back(city, tmp_path):
    taken_in(ledger(tmp_path / "a.xlsx", "activities", SMS), "activities")
    activity = Activity.objects.get()

    outcome = door.apply(ACTIVITY_FLOW, activity.pk, "take_back", by=actor("county1"))

    assert outcome.state == ActivityState.VOIDED
