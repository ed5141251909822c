"""Any figure by any two dimensions over a period, beside another period: tables first, pictures are drawn from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures import parts
from anlan.figures.asking import Asked
from anlan.figures.evaluation import Value, evaluate
from anlan.insight import sheets
from anlan.insight.cells import Cells, cells_of
from anlan.insight.dimensions import DIMENSIONS, TIMES, Member, check, members, rest
from anlan.kernel.period import Period

AGAINST: dict[str, str | Promise] = {
    "": gettext_lazy("nothing"),
    "before": gettext_lazy("the period before"),
    "year": gettext_lazy("the same period a year before"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A cell: the value, and by how much it differs from the period that it is compared with (None: not compared)."""

    value: Value
    former: Value | None
    href: str

    @property
    def text(self) -> str:
        return self.value.text if self.value.figure.kind != "count" else f"{self.value.count:,}"

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
    """The figure cut by one or two dimensions; `adds` tells whether its rows and columns add up to it."""

    by: tuple[str, str]
    rows: tuple[Row, ...]
    columns: tuple[Member, ...]
    foot: tuple[Number, ...]
    total: Number
    most: float
    ranked: bool
    adds: bool
    against: str


def table(value: Value, question: Asked, rows: str, columns: str = "", against: str = "") -> Table:
    """Return a value cut by one or two dimensions. Of a counted figure four statements, with a comparison eight."""
    check(value.figure, *filter(None, (rows, columns)))
    lines = members(rows, value, question)
    heads = members(columns, value, question) if columns else []
    now = _cells(value, question, (rows, lines), (columns, heads))
    then = None
    if against:
        period = parts.year_before(value.period) if against == "year" else before(value.period)
        former = evaluate(value.figure.code, cut=value.cut, period=period, known=value.known)
        then = _cells(former, question, (rows, lines), (columns, heads))
    if now.has_rest(of_rows=True) or (then is not None and then.has_rest(of_rows=True)):
        lines = [*lines, rest(rows)]
    if columns and (now.has_rest(of_rows=False) or (then is not None and then.has_rest(of_rows=False))):
        heads = [*heads, rest(columns)]
    numbers = _Numbers(now, then, question)
    made = [
        Row(line, tuple(numbers.at(line, head) for head in heads), numbers.at(line, None)) for line in lines
    ]
    figure = value.figure
    ranked = rows not in TIMES and not columns and figure.kind == "count" and now.adds
    made = _ranked(made) if ranked else made
    return Table(
        (rows, columns),
        tuple(made),
        tuple(heads),
        tuple(numbers.at(None, head) for head in heads),
        numbers.at(None, None),
        max((parts.weight(cell.value) for row in made for cell in row.cells or (row.total,)), default=0),
        ranked,
        now.adds and figure.kind == "count",
        against,
    )


def _cells(
    value: Value, question: Asked, rows: tuple[str, list[Member]], columns: tuple[str, list[Member]]
) -> Cells:
    """Return the cells of a value; steps of another period are put under those of the first by their order."""

    def axis(name: str, shown: list[Member]) -> tuple[str, list[Member]]:
        return (name, members(name, value, question) if name in TIMES else shown)

    return cells_of(value, axis(*rows), axis(*columns) if columns[0] else None)


def before(period: Period) -> Period:
    """Return as many days right before a period; before a whole month, the month before."""
    if parts.is_whole_month(period):
        last = period.first - timedelta(days=1)
        return Period(last.replace(day=1), last)
    span = timedelta(days=period.days())
    return Period(period.first - span, period.last - span)


class _Numbers:
    """The numbers of a table, each with what it is compared with and with the page that it leads to."""

    def __init__(self, now: Cells, then: Cells | None, question: Asked) -> None:
        self.now, self.then, self.question = now, then, question

    def at(self, row: Member | None, column: Member | None) -> Number:
        keys = (row.key if row else None, column.key if column else None)
        value = self.now.at(*keys)
        return Number(value, self._former(keys), self._href(value, row, column))

    def _former(self, keys: tuple[object, object]) -> Value | None:
        if self.then is None:
            return None
        try:
            return self.then.at(*keys)
        except KeyError:  # the former period has fewer steps
            return None

    def _href(self, value: Value, row: Member | None, column: Member | None) -> str:
        asked = [one for one in (row, column) if one is not None]
        if any(not one.query for one in asked):
            return ""  # what belongs to no member has no question of its own
        period = {"from": f"{value.period.first}", "to": f"{value.period.last}"}
        changes = {**period, **{name: text for one in asked for name, text in one.query.items()}}
        page = "figures:rows" if "kind" in changes else "figures:detail"
        return f"{reverse(page, args=[value.figure.code])}?{self.question.link(**changes)}"


def _ranked(rows: list[Row]) -> list[Row]:
    """Return the rows from the greatest, each with the share of the whole that it and those above it make up."""
    found = sorted(rows, key=lambda row: (-row.total.value.count, row.member.label))
    whole, running, made = sum(row.total.value.count for row in found), 0, []
    for row in found:
        running += row.total.value.count
        made.append(replace(row, cumulative=round(1000 * running / whole) if whole > 0 else None))
    return made


# -- as a sheet --------------------------------------------------------------------------------------------------------


def sheet(found: Table) -> sheets.Sheet:
    """Return a table as page, file, picture and API have it."""
    figure = found.total.value.figure
    kind = {"rate": sheets.PERCENT, "mean": sheets.MEAN}.get(figure.kind, sheets.COUNT)
    columns = [sheets.Column(one.label, kind) for one in found.columns]
    columns.append(sheets.Column(_("Total") if found.columns else str(figure.name), kind))
    if found.ranked:
        columns.append(sheets.Column(_("Cumulative share in percent"), sheets.PERCENT))

    def line(label: str, numbers: tuple[Number, ...], cumulative: int | None, *, ranked: bool) -> sheets.Line:
        cells = [_cell(one) for one in numbers]
        if ranked:
            share = None if cumulative is None else cumulative / 10
            cells.append(sheets.Cell(share, "—" if share is None else f"{share:.1f}"))
        return sheets.Line(label, tuple(cells))

    rows = [
        line(row.member.label, (*row.cells, row.total), row.cumulative, ranked=found.ranked)
        for row in found.rows
    ]
    foot = line(_("Together"), (*found.foot, found.total), None, ranked=found.ranked)
    if found.ranked:
        foot = replace(foot, cells=(*foot.cells[:-1], sheets.Cell(None, "")))
    note = (
        ""
        if found.adds or figure.kind != "count"
        else _("Counted anew for each cell: the cells do not add up.")
    )
    return sheets.Sheet(
        code="table",
        title=str(figure.name),
        head=str(DIMENSIONS[found.by[0]]),
        columns=tuple(columns),
        lines=tuple(rows),
        foot=foot,
        shape=_shape(found),
        compared=str(AGAINST[found.against]) if found.against else "",
        turned=bool(found.columns) and found.by[1] not in TIMES,
        note=note,
    )


def _shape(found: Table) -> str:
    if found.columns:
        return sheets.MULTIPLES if any(name in TIMES for name in found.by) else sheets.HEAT
    if found.ranked:
        return sheets.PARETO
    return sheets.COLUMNS if found.by[0] in TIMES else sheets.BARS


def _cell(one: Number) -> sheets.Cell:
    number = one.value.number
    former = one.former.number if one.former is not None else None
    return sheets.Cell(
        None if number is None else float(number) if isinstance(number, float) else number,
        one.text,
        one.href,
        one.change,
        former,
        parts.weight(one.value),
    )
