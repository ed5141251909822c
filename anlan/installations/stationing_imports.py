"""The ledger of experts stationed in plants: each row an expert of the register, in a plant, in a shift, for days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.inputs import Phone
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.inspections.imports import place_of, places
from anlan.inspections.models import Qualification
from anlan.installations.inputs import experts_for
from anlan.installations.kinds import Shift
from anlan.installations.station_flow import STATIONING_FLOW
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission

STATIONINGS = "expert_stationings"
COLUMNS = (
    Column(
        input=Text(name="premises", label=gettext_lazy("Plant"), max_length=120,
                   help=gettext_lazy("Code or exact name of the place.")),
        header="企业名称", also=("单位名称", "企业", "单位", "驻厂企业", "生产经营单位"), example="P000123",
    ),
    Column(
        input=Text(name="expert", label=gettext_lazy("Expert"), max_length=60,
                   help=gettext_lazy("Name as on the register of experts; or its number there, of two of one name.")),
        header="专家姓名", also=("专家", "姓名", "驻厂专家"), example="孟志远",
    ),
    Column(
        input=Named(name="shift", label=pgettext_lazy("shift", "Shift"), choices=tuple(Shift.choices),
                    also=(("白班", "day"), ("夜班", "night"), ("白", "day"), ("夜", "night"))),
        header="班次", example="白班",
    ),
    Column(input=Date(name="first_day", label=gettext_lazy("First day")), header="开始日期",
           also=("起始日期", "起", "驻厂日期"), example="2022-10-12"),
    Column(input=Date(name="last_day", label=gettext_lazy("Last day")), header="结束日期",
           also=("截止日期", "止"), example="2022-10-24"),
    Column(input=Phone(name="phone", label=gettext_lazy("Phone")), header="联系电话", also=("电话", "手机"),
           example="0370-1234567"),
    Column(input=Text(name="task", label=gettext_lazy("What he looks after"), max_length=200, required=False),
           header="驻厂任务", also=("任务", "工作内容", "备注")),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['premises']}|{values['expert']}|{values['shift']}|{values['first_day']}"


def _experts(rows: Sequence[Row], run: Run) -> dict[str, list[Qualification]]:
    """Return name or number → the experts on the register whom the bringer may station."""
    found: dict[str, list[Qualification]] = defaultdict(list)
    there = experts_for(run.by.scope)
    named = {row["expert"] for row in rows}
    keys = {text.rsplit("-", 1)[-1] for text in named}
    for one in there.filter(name__in=named):
        found[one.name].append(one)
    for one in there.filter(
        pk__in=[int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    ):
        found[one.number].append(one)
    return found


def resolve(rows: Sequence[Row], run: Run) -> None:
    known, experts = places(run, rows), _experts(rows, run)
    for row in rows:
        place = place_of(row, run, known, STATIONINGS)
        expert = lookup.one(
            row, "expert", row["expert"], experts.get(row["expert"], ()), _("expert on the register")
        )
        if place is None or expert is None or not row.sound:
            continue
        told = {name: row[name] for name in ("shift", "first_day", "last_day", "phone", "task")}
        row.ready = {**told, "premises": place, "expert": expert}


def write(rows: Sequence[Row], run: Run) -> None:
    """Station row by row: an expert who stands twice in a ledger is judged against the row above."""
    for row in rows:
        act = Act(by=run.by, input=row.ready, key=run.key(row, "station"), ledger=True)
        row.became(door.apply_many(STATIONING_FLOW, "station", [act])[0], "expert")


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(STATIONING_FLOW, taken, run, step="void", reason=_("The ledger was taken back"))


EXPERT_STATIONINGS = Kind(
    code=STATIONINGS,
    label=gettext_lazy("Experts in plants"),
    order=97,
    columns=COLUMNS,
    permission=Permission.INSTALLATION_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy("Each row is an expert in a plant and shift. Take the register of experts in first."),
)
