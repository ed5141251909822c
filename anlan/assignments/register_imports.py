"""The ledgers of the registers: leaders with their posts, meetings with who came, what leaders did and required.

A row is recorded by whoever keeps the register; it happened, and counts, on the day that it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.assignments import leaders_named
from anlan.assignments.flow import LEADER_FLOW, LEADING_FLOW, MEETING_FLOW
from anlan.assignments.inputs import MOST_BODIES, Came, bodies_named, told_lines
from anlan.assignments.kinds import ActivityKind, MeetingKind
from anlan.assignments.ledger_columns import (
    AREA,
    IS_SAFETY,
    NUMBER,
    OFFICER,
    Recording,
    day,
    named,
    recording,
    text,
    when,
)
from anlan.assignments.models import LeaderTerm, Meeting
from anlan.imports import lookup
from anlan.imports.inputs import Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.flow import Flow
from anlan.org.roles import Permission

MEETING_NAMES = {
    "常委会": "standing_committee", "常委会会议": "standing_committee", "市委常委会": "standing_committee",
    "市委常委会会议": "standing_committee", "常务会": "government_executive", "常务会议": "government_executive",
    "政府常务会": "government_executive", "政府常务会议": "government_executive",
    "市政府常务会议": "government_executive", "周交办": "weekly_assignment", "周交办会": "weekly_assignment",
    "周交办会议": "weekly_assignment", "周例会": "weekly_stability", "安全稳定周例会": "weekly_stability",
    "周安全稳定例会": "weekly_stability", "安全生产周例会": "weekly_stability", "调度会": "video_dispatch",
    "视频调度": "video_dispatch", "视频调度会": "video_dispatch", "视频调度会议": "video_dispatch",
    "视频会议": "video_dispatch", "风险研判": "risk_study", "风险研判会": "risk_study", "研判会": "risk_study",
    "安委会": "committee", "安委会会议": "committee", "安委会全体会议": "committee", "安委会全会": "committee",
    "安全稳定会议": "conference", "工作会议": "conference", "其他": "other", "其他会议": "other", "会议": "other",
}  # fmt: skip
ACTIVITY_NAMES = {
    "主持会议": "chaired_meeting", "会议": "chaired_meeting", "召开会议": "chaired_meeting",
    "视频调度": "video_dispatch", "调度": "video_dispatch", "调研": "field_study", "实地调研": "field_study",
    "检查": "inspection", "带队检查": "inspection", "督导检查": "inspection", "督查": "inspection",
    "批示": "instruction", "作出批示": "instruction", "批示指示": "instruction",
}  # fmt: skip

LEADER_COLUMNS = (
    text("name", gettext_lazy("Name"), "姓名", "领导姓名", required=True, min_length=2, most=60, example="陈安民"),
    text("title", gettext_lazy("Post"), "职务", "领导职务", "现任职务", required=True, most=80, example="市长"),
    text("leads", gettext_lazy("What he leads"), "分管工作", "分工", "负责工作", most=300,
         example="全面负责安全生产工作"),
    Column(
        input=Whole(name="rank", label=gettext_lazy("Order"), required=False, least=1, most=999,
                    help=gettext_lazy("Leaders are told in this order. Empty: 50.")),
        header="排序", also=("顺序", "排名"), example="2",
    ),
    day("first_day", gettext_lazy("In the post from"), "任职时间", "任职日期", "到任时间", required=True,
        example="2021-01-01"),
    day("last_day", pgettext_lazy("leader", "In the post to"), "离任时间", "离任日期", "卸任时间"),
    AREA,
    OFFICER,
)  # fmt: skip

MEETING_COLUMNS = (
    NUMBER,
    named("kind", gettext_lazy("Kind of meeting"), "会议类型", "类型", "会议类别",
          choices=[(k.value, k.label) for k in MeetingKind], names=MEETING_NAMES, example="周交办会议"),
    text("title", gettext_lazy("Title"), "会议名称", "名称", "会议", required=True, example="第42次周交办会议"),
    when("held_at", gettext_lazy("Held at"), "召开时间", "会议时间", "时间", "日期", "会议日期", "召开日期",
         required=True, example="2022-10-17 09:00"),
    text("place", gettext_lazy("Venue"), "会议地点", "地点", "召开地点", example="市行政中心"),
    text("chair", gettext_lazy("In the chair"), "主持人", "主持", "主持领导", required=True, most=80,
         example="陈安民", help=gettext_lazy("A leader on record who held a post on that day.")),
    text("chair_title", gettext_lazy("Post of the chair"), "主持人职务", "职务", most=80, example="市长"),
    IS_SAFETY,
    text("topics", gettext_lazy("Topics"), "会议议题", "议题", "主题", most=300, example="燃气安全"),
    text("attendance", gettext_lazy("Organisations asked to come"), "参会单位", "参加单位", "出席单位", most=8_000,
         example="市应急管理局、市住建局（代：王明）、市商务局（缺席）",
         help=gettext_lazy("Separated by 、; behind a name （缺席） or （代：name）. Empty remark: present.")),
    text("attendees", gettext_lazy("Who came besides"), "其他参会人员", "参会人员", "列席人员", most=2_000),
    text("agenda", gettext_lazy("Agenda"), "会议议程", "议程", most=2_000),
    text("requirement", gettext_lazy("What was required"), "会议要求", "领导要求", "工作要求", "要求", most=4_000,
         example="逐户排查，不漏一家。"),
    text("issues_raised", gettext_lazy("Problems raised"), "提出问题", "反映问题", most=2_000),
    text("issues_resolved", gettext_lazy("Problems settled"), "解决问题", "协调解决问题", most=2_000),
    text("minutes_reference", gettext_lazy("Minutes of the meeting"), "会议纪要", "纪要文号", "纪要编号",
         example="会议纪要〔2022〕42号"),
    AREA,
    OFFICER,
)  # fmt: skip

LEADING_COLUMNS = (
    NUMBER,
    named("kind", gettext_lazy("Kind"), "活动类型", "类型", "活动类别", "形式",
          choices=[(k.value, k.label) for k in ActivityKind], names=ACTIVITY_NAMES, example="实地调研"),
    text("leader", gettext_lazy("Leader"), "领导", "领导姓名", "姓名", "市领导", required=True, most=80,
         example="陈安民", help=gettext_lazy("A leader on record who held a post on that day.")),
    text("leader_title", gettext_lazy("Post of the leader"), "领导职务", "职务", most=80, example="市长"),
    text("occasion", pgettext_lazy("of a leader", "What it was"), "活动内容", "内容", "活动名称", "主题", required=True,
         example="调研市应急指挥中心值班室"),
    when("happened_at", gettext_lazy("Happened at"), "时间", "日期", "活动时间", "活动日期", required=True,
         example="2022-10-20"),
    text("place", gettext_lazy("Venue"), "地点", "活动地点", example="市应急指挥中心"),
    text("requirement", gettext_lazy("What was required"), "要求", "批示内容", "讲话要求", "领导要求", most=4_000,
         example="值班人员要在岗在位。"),
    text("source", gettext_lazy("Where the words stand"), "出处", "来源", "文号", "依据",
         example="工作简讯第7期", help=gettext_lazy("Needed where words are quoted.")),
    text("meeting", gettext_lazy("Meeting"), "关联会议", "会议名称",
         help=gettext_lazy("Title or number of a meeting on record of that day.")),
    AREA,
    OFFICER,
)  # fmt: skip
_LEADER = ("name", "title", "leads", "first_day", "last_day")
_MEETING = (
    "kind", "title", "place", "topics", "attendees", "agenda", "requirement", "issues_raised", "issues_resolved",
    "minutes_reference",
)  # fmt: skip
_LEADING = ("kind", "occasion", "place", "requirement", "source")


def _areas(rows: Sequence[Row], run: Run) -> Mapping[str, Sequence[Any]]:
    return lookup.areas(run, (row["area"] for row in rows))


def _ahead(row: Row, run: Run, column: str) -> None:
    if row[column].at > run.at:
        row.fault(column, _("The day lies in the future."), "at.future")


# -- leaders ---------------------------------------------------------------------------------------------------


def natural_leader(values: Mapping[str, Any]) -> str:
    return "|".join(map(str, (values["area"], values["name"], values["title"], values["first_day"])))


def resolve_leaders(rows: Sequence[Row], run: Run) -> None:
    known = _areas(rows, run)
    for row in rows:
        found = recording(row, run, known)
        if found is None:
            continue
        first, last = row["first_day"], row["last_day"]
        if last is not None and last < first:
            row.fault("last_day", _("The post ends before it begins"), "leader.days")
        there = LeaderTerm.objects.standing().filter(
            area=found.area, name=row["name"], title=row["title"], first_day=first
        )
        if key := there.values_list("pk", flat=True).first():
            _is_there(row, key)
        row.ready = (found, {name: row[name] for name in _LEADER} | {"rank": row["rank"] or 50})


def _is_there(row: Row, key: int) -> None:
    row.wrote(key)
    row.warn("", _("It was there already; nothing was changed."), "row.there")


# -- meetings --------------------------------------------------------------------------------------------------


def natural_meeting(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    return "|".join((values["area"], values["kind"], f"{values['held_at'].at:%Y%m%d%H%M}", values["title"]))


def resolve_meetings(rows: Sequence[Row], run: Run) -> None:
    known = _areas(rows, run)
    told = {row.number: told_lines(row["attendance"]) for row in rows}
    bodies = bodies_named(name for lines in told.values() for name, _coming, _deputy in lines)
    for row in rows:
        _ahead(row, run, "held_at")
        found = recording(row, run, known)
        if found is None or not row.sound:
            continue
        same = Meeting.objects.standing().filter(area=found.area, kind=row["kind"], held_at=row["held_at"].at)
        if key := same.values_list("pk", flat=True).first():
            _is_there(row, key)
            continue
        chair = leaders_named.one(row, ("chair", "chair_title"), found.area, row["held_at"].day)
        attendance, others = _attending(row, told[row.number], bodies)
        given = {name: row[name] for name in _MEETING} | {
            "chair": chair,
            "held_at": row["held_at"].at,
            "is_safety": row["is_safety"] or "yes",
            "attendance": attendance,
        }
        if others:
            given["attendees"] = "\n".join(filter(None, (row["attendees"], *others)))[:2_000]
        row.ready = (found, given)


def _attending(
    row: Row, told: Sequence[tuple[str, str, str]], bodies: Mapping[str, Sequence[int]]
) -> tuple[tuple[Came, ...], list[str]]:
    """Return the organisations that came how, and the names of which the system knows none: kept as words."""
    came: dict[int, Came] = {}
    others: list[str] = []
    if len(told) > MOST_BODIES:
        many = _("It names %(count)s organisations; at most %(most)s are taken.")
        row.fault("attendance", many % {"count": len(told), "most": MOST_BODIES}, "attendance.many")
        return (), []
    for name, coming, deputy in told:
        found = bodies.get(name, ())
        if len(found) == 1:
            came.setdefault(found[0], Came(found[0], coming, deputy[:60]))
        elif found:
            several = _("“%(name)s” is the name of several organisations. Give the code.")
            row.fault("attendance", several % {"name": name[:60]}, "reference.ambiguous")
        else:
            others.append(name)
    if others:
        kept = _("No organisation in the system, so kept as words: %(names)s.")
        row.warn("attendance", kept % {"names": "、".join(others)[:200]}, "attendance.words")
    return tuple(came.values()), others


# -- what leaders did ------------------------------------------------------------------------------------------


def natural_activity(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    at = f"{values['happened_at'].at:%Y%m%d%H%M}"
    return "|".join((values["area"], values["leader"], values["kind"], at, values["occasion"]))


def resolve_activities(rows: Sequence[Row], run: Run) -> None:
    known = _areas(rows, run)
    for row in rows:
        _ahead(row, run, "happened_at")
        found = recording(row, run, known)
        if found is None or not row.sound:
            continue
        on: date = row["happened_at"].day
        leader = leaders_named.one(row, ("leader", "leader_title"), found.area, on)
        meeting = leaders_named.meeting(row, row["meeting"], found.area, on, run) if row["meeting"] else None
        if row["requirement"] and not row["source"]:
            row.fault("source", _("Say where the quoted words stand"), "leading.no_source")
        given = {name: row[name] for name in _LEADING}
        given |= {"leader": leader, "meeting": meeting, "happened_at": row["happened_at"].at}
        row.ready = (found, given)


# -- writing and undoing ---------------------------------------------------------------------------------------


def _writing(flow: Flow, opening: str, moment: str) -> Callable[[Sequence[Row], Run], None]:
    def write(rows: Sequence[Row], run: Run) -> None:
        acts = []
        for row in rows:
            found: Recording
            found, given = row.ready
            at = row[moment].at if moment else None
            acts.append(
                Act(by=found.by, input=given | {"area": found.area}, at=at, key=run.key(row), ledger=True)
            )
        for row, result in zip(rows, door.apply_many(flow, opening, acts), strict=True):
            row.became(result)

    return write


def _undoing(flow: Flow) -> Callable[[Mapping[int, int | None], Run], dict[int, AnlanError]]:
    return lambda taken, run: take_back(flow, taken, run)


for _code, _label, _order, _columns, _flow, _opening, _moment, _natural, _resolve, _help in (
    (
        "leaders", gettext_lazy("Leaders"), 82, LEADER_COLUMNS, LEADER_FLOW, "enter", "", natural_leader,
        resolve_leaders, gettext_lazy("Each row is a leader in one post, from day to day. Meetings name them."),
    ),
    (
        "meetings", gettext_lazy("Meetings"), 84, MEETING_COLUMNS, MEETING_FLOW, "record", "held_at", natural_meeting,
        resolve_meetings, gettext_lazy("Each row is a meeting that was held; its chair is a leader on record."),
    ),
    (
        "leading", gettext_lazy("What leaders do"), 86, LEADING_COLUMNS, LEADING_FLOW, "record", "happened_at",
        natural_activity, resolve_activities,
        gettext_lazy("Each row is what a leader did on a day: a meeting, a visit, a note; words with their source."),
    ),
):  # fmt: skip
    Kind(
        code=_code,
        label=_label,
        order=_order,
        columns=_columns,
        permission=Permission.MEETING_RECORD,
        natural=_natural,
        resolve=_resolve,
        write=_writing(_flow, _opening, _moment),
        undo=_undoing(_flow),
        help=_help,
    )
