"""What holds between tasks: parts that follow, totals that stay, who came, who is late again and again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anlan.assignments import acts
from anlan.assignments.models import Attendance, PartState, TaskState
from anlan.assignments.offenders import LEAST, offences, repeat_offenders
from anlan.assignments.tests.factories import (
    GIVEN,
    WAY,
    activity,
    again,
    issue,
    join,
    meeting,
    refusal,
    take,
    take_part,
    taken_to,
    unit,
)
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Area
from anlan.testing import actor

pytestmark = pytest.mark.usefixtures("city")
LATER = datetime(2022, 12, 20, 12, 0, tzinfo=clock.SHANGHAI)


def act(task: Any, step: str, *, by: str, **given: Any) -> Any:
    return acts.take(task.pk, step, {**GIVEN.get(step, {}), **given}, by=actor(by))


def figure(code: str, first: date, last: date) -> int:
    return evaluate(code, cut=Cut.of(Area.objects.get(code="city")), period=Period(first, last)).count


def test_open_parts_are_due_with_the_task_once_an_extension_is_granted():
    task = issue()
    take(task, "sign_for")
    open_part, ended = join(task), join(task, "gas")
    take_part(ended, "end", by="dept2")
    take(task, "ask_extension")

    act(task, "decide_extension", by="office1")

    owed = Obligation.objects.open().get(case_id=open_part.pk)
    due = again(task).due_at
    assert (again(open_part).due_at, owed.due_at, owed.kind) == (due, due, Kind.END_TASK_PART)
    assert again(ended).due_at < due
    assert (
        Entry.objects.filter(case_id=open_part.pk).order_by("-n").values_list("step", flat=True)[0]
        == "follow"
    )


def test_a_refused_extension_moves_no_part_and_a_retry_does_nothing_twice():
    task = issue()
    take(task, "sign_for")
    part = join(task)
    take(task, "ask_extension")
    given = {"decision": "refuse", "reason": "时间足够"}

    first = acts.take(task.pk, "decide_extension", given, by=actor("office1"), key="same-key-1")
    second = acts.take(task.pk, "decide_extension", given, by=actor("office1"), key="same-key-1")

    assert (first.seq, second.replayed) == (second.seq, True)
    assert again(part).due_at == part.due_at


@pytest.mark.parametrize("who", ["county1", "dept1", "leader1"])
def test_nobody_but_the_issuing_office_moves_a_part(who):
    task = issue()
    part = join(task)
    type(part).objects.filter(pk=part.pk).update(due_at=part.due_at - timedelta(days=1))

    no = refusal(lambda: take_part(part, "follow", by=who, until="2022-11-04"))

    assert no is not None
    assert no.code == "task.issuer"


def test_a_part_is_due_on_no_other_day_than_its_task():
    part = join(issue())
    type(part).objects.filter(pk=part.pk).update(due_at=part.due_at - timedelta(days=1))

    no = refusal(lambda: take_part(part, "follow", by="office1", until="2022-11-05"))

    assert no is not None
    assert no.code == "task.part_day"


def test_the_office_notes_the_end_for_a_unit_that_does_not_say_so_here():
    task = issue()
    take(task, "sign_for")
    part = join(task)
    assert refusal(lambda: take_part(part, "end_for", by="dept1", result="已配合完毕")) is not None

    take_part(part, "end_for", by="office1", result="电话确认：已配合完毕")
    take(task, "submit")

    assert again(part).state == PartState.ENDED
    assert again(task).state == TaskState.SUBMITTED


# -- totals ----------------------------------------------------------------------------------------------------


def totals() -> tuple[int, ...]:
    codes = ("tasks", "tasks_open", "tasks_closed", "tasks_closed_on_time")
    return tuple(figure(f"assignments.{code}", date(2022, 10, 1), date(2022, 12, 31)) for code in codes)


def closed(task: Any) -> None:
    for step, who in WAY:
        take(task, step, by=who)


def test_splitting_keeps_every_total_until_the_whole_is_closed():
    whole = issue()
    before = totals()
    take(whole, "split", by="office1")
    pieces = [issue(split_of=whole.pk), issue(split_of=whole.pk, lead="gov-b")]
    between = totals()
    closed(pieces[0])
    take(pieces[1], "sign_for", by="county2")
    take(pieces[1], "submit", by="county2")
    take(pieces[1], "verify", by="office1")
    take(pieces[1], "close", by="leader1")
    after_pieces = totals()
    take(whole, "close", by="leader1")

    assert before == between == after_pieces == (1, 1, 0, 0)
    assert totals() == (1, 0, 1, 1)


def test_merging_keeps_both_numbers_and_both_count():
    kept, gone = issue(), issue()
    numbers = kept.told_number, gone.told_number
    take(gone, "merge", by="office1", into=kept.pk)
    between = totals()
    closed(kept)
    take(gone, "close", by="leader1")

    assert between == (2, 2, 0, 0)
    assert totals() == (2, 0, 2, 2)
    assert (again(kept).told_number, again(gone).told_number) == numbers
    assert again(gone).merged_into_id == kept.pk


# -- attendance ------------------------------------------------------------------------------------------------


def test_organisations_come_themselves_by_a_deputy_or_not_and_are_corrected_whole():
    held = meeting(attendance="消防救援支队（代：王明）\n住房和城乡建设局（缺席）；东江县安委办")
    first = list(held.attendance.order_by("position").values_list("organisation__code", "coming", "deputy"))

    assert first == [("fire", "deputy", "王明"), ("gas", "absent", ""), ("gov-a", "present", "")]
    assert Attendance.objects.within(actor("county1").scope).count() == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("没有这个单位", "input.unknown"),
        ("fire\n消防救援支队（缺席）", "input.twice"),
        ("\n".join(f"单位{n}" for n in range(301)), "input.many"),
    ],
)
def test_lines_that_name_nobody_or_somebody_twice_are_refused_at_the_field(lines, code):
    no = refusal(lambda: meeting(attendance=lines))

    assert no is not None
    assert (no.code, no.field) == (code, "attendance")


# -- notes -----------------------------------------------------------------------------------------------------


def test_a_leaders_note_becomes_one_task_of_each_office():
    note = activity(kind="instruction")
    task = issue(origin=f"leading-{note.pk}")

    twice = refusal(lambda: issue(origin=f"leading-{note.pk}"))
    unseen = refusal(lambda: issue(by="county1", lead="station-a1", origin=f"leading-{note.pk}"))
    nothing = refusal(lambda: issue(origin="hazard-1"))

    assert (task.origin_kind, task.origin_id) == ("leading", note.pk)
    assert [no.code for no in (twice, unseen, nothing) if no] == [
        "task.origin_twice",
        "task.origin",
        "input.origin",
    ]


# -- late again and again --------------------------------------------------------------------------------------


def test_units_late_twice_are_listed_counted_and_proven():
    issue()
    issue(lead="gov-b")
    taken_to("closed")
    with clock.at(LATER):
        told = repeat_offenders(actor("office1").scope, date(2022, 1, 1), date(2022, 12, 20))
        rows = offences(actor("office1"), {"from": "2022-01-01", "to": "2022-12-20"})
        assert {row["owner"]: row["late"] for row in told} == {unit("gov-a").pk: 2, unit("gov-b").pk: 2}
        assert rows.count() == 2 * LEAST
        assert figure("assignments.late_duties", date(2022, 1, 1), date(2022, 12, 19)) == 4
        assert figure("assignments.repeat_offenders", date(2022, 1, 1), date(2022, 12, 19)) == 2
        # as it was known before anything was due
        assert figure("assignments.repeat_offenders", date(2022, 1, 1), date(2022, 10, 24)) == 0


def test_what_was_voided_or_withdrawn_was_never_late():
    task = issue()
    part = join(task)
    with clock.at(LATER):
        take_part(part, "withdraw", by="office1")
        take(task, "void", by="office1")

        assert repeat_offenders(actor("office1").scope, date(2022, 1, 1), date(2022, 12, 20)) == []
