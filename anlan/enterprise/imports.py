"""The ledger of self-found hazards: what enterprises kept on paper, or send in each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.enterprise.flow import CHECK_FLOW
from anlan.enterprise.from_ledgers import ENTER
from anlan.hazards.models import Category, Grade
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, When
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.inspections.imports import PREMISES, place_of, places
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission
from anlan.org.scope import Actor

LEDGER = "self-checks"
TAKE_IN = gettext_lazy("take ledgers in")
GRADES = (("一般", "general"), ("重大", "major"), ("一般事故隐患", "general"), ("重大事故隐患", "major"))


def _text(
    name: str, label: Any, *headers: str, most: int, required: bool = False, example: str = ""
) -> Column:
    least = 4 if required else 0
    given = Text(name=name, label=label, max_length=most, min_length=least, required=required)
    return Column(input=given, header=headers[0], also=headers[1:], example=example)


COLUMNS = (
    PREMISES,
    Column(input=When(name="found_at", label=gettext_lazy("Found at")), header="发现日期",
           also=("自查日期", "排查日期", "发现时间", "日期"), example="2022-09-20"),
    _text("description", gettext_lazy("What is dangerous"), "隐患描述", "隐患内容", "存在问题", "自查隐患", most=500,
          required=True, example="配电箱门缺失，导线裸露"),
    Column(input=Named(name="category", label=gettext_lazy("Category"), required=False,
                       choices=tuple((c.value, c.label) for c in Category)),
           header="隐患类别", also=("类别", "隐患类型", "隐患分类"), example="电气"),
    Column(input=Named(name="grade", label=gettext_lazy("Grade"), required=False, also=GRADES,
                       choices=tuple((g.value, g.label) for g in Grade), help=gettext_lazy("Empty: general.")),
           header="隐患等级", also=("隐患级别", "级别", "等级"), example="一般隐患"),
    _text("measure", gettext_lazy("What keeps people safe until then"), "整改前防护措施", "防范措施",
          "管控措施", most=300),
    Column(input=Date(name="due_on", label=gettext_lazy("To be rectified by")), header="整改期限",
           also=("整改时限", "计划完成日期"), example="2022-09-27"),
    Column(input=When(name="rectified_at", label=gettext_lazy("Rectified at"), required=False), header="整改完成日期",
           also=("整改日期", "完成日期", "整改时间"), example="2022-09-25"),
    _text("rectification", gettext_lazy("What was done"), "整改情况", "整改措施", "整改结果", most=500,
          example="已更换配电箱门"),
    _text("officer", gettext_lazy("Entered by"), "登记人", "填报人", "经办人", most=60),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['premises']}|{values['found_at'].day}|{values['description']}"


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = places(run, rows)
    for row in rows:
        for name in ("found_at", "rectified_at"):
            if row[name] is not None and row[name].at > run.at:
                row.fault(name, _("The day lies in the future."), "at.future")
        place = place_of(row, run, known, LEDGER)
        row.ready = (place, _by(row, run, place) if place is not None else None)


def _by(row: Row, run: Run, place: Any) -> Actor | None:
    """Return in whose name a row is entered: whom it names, else who brings the file; or note the fault."""
    if not row["officer"]:
        if run.by.is_system:
            row.fault("officer", _("Say who takes it in: nobody brings this file."), "self_check.by")
            return None
        return run.by

    def may(actor: Actor) -> bool:
        reached = {"area_path": place.area_path, "sector_id": place.sector_id}
        return actor.holds(Permission.LEDGER_IMPORT, **reached) is not None

    return lookup.person(row, "officer", row["officer"], row["found_at"].at, run, may=may, what=TAKE_IN)


def _given(row: Row) -> dict[str, Any]:
    done = row["rectified_at"]
    return {
        **{name: row[name] for name in ("description", "measure", "due_on", "rectification")},
        "premises": row.ready[0],
        "category": row["category"] or Category.OTHER.value,
        "grade": row["grade"] or Grade.GENERAL.value,
        "rectified_at": done.after(row["found_at"].at) if done else None,
    }


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [
        Act(
            by=row.ready[1],
            input=_given(row),
            at=row["found_at"].at,
            key=run.key(row, "entered"),
            ledger=True,
        )
        for row in rows
    ]
    for row, result in zip(rows, door.apply_many(CHECK_FLOW, ENTER, acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(CHECK_FLOW, taken, run)


SELF_CHECKS = Kind(
    code=LEDGER,
    label=gettext_lazy("Hazards found by enterprises themselves"),
    order=78,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is a hazard that an enterprise found itself, rectified since or not. No figure of inspections "
        "counts it."
    ),
)
