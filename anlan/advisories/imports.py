"""The ledger of advisories and warnings: what has ended goes into the register, what still holds becomes a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import AdvisoryKind, Category, WarningLevel
from anlan.advisories.rules import may_draft
from anlan.imports import lookup
from anlan.imports.inputs import Named, Number, Stamp, When
from anlan.imports.kinds import Column, Kind, Row, Run, split_names
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.roles import Permission

KIND_NAMES = tuple(
    (name, kind)
    for kind, names in (("advisory", "提示 提醒 提示提醒 提示提醒函"), ("warning", "预警 风险预警 警示"))
    for name in names.split()
)
LEVEL_NAMES = tuple(
    (name, level)
    for level, names in (
        ("1", "红 红色 一级 Ⅰ级 I级 红色预警"), ("2", "橙 橙色 二级 Ⅱ级 II级 橙色预警"),
        ("3", "黄 黄色 三级 Ⅲ级 III级 黄色预警"), ("4", "蓝 蓝色 四级 Ⅳ级 IV级 蓝色预警"),
    )
    for name in names.split()
)  # fmt: skip
CATEGORY_NAMES = tuple(
    (name, category)
    for category, names in (
        ("weather", "气象 气象灾害 天气"), ("flood", "防汛 汛情 洪涝 地质灾害 防汛和地质灾害"), ("fire", "火灾 消防"),
        ("chemical", "危化 危化品 危险化学品"), ("gas", "燃气"), ("traffic", "交通 道路交通"),
        ("building", "建筑 建筑施工 建设施工"),
        ("crowd", "大型活动 人员密集 人员密集场所"), ("safety", "安全生产 综合 其他"),
    )
    for name in names.split()
)  # fmt: skip
WHO_NAMES = {
    "to_offices": ("县区", "政府", "安委办", "县区政府", "各县区"),
    "to_departments": ("部门", "行业部门", "成员单位"),
    "to_stations": ("乡镇", "镇街", "站所", "乡镇街道"),
    "to_places": ("企业", "场所", "生产经营单位", "重点企业"),
}
"""Group → the words by which a ledger names it."""


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


def _named(
    name: str, label: Any, choices: Any, also: Any, header: str, *more: str, example: str, required: bool
) -> Column:
    item = Named(name=name, label=label, choices=tuple(choices.choices), also=also, required=required)
    return Column(input=item, header=header, also=more, example=example)


def _when(name: str, label: Any, header: str, *also: str, example: str = "", required: bool = True) -> Column:
    return Column(
        input=When(name=name, label=label, required=required), header=header, also=also, example=example
    )


COLUMNS = (
    _text("reference", gettext_lazy("Former number"), 60, "文号", "编号", "预警编号", example="预警〔2022〕3号"),
    _named("kind", gettext_lazy("Kind"), AdvisoryKind, KIND_NAMES, "类型", "种类", example="预警", required=False),
    _named("category", gettext_lazy("Category"), Category, CATEGORY_NAMES, "类别", "预警类别",
           example="气象", required=True),
    _named("level", gettext_lazy("Warning level"), WarningLevel, LEVEL_NAMES, "级别", "预警级别", "颜色",
           example="黄色", required=False),
    _text("title", gettext_lazy("Title"), 120, "标题", "预警名称", "名称", example="大风黄色预警",
          required=True, min_length=2),
    _text("area", gettext_lazy("Area"), 60, "地区", "范围", "影响范围", "县区", "区划", example="东江县"),
    _when("issued_at", gettext_lazy("Issued at"), "发布时间", "发布日期", example="2022-10-03 15:30"),
    _when("starts_at", gettext_lazy("Begins at"), "起始时间", "开始时间", required=False),
    _when("ends_at", gettext_lazy("Valid until"), "有效期至", "结束时间", "截止时间", example="2022-10-05 20:00"),
    _when("ended_at", pgettext_lazy("advisory", "Lifted at"), "解除时间", "解除日期", required=False),
    _text("reason", gettext_lazy("Reason"), 300, "解除原因", "原因"),
    _text("matters", gettext_lazy("What is warned of"), 2_000, "预警内容", "警示事项", "事项", "内容",
          example="有8级以上大风", required=True, min_length=4),
    _text("measures", gettext_lazy("Measures asked for"), 2_000, "防范措施", "措施", "工作要求", example="停止高处作业",
          required=True, min_length=4),
    _text("to", pgettext_lazy("advisory", "To"), 200, "发送对象", "发往", "接收对象", example="县区、部门"),
    _text("sectors", gettext_lazy("Sectors"), 200, "行业领域", "行业", "领域"),
    Column(
        input=Number(name="recipients", label=gettext_lazy("Recipients"), least=0, most=1_000_000, required=False),
        header="接收单位数",
        also=("接收数", "发送单位数"),
        example="12",
    ),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    return f"{naming.plain(values['title'])}|{naming.plain(values['area'] or '')}|{values['issued_at']}"


def _groups(row: Row) -> dict[str, str]:
    """Return the groups that a row names; without any: governments and departments."""
    names = set(split_names(row["to"] or ""))
    found = {group for group, words in WHO_NAMES.items() if names & set(words)}
    unknown = names - {word for words in WHO_NAMES.values() for word in words}
    if unknown:
        told = _("“%(text)s” is no group that warnings go to. Write some of: %(known)s.")
        known = "、".join(words[0] for words in WHO_NAMES.values())
        row.fault("to", told % {"text": min(unknown)[:40], "known": known}, "advisory.group")
    found = found or {"to_offices", "to_departments"}
    return {group: "yes" if group in found else "no" for group in WHO}


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = lookup.areas(run, [row["area"] for row in rows if row["area"]])
    sectors = naming.sectors()
    for row in rows:
        area: Any = None
        if row["area"]:
            area = lookup.one(row, "area", row["area"], areas.get(row["area"], ()), _("area"))
        else:
            row.fault("area", _("Say in which area it holds."), "input.required")
        named = [
            lookup.one(row, "sectors", name, sectors.find(name), _("sector"))
            for name in split_names(row["sectors"] or "")
        ]
        groups = _groups(row)
        if not row.sound:
            continue
        given = {"area": area, "sectors": named}
        if not run.by.is_system and not may_draft(run.by, given):
            row.fault("area", _("You have no right to warn this area and these sectors."), "advisory.make")
            continue
        row.ready = _ready(row, given | groups, run)


def _ready(row: Row, given: dict[str, Any], run: Run) -> tuple[str, dict[str, Any]]:
    """Return the step and its input: what is over is entered as it was, what still holds is drafted."""
    issued, ends, lifted = row["issued_at"].at, row["ends_at"].end, row["ended_at"]
    starts = row["starts_at"].at if row["starts_at"] else issued
    kind = row["kind"] or (AdvisoryKind.WARNING.value if row["level"] else AdvisoryKind.ADVISORY.value)
    told = {
        **given, "kind": kind, "starts_at": starts, "ends_at": ends,
        **{name: row[name] for name in ("category", "level", "title", "matters", "measures")},
    }  # fmt: skip
    over = lifted.after(issued) if isinstance(lifted, Stamp) else ends
    if over > run.at:
        row.warn(
            "ends_at",
            _("It still holds: it becomes a draft, which is approved and issued here."),
            "advisory.draft",
        )
        return "draft", told | {"ack_minutes": 60, "public": "no"}
    told |= {name: row[name] for name in ("reason", "recipients", "reference")}
    return "enter", told | {"issued_at": issued, "ended_at": over if lifted else None}


def write(rows: Sequence[Row], run: Run) -> None:
    for step in ("enter", "draft"):
        some = [row for row in rows if row.ready[0] == step]
        acts = [Act(by=run.by, input=row.ready[1], key=run.key(row, "advisory"), ledger=True) for row in some]
        for row, result in zip(some, door.apply_many(ADVISORY_FLOW, step, acts) if acts else (), strict=True):
            row.became(result, "title")


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(ADVISORY_FLOW, taken, run)


WARNINGS = Kind(
    code="warnings",
    label=gettext_lazy("Advisories and warnings"),
    order=95,
    columns=COLUMNS,
    permission=Permission.ADVISORY_MAKE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is one that was issued outside of this system. What has ended counts on its day of issue; what "
        "still holds becomes a draft, and is approved and issued here."
    ),
)
