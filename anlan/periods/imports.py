"""The ledger of special periods; those of the past too, as the record of what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import Level, SpecialPeriod

SAME_NAME = ("name", "name_en", "level", "first_day", "last_day", "purpose", "basis")
COLUMNS = (
    Column(
        input=Text(name="name", label=_("Name of the period"), max_length=60),
        header="时段名称",
        also=("名称", "敏感时段", "专项名称", "特殊时段"),
        example="党的二十大期间",
    ),
    Column(
        input=Text(name="name_en", label=_("Name in English"), max_length=80, required=False),
        header="英文名称",
        also=("英文名",),
        example="Congress period",
    ),
    Column(
        input=Named(
            name="level",
            label=_("Level"),
            choices=tuple(Level.choices),
            also=(
                ("一般", "elevated"),
                ("加强", "elevated"),
                ("重点", "key"),
                ("特别防护", "special"),
                ("重点时段", "key"),
                ("特别", "special"),
                ("特护", "special"),
            ),
        ),
        header="级别",
        also=("等级", "防护级别"),
        example="特别防护",
    ),
    Column(
        input=Date(name="first_day", label=_("First day")),
        header="开始日期",
        also=("开始时间", "起始日期", "起"),
        example="2022-10-16",
    ),
    Column(
        input=Date(name="last_day", label=_("Last day")),
        header="结束日期",
        also=("结束时间", "截止日期", "止"),
        example="2022-10-22",
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
        input=Text(name="purpose", label=_("Purpose"), max_length=300, required=False),
        header="目的",
        also=("说明", "要求", "备注"),
    ),
    Column(
        input=Text(name="basis", label=_("Document number"), max_length=100, required=False),
        header="文件依据",
        also=("依据", "文号", "文件号"),
    ),
)


def natural(values: Mapping[str, Any]) -> str:
    return "|".join((str(values["name"]), str(values["first_day"]), str(values["area"])))


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = naming.areas()
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    standing = SpecialPeriod.objects.standing().filter(first_day__in={row["first_day"] for row in rows})
    there = {(p.name, p.first_day, p.area_id): p for p in standing}
    for row in rows:
        area = (
            lookup.one(row, "area", row["area"], areas.find(row["area"]), gettext("area"))
            if row["area"]
            else root
        )
        if area is None:
            continue
        known = there.get((row["name"], row["first_day"], area.pk))
        if known is not None:
            told = gettext("This period is there already: %(number)s. Change it on its page.")
            row.fault("name", told % {"number": known.number}, "period.double")
        row.ready = area


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [
        Act(
            by=run.by,
            input={**{name: row[name] for name in SAME_NAME}, "area": row.ready},
            key=run.key(row, "period"),
            ledger=True,
        )
        for row in rows
    ]
    for row, result in zip(rows, door.apply_many(PERIOD_FLOW, "declare", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Call off what has not begun; what has is kept, with the reason."""
    return take_back(PERIOD_FLOW, taken, run, step="call_off", reason=gettext("The ledger was taken back"))


PERIODS = Kind(
    code="periods",
    label=_("Special periods"),
    order=54,
    columns=COLUMNS,
    permission=Permission.PERIOD_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=_(
        "Each row is a special period. Days that are over are kept as a record and ask nothing of anybody."
    ),
)
