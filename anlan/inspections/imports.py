"""The ledger of visits: who was where, when, in which manner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Named, Stamp, When
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.rules import reaches
from anlan.imports.undoing import take_back
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.ledger_teams import MORE, carry_on, group_of, says_more, team_of
from anlan.inspections.models import Mode, Visit
from anlan.inspections.qualified_imports import QUALIFICATIONS
from anlan.kernel import fixed
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

__all__ = ["QUALIFICATIONS", "VISITS"]
RECORD_VISITS = gettext_lazy("record visits")
PREMISES = Column(
    input=Text(
        name="premises",
        label=gettext_lazy("Premises"),
        max_length=120,
        help=gettext_lazy("Code or exact name of the place."),
    ),
    header="被检查单位",
    also=(
        "企业名称",
        "单位名称",
        "场所名称",
        "受检单位",
        "检查对象",
        "生产经营单位",
        "企业",
        "单位",
        "被检查单位名称",
    ),
    example="P000123",
)
BODY = Column(
    input=Text(
        name="organisation",
        label=gettext_lazy("Inspecting organisation"),
        max_length=120,
        required=False,
        help=gettext_lazy("Code or name; tells people of one name apart."),
    ),
    header="检查单位",
    also=("检查部门", "执法单位", "组织单位", "检查机关"),
    example="市应急管理局",
)
_PLAIN = (
    Column(
        input=Text(
            name="number",
            label=gettext_lazy("Number in the ledger"),
            max_length=60,
            required=False,
            help=gettext_lazy("The ledger's own number; with it a row is recognised again."),
        ),
        header="检查编号",
        also=("编号", "检查记录编号", "检查序列号"),
        example="2022-JC-0001",
    ),
    PREMISES,
    Column(
        input=When(
            name="visited_at",
            label=gettext_lazy("Visited at"),
            help=gettext_lazy("A day, or a day with its time: 2022-10-24 15:40."),
        ),
        header="检查时间",
        also=("检查日期", "检查开始时间", "日期", "时间"),
        example="2022-10-24 15:40",
    ),
    Column(
        input=Text(
            name="officer",
            label=gettext_lazy("Inspector"),
            max_length=60,
            help=gettext_lazy("User name, or the name of somebody who held a post then."),
        ),
        header="检查人",
        also=("检查人员", "执法人员", "带队人", "检查组长", "主检人"),
        example="张三",
    ),
    BODY,
    Column(
        input=Named(
            name="mode",
            label=gettext_lazy("Mode"),
            choices=tuple((m.value, m.label) for m in Mode),
            required=False,
            also=(
                ("双随机", "random"),
                ("暗访", "unannounced"),
                ("暗查暗访", "unannounced"),
                ("四不两直", "four_no_two_direct"),
                ("复查", "follow_up"),
                ("指导", "guidance"),
                ("日常检查", "announced"),
                ("联合检查", "joint"),
                ("联合", "joint"),
                ("举报核查", "tip_off"),
                ("举报", "tip_off"),
            ),
            help=gettext_lazy("Empty: announced."),
        ),
        header="检查方式",
        also=("检查形式", "检查类型", "方式"),
        example="四不两直",
    ),
    Column(
        input=Text(name="focus", label=gettext_lazy("Focus"), required=False, max_length=200),
        header="检查重点",
        also=("检查内容", "重点内容"),
        example="用电安全",
    ),
    Column(
        input=Text(
            name="situation",
            label=gettext_lazy("Situation found"),
            required=False,
            max_length=2_000,
            lines=4,
        ),
        header="现场情况",
        also=("检查情况", "检查结果", "备注"),
        example="现场整洁，通道畅通",
    ),
)


COLUMNS: tuple[Column, ...] = (*_PLAIN, *MORE)
_RECORDED = ("mode", "focus", "situation", "outcome", "outcome_note")


def natural(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    visited: Stamp = values["visited_at"]
    return f"{values['premises']}|{visited.at:%Y%m%d%H%M}|{values['officer']}"


def places(run: Run, rows: Sequence[Row], column: str = "premises") -> dict[str, list[Premises]]:
    """Return the places that the rows name, by code or name; kept for the run."""
    known: dict[str, list[Premises]] = run.memory.setdefault("premises", {})
    new = {row[column] for row in rows} - known.keys()
    if new:
        found = lookup.by_code_or_name(Premises.objects.select_related("sector"), new)
        known |= {text: found.get(text, []) for text in new}
    return known


def place_of(row: Row, run: Run, known: Mapping[str, Sequence[Premises]], ledger: str) -> Premises | None:
    """Return the place that a row names, if it lies where the bringer may take ledgers in; or note the fault."""
    text = row["premises"]
    place = lookup.one(row, "premises", text, known.get(text, ()), _("premises"))
    if place is None:
        return None
    if not reaches(run.by, ledger, area_path=place.area_path, sector_id=place.sector_id):
        row.fault(
            "premises",
            _("“%(text)s” does not lie in the area and sectors whose ledgers you take in.")
            % {"text": text[:60]},
            "import.scope",
        )
        return None
    found: Premises = place
    return found


def may_visit(place: Premises) -> Any:
    def may(actor: Actor) -> bool:
        post = actor.holds(Permission.VISIT_RECORD, area_path=place.area_path, sector_id=place.sector_id)
        return post is not None

    return may


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = places(run, rows)
    bodies = lookup.organisations(run, (row["organisation"] for row in rows))
    for row in rows:
        if row["visited_at"].at > run.at:
            row.fault("visited_at", _("The day lies in the future."), "at.future")
        place = place_of(row, run, known, "visits")
        among = lookup.bodies_of(row, bodies)
        if place is None or not row.sound:
            continue
        at = row["visited_at"].at
        officer = lookup.person(
            row, "officer", row["officer"], at, run, may=may_visit(place), what=RECORD_VISITS, bodies=among
        )
        team = team_of(row, run, row["visited_at"].day, place.area_path)
        group = group_of(row, row["visited_at"].day, place.area_path)
        if row.sound:
            row.ready = (place, officer, team, group)


def visit_act(row: Row, run: Run, place: Premises, officer: Actor, at: Any, **more: str) -> Act:
    """Return the act that enters a visit of the past."""
    given = {"premises": place, "mode": Mode.ANNOUNCED.value, "focus": "", "situation": "", **more}
    return Act(by=officer, input=given, at=at, key=run.key(row, "visit"), ledger=True)


def write(rows: Sequence[Row], run: Run) -> None:
    """Record the visits; those of which a row says more, one by one, so that a row is taken in whole or not at all."""
    _record([row for row in rows if not says_more(row)], run)
    for row in rows:
        if says_more(row):
            try:
                with transaction.atomic():
                    _record([row], run)
                    if row.written is not None:
                        carry_on(row, run)
            except AnlanError as refusal:
                row.written = row.seq = None
                row.refuse(refusal)


def _record(rows: Sequence[Row], run: Run) -> None:
    acts = []
    for row in rows:
        place, officer, *_more = row.ready
        told = {name: row[name] for name in _RECORDED if row[name]}
        acts.append(visit_act(row, run, place, officer, row["visited_at"].at, **told))
    for row, result in zip(rows, door.apply_many(VISIT_FLOW, "record", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(VISIT_FLOW, taken, run)


VISITS = Kind(
    code="visits",
    label=gettext_lazy("Visits"),
    order=60,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy("Each row is one visit to one place; it counts on the day on which it was made."),
)


def of_day(wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], list[Visit]]:
    """Return (place, day) → the visits recorded there, the earliest first. Two queries, whatever else is on record."""
    pairs = sorted(set(wanted))
    found: dict[tuple[int, date], list[Visit]] = {}
    rows = Visit.objects.recorded().filter(pk__in=_visits_of(pairs)).order_by("visited_at", "pk")
    for visit in rows.select_related("premises", "sector"):
        found.setdefault((visit.premises_id, visit.visited_on), []).append(visit)
    return found


def _visits_of(pairs: Sequence[tuple[int, date]]) -> list[int]:
    """Return the visits to these places on these days, pair by pair: many places × many days are most of a year."""
    if not pairs:
        return []
    with fixed.cursor() as cursor:
        if fixed.by_server():
            cursor.execute(_OF_PAIRS_ARRAYS, [list(column) for column in zip(*pairs, strict=True)])
        else:
            cursor.execute(_OF_PAIRS_JSON, [json.dumps([[place, day.isoformat()] for place, day in pairs])])
        return [key for (key,) in cursor.fetchall()]


_OF_PAIRS_ARRAYS = (
    "SELECT v.id FROM unnest(%s::bigint[], %s::date[]) AS w(place, day) "
    "JOIN inspections_visit v ON v.premises_id = w.place AND v.visited_on = w.day"
)
_OF_PAIRS_JSON = (
    "SELECT v.id FROM json_each(%s) AS w JOIN inspections_visit v "
    "ON v.premises_id = json_extract(w.value, '$[0]') AND v.visited_on = json_extract(w.value, '$[1]')"
)
