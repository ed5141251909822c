"""The ledger of household visits: a row a door; the rows of one grid cell, day and visitor become one round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Stamp, When
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.roles import Permission
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.inputs import LONGEST_DOOR, MOST_DOORS, Doors
from anlan.outreach.kinds import ActivityKind
from anlan.outreach.ledger_columns import AREA, BODY, CAMPAIGN, NUMBER, OFFICER, areas, text, who_and_where

TITLE = "敲门入户宣传"
"""What a round is called whose ledger says nothing: the data of the city are Chinese."""

COLUMNS = (
    NUMBER,
    AREA,
    text(
        "grid_cell",
        gettext_lazy("Grid cell"),
        "网格",
        ("网格编号", "网格编码", "所属网格"),
        required=True,
        max_length=40,
        example="W0312",
    ),
    Column(
        input=Doors(
            name="door",
            label=gettext_lazy("Door"),
            max_length=LONGEST_DOOR,
            lines=1,
            help=gettext_lazy("The door only, without names and numbers of persons."),
        ),
        header="门牌",
        also=("门牌号", "住址", "地址", "户址", "入户地址"),
        example="3号楼2单元501",
    ),
    Column(
        input=When(name="happened_at", label=gettext_lazy("Visited at")),
        header="入户时间",
        also=("时间", "日期", "入户日期", "走访时间"),
        example="2022-10-20",
    ),
    OFFICER,
    BODY,
    text("title", gettext_lazy("What it was"), "宣传内容", ("主题", "内容")),
    CAMPAIGN,
)


def natural(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    at: Stamp = values["happened_at"]
    parts = (values["area"], values["grid_cell"], values["door"], f"{at.at:%Y%m%d}", values["officer"])
    return "|".join(map(str, parts))


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = areas(run, rows)
    bodies = lookup.organisations(run, (row["organisation"] for row in rows))
    for row in rows:
        row.ready = who_and_where(row, run, known, bodies)


def rounds(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each round: same area, grid cell, day, visitor, campaign and words; 500 doors at most."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        area, officer, campaign = row.ready
        day, told = row["happened_at"].day, (row["grid_cell"], row["title"], campaign and campaign.pk)
        groups.setdefault((area.pk, officer.person_id, day, *told), []).append(row)
    for group in groups.values():
        for start in range(0, len(group), MOST_DOORS):
            yield group[start : start + MOST_DOORS]


def write(rows: Sequence[Row], run: Run) -> None:
    found = list(rounds(rows))
    acts = []
    for group in found:
        first = group[0]
        area, officer, campaign = first.ready
        given = {
            "kind": ActivityKind.HOUSEHOLD_VISIT.value,
            "title": first["title"] or TITLE,
            "area": area,
            "campaign": campaign,
            "grid_cell": first["grid_cell"],
            "doors": "\n".join(row["door"] for row in group),
        }
        at = max(row["happened_at"].at for row in group)
        acts.append(Act(by=officer, input=given, at=at, key=run.key(first, "round"), ledger=True))
    for group, result in zip(found, door.apply_many(ACTIVITY_FLOW, "record", acts), strict=True):
        for row in group:
            row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take rounds back. One whose other doors stood in a chunk before is taken back already, by this very batch."""
    keys = [f"ledger-{run.batch}-undo-{case}" for case in taken]
    done = set(Entry.objects.filter(key__in=keys, case_id__in=taken).values_list("case_id", flat=True))
    return take_back(ACTIVITY_FLOW, {case: seq for case, seq in taken.items() if case not in done}, run)


HOUSEHOLDS = Kind(
    code="households",
    label=gettext_lazy("Household visits"),
    order=85,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is a door at which somebody knocked. A household counts once however often it was visited; the "
        "visits are counted beside it."
    ),
)
