"""Registers and tasks of the small city, written through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.assignments.flow import LEADER_FLOW, LEADING_FLOW, MEETING_FLOW, PART_FLOW, TASK_FLOW
from anlan.assignments.models import AssignedTask, LeaderActivity, LeaderTerm, Meeting, TaskPart
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area, Organisation
from anlan.testing import actor, scratch

MEETING_AT = datetime(2022, 10, 17, 9, 0, tzinfo=clock.SHANGHAI)
RESULT = {"result": "逐户排查完毕，台账已报送"}
GIVEN: dict[str, dict[str, Any]] = {
    "give_back": {"reason": "不属于本单位职责"},
    "feed_back": {"progress": "已完成一半，其余本周内完成"},
    "ask_extension": {"until": "2022-11-30", "reason": "设备到货推迟"},
    "decide_extension": {"decision": "grant", "reason": "情况属实"},
    "submit": RESULT,
    "send_back": {"reason": "台账不全，请补齐"},
    "split": {"reason": "涉及两个行业，分别落实"},
    "merge": {"reason": "与另一事项相同"},
    "void": {"reason": "重复交办，予以作废"},
    "end": RESULT,
    "reopen": {"reason": "材料不全"},
    "withdraw": {"reason": "不再需要配合"},
    "transfer": {"reason": "职责调整", "due_on": "2022-11-20"},
}
"""Step → what it is given."""


def area(code: str = "city") -> Area:
    return Area.objects.get(code=code)


def unit(code: str) -> Organisation:
    return Organisation.objects.select_related("area").get(code=code)


def leader(*, by: str = "office1", where: str = "city", **changes: Any) -> LeaderTerm:
    given = {
        "name": "陈安民",
        "title": "市长",
        "leads": "全面负责安全生产工作",
        "rank": 2,
        "first_day": "2021-01-01",
        "last_day": None,
        "area": area(where),
        **changes,
    }
    outcome = door.open_case(LEADER_FLOW, "enter", by=actor(by), input=given)
    return LeaderTerm.objects.get(pk=outcome.case_id)


def meeting_input(chair: LeaderTerm, *, where: str = "city", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "weekly_assignment",
        "title": "周交办会议",
        "held_at": MEETING_AT,
        "place": "市行政中心",
        "chair": chair,
        "is_safety": "yes",
        "topics": "燃气安全",
        "requirement": "逐户排查，不漏一家。",
        "area": area(where),
        **changes,
    }


def meeting(chair: LeaderTerm | None = None, *, by: str = "office1", **changes: Any) -> Meeting:
    given = meeting_input(chair or leader(), **changes)
    outcome = door.open_case(MEETING_FLOW, "record", by=actor(by), input=given)
    return Meeting.objects.get(pk=outcome.case_id)


def activity(term: LeaderTerm | None = None, *, by: str = "office1", **changes: Any) -> LeaderActivity:
    given = {
        "kind": "field_study",
        "leader": term or leader(),
        "occasion": "调研市应急指挥中心值班室",
        "happened_at": datetime(2022, 10, 20, 10, 0, tzinfo=clock.SHANGHAI),
        "place": "市应急指挥中心",
        "requirement": "值班人员要在岗在位。",
        "source": "工作简讯第7期",
        "area": area(),
        **changes,
    }
    outcome = door.open_case(LEADING_FLOW, "record", by=actor(by), input=given)
    return LeaderActivity.objects.get(pk=outcome.case_id)


def task_input(**changes: Any) -> dict[str, Any]:
    lead = changes.pop("lead", "gov-a")
    return {
        "source": "note",
        "source_reference": "批示〔2022〕8号",
        "title": "排查瓶装液化气餐饮场所",
        "content": "对瓶装液化气餐饮场所逐户排查",
        "standard": "排查率百分之百，台账齐全",
        "lead": unit(lead) if isinstance(lead, str) else lead,
        "due_on": "2022-11-04",
        "cycle": "weekly",
        "is_safety": "yes",
        **changes,
    }


def issue(*, by: str = "office1", at: datetime | None = None, **changes: Any) -> AssignedTask:
    outcome = door.open_case(TASK_FLOW, "issue", by=actor(by), at=at, input=task_input(**changes))
    return AssignedTask.objects.get(pk=outcome.case_id)


def take(
    task: AssignedTask | int, step: str, *, by: str = "county1", at: datetime | None = None, **given: Any
) -> Outcome:
    key = task if isinstance(task, int) else task.pk
    return door.apply(TASK_FLOW, key, step, by=actor(by), at=at, input={**GIVEN.get(step, {}), **given})


def take_part(part: TaskPart, step: str, *, by: str, **given: Any) -> Outcome:
    return door.apply(PART_FLOW, part.pk, step, by=actor(by), input={**GIVEN.get(step, {}), **given})


def join(task: AssignedTask, organisation: str = "fire", *, by: str = "office1") -> TaskPart:
    given = {"task": task, "organisation": unit(organisation), "content": "配合检查"}
    outcome = door.open_case(PART_FLOW, "join", by=actor(by), input=given)
    return TaskPart.objects.get(pk=outcome.case_id)


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


WAY = (("sign_for", "county1"), ("submit", "county1"), ("verify", "office1"), ("close", "leader1"))


def taken_to(state: str, **changes: Any) -> AssignedTask:
    """Return a task of county a's office that came as far as a state."""
    task = issue(**changes)
    for step, who in WAY:
        if again(task).state == state:
            break
        take(task, step, by=who)
    assert again(task).state == state
    return again(task)  # type: ignore[no-any-return]


def refusal(act: Callable[[], object]) -> AnlanError | None:
    """Return why an act is refused, None where it is done; either way nothing stays."""
    with scratch():
        try:
            act()
        except AnlanError as no:
            return no
    return None
