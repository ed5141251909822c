"""The ledger of chemical parks: taken in before the installations that stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports import lookup
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.installations import rules
from anlan.installations.park_flow import PARK_FLOW
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission

COLUMNS = (
    Column(
        input=Text(name="name", label=pgettext_lazy("park", "Name of the park"), max_length=80),
        header="园区名称",
        also=("化工园区", "化工园区名称", "名称", "园区"),
        example="东江化工园区",
    ),
    Column(
        input=Text(
            name="area", label=gettext_lazy("Area"), max_length=60, help=gettext_lazy("Code or name.")
        ),
        header="所在区划",
        also=("所在县区", "县区", "区划", "行政区划", "所在地"),
        example="东江县",
    ),
    Column(
        input=Text(name="name_en", label=gettext_lazy("Name in English"), max_length=120, required=False),
        header="英文名称",
    ),
    Column(
        input=Text(
            name="approval",
            label=pgettext_lazy("park", "Document of its recognition"),
            max_length=100,
            required=False,
        ),
        header="认定文件",
        also=("认定文号", "批准文件", "批准文号"),
        example="省工信〔2020〕1号",
    ),
)


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['area']}|{values['name']}"


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = lookup.areas(run, [row["area"] for row in rows])
    for row in rows:
        area = lookup.one(row, "area", row["area"], areas.get(row["area"], ()), _("area"))
        if area is None or not row.sound:
            continue
        may = rules.may_enter_park(run.by, {"area": area})
        if not may and not run.by.is_system:
            row.fault("area", may.reason, may.code)
            continue
        row.ready = {"area": area, **{name: row[name] for name in ("name", "name_en", "approval")}}


def write(rows: Sequence[Row], run: Run) -> None:
    """Enter park by park: one that stands twice in a ledger is judged against the row above."""
    for row in rows:
        act = Act(by=run.by, input=row.ready, key=run.key(row, "park"), ledger=True)
        row.became(door.apply_many(PARK_FLOW, "enter", [act])[0], "name")


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(PARK_FLOW, taken, run, step="strike", reason=_("The ledger was taken back"))


PARKS = Kind(
    code="parks",
    label=gettext_lazy("Chemical parks"),
    order=94,
    columns=COLUMNS,
    permission=Permission.INSTALLATION_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy("Each row is a park. Take them in before the installations that stand in them."),
)
