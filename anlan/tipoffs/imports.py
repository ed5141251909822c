"""The ledger of tip-offs: what the telephone 12350, the hotline or letters brought, kept in a spreadsheet until now.

Who informed is sealed before a row is staged, bound to the words of its tip-off; the file is not kept
([0077](docs/adr/0077-a-ledger-of-tip-offs-is-sealed-before-it-lies.md)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Named, When
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.public import codes
from anlan.tipoffs import sealing
from anlan.tipoffs.effects import RECEIPT
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.forms import LONGEST
from anlan.tipoffs.inputs import Sealed
from anlan.tipoffs.models import Channel, Subject
from anlan.tipoffs.rules import may_record

LEDGER = "tip-offs"
SEALED = ("name", "contact")
TAKE_IN = gettext_lazy("take tip-offs in")
CHANNELS = (
    ("12350", "phone"), ("电话", "phone"), ("电话举报", "phone"), ("12345", "hotline"), ("热线", "hotline"),
    ("12345热线", "hotline"), ("政务热线", "hotline"), ("来信", "letter"), ("信件", "letter"), ("邮件", "letter"),
    ("来访", "visit"), ("当面", "visit"),
)  # fmt: skip
SUBJECTS = (
    ("隐患", "hazard"), ("违法行为", "violation"), ("违法违规", "violation"), ("事故", "accident"),
    ("瞒报", "accident"), ("不作为", "official"), ("履职不力", "official"),
)  # fmt: skip


def _text(name: str, label: Any, *headers: str, most: int, required: bool = False, **more: Any) -> Column:
    given = Text(
        name=name, label=label, max_length=most, min_length=more.get("least", 0), required=required,
        help=more.get("told", ""), lines=more.get("lines", 1),
    )  # fmt: skip
    return Column(input=given, header=headers[0], also=headers[1:], example=more.get("example", ""))


_SEAL = gettext_lazy("Sealed before anything of the file is kept; nobody reads it but by a right of its own.")


def _who(name: str, label: Any, *headers: str, most: int) -> Column:
    given = Sealed(name=name, label=label, max_length=most, required=False, help=_SEAL)
    return Column(input=given, header=headers[0], also=headers[1:])


COLUMNS = (
    Column(input=When(name="received_at", label=gettext_lazy("Received at")), header="收到时间",
           also=("受理时间", "举报时间", "来电时间", "收到日期", "日期"), example="2022-10-20 09:30"),
    Column(input=Named(name="channel", label=pgettext_lazy("tip-off", "How it came"), also=CHANNELS,
                       choices=tuple((c.value, c.label) for c in Channel if c != Channel.WEB)),
           header="举报渠道", also=("举报方式", "来源", "渠道"), example="12350电话"),
    Column(input=Named(name="subject", label=pgettext_lazy("tip-off", "What it is about"), required=False,
                       also=SUBJECTS, choices=tuple(Subject.choices),
                       help=gettext_lazy("Empty: something else.")),
           header="举报类别", also=("举报事项", "类别", "问题类型"), example="事故隐患"),
    _text("text", gettext_lazy("What is dangerous or wrong"), "举报内容", "反映内容", "问题描述", "内容", most=LONGEST,
          required=True, least=4, lines=5, example="安全出口被货物堵住，晚上还上锁"),
    _text("place", pgettext_lazy("tip-off", "Where"), "地点", "举报地点", "被举报单位", "涉事单位", "地址", most=200,
          required=True, least=2, example="源汇区某超市一层后门"),
    _text("area", gettext_lazy("Area"), "县区或功能区", "县区", "地区", "所在区划", most=60, example="源汇区",
          told=gettext_lazy("Code or name; empty: the area of your post.")),
    _who("name", gettext_lazy("Who informed"), "举报人", "举报人姓名", "姓名", "来电人", "来电者", "联系人",
         most=60),
    _who("contact", gettext_lazy("How to reach"), "联系方式", "联系电话", "举报人电话", "来电号码", "电话", "手机",
         "手机号", "举报人联系方式", most=120),
    _text("officer", gettext_lazy("Entered by"), "登记人", "受理人", "经办人", most=60),
)  # fmt: skip


# -- sealing ---------------------------------------------------------------------------------------------------


def _bound(column: str, words: Any) -> str:
    """Return what a seal of a row is bound to: its column and the words of its tip-off."""
    return f"ledger {column} {sealing.mark(_plain(words))}"


def _plain(value: Any) -> str:
    return str(value).replace("\r\n", "\n").strip()


def sealed(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a row with who informed sealed. A seal of rows that went back for correction stays one."""
    kept = dict(cells)
    for column in SEALED:
        said = _plain(cells.get(column, ""))
        if said and not sealing.is_seal(said):
            kept[column] = sealing.seal_steadily(said, of=_bound(column, cells.get("text", "")))
    return kept


def _unsealed(row: Row, column: str) -> str:
    """Return what a cell confides, or note that its seal belongs to other words."""
    if not row[column]:
        return ""
    try:
        return sealing.unseal(row[column], of=_bound(column, row["text"]))
    except Refused:
        row.fault(
            column,
            _("It was sealed together with other words of the tip-off: type it anew, it is sealed again."),
            "tip.seal",
        )
        return ""


# -- rows ------------------------------------------------------------------------------------------------------


def natural(values: Mapping[str, Any]) -> str:
    """Return a keyed digest: the words of a tip-off stand in its own table alone."""
    return sealing.mark(f"{values['received_at'].day}|{values['place']}|{values['text']}")


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas = lookup.areas(run, [row["area"] for row in rows])
    for row in rows:
        if row["received_at"].at > run.at:
            row.fault("received_at", _("The day lies in the future."), "at.future")
        area = lookup.one(row, "area", row["area"], areas[row["area"]], _("area")) if row["area"] else None
        by = _by(row, run, area) if row.sound else None
        if by is None or not row.sound:
            continue
        may = may_record(by, {"area": area})
        if not may:
            row.fault("area", may.reason, may.code or "tip.triage")
            continue
        row.ready = (by, area, {column: _unsealed(row, column) for column in SEALED})


def _by(row: Row, run: Run, area: Any) -> Actor | None:
    """Return in whose name a row is taken in: whom it names, else who brings the file; or note the fault."""
    if not row["officer"]:
        if run.by.is_system:
            row.fault("officer", _("Say who takes it in: nobody brings this file."), "tip.by")
            return None
        return run.by
    at = row["received_at"].at

    def may(actor: Actor) -> bool:
        return bool(may_record(actor, {"area": area}))

    return lookup.person(row, "officer", row["officer"], at, run, may=may, what=TAKE_IN)


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [_act(row, run) for row in rows]
    for row, result in zip(rows, door.apply_many(TIP_FLOW, "record", acts), strict=True):
        row.became(result)


def _act(row: Row, run: Run) -> Act:
    by, area, who = row.ready
    key = run.key(row, "tip")
    given = {
        **{name: row[name] for name in ("channel", "text", "place")},
        **who,
        "subject": row["subject"] or Subject.OTHER.value,
        "area": area,
        "receipt": codes.derive(sealing.receipts(), RECEIPT, f"{by.person_id} {key}"),
    }
    return Act(by=by, input=given, at=row["received_at"].at, key=key, ledger=True)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take back what nobody sorted yet."""
    return take_back(TIP_FLOW, taken, run)


TIP_OFFS = Kind(
    code=LEDGER,
    label=gettext_lazy("Tip-offs"),
    order=79,
    columns=COLUMNS,
    permission=Permission.TIP_TRIAGE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    confides=sealed,
    help=gettext_lazy(
        "Each row is a tip-off that came by telephone, hotline, letter or in person. Who informed is sealed at once; "
        "the file is not kept, nor any column whose name is not known."
    ),
)
