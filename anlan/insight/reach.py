"""Coverage of the register: which premises were visited, which were not in the period, which never."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.figures.asking import Asked
from anlan.figures.registry import REGISTRY
from anlan.insight import sheets
from anlan.insight.cells import cells_of
from anlan.insight.dimensions import DIMENSIONS, Member, members
from anlan.insight.loop import Links, with_rest
from anlan.insight.sheets import Column, Line, Sheet

REGISTER, UNVISITED, NEVER = (
    "inspections.premises_registered",
    "inspections.premises_unvisited",
    "inspections.premises_never_visited",
)


def told(question: Asked, by: str) -> tuple[Sheet, ...]:
    """Return the sheet of coverage by area or sector. Three values and a pass over the register for each."""
    codes = (REGISTER, UNVISITED, NEVER)
    values = question.values([REGISTRY[code] for code in codes])
    register = values[REGISTER]
    shown = members(by, register, question)
    cells = [cells_of(values[code], (by, shown), None) for code in codes]
    links = Links(question, register)

    def line(label: str, member: Member | None) -> Line:
        whole, missed, never = (one.at(member.key if member else None).count for one in cells)
        return Line(
            label,
            (
                sheets.share(whole - missed, whole),
                sheets.counted(whole, links.rows(REGISTER, member)),
                sheets.counted(whole - missed),
                sheets.counted(missed, links.rows(UNVISITED, member)),
                sheets.counted(never, links.rows(NEVER, member)),
            ),
        )

    lines = [line(one.label, one) for one in with_rest(cells, by, shown)]
    return (
        Sheet(
            code="coverage",
            title=_("Premises visited in the period, of those on the register"),
            head=str(DIMENSIONS[by]),
            columns=(
                Column(_("Coverage in percent"), sheets.PERCENT),
                *sheets.labels(
                    [_("On the register"), _("Visited"), _("Not visited in the period"), _("Never visited")]
                ),
            ),
            lines=tuple(sorted(lines, key=lambda one: float(one.cells[0].number or 0))),
            foot=line(_("Together"), None),
            shape=sheets.BARS,
            note=_("The register as it stands today; a visit counts wherever it was counted."),
        ),
    )
