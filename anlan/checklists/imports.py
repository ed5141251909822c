"""The ledger of checklists: a row is an item; the rows of one code and version are one version, issued as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.forms import HEAD_INPUTS, ITEM_INPUTS
from anlan.checklists.models import Issuing, IssuingState
from anlan.imports import lookup
from anlan.imports.inputs import Date
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.models import Line
from anlan.imports.running import TAKEN
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Input, Text
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

ISSUE_CHECKLISTS = gettext_lazy("issue checklists")
IN_ONE = 1_000
"""Rows that are taken together, so that a version is not cut in two."""
_HEAD = {item.name: item for item in HEAD_INPUTS}
_ITEM = {item.name: item for item in ITEM_INPUTS}


def _day(name: str, *, required: bool) -> Date:
    return Date(name=name, label=_HEAD[name].label, required=required)


def _column(item: Input, header: str, *also: str, example: str = "") -> Column:
    return Column(input=item, header=header, also=also, example=example)


_ITEM_CODE = Text(name="item", label=_ITEM["code"].label, max_length=20)
_AREA = Text(
    name="area",
    label=gettext_lazy("Area"),
    required=False,
    max_length=60,
    help=gettext_lazy("Code or name; empty: the whole area of the office that issues it."),
)
_ISSUER = Text(
    name="officer",
    label=gettext_lazy("Issued by"),
    required=False,
    max_length=60,
    help=gettext_lazy("User name, or the name of somebody of the office; empty: whoever brings the ledger."),
)
COLUMNS = (
    _column(_HEAD["code"], "检查表编码", "清单编码", "表编码", example="restaurant"),
    _column(_HEAD["version"], "版本", "版本号", "版次", example="1"),
    _column(_HEAD["title"], "检查表名称", "清单名称", "名称", example="餐饮场所检查表"),
    _column(_HEAD["title_en"], "英文名称"),
    _column(_HEAD["sectors"], "行业领域", "适用行业", "行业", example="商贸流通、消防"),
    _column(_AREA, "适用地区", "地区"),
    _column(_day("effective_from", required=True), "启用日期", "施行日期", "生效日期", example="2022-10-24"),
    _column(_day("effective_to", required=False), "停用日期", "失效日期", "有效期至"),
    _column(_HEAD["note"], "缺漏说明", "说明", "尚缺事项"),
    _column(_ISSUER, "发布人", "填报人"),
    _column(_ITEM_CODE, "项目编码", "检查项编码", "序号", example="CY-01"),
    _column(_ITEM["text"], "检查内容", "检查项目", "检查项", example="安装可燃气体报警装置并正常使用"),
    _column(_ITEM["text_en"], "英文内容"),
    _column(_ITEM["law"], "法律法规", "依据", "检查依据", example="中华人民共和国安全生产法"),
    _column(_ITEM["article"], "条款", "条文", example="第三十六条第四款"),
    _column(
        _ITEM["quote"],
        "条文原文",
        "依据原文",
        example="餐饮等行业的生产经营单位使用燃气的，应当安装可燃气体报警装置，并保障其正常使用。",
    ),
    _column(_ITEM["method"], "检查方法", "方法", "检查方式", example="测试"),
    _column(_ITEM["applies_if"], "适用条件"),
    _column(_ITEM["evidence"], "取证要求", "证据"),
    _column(_ITEM["default_grade"], "隐患等级", "隐患级别", "等级", example="一般"),
    _column(_ITEM["default_days"], "整改天数", "整改期限", "整改时限", example="3"),
    _column(_ITEM["criterion"], "判定标准", "重大隐患判定标准"),
    _column(_ITEM["penalty"], "处罚依据"),
)  # fmt: skip


def _list_of(row: Row) -> tuple[str, int]:
    return row["code"], row["version"]


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['code']}|{values['version']}|{values['item']}"


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, int], list[Row]]:
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        groups.setdefault(_list_of(row), []).append(row)
    return groups


def may_issue_in(area: Area | None) -> Any:
    def may(actor: Actor) -> bool:
        if area is None:
            return Permission.CHECKLIST_ISSUE in actor.permissions
        return actor.holds_in(Permission.CHECKLIST_ISSUE, area_path=area.path or "?") is not None

    return may


def resolve(rows: Sequence[Row], run: Run) -> None:
    waiting = Line.objects.filter(batch=run.batch).exclude(state__in=TAKEN).count()
    if waiting > len(run.chunk):
        for row in rows:
            told = _("A ledger of checklists is taken as a whole and has at most %(most)s rows: divide it.")
            row.fault("", told % {"most": IN_ONE}, "checklist.cut")
        return
    everything = _grouped(row for row in run.chunk if row["code"] and row["version"])
    for version, group in _grouped(rows).items():
        for row in group[1:]:
            _same_head(row, group[0])
        ready = _who_and_where(group[0], run)
        wrong = next((row for row in everything[version] if not row.sound), None)
        for row in group:
            if wrong is not None and row.sound:
                told = _("Row %(row)s of the same list is at fault: a version is issued as a whole.")
                row.fault("", told % {"row": wrong.number}, "checklist.whole")
            row.ready = ready


def _same_head(row: Row, first: Row) -> None:
    for name in ("title", "sectors", "area", "effective_from", "effective_to", "officer"):
        if row[name] != first[name]:
            told = _("Differs from row %(row)s of the same list and version.") % {"row": first.number}
            row.fault(name, told, "checklist.head")


def _who_and_where(row: Row, run: Run) -> tuple[Actor, Area] | None:
    area = None
    if row["area"]:
        found = lookup.by_code_or_name(Area.objects.filter(valid_to=None), [row["area"]])
        area = lookup.one(row, "area", row["area"], found.get(row["area"], ()), _("area"))
        if area is None:
            return None
    by: Actor | None = run.by
    if row["officer"]:
        by = lookup.person(
            row, "officer", row["officer"], run.at, run, may=may_issue_in(area), what=ISSUE_CHECKLISTS
        )
    elif run.by.is_system:
        row.fault("officer", _("Say who issues the list."), "checklist.issuer")
        return None
    if by is None:
        return None
    post = next((post for post in by.posts if Permission.CHECKLIST_ISSUE in post.permissions), None)
    if post is None:
        row.fault("", _("You have no right to issue checklists for this area"), "checklist.issue")
        return None
    return by, area or Area.objects.get(pk=post.area_id)


def _item(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in ITEM_NAMES if row[name] is not None}
    return {"code": row["item"], **told}


ITEM_NAMES = tuple(name for name in _ITEM if name != "code")


def write(rows: Sequence[Row], run: Run) -> None:
    acts, groups = [], list(_grouped(rows).values())
    for group in groups:
        first = group[0]
        by, area = first.ready
        notes = [row["note"] for row in group if row["note"]]
        given = {
            **{name: first[name] for name in ("code", "version", "title", "title_en")},
            "sectors": ",".join(first["sectors"]),
            "effective_from": first["effective_from"],
            "effective_to": first["effective_to"],
            "note": notes[0] if notes else "",
            "area": area.pk,
            "items": [_item(row) for row in group],
        }
        acts.append(Act(by=by, input=given, at=run.at, key=run.key(first, "checklist"), ledger=True))
    for group, result in zip(groups, door.apply_many(CHECKLIST_FLOW, "issue", acts), strict=True):
        for row in group:
            row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(CHECKLIST_FLOW, taken, run)


def existing(keys: Sequence[str]) -> dict[str, int]:
    """Return the rows whose version was issued by hand already: they are never issued again.

    One that was withdrawn or taken back is not said to be there: the door asks for a higher number.
    """
    lists = {key.rsplit("|", 1)[0] for key in keys}
    codes = {told.rsplit("|", 1)[0] for told in lists}
    issued = {
        f"{code}|{version}": pk
        for pk, code, version in Issuing.objects.filter(
            code__in=codes, state=IssuingState.ISSUED
        ).values_list("pk", "code", "version")
    }
    return {key: issued[told] for key in keys if (told := key.rsplit("|", 1)[0]) in issued}


CHECKLISTS = Kind(
    code="checklists",
    label=gettext_lazy("Checklists"),
    order=55,
    columns=COLUMNS,
    permission=Permission.CHECKLIST_ISSUE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    existing=existing,
    chunk=IN_ONE,
    fewest=IN_ONE,
    help=gettext_lazy(
        "Each row is one item; the rows of one code and version are issued together as that version of the list."
    ),
)
