"""Any figure by any two dimensions over a period, beside another period: tables first, pictures are drawn from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures import parts
from anlan.figures.asking import Asked
from anlan.figures.counting import tabulate
from anlan.figures.cut import GRADES
from anlan.figures.evaluation import Value, evaluate
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period

AREA, SECTOR, GRADE, MONTH = "area", "sector", "grade", "month"
DIMENSIONS: dict[str, str | Promise] = {
    AREA: gettext_lazy("Area"),
    SECTOR: gettext_lazy("Sector"),
    GRADE: gettext_lazy("Grade"),
    MONTH: gettext_lazy("Month"),
}
AGAINST: dict[str, str | Promise] = {
    "": gettext_lazy("nothing"),
    "before": gettext_lazy("the period before"),
    "year": gettext_lazy("the same period a year before"),
}
Key = Any


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a dimension: its key in the ledger, its name, and what cuts a figure to it."""

    key: Key
    label: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """A cell: the value, and by how much it differs from the period that it is compared with (None: not compared)."""

    value: Value
    former: Value | None
    query: str

    @property
    def text(self) -> str:
        return self.value.text if self.value.figure.kind != "count" else f"{self.value.count:,}"

    @property
    def exact(self) -> float:
        return float(self.value.number or 0)

    @property
    def change(self) -> str:
        if self.former is None or self.former.number is None or self.value.number is None:
            return ""
        change = self.value.number - self.former.number
        told = f"{change:+,.1f}" if self.value.base is not None else f"{change:+,}"
        return told.replace("-", "−") if change else "±0"


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the first dimension with its numbers, its total, and in a ranking the cumulative share (‰)."""

    member: Member
    cells: tuple[Number, ...]
    total: Number
    cumulative: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The figure cut by one or two dimensions; its rows and columns partition it, so that a count adds up."""

    rows: tuple[Row, ...]
    columns: tuple[Member, ...]
    foot: tuple[Number, ...]
    total: Number
    most: float
    ranked: bool


def members(dimension: str, value: Value, question: Asked) -> list[Member]:
    """Return the members of a dimension that a value has, in their order. At most one query."""
    if dimension == AREA:
        found = parts.children_of(question.area, value.period) or (question.area,)
        return [Member(area.pk, area.short_label, {"area": area.code}) for area in found]
    if dimension == SECTOR:
        return [Member(one.pk, one.label, {"sector": one.code}) for one in parts.sectors_of(value)]
    if dimension == GRADE:
        names = {"general": _("General hazard"), "major": _("Major hazard")}
        return [Member(grade, names[grade], {"grade": grade}) for grade in GRADES]
    return [
        Member(
            step.first.year * 100 + step.first.month,
            f"{step.first:%Y-%m}",
            {"from": f"{step.first}", "to": f"{step.last}"},
        )
        for step in value.period.months()
    ]


def check(value: Value, *dimensions: str) -> None:
    """Raise Invalid where a figure is not told apart by what is asked."""
    figure = value.figure
    if not figure.is_counted:
        raise Invalid(
            "analysis.counted",
            _("“%(name)s” is counted over its records: its own page takes it apart by time and area.")
            % {"name": figure.name},
            field="figure",
        )
    for name, has in ((SECTOR, figure.sectored), (GRADE, figure.graded)):
        if name in dimensions and not has:
            raise Invalid(
                "analysis.dimension",
                _("“%(name)s” is not told apart by %(what)s.")
                % {"name": figure.name, "what": DIMENSIONS[name]},
                field="rows",
            )
    if len(set(dimensions)) < len(dimensions):
        raise Invalid("analysis.twice", _("Choose two different dimensions."), field="columns")


def table(value: Value, question: Asked, rows: str, columns: str = "", against: str = "") -> Table:
    """Return a value cut by one or two dimensions. Two or three statements, with a comparison as many again."""
    check(value, *filter(None, (rows, columns)))
    former = None
    if against:
        period = parts.year_before(value.period) if against == "year" else before(value.period)
        former = evaluate(value.figure.code, cut=value.cut, period=period, known=value.known)
    heads = members(columns, value, question) if columns else []
    lines = members(rows, value, question)
    now = _Sums(value, question, rows, columns, lines, heads)
    then = _Sums(former, question, rows, columns, lines, heads) if former is not None else None
    made = [
        Row(
            line,
            tuple(_number(now, then, question, line, head) for head in heads),
            _number(now, then, question, line, None),
        )
        for line in lines
    ]
    ranked = rows != MONTH and not columns and not value.figure.is_rate
    if ranked:
        made = _ranked(made)
    foot = tuple(_number(now, then, question, None, head) for head in heads)
    total = _number(now, then, question, None, None)
    most = max((parts.weight(cell.value) for row in made for cell in row.cells or (row.total,)), default=0)
    return Table(tuple(made), tuple(heads), foot, total, most, ranked)


def before(period: Period) -> Period:
    """Return as many days right before a period; before a whole month, the month before."""
    if parts.is_whole_month(period):
        last = period.first - timedelta(days=1)
        return Period(last.replace(day=1), last)
    span = timedelta(days=period.days())
    return Period(period.first - span, period.last - span)


class _Sums:
    """The sums of a value by the dimensions asked for. Months of the former period stand under those of the latter."""

    def __init__(
        self, value: Value, question: Asked, rows: str, columns: str, lines: list[Member], heads: list[Member]
    ) -> None:
        self.value = value
        self.cells: dict[tuple[Key, Key], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        by = tuple(name for name in (rows, columns) if name)
        moved = self._months(value, lines, heads, by)
        found = tabulate(
            value.figure.measures,
            value.cut,
            value.period,
            value.known,
            by=by,
            areas=[one.key for one in _of(AREA, rows, columns, lines, heads)],
            sectors=[one.key for one in _of(SECTOR, rows, columns, lines, heads)],
        )
        for (measure, *keys), n in found.items():
            row, column = moved.get(keys[0], keys[0]), None
            if columns:
                column = moved.get(keys[1], keys[1])
            self.cells[row, column][measure] += n

    def _months(
        self, value: Value, lines: list[Member], heads: list[Member], by: tuple[str, ...]
    ) -> dict[Key, Key]:
        if MONTH not in by:
            return {}
        shown = lines if by[0] == MONTH else heads
        own = [step.first.year * 100 + step.first.month for step in value.period.months()]
        return dict(zip(own, [one.key for one in shown], strict=False))

    def at(self, row: Key, column: Key) -> Value:
        total: dict[str, int] = defaultdict(int)
        for (one, other), sums in self.cells.items():
            if row in (None, one) and column in (None, other):
                for measure, n in sums.items():
                    total[measure] += n
        count, base = parts.amounts(self.value.figure, total)
        return replace(self.value, count=count, base=base)


def _of(name: str, rows: str, columns: str, lines: list[Member], heads: list[Member]) -> list[Member]:
    return lines if rows == name else heads if columns == name else []


def _number(
    now: _Sums, then: _Sums | None, question: Asked, row: Member | None, column: Member | None
) -> Number:
    keys = (row.key if row else None, column.key if column else None)
    if row is None and column is None:
        value, former = now.value, then.value if then is not None else None
    else:
        value, former = now.at(*keys), then.at(*keys) if then is not None else None
    changes = {**(row.query if row else {}), **(column.query if column else {})}
    return Number(value, former, question.link(**changes))


def _ranked(rows: list[Row]) -> list[Row]:
    """Return the rows from the greatest, each with the share of the whole that it and those above it make up."""
    found = sorted(rows, key=lambda row: (-row.total.value.count, row.member.label))
    whole, running, made = sum(row.total.value.count for row in found), 0, []
    for row in found:
        running += row.total.value.count
        made.append(replace(row, cumulative=round(1000 * running / whole) if whole > 0 else None))
    return made
