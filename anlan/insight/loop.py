"""The loop as a funnel, and what came back: how far the hazards of a period have come, and how many are relapses."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.figures.asking import Asked
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY
from anlan.insight import sheets
from anlan.insight.cells import Cells, cells_of
from anlan.insight.dimensions import DIMENSIONS, Member, members, rest
from anlan.insight.sheets import Cell, Column, Line, Sheet

STAGES = ("hazards.found", "hazards.assigned", "hazards.reported", "hazards.rectified", "hazards.closed")
"""Figures each of which counts some of the hazards that the one before it counts."""
RELAPSES = "hazards.relapse_share"


def told(question: Asked, by: str) -> tuple[Sheet, ...]:
    """Return the sheets of the loop: the funnel, the stages by area or sector, the relapses."""
    values = question.values([REGISTRY[code] for code in (*STAGES, RELAPSES)])
    found = values[STAGES[0]]
    shown = members(by, found, question)
    stages = [cells_of(values[code], (by, shown), None) for code in STAGES]
    links = Links(question, found)
    return (
        _funnel([values[code] for code in STAGES], links),
        _by_member(stages, by, shown, links),
        _relapses(cells_of(values[RELAPSES], (by, shown), None), by, shown, links),
    )


class Links:
    """Where the numbers lead: to the records of a figure, of one member or of all."""

    def __init__(self, question: Asked, value: Value) -> None:
        self.question = question
        self.period = {"from": f"{value.period.first}", "to": f"{value.period.last}"}

    def rows(self, code: str, member: Member | None = None) -> str:
        if member is not None and not member.query:
            return ""
        more = {**self.period, **(member.query if member else {})}
        return f"{reverse('figures:rows', args=[code])}?{self.question.link(**more)}"


def with_rest(cells: Sequence[Cells], by: str, shown: list[Member]) -> list[Member]:
    """Return the members, and one more where something belongs to none of them."""
    return [*shown, rest(by)] if any(one.has_rest(of_rows=True) for one in cells) else shown


def _funnel(values: Sequence[Value], links: Links) -> Sheet:
    lines, former = [], None
    for value in values:
        number, whole = value.count, values[0].count
        lines.append(
            Line(
                str(value.figure.name),
                (
                    sheets.counted(number, links.rows(value.figure.code)),
                    sheets.share(number, whole),
                    sheets.share(number, former) if former is not None else Cell(None, "—"),
                ),
            )
        )
        former = number
    return Sheet(
        code="funnel",
        title=_("How far the hazards of the period have come"),
        head=_("Stage"),
        columns=(
            Column(_("Hazards")),
            Column(_("of all, percent"), sheets.PERCENT),
            Column(_("of the stage before, percent"), sheets.PERCENT),
        ),
        lines=tuple(lines),
        shape=sheets.FUNNEL,
        note=_(
            "Each stage as it stood at the end of the period. At the right: how many have not come so far yet."
        ),
    )


def _by_member(stages: Sequence[Cells], by: str, shown: list[Member], links: Links) -> Sheet:
    def line(label: str, member: Member | None) -> Line:
        numbers = [one.at(member.key if member else None).count for one in stages]
        cells = [sheets.counted(n, links.rows(code, member)) for n, code in zip(numbers, STAGES, strict=True)]
        return Line(
            label, (*cells, sheets.share(numbers[3], numbers[0]), sheets.share(numbers[4], numbers[0]))
        )

    return Sheet(
        code="stages",
        title=_("The stages, taken apart"),
        head=str(DIMENSIONS[by]),
        columns=(
            *sheets.labels([str(REGISTRY[code].name) for code in STAGES]),
            *sheets.labels([_("accepted, percent"), _("closed out, percent")], sheets.PERCENT),
        ),
        lines=tuple(line(one.label, one) for one in with_rest(stages, by, shown)),
        foot=line(_("Together"), None),
    )


def _relapses(cells: Cells, by: str, shown: list[Member], links: Links) -> Sheet:
    def line(label: str, member: Member | None) -> Line:
        value = cells.at(member.key if member else None)
        whole = value.base or 0
        return Line(
            label,
            (
                sheets.share(value.count, whole),
                sheets.counted(value.count, links.rows("hazards.relapsed", member)),
                sheets.counted(whole, links.rows("hazards.found", member)),
            ),
        )

    lines = [line(one.label, one) for one in with_rest([cells], by, shown)]
    return Sheet(
        code="relapses",
        title=_("Relapses: the same hazard of the same premises found again"),
        head=str(DIMENSIONS[by]),
        columns=(
            Column(_("Relapses, percent"), sheets.PERCENT),
            Column(_("Relapses")),
            Column(_("Hazards found")),
        ),
        lines=tuple(sorted(lines, key=lambda one: -float(one.cells[0].number or 0))),
        foot=line(_("Together"), None),
        shape=sheets.BARS,
    )
