"""By what a figure can be cut: its dimensions, their members, and why it cannot be cut by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures import parts
from anlan.figures.asking import Asked
from anlan.figures.cut import GRADES
from anlan.figures.evaluation import Value
from anlan.figures.registry import Figure
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period, month_end
from anlan.org.models import Area, Sector

AREA, SECTOR, GRADE, KIND = "area", "sector", "grade", "kind"
WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
DIMENSIONS: dict[str, str | Promise] = {
    AREA: gettext_lazy("Area"),
    SECTOR: gettext_lazy("Sector"),
    GRADE: gettext_lazy("Grade"),
    KIND: gettext_lazy("Kind"),
    WEEK: gettext_lazy("Week"),
    MONTH: gettext_lazy("Month"),
    QUARTER: gettext_lazy("Quarter"),
    YEAR: gettext_lazy("Year"),
}
TIMES = (WEEK, MONTH, QUARTER, YEAR)
OTHER = "(rest)"
"""The key of what belongs to no member: of the area itself and of none below it, or of no sector."""
MOST_STEPS = 160
Key = Any


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a dimension: its key, its name, what cuts a figure to it, and (of areas, sectors, steps) itself."""

    key: Key
    label: str
    query: Mapping[str, str]
    thing: Area | Sector | Period | None = field(default=None, compare=False)


def members(dimension: str, value: Value, question: Asked) -> list[Member]:
    """Return the members of a dimension that a value has, in their order. At most one query."""
    if dimension == AREA:
        found = parts.children_of(question.area, value.period) or (question.area,)
        return [Member(area.pk, area.short_label, {"area": area.code}, area) for area in found]
    if dimension == SECTOR:
        return [Member(one.pk, one.label, {"sector": one.code}, one) for one in parts.sectors_of(value)]
    if dimension == GRADE:
        names = {"general": _("General hazard"), "major": _("Major hazard")}
        grades = (value.cut.grade,) if value.cut.grade else GRADES
        return [Member(grade, names[grade], {"grade": grade}) for grade in grades]
    if dimension == KIND:
        kinds = value.figure.kinds
        return [Member(code, label, {"kind": code}) for code, label in (kinds.names() if kinds else ())]
    steps = steps_of(value.period, dimension)
    if len(steps) > MOST_STEPS:
        raise Invalid(
            "analysis.long",
            _("More than %(most)s steps: choose greater ones or a shorter period.") % {"most": MOST_STEPS},
            field="rows",
        )
    return [
        Member(at, step_label(step, dimension), {"from": f"{step.first}", "to": f"{step.last}"}, step)
        for at, step in enumerate(steps)
    ]


def rest(dimension: str) -> Member:
    """Return the member for what belongs to none of the others."""
    names = {AREA: _("At its own level"), SECTOR: _("Without a sector"), KIND: _("Without a kind")}
    return Member(OTHER, names.get(dimension, _("Others")), {})


def steps_of(period: Period, dimension: str) -> list[Period]:
    """Return the weeks, months, quarters or years that a period touches, the edges cut to it."""
    if dimension != QUARTER:
        return parts.steps_of(period, dimension)
    steps, first = [], period.first
    while first <= period.last:
        month = (first.month - 1) // 3 * 3 + 3
        last = min(month_end(date(first.year, month, 1)), period.last)
        steps.append(Period(first, last))
        first = last + timedelta(days=1)
    return steps


def step_label(step: Period, dimension: str) -> str:
    if dimension == QUARTER:
        return f"{step.first.year} Q{(step.first.month - 1) // 3 + 1}"
    return parts.step_label(step, dimension)


def check(figure: Figure, *dimensions: str) -> None:
    """Raise Invalid where a figure is not told apart by what is asked."""
    for name, has in ((SECTOR, figure.sectored), (GRADE, figure.graded), (KIND, figure.kinds is not None)):
        if name in dimensions and not has:
            raise Invalid(
                "analysis.dimension",
                _("“%(name)s” is not told apart by %(what)s.")
                % {"name": figure.name, "what": DIMENSIONS[name]},
                field="rows",
            )
    if len(set(dimensions)) < len(dimensions):
        raise Invalid("analysis.twice", _("Choose two different dimensions."), field="columns")
    if len([name for name in dimensions if name in TIMES]) > 1:
        raise Invalid("analysis.times", _("Only one of the two may be of time."), field="columns")
    if KIND in dimensions and figure.spread is not None:
        raise Invalid(
            "analysis.dimension",
            _("“%(name)s” is not told apart by %(what)s.") % {"name": figure.name, "what": DIMENSIONS[KIND]},
            field="rows",
        )
