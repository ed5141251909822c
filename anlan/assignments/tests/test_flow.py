from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.models import AssignedTask
from anlan.assignments.tests.factories import (
    GIVEN,
    again,
    issue,
    join,
    refusal,
    take,
    take_part,
    taken_to,
    task_input,
    unit,
)
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.supervision.models import Supervision
from anlan.supervision.sweep import sweep
from anlan.testing import actor

pytestmark = pytest.mark.usefixtures("city")
NOON = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def code_of(act: Callable[[], object]) -> str | None:
    no = refusal(act)
    return no.code if no else None


def owed(task: Any) -> dict[str, Obligation]:
    rows = Obligation.objects.open().filter(case_id=task.pk)
    return {row.kind: row for row in rows}


def test_a_task_goes_from_its_issue_to_the_second_signature_and_owes_nothing_then():
    task = issue()

    assert (task.state, task.told_number, task.due_at) == (
        "issued",
        "交办〔2022〕1号",
        datetime(2022, 11, 4, 10, 0, tzinfo=UTC),
    )
    assert set(owed(task)) == {Kind.SIGN_FOR_TASK, Kind.COMPLETE_TASK}
    take(task, "sign_for")
    assert set(owed(task)) == {Kind.COMPLETE_TASK, Kind.FEED_BACK_TASK}
    take(task, "feed_back")
    assert again(task).state == "in_progress"
    take(task, "submit")
    assert {kind: row.owner.code for kind, row in owed(task).items()} == {Kind.VERIFY_TASK: "office"}
    take(task, "verify", by="office1")
    assert set(owed(task)) == {Kind.CLOSE_TASK}
    take(task, "close", by="leader1")
    task = again(task)
    assert (task.state, task.is_on_time, owed(task)) == ("closed", True, {})


def test_numbers_of_an_issuer_go_up_within_a_year_and_a_refused_one_takes_none():
    first = issue()
    assert refusal(lambda: issue(due_on="2022-10-23")) is not None
    second, other = issue(), issue(by="county1", lead="station-a1")
    with clock.at(NOON + timedelta(days=100)):
        new_year = issue(due_on="2023-03-01")

    assert [task.number for task in (first, second, other, new_year)] == [1, 2, 1, 1]
    assert (new_year.year, other.issuer.code) == (2023, "gov-a")


@pytest.mark.parametrize(
    ("by", "lead", "code"),
    [
        ("office1", "gov-a", None),
        ("office1", "fire", None),
        ("county1", "station-a1", None),
        ("county1", "station-b1", "task.issue"),
        ("county1", "fire", "task.issue"),
        ("dept1", "gov-a", "task.issue"),
        ("station1", "station-a1", "task.issue"),
        ("leader1", "gov-a", "task.issue"),
        ("business1", "station-a1", "task.issue"),
        ("office1", "shop", "task.business"),
    ],
)
def test_an_office_assigns_tasks_to_authorities_of_its_area(by, lead, code):
    no = refusal(lambda: issue(by=by, lead=lead))

    assert (no.code if no else None) == code


RIGHTS = {
    # step → (state before, who may, who may not: code)
    "sign_for": (
        "issued",
        ["county1"],
        {"office1": "task.lead", "county2": "task.lead", "dept1": "task.lead"},
    ),
    "give_back": ("issued", ["county1"], {"office1": "task.lead", "station1": "task.lead"}),
    "feed_back": ("signed", ["county1"], {"office1": "task.lead", "leader1": "task.lead"}),
    "ask_extension": ("signed", ["county1"], {"office1": "task.lead"}),
    "submit": ("signed", ["county1"], {"office1": "task.lead", "dept1": "task.lead"}),
    "verify": ("submitted", ["office1"], {"county1": "task.issuer", "leader1": "task.issuer"}),
    "send_back": ("submitted", ["office1"], {"county1": "task.issuer"}),
    "close": (
        "verified",
        ["leader1"],
        {"office1": "task.second_signature", "county1": "task.closer", "dept1": "task.closer"},
    ),
    "split": ("issued", ["office1"], {"county1": "task.issuer", "county2": "task.issuer"}),
    "void": ("issued", ["office1"], {"county1": "task.issuer", "leader1": "task.issuer"}),
}


@pytest.mark.parametrize("step", RIGHTS)
def test_each_step_is_taken_by_whom_it_belongs_to(step):
    before, may, may_not = RIGHTS[step]
    task = taken_to(before)

    found = {who: refusal(lambda who=who: take(task, step, by=who)) for who in [*may, *may_not]}

    assert {who: no.code if no else None for who, no in found.items()} == dict.fromkeys(may) | may_not


def test_a_refused_step_leaves_no_trace():
    task = taken_to("verified")
    entries = Entry.objects.count()

    with pytest.raises(Exception, match="another person"):
        take(task, "close", by="office1")

    assert (Entry.objects.count(), again(task).revision) == (entries, task.revision)


def test_feedback_is_owed_each_cycle_and_keeps_its_rhythm_when_one_was_late():
    task = issue(due_on="2022-12-30")
    take(task, "sign_for")
    first = owed(task)[Kind.FEED_BACK_TASK].due_at
    with clock.at(NOON + timedelta(days=9)):
        take(task, "feed_back")
        second = owed(task)[Kind.FEED_BACK_TASK].due_at
    with clock.at(NOON + timedelta(days=12)):
        take(task, "feed_back")
        third = owed(task)[Kind.FEED_BACK_TASK].due_at

    days = [clock.local_day(at) for at in (first, second, third)]
    assert days == [date(2022, 10, 31), date(2022, 11, 7), date(2022, 11, 14)]
    late = Obligation.objects.get(case_id=task.pk, due_at=first)
    assert late.discharged_at is not None
    assert late.discharged_at > late.due_at


def test_a_task_without_a_cycle_owes_no_feedback():
    task = issue(cycle="none")

    take(task, "sign_for")

    assert set(owed(task)) == {Kind.COMPLETE_TASK}


def test_a_returned_task_is_given_to_another_lead_who_begins_anew():
    task = issue()
    take(task, "give_back")
    assert {kind: row.owner.code for kind, row in owed(task).items()} == {Kind.DECIDE_TASK: "office"}

    take(task, "transfer", by="office1", lead=unit("gov-b"))

    task = again(task)
    assert (task.state, task.lead.code, task.area.code, task.number) == ("issued", "gov-b", "b", 1)
    assert {row.owner.code for row in owed(task).values()} == {"gov-b"}
    assert code_of(lambda: take(task, "sign_for", by="county1")) == "task.lead"
    assert code_of(lambda: take(task, "transfer", by="office1", lead=unit("gov-b"))) == "task.same_lead"


def test_an_extension_holds_once_the_office_granted_it():
    task = taken_to("signed")
    take(task, "ask_extension")
    assert code_of(lambda: take(task, "ask_extension")) == "task.asked_already"
    assert again(task).due_at == task.due_at

    take(task, "decide_extension", by="office1")

    task = again(task)
    assert (clock.local_day(task.due_at), task.extensions, task.asked_until) == (date(2022, 11, 30), 1, None)
    assert owed(task)[Kind.COMPLETE_TASK].due_at == task.due_at
    assert Kind.DECIDE_TASK not in owed(task)
    assert refusal(lambda: take(task, "decide_extension", by="office1")) is not None


def test_an_extension_that_is_not_granted_changes_nothing():
    task = taken_to("signed")
    take(task, "ask_extension")

    take(task, "decide_extension", by="office1", decision="refuse")

    assert again(task).due_at == task.due_at
    assert set(owed(task)) == {Kind.COMPLETE_TASK, Kind.FEED_BACK_TASK}
    assert code_of(lambda: take(task, "ask_extension", until="2022-11-04")) == "task.not_later"


def test_joint_units_end_one_by_one_and_the_lead_only_after_them():
    task = taken_to("signed")
    fire, gas = join(task, "fire"), join(task, "gas")
    assert code_of(lambda: take(task, "submit")) == "task.parts_open"
    take_part(fire, "end", by="dept1")
    assert code_of(lambda: take(task, "submit")) == "task.parts_open"
    assert code_of(lambda: take_part(gas, "end", by="dept1")) == "task.part_unit"
    take_part(gas, "end", by="dept2")

    take(task, "submit")

    assert again(task).state == "submitted"
    assert not Obligation.objects.open().filter(case_id__in=[fire.pk, gas.pk]).exists()
    assert code_of(lambda: take_part(fire, "reopen", by="office1")) == "task.join_late"
    assert code_of(lambda: join(again(task), "gov-b")) == "task.join_late"


@pytest.mark.parametrize(
    ("organisation", "by", "code"),
    [
        ("gov-a", "office1", "task.lead_joins"),
        ("fire", "office1", "task.joined"),
        ("shop", "office1", "task.business"),
        ("gas", "county1", "task.issuer"),
        ("gas", "office1", None),
    ],
)
def test_who_can_join_a_task(organisation, by, code):
    task = issue()
    join(task, "fire")

    no = refusal(lambda: join(task, organisation, by=by))

    assert (no.code if no else None) == code


def test_a_withdrawn_part_holds_nothing_up_and_may_be_given_again():
    task = taken_to("signed")
    part = join(task)
    take_part(part, "withdraw", by="office1")

    join(task)

    assert code_of(lambda: take(task, "submit")) == "task.parts_open"


def test_splitting_keeps_the_total_and_closes_after_every_piece():
    task = issue()
    take(task, "split", by="office1")
    assert code_of(lambda: take(task, "close", by="office1")) == "task.no_pieces"
    pieces = [issue(split_of=again(task)) for _ in range(2)]
    assert [piece.counts for piece in pieces] == [0, 0]
    for number, piece in enumerate(pieces):
        for step, who in (
            ("sign_for", "county1"),
            ("submit", "county1"),
            ("verify", "office1"),
            ("close", "leader1"),
        ):
            take(piece, step, by=who)
        no = refusal(lambda: take(task, "close", by="office1"))
        assert (no.code if no else None) == ("task.pieces_open" if number == 0 else None)

    take(task, "close", by="office1")

    assert (again(task).state, again(task).is_on_time) == ("closed", True)
    assert refusal(lambda: take(taken_to("issued", split_of=None), "void", by="office1")) is None
    assert refusal(lambda: issue(split_of=again(task))) is not None


def test_a_merged_task_keeps_its_number_and_closes_after_the_other():
    one, other = issue(), issue()
    take(one, "merge", by="office1", into=other)
    assert (again(one).number, again(one).state, owed(one)) == (1, "merged", {})
    assert code_of(lambda: take(one, "close", by="office1")) == "task.goal_open"
    assert refusal(lambda: take(other, "merge", by="office1", into=again(one))) is not None
    assert code_of(lambda: take(other, "void", by="office1")) == "task.is_goal"
    for step, who in (
        ("sign_for", "county1"),
        ("submit", "county1"),
        ("verify", "office1"),
        ("close", "leader1"),
    ):
        take(other, step, by=who)

    take(one, "close", by="office1")

    assert again(one).state == "closed"


def test_what_is_late_climbs_the_ladder_of_supervision_and_its_end_ends_that():
    task = taken_to("signed", cycle="none")
    with clock.at(NOON + timedelta(days=11)):
        sweep(clock.now())
    with clock.at(NOON + timedelta(days=12)):
        sweep(clock.now())
        supervision = Supervision.objects.get(subject_id=task.pk)
        assert (supervision.case_kind, supervision.owner.code, supervision.state) == (
            "task",
            "gov-a",
            "letter",
        )
        take(task, "submit")
        sweep(clock.now())
        assert again(supervision).ended_at is not None
        take(task, "verify", by="office1")
        take(task, "close", by="leader1")

    assert again(task).is_on_time is False


def test_the_same_key_twice_issues_one_task():
    given = task_input()

    first = door.open_case(TASK_FLOW, "issue", by=actor("office1"), input=given, key="once-0001")
    second = door.open_case(TASK_FLOW, "issue", by=actor("office1"), input=given, key="once-0001")

    assert (second.case_id, second.replayed, AssignedTask.objects.count()) == (first.case_id, True, 1)


def test_every_step_but_the_opening_one_is_given_something_here():
    """A step that is added must be tried: this table is what the other tests take it with."""
    bare = {name for name, step in TASK_FLOW.steps.items() if step.form.inputs and not step.opening}

    assert bare <= set(GIVEN)
