"""The ledger of look-backs: what was seen at each drawn hazard, filled into the list that the page gives as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.imports import lookup
from anlan.imports.inputs import Named, When
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.rules import reaches
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.lookbacks.effects import SEEN
from anlan.lookbacks.models import LookBack, Seen
from anlan.org.roles import Permission
from anlan.org.scope import Actor

LOOK_BACK = gettext_lazy("look back")
RESULT = {seen: result for result, seen in SEEN.items()}
_NUMBER = re.compile(r"YH(\d{4})-(\d{7,19})\Z")

COLUMNS = (
    Column(
        input=Text(name="number", label=gettext_lazy("Hazard number"), max_length=30),
        header="隐患编号",
        also=("编号",),
        example="YH2022-0001234",
    ),
    Column(
        input=Named(
            name="seen",
            label=gettext_lazy("What was seen"),
            choices=tuple(Seen.choices),
            also=(("未反弹", "held"), ("已整改", "held"), ("复发", "relapsed"), ("假整改", "false")),
        ),
        header="回头看结果",
        also=("复查结果", "结果"),
        example="保持",
    ),
    Column(
        input=Text(
            name="note", label=gettext_lazy("What was looked at"), required=False, max_length=300, lines=2
        ),
        header="回头看情况",
        also=("情况", "说明", "备注"),
        example="现场复核，通道畅通",
    ),
    Column(
        input=When(name="at", label=gettext_lazy("Looked back at")),
        header="回头看时间",
        also=("回头看日期", "时间", "日期"),
        example="2022-10-20 10:30",
    ),
    Column(
        input=Text(
            name="by",
            label=gettext_lazy("Looked back by"),
            required=False,
            max_length=60,
            help=gettext_lazy("User name, or the name; empty: the person to whom it was given."),
        ),
        header="回头看人",
        also=("复查人", "人员"),
        example="张三",
    ),
)


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['number']}|{values['at'].day}"


def resolve(rows: Sequence[Row], run: Run) -> None:
    keys = {row.number: _key(row) for row in rows}
    looks = _looks([key for key in keys.values() if key])
    for row in rows:
        key = keys[row.number]
        if row["at"].at > run.at:
            row.fault("at", _("The day lies in the future."), "at.future")
        if key is None:
            row.fault(
                "number", _("That is no hazard's number. Write it like YH2022-0001234."), "hazard.number"
            )
            continue
        look = looks.get(key)
        if look is None or look.hazard.number != row["number"]:
            row.fault("number", _("No look-back at this hazard is waiting for an answer."), "lookback.none")
            continue
        if not reaches(run.by, "lookbacks", area_path=look.area_path, sector_id=look.sector_id):
            row.fault(
                "number",
                _("The hazard lies outside the area or sector whose ledgers you take in."),
                "import.scope",
            )
            continue
        actor = _looker(row, run, look)
        if actor is not None and row.sound:
            row.ready = (actor, look)


def _key(row: Row) -> int | None:
    found = _NUMBER.match(row["number"])
    return int(found.group(2)) if found and int(found.group(2)) < 2**63 else None


def _looks(keys: Sequence[int]) -> dict[int, LookBack]:
    rows = LookBack.objects.waiting().filter(hazard__in=keys).select_related("hazard", "person")
    return {look.hazard_id: look for look in rows}


def _looker(row: Row, run: Run, look: LookBack) -> Actor | None:
    text = row["by"] or (look.person.username if look.person else "")
    if not text:
        row.fault("by", _("It is missing, though the step has its day."), "step.nobody")
        return None
    hazard: Hazard = look.hazard

    def may(actor: Actor) -> bool:
        here = {"area_path": hazard.area_path, "sector_id": hazard.sector_id}
        return (
            actor.holds(Permission.HAZARD_LOOK_BACK, organisation_id=hazard.operator_id, **here) is not None
        )

    at = row["at"].after(hazard.last_at)
    return lookup.person(row, "by", text, at, run, may=may, what=LOOK_BACK, bodies=())


def write(rows: Sequence[Row], run: Run) -> None:
    acts = []
    for row in rows:
        actor, look = row.ready
        given = {"result": RESULT[row["seen"]], "note": row["note"] or str(_("According to the ledger"))}
        at = row["at"].after(look.hazard.last_at)
        acts.append(Act(by=actor, input=given, at=at, case_id=look.hazard_id, key=run.key(row), ledger=True))
    for row, result in zip(rows, door.apply_many(HAZARD_FLOW, "look_back", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Refuse: what somebody saw is not unseen. A wrong answer is put right by looking again, or by reopening."""
    told = _("A look-back is not taken back: look at it again, or reopen the hazard.")
    return {record: Conflict("lookback.stays", told) for record in taken}


def existing(keys: Sequence[str]) -> dict[str, int]:
    """Return the rows whose answer of that day is on record already."""
    days: dict[int, dict[str, str]] = {}
    for key in keys:
        number, _sign, day = key.partition("|")
        if found := _NUMBER.match(number):
            days.setdefault(int(found.group(2)), {})[day] = key
    rows = LookBack.objects.answered().filter(hazard__in=list(days)).values_list("hazard", "answered_at")
    return {
        days[hazard][day]: hazard
        for hazard, at in rows
        if at is not None and (day := f"{clock.local_day(at)}") in days[hazard]
    }


LOOK_BACKS = Kind(
    code="lookbacks",
    label=gettext_lazy("Look-backs"),
    order=46,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    existing=existing,
    help=gettext_lazy(
        "Each row answers one drawn look-back. The list of look-backs, taken as a file, has these columns: fill them "
        "in."
    ),
)
