"""What a ledger of visits may say beyond place, time and mode: who took part, what came of it, how it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.assignments.models import LeaderTerm
from anlan.imports.inputs import Named, Whole, YesNo
from anlan.imports.kinds import Column, Row, Run, split_names
from anlan.inspections.desk import DESKS
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.forms import ATTEND, CONCLUDE, choices
from anlan.inspections.models import Outcome, Qualification, QualificationKind, Signature
from anlan.kernel.errors import Invalid
from anlan.lifecycle import door
from anlan.lifecycle.inputs import Input, Text

_SAID = {item.name: item for item in (*ATTEND.inputs, *CONCLUDE.inputs)}
_FOLLOWED = ("minutes", "requirement", "opinion", "next_step", "signature", "signed_by", "witness")


def _names(name: str, label: Any) -> Text:
    return Text(
        name=name,
        label=label,
        required=False,
        max_length=300,
        help=gettext_lazy("Names or certificate numbers from the register, with commas between them."),
    )


def _column(item: Input, header: str, *also: str, example: str = "") -> Column:
    return Column(input=item, header=header, also=also, example=example)


MORE = (
    _column(
        Named(
            name="outcome",
            label=_SAID["outcome"].label,
            choices=choices(Outcome),
            required=False,
            also=(
                ("已检查", "inspected"),
                ("无人", "nobody"),
                ("现场无人", "nobody"),
                ("拒绝检查", "refused"),
                ("拒检", "refused"),
                ("停业", "closed_down"),
                ("已关闭", "closed_down"),
            ),
        ),
        "检查情形",
        "检查结果类别",
        "是否检查",
    ),
    _column(_SAID["outcome_note"], "未检查原因", "情形说明"),
    _column(_SAID["leader_name"], "带队领导", "领导", "带队领导姓名", example="陈安民"),
    _column(_SAID["leader_title"], "领导职务", "带队领导职务", example="副市长"),
    _column(_names("experts", _SAID["experts"].label), "专家", "参加专家", "检查专家"),
    _column(_names("officers", _SAID["officers"].label), "执法人员名单", "执法证人员"),
    _column(YesNo(name="enforcement", label=_SAID["enforcement"].label), "是否执法", "是否执法检查"),
    _column(
        Text(
            name="team",
            label=gettext_lazy("Team"),
            required=False,
            max_length=60,
            help=gettext_lazy("Name or number of the inspection team that made the visit."),
        ),
        "检查组",
        "督查组",
        "驻守组",
    ),
    _column(_SAID["companion"], "陪同人员", "被检查单位陪同人员", "企业陪同人"),
    _column(
        Whole(name="minutes", label=_SAID["minutes"].label, least=1, most=1_440, required=False),
        "检查时长",
        "时长（分钟）",
    ),
    _column(_SAID["requirement"], "领导要求", "工作要求"),
    _column(_SAID["opinion"], "专家意见"),
    _column(_SAID["next_step"], "下一步措施", "处理意见"),
    _column(
        Named(
            name="signature",
            label=_SAID["signature"].label,
            choices=choices(Signature),
            required=False,
            also=(("已签字", "signed"), ("签字", "signed"), ("拒签", "refused"), ("拒绝签字", "refused")),
        ),
        "签字情况",
    ),
    _column(_SAID["signed_by"], "签字人"),
    _column(_SAID["witness"], "见证人"),
)


def group_of(row: Row, on: date, area_path: str) -> int | None:
    """Return the inspection team that the row names; what is wrong with it is a fault at its cell."""
    if not row["team"] or not DESKS:
        return None
    try:
        return DESKS[0].find(row["team"], on, area_path)
    except Invalid as fault:
        row.refuse(fault, "team")
        return None


def team_of(row: Row, run: Run, on: date, area_path: str) -> dict[str, Any]:
    """Return what the row says about who took part; empty where it says nothing. A stranger is a fault at his cell."""
    team: dict[str, Any] = {}
    for column, kind in (("experts", QualificationKind.EXPERT), ("officers", QualificationKind.OFFICER)):
        if row[column]:
            people = _register(run)
            found = [_one(row, column, text, people, kind, on) for text in split_names(row[column])]
            team[column] = [key for key in found if key]
    if row["leader_name"]:
        team |= _leader(row, run, on, area_path)
    if row["companion"]:
        team["companion"] = row["companion"]
    if row["enforcement"]:
        team["enforcement"] = "yes"
    return team


def _register(run: Run) -> list[Qualification]:
    """Return the register, read once a run."""
    if "register" not in run.memory:
        run.memory["register"] = list(Qualification.objects.standing())
    people: list[Qualification] = run.memory["register"]
    return people


def _one(
    row: Row, column: str, text: str, people: Sequence[Qualification], kind: QualificationKind, on: date
) -> int | None:
    named = [one for one in people if one.kind == kind and text in (one.name, one.number)]
    valid = [one for one in named if one.stands_on(on)]
    if len(valid) == 1:
        return valid[0].pk
    if len(valid) > 1:
        told = _("“%(text)s” is the name of several in the register. Give the certificate number.")
        code = "qualification.ambiguous"
    elif named:
        told = _("“%(text)s” was not valid in the register on the day of the visit.")
        code = "qualification.day"
    else:
        told = _("“%(text)s” is not in the register of experts and officers. Enter him first.")
        code = "qualification.unknown"
    row.fault(column, told % {"text": text[:60]}, code)
    return None


def _leader(row: Row, run: Run, on: date, area_path: str) -> dict[str, Any]:
    """Return the leader from the register of that day, or, where it does not have him, as the row names him."""
    if "leaders" not in run.memory:
        run.memory["leaders"] = list(LeaderTerm.objects.standing())
    terms = [
        term
        for term in run.memory["leaders"]
        if term.name == row["leader_name"]
        and area_path.startswith(term.area_path)
        and term.first_day <= on
        and (term.last_day is None or on <= term.last_day)
        and row["leader_title"] in ("", term.title)
    ]
    if len(terms) == 1:
        return {"leader": terms[0].pk}
    if not row["leader_title"]:
        told = _("The register of leaders has nobody of this name on that day: give his post.")
        row.fault("leader_title", told, "visit.leader_post")
    return {"leader_name": row["leader_name"], "leader_title": row["leader_title"]}


def concluded(row: Row) -> dict[str, Any]:
    """Return what the row says about what followed; empty where it says nothing."""
    return {name: row[name] for name in _FOLLOWED if row[name] not in (None, "")}


def says_more(row: Row) -> bool:
    """Tell whether a row says anything for a step beyond the recording."""
    return bool(row.ready[2] or row.ready[3] or concluded(row))


def carry_on(row: Row, run: Run) -> None:
    """Take the further steps with the visit of a row. Raises AnlanError where one is refused."""
    for step, given in (("attend", row.ready[2]), ("conclude", concluded(row))):
        if given:
            outcome = door.apply(
                VISIT_FLOW,
                row.written or 0,
                step,
                by=row.ready[1],
                input=given,
                at=row["visited_at"].at,
                key=run.key(row, step),
            )
            row.seq = outcome.seq
    if row.ready[3]:
        DESKS[0].name(
            row.written or 0, row.ready[3], by=run.by, at=row["visited_at"].at, key=run.key(row, "team")
        )
