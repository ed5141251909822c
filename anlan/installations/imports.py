"""The ledgers of installations: the register with old filings, and who holds the guarantee posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.inputs import Phone
from anlan.imports import datums, lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import moved_on, take_back
from anlan.inspections.imports import place_of, places
from anlan.installations.acts import all_taken, leave, open_posts
from anlan.installations.inputs import Holder, Quotient, Residents
from anlan.installations.kinds import (
    OLD_METHODS,
    Applicability,
    Level,
    Licence,
    ParkState,
    PostState,
    Role,
    Unit,
)
from anlan.installations.models import GuaranteePost, Installation, Park
from anlan.installations.models.posts import day_before
from anlan.installations.packs import editions
from anlan.installations.park_imports import PARKS
from anlan.installations.post_flow import POST_FLOW
from anlan.installations.reckoning import level_fits, reckon
from anlan.installations.register_flow import INSTALLATION_FLOW
from anlan.installations.stationing_imports import EXPERT_STATIONINGS
from anlan.installations.substances import Holdings
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission
from anlan.premises.models import Premises

__all__ = ["EXPERT_STATIONINGS", "GUARANTEE_POSTS", "INSTALLATIONS", "PARKS"]
REGISTER, POSTS = "installations", "guarantee_posts"
PLANT = Column(
    input=Text(name="premises", label=gettext_lazy("Plant"), max_length=120,
               help=gettext_lazy("Code or exact name of the place.")),
    header="企业名称",
    also=("单位名称", "企业", "单位", "场所名称", "生产经营单位"),
    example="P000123",
)  # fmt: skip
LEVEL_NAMES = tuple(
    (name, level)
    for level, names in (("I", "一级 1级 Ⅰ级 Ⅰ 1 一"), ("II", "二级 2级 Ⅱ级 Ⅱ 2 二"),
                         ("III", "三级 3级 Ⅲ级 Ⅲ 3 三"), ("IV", "四级 4级 Ⅳ级 Ⅳ 4 四"))
    for name in names.split()
)  # fmt: skip
METHODS = (*OLD_METHODS, *((one.code, one.title) for one in editions()))
METHOD_NAMES = (
    ("GB18218-2018", "gb-18218-2018"), ("GB 18218-2018", "gb-18218-2018"), ("2018", "gb-18218-2018"),
    ("GB18218-2009", "gb-18218-2009"), ("GB 18218-2009", "gb-18218-2009"), ("2009", "gb-18218-2009"),
    ("40号令", "gb-18218-2009"),
)  # fmt: skip


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


def _choice(name: str, label: Any, choices: Any, named: Any, header: str, *also: str, **more: Any) -> Column:
    item = Named(name=name, label=label, choices=tuple(choices), also=named, **{"required": False, **more})
    return Column(input=item, header=header, also=also)


COLUMNS = (
    PLANT,
    _text("name", pgettext_lazy("installation", "Name of the unit"), 80, "单元名称", "重大危险源名称", "危险源名称",
          "名称", example="液氨储罐区", required=True),
    _text("park", gettext_lazy("Chemical park"), 80, "化工园区", "所属园区", "园区"),
    _choice("unit", pgettext_lazy("installation", "Kind of unit"), Unit.choices,
            (("储存", "storage"), ("罐区", "storage"), ("库区", "storage"), ("仓库", "storage"), ("生产", "production"),
             ("生产装置", "production"), ("装置", "production")), "单元类型", "类型", required=True),
    Column(
        input=Holdings(name="holdings", label=gettext_lazy("What the unit holds at most by design"), required=False),
        header="物质清单",
        also=("危险化学品", "危险化学品名称及设计最大量", "物质及设计最大量", "物质"),
        example="液氨 | 7664-41-7 | 40",
    ),
    Column(input=Residents(name="residents", label=gettext_lazy("Residents within 500 m"), required=False),
           header="500米内常住人口", also=("常住人口", "外边界500米常住人口", "500米范围内常住人口"), example="60"),
    Column(input=Date(name="assessed_on", label=gettext_lazy("Assessed on")), header="评估日期",
           also=("辨识日期", "辨识评估日期", "分级日期"), example="2022-03-01"),
    _text("filed_number", gettext_lazy("Filing number"), 60, "备案编号", "备案号"),
    Column(input=Date(name="filed_on", label=gettext_lazy("Filed on"), required=False), header="备案日期",
           also=("备案时间",)),
    _choice("method", gettext_lazy("Method"), METHODS, METHOD_NAMES, "分级方法", "辨识标准", "方法"),
    _choice("level", gettext_lazy("Level as filed"), Level.choices, LEVEL_NAMES, "等级", "级别", "重大危险源等级"),
    Column(input=Quotient(name="r", label=gettext_lazy("R as filed"), required=False), header="R值", also=("R",)),
    _choice("applicability", gettext_lazy("Does decree 40 apply"), Applicability.choices,
            (("适用", "general"), ("城镇燃气", "city_gas"), ("燃气", "city_gas"), ("港区", "port"), ("港口", "port"),
             ("国防", "defence"), ("军工", "defence")), "适用情况", "监管适用"),
    _choice("licence", gettext_lazy("Licence of the plant"), Licence.choices,
            (("生产", "producer"), ("生产企业", "producer"), ("经营", "operator"), ("经营（带储存）", "operator"),
             ("带储存经营", "operator"), ("使用", "user"), ("其他", "other")), "企业类型", "许可类型"),
    *datums.COLUMNS,
)  # fmt: skip


_STATED = ("name", "unit", "holdings", "assessed_on")


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['premises']}|{values['name']}"


def _parks(rows: Sequence[Row], run: Run) -> dict[str, list[Park]]:
    known: dict[str, list[Park]] = {}
    for park in Park.objects.filter(
        state=ParkState.LISTED, name__in={row["park"] for row in rows if row["park"]}
    ):
        known.setdefault(park.name, []).append(park)
    return known


def _is_old(row: Row) -> bool:
    return bool(row["method"]) and row["method"] in dict(OLD_METHODS)


def _judge(row: Row) -> None:
    """Note what a row lacks, and where its stated level contradicts what is reckoned."""
    needed = ("level", "filed_number", "filed_on") if _is_old(row) else ("holdings", "residents")
    for name in needed:
        if row[name] in (None, "", ()):
            column = next(column for column in COLUMNS if column.name == name)
            row.fault(name, _("“%(field)s” is required.") % {"field": column.input.label}, "input.required")
    if _is_old(row) and row["r"] is None:
        row.fault("r", _("“%(field)s” is required.") % {"field": _("R as filed")}, "input.required")
    if bool(row["filed_number"]) != bool(row["filed_on"]):
        row.fault(
            "filed_on", _("A filing has a number and a day: give both, or none."), "installation.filing"
        )
    if not row.sound:
        return
    try:
        if _is_old(row):
            fits = level_fits(row["level"], Fraction(row["r"]))
            if not fits:
                row.fault("level", fits.reason, fits.code)
        else:
            _compare(row)
    except AnlanError as fault:
        row.refuse(fault, "holdings")


def _compare(row: Row) -> None:
    outcome = reckon(row["holdings"], row["residents"], row["assessed_on"])
    if row["level"] and outcome.level and row["level"] != outcome.level:
        row.fault(
            "level",
            _("The ledger says %(stated)s; R = %(r)s by %(edition)s gives %(right)s.")
            % {
                "stated": Level(row["level"]).label,
                "r": f"{float(outcome.r):.4g}",
                "edition": outcome.edition,
                "right": Level(outcome.level).label,
            },
            "installation.level",
        )


def resolve(rows: Sequence[Row], run: Run) -> None:
    known, parks = places(run, rows), _parks(rows, run)
    for row in rows:
        datums.check(row, code="installation.place")
        _judge(row)
        place = place_of(row, run, known, REGISTER)
        park = None
        if row["park"]:
            park = lookup.one(row, "park", row["park"], parks.get(row["park"], ()), _("chemical park"))
        if place is None or not row.sound:
            continue
        row.ready = {
            "premises": place,
            "park": park,
            **{name: row[name] for name in _STATED},
            **datums.again(row),
            "applicability": row["applicability"] or Applicability.GENERAL.value,
            "licence": row["licence"] or Licence.PRODUCER.value,
        }


def write(rows: Sequence[Row], run: Run) -> None:
    """Register row by row, each whole or not at all: graded and filed, or taken in as an old filing stated it."""
    for row in rows:
        try:
            with transaction.atomic():
                outcome = _enter(row, run)
                open_posts([outcome.case_id])
            row.wrote(outcome.case_id, outcome.seq)
        except AnlanError as refusal:
            row.refuse(refusal)


def _enter(row: Row, run: Run) -> door.Outcome:
    filing = {name: row[name] for name in ("filed_number", "filed_on")}
    key = run.key(row, "installation")
    if _is_old(row):
        given = {**row.ready, **filing, **{name: row[name] for name in ("method", "level", "r")}}
        act = Act(by=run.by, input=given, key=key, ledger=True)
        (outcome,) = all_taken(INSTALLATION_FLOW, "enter_old", [act])
        return outcome
    given = {**row.ready, "residents": row["residents"]}
    act = Act(by=run.by, input=given, key=key, ledger=True)
    (outcome,) = all_taken(INSTALLATION_FLOW, "identify", [act])
    if row["filed_number"]:
        act = Act(by=run.by, case_id=outcome.case_id, input=filing, key=run.key(row, "filing"), ledger=True)
        (outcome,) = all_taken(INSTALLATION_FLOW, "file", [act])
    return outcome


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    refused = take_back(INSTALLATION_FLOW, taken, run, step="void", reason=_("The ledger was taken back"))
    for case in taken.keys() - refused.keys():
        leave(case)
    return refused


INSTALLATIONS = Kind(
    code=REGISTER,
    label=gettext_lazy("Major hazard installations"),
    order=95,
    columns=COLUMNS,
    permission=Permission.INSTALLATION_KEEP,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is a unit; several substances stand in one cell with “；” between them. A row whose method is the "
        "old one is taken in as filed, with its level and R; all others are graded by the standard in force on the day."
    ),
)

# -- guarantee posts ----------------------------------------------------------------------------------------------

POST_COLUMNS = (
    PLANT,
    _text("unit_name", pgettext_lazy("installation", "Name of the unit"), 80, "单元名称", "重大危险源名称",
          "危险源名称", example="液氨储罐区", required=True),
    _choice("role", pgettext_lazy("guarantee", "Post"), Role.choices,
            (("主要负责人", "principal"), ("技术负责人", "technical"), ("操作负责人", "operational"),
             ("政府包保干部", "cadre"), ("包保干部", "cadre"), ("政府包保责任人", "cadre")),
            "包保责任", "包保类型", "岗位", required=True),
    Column(input=Holder(name="holder", label=pgettext_lazy("guarantee", "Who holds it")), header="姓名",
           also=("责任人", "包保责任人"), example="张三"),
    _text("title", gettext_lazy("Position in the enterprise"), 60, "职务", required=True, example="总经理"),
    Column(input=Phone(name="phone", label=gettext_lazy("Phone")), header="联系电话", also=("电话", "手机"),
           example="0370-1234567"),
    Column(input=Date(name="from_day", label=gettext_lazy("From")), header="任职日期", also=("开始日期", "起"),
           example="2022-01-01"),
    Column(input=Date(name="to_day", label=gettext_lazy("To (the last day)"), required=False), header="任期至",
           also=("结束日期", "止")),
    Column(input=Date(name="on_day", label=gettext_lazy("Acknowledged on"), required=False), header="确认日期",
           also=("签收日期", "承诺日期")),
)  # fmt: skip
_TERM = ("holder", "title", "phone", "from_day", "to_day")


def natural_post(values: Mapping[str, Any]) -> str:
    return f"{values['premises']}|{values['unit_name']}|{values['role']}|{values['from_day']}"


def resolve_posts(rows: Sequence[Row], run: Run) -> None:
    known = places(run, rows)
    for row in rows:
        place = place_of(row, run, known, POSTS)
        post = _post_of(row, place) if place is not None else None
        if post is not None and row.sound:
            row.ready = post


def _post_of(row: Row, place: Premises) -> GuaranteePost | None:
    one = Installation.objects.kept().filter(premises=place.pk, name=row["unit_name"]).first()
    if one is None:
        row.fault(
            "unit_name",
            _("“%(text)s” is no installation of this plant. Take the register in first, or correct it.")
            % {"text": row["unit_name"]},
            "reference.unknown",
        )
        return None
    post = (
        GuaranteePost.objects.filter(installation=one, role=row["role"])
        .exclude(state=PostState.CLOSED)
        .first()
    )
    if post is None:
        row.fault("role", _("The installation asks for no guarantee posts"), "guarantee.none")
    return post


def write_posts(rows: Sequence[Row], run: Run) -> None:
    """Appoint row by row, and note the acknowledgement: terms of one post are judged against the rows above."""
    for row in rows:
        try:
            with transaction.atomic():
                row.wrote(row.ready.pk, _appoint(row, run))
        except AnlanError as refusal:
            row.written = row.seq = None
            row.refuse(refusal)


def _appoint(row: Row, run: Run) -> int:
    given = {name: row[name] for name in _TERM}
    act = Act(by=run.by, case_id=row.ready.pk, input=given, key=run.key(row, "appoint"), ledger=True)
    (outcome,) = all_taken(POST_FLOW, "appoint", [act])
    if row["on_day"]:
        told = {"on_day": row["on_day"]}
        act = Act(by=run.by, case_id=row.ready.pk, input=told, key=run.key(row, "acknowledge"), ledger=True)
        (outcome,) = all_taken(POST_FLOW, "acknowledge", [act])
    return outcome.seq


def undo_posts(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take the terms back as if they had never begun, where nothing happened since."""
    refused = moved_on(taken)
    todo = list(GuaranteePost.objects.filter(pk__in=taken.keys() - refused.keys()).order_by("pk"))
    acts = [
        Act(
            by=run.by,
            case_id=post.pk,
            input={"last_day": day_before(post.from_day), "reason": _("The ledger was taken back")},
            key=f"ledger-{run.batch}-undo-{post.pk}",
        )
        for post in todo
        if post.from_day
    ]
    for act, result in zip(acts, door.apply_many(POST_FLOW, "relieve", acts) if acts else (), strict=True):
        if isinstance(result, AnlanError):
            refused[act.case_id or 0] = result
    return refused


GUARANTEE_POSTS = Kind(
    code=POSTS,
    label=gettext_lazy("Guarantee posts"),
    order=96,
    columns=POST_COLUMNS,
    permission=Permission.INSTALLATION_KEEP,
    natural=natural_post,
    resolve=resolve_posts,
    write=write_posts,
    undo=undo_posts,
    help=gettext_lazy("Each row is a term of a post. Take the installations in first."),
)
