from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anlan.assignments.claims import weeks_of
from anlan.assignments.flow import LEADING_FLOW, MEETING_FLOW
from anlan.assignments.tests.factories import (
    activity,
    again,
    area,
    issue,
    leader,
    meeting,
    take,
    taken_to,
    unit,
)
from anlan.documents.chronicles import CHRONICLES
from anlan.documents.claims import Finding, Kind, check
from anlan.documents.compose import Setting, compose, fill
from anlan.documents.model import Paragraph
from anlan.documents.passages import Passage
from anlan.documents.sections import parse
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY
from anlan.figures.verification import verify
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.scope import EVERYTHING
from anlan.testing import actor

pytestmark = pytest.mark.usefixtures("city")
NOON = datetime(2022, 10, 24, 12, 0, tzinfo=clock.SHANGHAI)
DAY = timedelta(days=1)
YEAR = Period(date(2022, 1, 1), date(2022, 10, 24))


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def count(code: str, *, where: str = "city", period: Period = YEAR, known: Known | None = None) -> int:
    cut, known = Cut.of(area(where)), known or Known.now()
    value = evaluate(code, cut=cut, period=period, known=known)
    rows = REGISTRY[code].rows(cut, period, known, EVERYTHING).count()
    assert value.count == rows, code
    return rows


def told(*codes: str, **cut: Any) -> list[int]:
    return [count(f"assignments.{code}", **cut) for code in codes]


def test_meetings_are_counted_by_kind_on_the_day_they_were_held():
    term = leader()
    meeting(term)
    meeting(term, kind="weekly_stability", held_at=NOON - 8 * DAY)
    meeting(term, kind="standing_committee", held_at=NOON - 9 * DAY)
    meeting(term, kind="government_executive", held_at=NOON - 9 * DAY, is_safety="no")
    meeting(term, kind="weekly_stability", held_at=NOON - 365 * DAY)

    assert told("meetings", "studies", "weekly_assignment_meetings", "weekly_stability_meetings") == [
        4,
        1,
        1,
        1,
    ]
    assert told("meetings", where="a") == [0]
    assert not verify().faults


def test_a_voided_meeting_was_never_held_but_was_known():
    held = meeting()
    known = Known.now()
    door.apply(MEETING_FLOW, held.pk, "void", by=actor("office1"), input={"reason": "误录入，并未召开"})

    assert told("meetings") == [0]
    assert told("meetings", known=known) == [1]


def test_tasks_are_told_as_they_stood():
    with clock.at(NOON - 20 * DAY):
        late = issue(due_on="2022-10-10", cycle="none")
    done = taken_to("closed")
    before = Known.now()
    issue(lead="gov-b")
    codes = ("tasks", "tasks_open", "tasks_closed", "tasks_closed_on_time", "tasks_overdue")
    assert told(*codes) == [3, 2, 1, 1, 1]
    assert told(*codes, where="a") == [2, 1, 1, 1, 1]

    take(late, "sign_for")
    take(late, "submit")
    assert told(*codes) == [3, 2, 1, 1, 0]
    assert told(*codes, known=before) == [2, 1, 1, 1, 1]
    take(late, "verify", by="office1")
    take(late, "close", by="leader1")

    assert told(*codes) == [3, 1, 2, 1, 0]
    assert told("tasks_overdue", period=Period(date(2022, 1, 1), date(2022, 10, 20))) == [1]
    assert (again(done).is_on_time, again(late).is_on_time) == (True, False)
    assert not verify().faults


def test_splitting_and_merging_keep_the_total_of_tasks():
    one, other, whole = issue(), issue(), issue()
    take(one, "merge", by="office1", into=other)
    take(whole, "split", by="office1")

    issue(split_of=again(whole))
    issue(split_of=again(whole))

    assert told("tasks", "tasks_open") == [3, 3]
    assert not verify().faults


def test_a_task_counts_in_the_area_of_its_new_lead_after_a_transfer():
    task = issue(lead="gov-a")

    take(task, "transfer", by="office1", lead=unit("gov-b"))

    assert told("tasks", where="a") + told("tasks", where="b") == [0, 1]


def found(text: str, *, period: Period = YEAR, language: str = "zh") -> list[Finding]:
    return check(text, area=area(), period=period, known=Known.now(), language=language)


def test_every_time_holds_only_while_each_assignment_meeting_assigned_a_safety_task():
    held = meeting()
    text = "周交办会议每次都交办安全生产任务"
    (empty,) = found(text)
    task = issue(source="meeting", meeting=held)
    (full,) = found(text)
    take(task, "void", by="office1")
    (voided,) = found(text)

    assert [f.kind for f in (empty, full, voided)] == [Kind.FALSE, Kind.TRUE, Kind.FALSE]
    assert empty.weaker == "召开周交办会议1次，其中1次未交办安全生产任务"


def test_a_task_on_something_else_proves_no_safety_task():
    issue(source="meeting", meeting=meeting(), is_safety="no")

    (finding,) = found("周交办会议每次都交办安全生产任务")

    assert finding.kind == Kind.FALSE


def test_of_what_no_meeting_is_meant_nothing_is_proven():
    assert [f.kind for f in found("每次检查都严格细致")] == [Kind.UNPROVEN]


def test_no_whole_iso_week_goes_by_without_a_meeting_or_it_was_missed():
    term = leader()
    period = Period(date(2022, 9, 28), date(2022, 10, 24))  # Wednesday to Monday: three whole weeks
    text = "雷打不动召开安全稳定周例会"
    for day in (3, 16):
        meeting(term, kind="weekly_stability", held_at=datetime(2022, 10, day, 9, tzinfo=clock.SHANGHAI))
    (missed,) = found(text, period=period)
    meeting(term, kind="weekly_stability", held_at=datetime(2022, 10, 21, 9, tzinfo=clock.SHANGHAI))
    (kept,) = found(text, period=period)

    assert (missed.kind, kept.kind) == (Kind.FALSE, Kind.TRUE)
    assert missed.weaker == "召开周例会2次，3周中有1周未召开"


def test_a_week_is_owed_only_when_it_lies_in_the_period_and_is_over():
    with clock.at(datetime(2022, 10, 16, 12, tzinfo=clock.SHANGHAI)):  # a Sunday that is not over
        weeks = weeks_of(Period(date(2022, 10, 3), date(2022, 10, 31)), Known.now())

    assert weeks == [(2022, 40)]


def test_a_leader_did_it_several_times_when_the_least_active_of_them_did_twice():
    one, other = leader(), leader(name="周立", title="副市长")
    text = "副市长周立多次组织召开调度会议"
    activity(one)
    activity(one, happened_at=NOON - 5 * DAY)
    activity(other)
    (once,) = found(text)
    activity(other, happened_at=NOON - 6 * DAY)
    (twice,) = found(text)

    assert (once.kind, twice.kind) == (Kind.FALSE, Kind.TRUE)


def test_a_listing_tells_what_leaders_did_in_order_of_time_and_keeps_what_was_known():
    mayor, vice = leader(), leader(name="周立", title="副市长")
    activity(
        vice, kind="video_dispatch", occasion="全市安全生产视频调度会议", place="", requirement="压实责任。",
        happened_at=NOON - 9 * DAY,
    )  # fmt: skip
    late = activity(mayor)
    known = Known.now()
    door.apply(LEADING_FLOW, late.pk, "void", by=actor("office1"), input={"reason": "误录入，并未进行"})
    tell = CHRONICLES["assignments.leading"].sentences

    then, now = tell(area(), YEAR, known, "zh"), tell(area(), YEAR, Known.now(), "zh")

    first = "10月15日，副市长周立主持全市安全生产视频调度会议，要求：“压实责任”。"
    second = (
        "10月20日，市长陈安民到市应急指挥中心实地调研，调研市应急指挥中心值班室，要求：“值班人员要在岗在位”。"
    )
    assert (then, now) == ([first, second], [first])
    assert tell(area("a"), YEAR, known, "zh") == []


def test_a_section_quotes_a_listing_as_one_paragraph():
    activity()
    head = "---\ncode: x.leading\nlanguage: zh\ntitle: 领导履责\norder: 1\nseries: test\n---\n"
    section = parse(head + "[assignments.leader_activities > 0] {list assignments.leading}\n", source="x")

    composed = compose([section], area=area(), period=YEAR, language="zh")

    (block,) = composed.blocks
    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.runs).endswith("要求：“值班人员要在岗在位”。")
    assert not composed.faults


def test_an_unknown_listing_is_a_fault_in_its_place():
    setting = Setting(area(), YEAR, Known.now(), "en")

    composed = fill([Passage("p", "{list assignments.nothing}")], setting)

    assert "no listing" in composed.faults[0].reason
    with pytest.raises(Unknown):
        CHRONICLES["assignments.nothing"]


def test_those_who_lead_on_the_last_day_are_listed_in_their_order():
    leader(name="李前", title="市长", last_day="2022-06-30")
    leader(name="周立", title="副市长", rank=9, leads="分管安全生产")
    leader(rank=1)

    told_leaders = CHRONICLES["assignments.leaders"].sentences(area(), YEAR, Known.now(), "zh")

    assert told_leaders == ["市长陈安民：全面负责安全生产工作。", "副市长周立：分管安全生产。"]
