"""The ledger of systemic problems: each row proposes one; its hazards follow from area, sector, category and days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.hazards.models import Category
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.roles import Permission
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.kinds import ProblemKind

KIND_NAMES = tuple(
    (name, kind.value)
    for kind, names in (
        (ProblemKind.REGIONAL, "区域性 区域"),
        (ProblemKind.SECTORAL, "行业性 行业"),
        (ProblemKind.PERIODIC, "阶段性 阶段 时段性"),
    )
    for name in names.split()
)
SAME = (
    "kind",
    "category",
    "first_day",
    "last_day",
    "title",
    "description",
    "root_cause",
    "measures",
    "due_on",
)


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


COLUMNS = (
    Column(
        input=Named(name="kind", label=pgettext_lazy("systemic", "Whose problem"), choices=tuple(ProblemKind.choices),
                    also=KIND_NAMES),
        header="问题类别", also=("类别", "问题性质", "类型"), example="区域性",
    ),
    _text("area", gettext_lazy("Area"), 60, "地区", "县区", "区划", "属地", example="东江县", required=True),
    _text("sector", gettext_lazy("Sector"), 40, "行业领域", "行业", "领域", example="消防"),
    Column(
        input=Named(name="category", label=pgettext_lazy("systemic", "Category of hazards"),
                    choices=tuple(Category.choices), required=False),
        header="隐患类别", also=("隐患类型",), example="消防",
    ),
    Column(input=Date(name="first_day", label=gettext_lazy("Found from")), header="起始日期",
           also=("开始日期", "自"), example="2022-07-01"),
    Column(input=Date(name="last_day", label=gettext_lazy("to")), header="截止日期",
           also=("结束日期", "至"), example="2022-09-30"),
    _text("title", gettext_lazy("Title"), 120, "问题名称", "名称", "突出问题", example="东江县消防领域安全出口锁闭多发",
          required=True),
    _text("description", pgettext_lazy("systemic", "What is wrong"), 2_000, "问题描述", "主要表现", "具体表现",
          example="多家商场营业期间锁闭安全出口", required=True),
    _text("root_cause", pgettext_lazy("systemic", "Root cause"), 2_000, "原因分析", "根本原因", "原因"),
    _text("measures", pgettext_lazy("systemic", "Measures"), 2_000, "整治措施", "措施", "解决措施"),
    _text("owner", pgettext_lazy("systemic", "Body in charge"), 120, "责任单位", "牵头单位"),
    Column(input=Date(name="due_on", label=pgettext_lazy("systemic", "To be solved by"), required=False),
           header="完成时限", also=("整改时限", "时限", "完成期限")),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    parts = (values["kind"], naming.plain(values["area"]), naming.plain(values["title"]), values["first_day"])
    return "|".join(str(part) for part in parts)


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = lookup.areas(run, [row["area"] for row in rows])
    bodies = lookup.organisations(run, [row["owner"] for row in rows if row["owner"]])
    sectors = naming.sectors()
    for row in rows:
        ready: dict[str, Any] = {name: row[name] for name in SAME}
        for name, found, what in (
            ("area", lambda text: areas.get(text, ()), _("area")),
            ("sector", sectors.find, _("sector")),
            ("owner", lambda text: bodies.get(text, ()), _("organisation")),
        ):
            ready[name] = lookup.one(row, name, row[name], found(row[name]), what) if row[name] else None
        if row.sound:
            row.ready = ready


def write(rows: Sequence[Row], run: Run) -> None:
    given = [Act(by=run.by, input=row.ready, key=run.key(row), ledger=True) for row in rows]
    for row, result in zip(rows, door.apply_many(SYSTEMIC_FLOW, "propose", given), strict=True):
        row.became(result, "title")


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(SYSTEMIC_FLOW, taken, run)


PROBLEMS = Kind(
    code="systemic_problems",
    label=gettext_lazy("Systemic problems"),
    order=98,
    columns=COLUMNS,
    permission=Permission.SYSTEMIC_PROPOSE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row proposes one problem; somebody else confirms it. The hazards found there in its days are linked."
    ),
)
