"""The ledgers of rescue forces: the register, and where they are positioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.imports import BODY
from anlan.duty.inputs import Phone
from anlan.duty.rules import keeper
from anlan.forces.flow import FORCE_FLOW, POSITION_FLOW
from anlan.forces.inputs import MOST_HEADS, MOST_MINUTES, Skills
from anlan.forces.kinds import ForceKind, ForceState
from anlan.forces.models import RescueForce
from anlan.imports import datums, lookup
from anlan.imports.inputs import Date, Named, Number
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission

HALF_AN_HOUR = 30
KIND_NAMES = tuple(
    (name, kind)
    for kind, names in (
        ("professional", "专业 专业队伍 专业救援队伍 专业队"),
        ("social", "社会 社会力量 社会救援力量 社会救援队伍 社会队伍"),
        ("expert", "专家 救援专家 应急专家"),
    )
    for name in names.split()
)


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


FORCE_COLUMNS = (
    _text("name", pgettext_lazy("force", "Name"), 80, "队伍名称", "名称", "专家姓名", "姓名",
          example="安州市危化救援队", required=True),
    Column(
        input=Named(name="kind", label=pgettext_lazy("force", "Kind"), choices=tuple(ForceKind.choices),
                    also=KIND_NAMES),
        header="类别",
        also=("队伍类别", "队伍性质", "类型"),
        example="专业",
    ),
    BODY,
    Column(
        input=Number(name="head_count", label=gettext_lazy("Head count"), least=1, most=MOST_HEADS, required=False),
        header="人数",
        also=("队伍人数", "在册人数"),
        example="60",
    ),
    Column(
        input=Skills(name="skills", label=gettext_lazy("Skills")),
        header="专业方向",
        also=("救援能力", "专长", "专业", "专业领域"),
        example="危险化学品、消防",
    ),
    _text("equipment", gettext_lazy("Main equipment"), 500, "主要装备", "装备"),
    _text("base", gettext_lazy("Base"), 120, "驻地", "基地", "地址", "单位地址", example="城东路1号", required=True),
    *datums.COLUMNS,
    _text("leader", gettext_lazy("Leader of the force"), 40, "负责人", "队长", "联系人", example="张三"),
    Column(
        input=Phone(name="phone", label=gettext_lazy("Phone, day and night")),
        header="24小时电话",
        also=("值班电话", "联系电话", "电话", "手机"),
        example="0370-1234567",
    ),
    Column(
        input=Number(name="assembly_minutes", label=gettext_lazy("Leaves within (minutes)"), least=1,
                     most=MOST_MINUTES, required=False),
        header="集结时限",
        also=("集结时间", "集结时限（分钟）", "出动时限"),
        example="30",
    ),
    _text("name_en", gettext_lazy("Name in English"), 120, "英文名称"),
)  # fmt: skip
_ENTERED = ("name", "name_en", "kind", "skills", "equipment", "base", "phone")


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['organisation']}|{values['name']}"


def _bodies(rows: Sequence[Row], run: Run) -> dict[int, Any]:
    """Return row number → the body that it names, whose forces the bringer keeps; faults are noted on the rows."""
    known = lookup.organisations(run, [row["organisation"] for row in rows])
    found = {}
    for row in rows:
        text = row["organisation"]
        body = lookup.one(row, "organisation", text, known.get(text, ()), _("organisation"))
        if body is None:
            continue
        if (
            not run.by.is_system
            and keeper(run.by, body.area.path or "", body.pk, Permission.FORCE_KEEP) is None
        ):
            row.fault("organisation", _("Your posts do not keep the forces of this body."), "force.keep")
            continue
        found[row.number] = body
    return found


def resolve(rows: Sequence[Row], run: Run) -> None:
    bodies = _bodies(rows, run)
    for row in rows:
        body = bodies.get(row.number)
        heads = row["head_count"] or (1 if row["kind"] == ForceKind.EXPERT else None)
        if heads is None:
            row.fault("head_count", _("Say how many people the team has."), "force.heads")
        datums.check(row, code="force.place")
        if body is None or not row.sound:
            continue
        row.ready = {
            **{name: row[name] for name in _ENTERED},
            **datums.again(row),
            "organisation": body,
            "head_count": heads,
            "leader": row["leader"] or row["name"][:40],
            "assembly_minutes": row["assembly_minutes"] or HALF_AN_HOUR,
        }


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [Act(by=run.by, input=row.ready, key=run.key(row, "force"), ledger=True) for row in rows]
    for row, result in zip(rows, door.apply_many(FORCE_FLOW, "enter", acts), strict=True):
        row.became(result, "name")


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(FORCE_FLOW, taken, run, step="retire", reason=_("The ledger was taken back"))


FORCES = Kind(
    code="rescue_forces",
    label=gettext_lazy("Rescue forces and experts"),
    order=93,
    columns=FORCE_COLUMNS,
    permission=Permission.FORCE_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy("Each row is a team or an expert. An expert needs no head count."),
)

# -- positionings -------------------------------------------------------------------------------------------------

POSITION_COLUMNS = (
    _text("force", pgettext_lazy("force", "Force"), 80, "队伍名称", "名称", "队伍", "专家姓名", "姓名",
          example="安州市危化救援队", required=True),
    _text("place", gettext_lazy("Place of positioning"), 120, "预置地点", "地点", "驻守地点", example="会展中心",
          required=True),
    _text("area", gettext_lazy("Area"), 60, "预置区划", "县区", "区划", "地区"),
    Column(input=Date(name="first_day", label=gettext_lazy("First day")), header="开始日期",
           also=("起始日期", "起", "预置日期"), example="2022-10-16"),
    Column(input=Date(name="last_day", label=gettext_lazy("Last day")), header="结束日期",
           also=("截止日期", "止", "撤离日期"), example="2022-10-22"),
    Column(
        input=Number(name="heads", label=gettext_lazy("Head count"), least=1, most=MOST_HEADS, required=False),
        header="预置人数",
        also=("人数",),
        example="50",
    ),
    _text("note", gettext_lazy("Note"), 200, "备注", "说明"),
)  # fmt: skip


def natural_position(values: Mapping[str, Any]) -> str:
    return f"{values['force']}|{values['place']}|{values['first_day']}"


def resolve_positions(rows: Sequence[Row], run: Run) -> None:
    names = {row["force"] for row in rows}
    known: dict[str, list[RescueForce]] = defaultdict(list)
    there = RescueForce.objects.within(run.by.scope).exclude(state=ForceState.RETIRED)
    for force in there.filter(name__in=names).select_related("area"):
        known[force.name].append(force)
    areas = lookup.areas(run, [row["area"] for row in rows if row["area"]])
    for row in rows:
        force = lookup.one(row, "force", row["force"], known[row["force"]], _("rescue force"))
        area = None
        if row["area"]:
            area = lookup.one(row, "area", row["area"], areas.get(row["area"], ()), _("area"))
        if force is None or not row.sound:
            continue
        row.ready = {
            **{name: row[name] for name in ("place", "first_day", "last_day", "note")},
            "heads": row["heads"] or force.head_count,
            "force": force,
            "area": area,
        }


def write_positions(rows: Sequence[Row], run: Run) -> None:
    """Position row by row: a force that stands twice in one ledger is judged against the row above."""
    for row in rows:
        act = Act(by=run.by, input=row.ready, key=run.key(row, "position"), ledger=True)
        row.became(door.apply_many(POSITION_FLOW, "position", [act])[0], "force")


def undo_positions(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(POSITION_FLOW, taken, run, step="void", reason=_("The ledger was taken back"))


POSITIONS = Kind(
    code="force_positions",
    label=gettext_lazy("Positionings of rescue forces"),
    order=94,
    columns=POSITION_COLUMNS,
    permission=Permission.FORCE_KEEP,
    natural=natural_position,
    resolve=resolve_positions,
    write=write_positions,
    undo=undo_positions,
    help=gettext_lazy(
        "Each row is a force at a place from a day to a day. Take the register in first; empty: all of its people."
    ),
)
