"""The ledgers of teams, a row a team with its members, and of day logs, a row a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run, split_names
from anlan.imports.undoing import take_back
from anlan.inspections.models import Qualification, QualificationKind
from anlan.kernel.errors import AnlanError, Invalid
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.models import SpecialPeriod
from anlan.teams.flow import DAY_FLOW, TEAM_FLOW, TEAM_VISIT_FLOW
from anlan.teams.models import DayState, Team, TeamDay, TeamKind
from anlan.teams.naming import Desk


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


KIND_NAMES = tuple(
    (name, kind)
    for kind, names in (
        ("provincial", "省级 省级检查组 省综合检查组 省级督导组"),
        ("comprehensive", "市级 综合工作组 综合督查组 综合检查组 市综合检查组"),
        ("stationed", "驻守 驻守组 蹲点组 蹲点调研组 驻点组"),
        ("department", "部门 部门检查组 部门督查组"),
    )
    for name in names.split()
)
OFFICER = Column(
    input=Text(
        name="officer",
        label=_("Entered by"),
        required=False,
        max_length=60,
        help=_("User name, or the name of somebody who keeps teams; empty: whoever brings the ledger."),
    ),
    header="登记人",
    also=("填报人",),
)
TEAM_COLUMNS = (
    _text("name", _("Name of the team"), 60, "组名", "检查组", "督查组名称", "名称", "检查组名称",
          example="第1综合工作组", required=True),
    Column(
        input=Named(
            name="kind",
            label=_("Kind"),
            choices=tuple((k.value, k.label) for k in TeamKind),
            also=KIND_NAMES,
        ),
        header="类别",
        also=("组别", "类型", "级别"),
        example="综合工作组",
    ),
    _text("leader_name", _("Team leader’s name"), 60, "组长", "组长姓名", "带队领导", example="王守正", required=True),
    _text("leader_title", _("Team leader’s post"), 80, "组长职务", "职务", example="市应急管理局副局长", required=True),
    _text("experts", _("Experts"), 300, "专家", "专家成员",
          help=_("Names or certificate numbers from the register, with commas between them.")),
    _text("officers", _("Enforcement officers"), 300, "执法人员", "执法证人员",
          help=_("Names or certificate numbers from the register, with commas between them.")),
    _text("others", _("Other members"), 600, "成员", "组员", "其他成员"),
    _text("area", _("Area it is for"), 60, "督查区划", "驻守区划", "所在区划", "县区", "区划", "地区",
          help=_("Code or name. If it is left empty: the whole city.")),
    Column(input=Date(name="first_day", label=_("First day")), header="开始日期", also=("进驻日期", "起始日期", "起"),
           example="2022-10-14"),
    Column(input=Date(name="last_day", label=_("Last day"), required=False), header="结束日期",
           also=("撤离日期", "截止日期", "止"), example="2022-10-24"),
    _text("period", _("Special period"), 60, "专项时段", "敏感时段", "专项名称", "时段"),
    _text("basis", _("Order that sets it up"), 100, "文件依据", "依据", "文号", "文件号"),
    _text("task", _("Task"), 300, "任务", "工作任务", "备注"),
    OFFICER,
)  # fmt: skip
LOG_COLUMNS = (
    _text("team", _("Team"), 60, "组名", "检查组", "驻守组", "督查组名称", required=True, example="第1驻守组",
          help=_("Its name or number.")),
    Column(input=Date(name="day", label=_("Day")), header="日期", also=("日志日期", "工作日期"), example="2022-10-16"),
    _text("place", _("Where it was"), 200, "地点", "工作地点", "驻守地点", required=True, example="老街街道"),
    _text("done", _("What the team did"), 2_000, "工作情况", "工作内容", "当日工作", required=True),
    _text("problems", _("Problems"), 2_000, "存在问题", "问题"),
    _text("weather", _("Weather"), 60, "天气"),
    _text("no_visit", _("No visit today because"), 300, "未检查原因", "无检查原因", "零检查说明"),
    OFFICER,
)  # fmt: skip
_SAME = ("name", "kind", "leader_name", "leader_title", "others", "first_day", "last_day", "basis", "task")
_LOGGED = ("place", "done", "problems", "weather", "no_visit")


def natural(values: Mapping[str, Any]) -> str:
    return "|".join((str(values["name"]), str(values["area"]), str(values["first_day"])))


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = naming.areas()
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    periods = list(SpecialPeriod.objects.within(run.by.scope).standing())
    register = list(Qualification.objects.standing())
    for row in rows:
        area = (
            lookup.one(row, "area", row["area"], areas.find(row["area"]), gettext("area"))
            if row["area"]
            else root
        )
        named = [one for one in periods if row["period"] in (one.name, one.name_en, one.number)]
        period = (
            lookup.one(row, "period", row["period"], named, gettext("special period"))
            if row["period"]
            else None
        )
        people = {
            column: [_person(row, column, text, register, kind) for text in split_names(row[column])]
            for column, kind in (
                ("experts", QualificationKind.EXPERT),
                ("officers", QualificationKind.OFFICER),
            )
        }
        by = _by(row, run)
        if row.sound and by is not None:
            row.ready = by, {"area": area, "period": period, **people}


KEEP = _("keep inspection teams")


def _may_keep(actor: Actor) -> bool:
    return Permission.TEAM_KEEP in actor.permissions


def _by(row: Row, run: Run) -> Actor | None:
    """Return in whose right a row is entered, or note the fault at its cell."""
    if row["officer"]:
        return lookup.person(row, "officer", row["officer"], run.at, run, may=_may_keep, what=KEEP)
    if not _may_keep(run.by):
        row.fault("officer", gettext("Say who enters it."), "team.by")
        return None
    return run.by


def _person(
    row: Row, column: str, text: str, register: Sequence[Qualification], kind: str
) -> Qualification | None:
    """Return who a text names in the register on the team's first day, or note the fault at the cell."""
    named = [one for one in register if one.kind == kind and text in (one.name, one.number)]
    valid = [one for one in named if one.stands_on(row["first_day"])]
    if len(valid) == 1:
        return valid[0]
    if valid:
        told = gettext("“%(text)s” is the name of several in the register. Give the certificate number.")
        row.fault(column, told % {"text": text[:60]}, "qualification.ambiguous")
    elif named:
        told = gettext("“%(text)s” was not valid in the register on the team’s first day.")
        row.fault(column, told % {"text": text[:60]}, "qualification.day")
    else:
        told = gettext("“%(text)s” is not in the register of experts and officers. Enter him first.")
        row.fault(column, told % {"text": text[:60]}, "qualification.unknown")
    return None


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [
        Act(
            by=run.by,
            input={**{n: row[n] for n in _SAME}, **row.ready},
            key=run.key(row, "team"),
            ledger=True,
        )
        for row in rows
    ]
    for row, result in zip(rows, door.apply_many(TEAM_FLOW, "set_up", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(TEAM_FLOW, taken, run, step="void", reason=gettext("The ledger was taken back"))


TEAMS = Kind(
    code="teams",
    label=_("Inspection teams"),
    order=57,
    columns=TEAM_COLUMNS,
    permission=Permission.TEAM_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=_(
        "Each row is a team with its members. Its days that are over without a log are listed as missing."
    ),
)

# -- day logs --------------------------------------------------------------------------------------------------------


def natural_log(values: Mapping[str, Any]) -> str:
    return f"{values['team']}|{values['day']}"


def resolve_logs(rows: Sequence[Row], run: Run) -> None:
    desk = Desk(TEAM_VISIT_FLOW)
    for row in rows:
        try:
            key = desk.find(row["team"], row["day"], "")
        except Invalid as fault:
            row.refuse(fault)
            continue
        by = _by(row, run)
        if by is None or not row.sound:
            continue
        team = Team.objects.within(by.scope).filter(pk=key).first()
        if team is None:
            told = gettext("“%(text)s” is for another area.") % {"text": row["team"][:60]}
            row.fault("team", told, "team.area")
        row.ready = by, team


def write_logs(rows: Sequence[Row], run: Run) -> None:
    """Write each day's log: on the day that the system noted as missing, or as a day of its own."""
    noted: dict[tuple[int, Any], int] = {
        (team, day): pk
        for pk, team, day in TeamDay.objects.filter(
            team__in={row.ready[1].pk for row in rows}, state=DayState.MISSING
        ).values_list("pk", "team", "day")
    }
    for row in rows:
        by, team = row.ready
        told = {name: row[name] for name in _LOGGED}
        case = noted.pop((team.pk, row["day"]), None)
        if case is None:
            told |= {"team": team, "day": row["day"]}
        act = Act(by=by, case_id=case, input=told, key=run.key(row, "log"), ledger=True)
        [result] = door.apply_many(DAY_FLOW, "log" if case is None else "write", [act])
        row.became(result)


def undo_logs(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(DAY_FLOW, taken, run, step="take_back")


TEAM_LOGS = Kind(
    code="team_logs",
    label=_("Day logs of teams"),
    order=65,
    columns=LOG_COLUMNS,
    permission=Permission.TEAM_KEEP,
    natural=natural_log,
    resolve=resolve_logs,
    write=write_logs,
    undo=undo_logs,
    help=_(
        "Each row is a day of a team. Visits and hazards are not typed: take the visits in first, with their team; "
        "a day without a visit says why."
    ),
)
