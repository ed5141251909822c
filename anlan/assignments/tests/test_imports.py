"""Ledgers of leaders, meetings, activities and tasks: taken in, faults at cells, taken on, undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from anlan.assignments.models import (
    AssignedTask,
    Attendance,
    LeaderActivity,
    LeaderTerm,
    Meeting,
    PartState,
    TaskPart,
    TaskState,
)
from anlan.assignments.tests.factories import leader, meeting, take, unit
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.imports.models import Line
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Obligation
from anlan.org.models import Area, Organisation, OrganisationKind
from anlan.org.scope import SYSTEM
from anlan.testing import actor

pytestmark = pytest.mark.usefixtures("city")
NOW = datetime(2022, 11, 25, 12, 0, tzinfo=clock.SHANGHAI)
OCTOBER = Period(date(2022, 10, 1), date(2022, 10, 31))
LEADER = {"name": "陈安民", "title": "市长", "leads": "全面负责", "first_day": "2021-01-01"}
MEETING = {
    "kind": "周交办会", "title": "第42次周交办会议", "held_at": "2022年10月17日 9:00", "chair": "陈安民",
    "attendance": "消防救援支队（代：王明）、住房和城乡建设局（缺席）、gov-a、市供电公司", "requirement": "不漏一家。",
}  # fmt: skip
ACTIVITY = {
    "kind": "批示", "leader": "陈安民市长", "occasion": "对瓶装气事故作出批示", "happened_at": "2022-10-18",
    "requirement": "立即排查。", "source": "批示〔2022〕8号",
}  # fmt: skip
TASK = {
    "number": "周交办42-1", "meeting": "第42次周交办会议", "title": "排查瓶装液化气餐饮场所", "standard": "台账齐全",
    "lead": "东江县安委办", "joint": "消防救援支队", "person_in_charge": "county1", "issued_at": "2022-10-17",
    "issued_by": "office1", "due_on": "2022-11-04", "cycle": "每周",
}  # fmt: skip
DONE = {
    "signed_at": "2022-10-18", "signed_by": "county1", "fed_back_at": "2022-10-24", "progress": "已排查一半",
    "submitted_at": "2022-11-02", "result": "排查完毕", "verified_at": "2022-11-03", "closed_at": "2022-11-04",
    "closed_by": "leader1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def now(city):
    with clock.at(NOW):
        yield


def bring(tmp_path, kind: str, *rows: dict[str, Any], by: str = "office1", **more: Any):
    who = SYSTEM if by == "system" else actor(by)
    path = ledger(tmp_path / f"{kind}-{len(list(tmp_path.iterdir()))}.xlsx", kind, *rows)
    return taken_in(path, kind, by=who, **more)


def figure(code: str) -> int:
    return evaluate(code, cut=Cut.of(Area.objects.get(code="city")), period=OCTOBER).count


def test_leaders_meetings_activities_and_tasks_are_taken_in_one_after_another(tmp_path):
    told = [
        bring(tmp_path, kind, row)[1]["written"]
        for kind, row in (
            ("leaders", LEADER), ("meetings", MEETING), ("leading", ACTIVITY), ("tasks", TASK | DONE),
        )
    ]  # fmt: skip

    held, task = Meeting.objects.get(), AssignedTask.objects.get()
    assert told == [1, 1, 1, 1]
    assert (held.chair, held.kind, held.is_from_ledger) == (
        LeaderTerm.objects.get(),
        "weekly_assignment",
        True,
    )
    assert LeaderActivity.objects.get().kind == "instruction"
    assert (task.meeting, task.paper_number, task.state) == (held, "周交办42-1", TaskState.CLOSED)
    assert task.verified_by is not None
    assert (task.issued_on, task.is_on_time, task.verified_by.username) == (
        date(2022, 10, 17),
        True,
        "office1",
    )
    assert figure("assignments.tasks") == figure("assignments.weekly_assignment_meetings") == 1
    assert not Obligation.objects.open().exists()


def test_who_came_is_known_by_organisation_and_others_are_kept_as_words(tmp_path):
    leader()
    batch, _told = bring(tmp_path, "meetings", MEETING)

    came = Attendance.objects.order_by("position").values_list("organisation__code", "coming", "deputy")
    assert list(came) == [("fire", "deputy", "王明"), ("gas", "absent", ""), ("gov-a", "present", "")]
    assert Meeting.objects.get().attendees == "市供电公司"
    assert Line.objects.get(batch=batch).warnings[0][1] == "attendance.words"


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("meetings", {"chair": "赵无名", "held_at": "2022-10-18"}, ("chair", "leader.unknown")),
        ("meetings", {"held_at": "2020-10-17"}, ("chair", "leader.unknown")),
        ("meetings", {"held_at": "2022-12-17"}, ("held_at", "at.future")),
        ("meetings", {"kind": "茶话会"}, ("kind", "input.choice")),
        ("meetings", {"area": "nowhere"}, ("area", "reference.unknown")),
        ("leading", {"source": ""}, ("source", "leading.no_source")),
        ("leading", {"meeting": "没有的会"}, ("meeting", "meeting.unknown")),
        ("tasks", {"lead": "没有这个单位"}, ("lead", "reference.unknown")),
        ("tasks", {"joint": "没有这个单位"}, ("joint", "reference.unknown")),
        ("tasks", {"meeting": "没有的会"}, ("meeting", "meeting.unknown")),
        ("tasks", {"lead": "惠民超市"}, ("issued_by", "task.business")),
        ("tasks", {"issued_by": "dept1"}, ("issued_by", "person.no_right")),
        ("tasks", {"due_on": "2022-10-01"}, ("issued_by", "task.due_past")),
        ("tasks", DONE | {"closed_by": "office1"}, ("closed_by", "task.second_signature")),
        ("tasks", DONE | {"closed_by": ""}, ("closed_by", "step.nobody")),
        ("tasks", DONE | {"verified_at": ""}, ("verified_at", "step.missing")),
        ("tasks", DONE | {"signed_by": "county2"}, ("signed_by", "person.no_right")),
        ("tasks", DONE | {"verified_at": "2022-11-01"}, ("verified_at", "at.before")),
        ("tasks", {"joint": "东江县安委办"}, ("joint", "task.lead_joins")),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_cell_and_nothing_is_written(tmp_path, kind, changes, expected):
    meeting(leader())
    before = AssignedTask.objects.count(), TaskPart.objects.count()
    row = {"meetings": MEETING, "leading": ACTIVITY, "tasks": TASK | {"meeting": "周交办会议"}}[kind]

    batch, told = bring(tmp_path, kind, row | changes)

    assert told["written"] == 0
    assert expected in faults(batch)[2]
    assert (AssignedTask.objects.count(), TaskPart.objects.count()) == before


def test_a_ledger_that_comes_again_takes_the_task_on_and_then_adds_nothing(tmp_path):
    meeting(leader(), title="第42次周交办会议")
    bring(tmp_path, "tasks", TASK)
    month = {name: DONE[name] for name in ("signed_at", "signed_by", "fed_back_at", "progress")}

    _batch, second = bring(tmp_path, "tasks", TASK | month)
    task = AssignedTask.objects.get()
    between = task.state, task.progress
    _batch, third = bring(tmp_path, "tasks", TASK | DONE)
    _batch, fourth = bring(tmp_path, "tasks", TASK | DONE | {"content": "换一种说法"})

    assert between == (TaskState.IN_PROGRESS, "已排查一半")
    assert (second["taken_on"], third["taken_on"], fourth["same"]) == (1, 1, 1)
    task.refresh_from_db()
    assert (task.state, TaskPart.objects.get().state) == (TaskState.CLOSED, PartState.ENDED)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lead": "西山区安委办"}, ("lead", "row.differs")),
        ({"due_on": "2022-12-04"}, ("due_on", "row.differs")),
        ({"signed_at": "2022-10-19"}, ("signed_at", "step.differs")),
    ],
)
def test_what_contradicts_the_record_is_a_fault(tmp_path, changes, expected):
    meeting(leader(), title="第42次周交办会议")
    first = {name: DONE[name] for name in ("signed_at", "signed_by")}
    bring(tmp_path, "tasks", TASK | first)

    batch, told = bring(tmp_path, "tasks", TASK | first | changes)

    assert (told["taken_on"], faults(batch)[2]) == (0, [expected])


def test_undoing_takes_tasks_back_with_their_parts_and_meetings_after_them(tmp_path):
    leader()
    meetings, _told = bring(tmp_path, "meetings", MEETING)
    tasks, _told = bring(tmp_path, "tasks", TASK, TASK | DONE | {"number": "周交办42-2", "title": "另一事项"})
    early = undo(meetings, by=SYSTEM) and Line.objects.get(batch=meetings).state

    undo(tasks, by=SYSTEM)

    assert early == "kept"  # its tasks name it
    assert set(AssignedTask.objects.values_list("state", flat=True)) == {TaskState.VOIDED}
    assert set(TaskPart.objects.values_list("state", flat=True)) == {PartState.WITHDRAWN}
    assert figure("assignments.tasks") == 0


def test_what_moved_on_since_is_kept(tmp_path):
    meeting(leader(), title="第42次周交办会议")
    batch, _told = bring(tmp_path, "tasks", TASK)
    take(AssignedTask.objects.get(), "sign_for")

    undo(batch, by=SYSTEM)

    assert AssignedTask.objects.get().state == TaskState.SIGNED
    assert Line.objects.get(batch=batch).state == "kept"


def test_a_county_brings_its_own_tasks_and_none_of_the_city(tmp_path):
    own = TASK | {"meeting": "", "lead": "城关镇安全生产管理站", "joint": "", "issued_by": "county1",
                  "person_in_charge": "station1"}  # fmt: skip
    _batch, told = bring(tmp_path, "tasks", own, by="county1")
    batch, foreign = bring(tmp_path, "tasks", own | {"number": "2", "issued_by": "office1"}, by="county1")

    assert (told["written"], foreign["written"]) == (1, 0)
    assert faults(batch)[2] == [("issued_by", "import.scope")]
    assert AssignedTask.objects.get().issuer == unit("gov-a")


def test_a_trial_writes_nothing_and_missing_days_of_signing_are_told(tmp_path):
    meeting(leader(), title="第42次周交办会议")
    row = TASK | {"submitted_at": "2022-11-02", "result": "排查完毕"}

    batch, told = bring(tmp_path, "tasks", row, dry=True)

    assert (told["sound"], AssignedTask.objects.count()) == (1, 0)
    assert [fault[1] for fault in Line.objects.get(batch=batch).warnings] == ["signed.assumed"]


def test_organisations_of_one_name_are_told_apart_by_their_codes(tmp_path):
    leader()
    twin = Organisation.objects.get(code="fire")
    Organisation.objects.create(
        code="fire-2",
        name=twin.name,
        kind=OrganisationKind.DEPARTMENT,
        area=twin.area,
        valid_from="2020-01-01",
    )

    batch, told = bring(tmp_path, "meetings", MEETING)

    assert told["written"] == 0
    assert faults(batch)[2] == [("attendance", "reference.ambiguous")]


def test_the_templates_name_every_column_once_and_read_their_own_headers(tmp_path):
    from anlan.imports.kinds import KINDS

    for code in ("leaders", "meetings", "leading", "tasks"):
        columns = KINDS[code].columns
        names = [name for column in columns for name in (column.header, *column.also)]
        assert len(names) == len(set(names)), code
