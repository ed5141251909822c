"""The ledger of rules for reports: one line a rule; laid down through the door by whoever brings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.periods.choosing import known as known_periods
from anlan.reporting import asked_forms
from anlan.reporting.demand import MOST_TURNS, Demand
from anlan.reporting.demand_inputs import MOST_CHASE, Days, TimeOfDay, Units
from anlan.reporting.flow import DEMAND_FLOW
from anlan.reporting.kinds import Group, Ladder, Recurrence, Shift

SAME_NAME = (
    "name", "name_en", "group", "units", "first_day", "last_day", "recurrence", "days", "working_days_only", "shift",
    "due_time", "opens_hours", "late_hours", "grace_minutes", "ladder", "remind_minutes",
    "call_minutes", "second_call_minutes", "leader_minutes", "turn", "basis",
)  # fmt: skip


def _named(name: str, label: Any, choices: Any, header: str, also: Any = (), **more: Any) -> Column:
    names = more.pop("names", ())
    return Column(
        input=Named(name=name, label=label, choices=tuple(choices), required=more.pop("required", False), also=names),
        header=header, also=also, **more,
    )  # fmt: skip


def _whole(
    name: str, label: Any, header: str, also: Any = (), *, least: int = 0, most: int, example: str = ""
) -> Column:
    return Column(
        input=Whole(name=name, label=label, required=False, least=least, most=most),
        header=header, also=also, example=example,
    )  # fmt: skip


COLUMNS = (
    Column(
        input=Text(name="name", label=_("Name of the rule"), max_length=60),
        header="规则名称",
        also=("名称", "报送规则", "报表名称"),
        example="县区日报告",
    ),
    Column(
        input=Text(name="name_en", label=_("Name in English"), required=False, max_length=60),
        header="英文名称",
        also=("英文名",),
    ),
    Column(
        input=Text(
            name="form",
            label=_("Form"),
            max_length=60,
            required=False,
            help=_("Code or name. If it is left empty: the daily report."),
        ),
        header="表单",
        also=("表单编码", "报表", "报告类型"),
        example="daily",
    ),
    _named(
        "group", _("Of whom"), Group.choices, "报送对象", ("单位范围", "报送单位", "单位组"), required=True,
        example="areas",
        names=(
            ("县区", "areas"), ("各县区", "areas"), ("县区、功能区", "areas"), ("成员单位", "departments"),
            ("各成员单位", "departments"), ("市直部门", "departments"), ("重点行业部门", "leads"),
            ("行业牵头部门", "leads"), ("乡镇街道", "townships"), ("各乡镇", "townships"), ("乡镇", "townships"),
            ("镇街", "townships"), ("指定单位", "picked"), ("手工选定", "picked"),
        ),
    ),
    Column(
        input=Text(
            name="area",
            label=_("Area"),
            max_length=60,
            required=False,
            help=_("Code or name. If it is left empty: the whole city."),
        ),
        header="所在区划",
        also=("区划", "范围", "县区", "地区"),
    ),
    Column(
        input=Units(name="units", label=_("Units picked by hand"), required=False),
        header="指定单位",
        also=("单位名单", "选定单位"),
    ),
    Column(
        input=Text(name="period", label=_("Special period"), max_length=60, required=False),
        header="特殊时段",
        also=("敏感时段", "专项时段"),
    ),
    Column(
        input=Date(name="first_day", label=_("First day")),
        header="开始日期",
        also=("启用日期", "起始日期", "执行日期", "生效日期"),
        example="2022-10-25",
    ),
    Column(
        input=Date(name="last_day", label=_("Last day"), required=False),
        header="结束日期",
        also=("停用日期", "截止日期"),
    ),
    _named(
        "recurrence", _("How often"), Recurrence.choices, "报送频次", ("频次", "周期", "报送周期"), required=True,
        example="每天",
        names=(
            ("每日", "daily"), ("每天", "daily"), ("日报", "daily"), ("每周", "weekly"), ("周报", "weekly"),
            ("每月", "monthly"), ("月报", "monthly"), ("月末", "month_end"), ("每月最后一天", "month_end"),
            ("每月最后一个工作日", "month_end_working"), ("一次", "once"), ("一次性", "once"),
        ),
    ),
    Column(
        input=Days(name="days", label=_("On which days"), required=False),
        header="报送日",
        also=("星期", "几号", "日期点"),
        example="",
    ),
    _named(
        "working_days_only", _("Working days only"), (("no", _("No")), ("yes", _("Yes"))), "仅工作日",
        ("工作日报送", "是否仅工作日"),
    ),
    _named(
        "shift", _("If it falls on a day off"), [c for c in Shift.choices if c[0]], "遇休息日",
        ("遇节假日",),
        names=(("提前", "before"), ("顺延", "after"), ("延后", "after")),
    ),
    Column(
        input=TimeOfDay(name="due_time", label=_("Due at")),
        header="截止时间",
        also=("报送时间", "截止时刻", "时限"),
        example="16:00",
    ),
    _whole("opens_hours", _("Opens so many hours before"), "提前开放小时", ("开放时间（小时）",), least=1, most=744),
    _whole("late_hours", _("Taken late for so many hours"), "迟报受理小时", ("补报时限（小时）", "迟报时限"),
           most=336, example="18"),
    _whole("grace_minutes", _("Minutes of grace"), "宽限分钟", ("宽限（分钟）", "宽限"), most=180),
    _named(
        "ladder", _("How far it is chased"), Ladder.choices, "催报级别", ("催报", "催办级别"),
        names=(("提醒", "reminder"), ("电话", "calls"), ("领导", "leader"), ("通报", "circular")),
    ),
    _whole("remind_minutes", _("Reminder, minutes before"), "提前提醒分钟", ("提醒（分钟）",), most=MOST_CHASE),
    _whole("call_minutes", _("First call, minutes after"), "首次电话分钟", ("一催分钟",), most=MOST_CHASE),
    _whole("second_call_minutes", _("Second call, minutes after"), "二次电话分钟", ("二催分钟",), most=MOST_CHASE),
    _whole("leader_minutes", _("Leader told, minutes after"), "告知领导分钟", ("报领导分钟",), most=MOST_CHASE),
    _whole("turn", _("Which report of the day"), "当日第几次", ("次序",), least=1, most=MOST_TURNS),
    Column(
        input=Text(name="basis", label=_("Reason or document"), max_length=300),
        header="依据",
        also=("文件依据", "文号", "理由"),
        example="安委办〔2022〕12号",
    ),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    return "|".join(str(values[name]) for name in ("name", "area", "first_day"))


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = naming.areas()
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    periods = lookup.by_code_or_name(
        known_periods(run.by.scope), [row["period"] for row in rows],
        code="name", name="name_en",
    )  # fmt: skip
    standing = Demand.objects.standing().filter(first_day__in={row["first_day"] for row in rows})
    there = {(one.name, one.area_id, one.first_day): one for one in standing}
    for row in rows:
        text, area = row["area"], root
        if text:
            area = lookup.one(row, "area", text, areas.find(text), gettext("area"))
        period = None
        if row["period"]:
            fitting = [one for one in periods.get(row["period"], ()) if one.last_day >= row["first_day"]]
            period = lookup.one(row, "period", row["period"], fitting, gettext("special period"))
        if area is None or (row["period"] and period is None):
            continue
        known = there.get((row["name"], area.pk, row["first_day"]))
        if known is not None:
            told = gettext("This rule is there already: %(number)s. Change it on its page.")
            row.fault("name", told % {"number": known.number}, "demand.double")
        row.ready = {"area": area, "period": period, "form": _form(row)}


def _form(row: Row) -> str:
    """Return the code of the form that a cell names by code or name; what is unknown the door refuses by name."""
    text = row["form"] or "daily"
    by_name = {name: code for code, name in asked_forms.choices(row["first_day"])}
    return str(by_name.get(text, text))[:20]


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [
        Act(
            by=run.by,
            input={**{name: row[name] for name in SAME_NAME}, **row.ready},
            key=run.key(row, "rule"),
        )
        for row in rows
    ]
    for row, result in zip(rows, door.apply_many(DEMAND_FLOW, "lay_down", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Withdraw what has not begun; what has is kept, with the reason: it is ended at its page."""
    return take_back(DEMAND_FLOW, taken, run, step="withdraw", reason=gettext("The ledger was taken back"))


RULES = Kind(
    code="report_rules",
    label=_("Rules for reports"),
    order=95,
    columns=COLUMNS,
    permission=Permission.REPORT_DISPATCH,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=_(
        "Each row is a rule: who owes which form, how often and by when. Nothing is asked for days that have passed."
    ),
)
