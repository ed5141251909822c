"""What is printed of an installation: the grading step by step, and the notice board with the responsible persons."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from anlan.documents.model import Cell, Composition, Heading, Paragraph, Table, Text, Writ
from anlan.installations.duty_packs import pack_on
from anlan.installations.grading import Grading, shown
from anlan.installations.kinds import Level, Role, Unit
from anlan.installations.models import GuaranteePost, Installation, Term
from anlan.installations.packs import edition
from anlan.installations.reckoning import grading_of, holdings_of, r_of

ROLE_NAMES = {
    Role.PRINCIPAL: "主要负责人",
    Role.TECHNICAL: "技术负责人",
    Role.OPERATIONAL: "操作负责人",
    Role.CADRE: "政府包保干部",
}
"""Roles as official papers write them, whatever language a page is in."""
METHOD_NAMES = {"gb-18218-2009": "GB 18218-2009（40号令附件1分级，按原备案录入）"}


def written(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def method_name(code: str) -> str:
    return METHOD_NAMES.get(code) or edition(code).title


def _cells(*texts: object, numbers: frozenset[int] = frozenset()) -> tuple[Cell, ...]:
    return tuple(
        Cell(str(text), align="end" if place in numbers else "start") for place, text in enumerate(texts)
    )


def grading_sheet(one: Installation, day: date) -> Composition:
    """Return the identification and grading record of an installation, each step of the reckoning shown."""
    with override("zh-hans"):
        outcome = grading_of(one)
        blocks = _reckoned(one, outcome) if outcome else _stated(one)
        level = Level(one.level).label
        unit = Unit(one.unit).label
    frame = Writ(
        masthead=one.premises.name,
        number=one.number,
        title=("危险化学品重大危险源辨识分级记录",),
        facts=(
            (("单元名称", one.name), ("单元类型", str(unit))),
            (("辨识日期", written(one.assessed_on)), ("下次评估不晚于", written(one.review_due_on))),
            (("备案编号", one.filed_number or "尚未备案"), ("备案日期", written(one.filed_on))),
            (("分级结果", str(level)), ("R值", shown(r_of(one)))),
        ),
        day=written(day),
        is_sealed=False,
        note=f"依据：{method_name(one.method)}",
    )
    return Composition(frame, tuple(blocks))


def _reckoned(one: Installation, outcome: Grading) -> list[Paragraph | Heading | Table]:
    header = ("物质", "设计最大量q（t）", "临界量Q（t）", "Q的依据", "q/Q", "β", "β的依据", "β·q/Q")
    right = frozenset({1, 2, 4, 5, 7})
    rows = tuple(
        _cells(
            line.holding.name,
            f"{line.holding.tonnes:f}",
            shown(line.q),
            line.q_from,
            shown(line.ratio),
            shown(line.beta),
            line.beta_from,
            shown(line.weighted),
            numbers=right,
        )
        for line in outcome.lines
    )
    weighted = sum((line.weighted for line in outcome.lines), outcome.s * 0)
    return [
        Heading("一、辨识"),
        Table(header, rows, widths=(18, 12, 11, 15, 10, 8, 14, 12)),
        _paragraph(f"S = Σ q/Q = {shown(outcome.s)} ≥ 1，构成重大危险源。"),
        Heading("二、分级"),
        _paragraph(
            f"厂区边界外500米范围内常住人口{outcome.residents}人，校正系数α = {shown(outcome.alpha)}（表5）。"
        ),
        _paragraph(
            f"R = α · Σ β·q/Q = {shown(outcome.alpha)} × {shown(weighted)} = {shown(outcome.r)}，"
            f"为{Level(outcome.level).label}重大危险源（R≥100为一级，50≤R<100为二级，10≤R<50为三级，R<10为四级）。"
        ),
    ]


def _stated(one: Installation) -> list[Paragraph | Heading | Table]:
    rows = tuple(_cells(each.name, f"{each.tonnes:f}", each.cas) for each in holdings_of(one))
    told: list[Paragraph | Heading | Table] = [
        _paragraph("本单元按原备案录入，等级和R值以备案材料所载为准，系统未按现行标准计算。")
    ]
    return [*told, Table(("物质", "设计最大量q（t）", "CAS号"), rows)] if rows else told


def notice_board(one: Installation, day: date) -> Composition:
    """Return the public notice (公示牌): who is responsible on a day, what for, and where to call."""
    pack = pack_on(day)
    posts = {
        post.role: post for post in GuaranteePost.objects.filter(installation=one.pk).exclude(state="closed")
    }
    terms = {term.role: term for term in Term.objects.filter(installation=one.pk).meeting(day, day)}
    header = ("包保责任", "姓名", "职务", "联系电话")
    rows = tuple(
        _cells(ROLE_NAMES[role], term.holder, term.title, term.phone)
        if (term := terms.get(role))
        else _cells(ROLE_NAMES[role], "空缺", "", "")
        for role in Role
        if role in posts
    )
    with override("zh-hans"):
        level = str(Level(one.level).label)
    frame = Writ(
        masthead=one.premises.name,
        number="",
        title=("重大危险源安全包保公示牌",),
        facts=(
            (("重大危险源名称", one.name), ("等级", level)),
            (("备案编号", one.filed_number or "尚未备案"), ("物质", one.substances)),
        ),
        day=written(day),
        is_sealed=False,
        note=f"依据：{pack.title}" if pack else "",
    )
    blocks: list[Paragraph | Heading | Table] = [Table(header, rows, widths=(24, 22, 28, 26))]
    for role, duties in pack.answers_for.items() if pack else ():
        if role in posts:
            blocks.append(Heading(f"{ROLE_NAMES[Role(role)]}职责"))
            blocks += [_paragraph(f"{number}. {text}。") for number, text in enumerate(duties, start=1)]
    return Composition(frame, tuple(blocks))
