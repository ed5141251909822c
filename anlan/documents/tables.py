"""Tables of figures: of an area's children, ranked by what they achieved, and against the period before.

Numbers in tables are exact, each open to its records. A ranking is of work results only: a figure that counts how a
system is used has no place here (domain brief §6.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.documents import changes
from anlan.documents.model import Cell, Table
from anlan.documents.spans import BEFORE, before, name_of_before, name_of_now
from anlan.documents.tokens import TableToken
from anlan.figures.counting import tabulate
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import numerals
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.models import Area, Organisation, OrganisationKind, Sector

Address = Callable[[Value, str], str]
NOTHING = numerals.NOTHING


@dataclass(frozen=True, slots=True)
class CellValue:
    """A number of a table: of which area, as printed, and its value; `span` if it is not of the document's own
    period."""

    area_code: str
    text: str
    value: Value
    span: str = ""

    @property
    def key(self) -> str:
        """What it is, as `FigureToken.key` says it; sectors by their keys."""
        span = f"@{self.span}" if self.span else ""
        return f"{self.value.figure.code}{span}#{self.area_code}"


Made = tuple[Table, list[CellValue]]


def check(token: TableToken) -> None:
    """Raise Unknown or Invalid for a code without figure, or a figure that cannot be cut as the table asks."""
    for code in token.codes:
        figure = REGISTRY.to_print(code)
        if token.kind == "table" and not figure.is_counted:
            raise Invalid(
                "document.table",
                _("%(code)s is counted over its rows: it cannot stand in a table of areas.") % {"code": code},
                field="text",
            )
        if token.by == "department" and not figure.sectored:
            raise Invalid(
                "document.table_department",
                _("%(code)s is not told apart by sector: it cannot stand in a ranking of departments.")
                % {"code": code},
                field="text",
            )


def made(
    token: TableToken,
    area: Area,
    period: Period,
    known: Known,
    address: Address,
    *,
    cycle: str,
    language: str,
) -> Made:
    """Return a table and what its numbers were evaluated from."""
    if token.kind == "comparison":
        return comparison(token.codes, area, period, known, address, cycle=cycle, language=language)
    if token.kind == "ranking":
        return ranking(token, area, period, known, address)
    return by_area(token.codes, area, period, known, address)


def by_area(codes: Sequence[str], area: Area, period: Period, known: Known, address: Address) -> Made:
    """Return the areas below with their sums last. One statement beside the one for the areas."""
    children = _children(area) or [area]
    figures = [REGISTRY[code] for code in codes]
    measures = list(dict.fromkeys(m for figure in figures for m in figure.measures))
    nodes = [*children, area] if children != [area] else children
    counted = tabulate(measures, Cut.of(area), period, known, by=("area",), areas=[node.pk for node in nodes])
    rows: list[tuple[Cell, ...]] = []
    values: list[CellValue] = []
    for node in nodes:
        sums = {measure: counted.get((measure, node.pk), 0) for measure in measures}
        cells = [Cell(node.short_label)]
        for figure in figures:
            base = figure.base(sums) if figure.is_rate else None
            value = Value(figure, Cut.of(node), period, known, figure.value(sums), base)
            cells.append(_cell(value, node.code, address))
            values.append(CellValue(node.code, cells[-1].text, value))
        rows.append(tuple(cells))
    header = (_("Area"), *(str(figure.name) for figure in figures))
    return Table(header, tuple(rows)), values


def _children(area: Area) -> list[Area]:
    return list(Area.objects.filter(parent=area, valid_to=None).order_by("path"))


def _cell(value: Value, area_code: str, address: Address) -> Cell:
    text = str(value.count) if value.base is None else value.text
    number = "" if value.number is None else str(value.number)
    return Cell(text, value.figure.code, address(value, area_code), "end", number)


def ranking(token: TableToken, area: Area, period: Period, known: Known, address: Address) -> Made:
    """Return areas or departments, the best of the first figure first; equals share a place, who has nothing has none.

    A statement for each of them, and one for each figure that is counted over its rows.
    """
    sectors = dict(Sector.objects.values_list("pk", "code")) if token.by == "department" else {}
    ranked = sorted(
        ((name, code, _valued(token, cut, period, known)) for name, code, cut in _subjects(token.by, area)),
        key=lambda one: _order(one[2][0], token.least_first),
    )
    rows: list[tuple[Cell, ...]] = []
    values: list[CellValue] = []
    place, former = 0, None
    for position, (name, code, row) in enumerate(ranked, start=1):
        leading = row[0].number
        if leading != former:
            place, former = position, leading
        mark = Cell(
            NOTHING if leading is None else str(place),
            align="end",
            number="" if leading is None else str(place),
        )
        cells = [_cell(value, code, _within(address, sectors)) for value in row]
        rows.append((mark, Cell(name), *cells))
        values += [CellValue(code, cell.text, value) for cell, value in zip(cells, row, strict=True)]
    header = (
        pgettext("in a ranking", "Place"),
        _("Area") if token.by == "area" else _("Department"),
        *(str(REGISTRY[c].name) for c in token.codes),
    )
    return Table(header, tuple(rows), widths=(2, 4, *([3] * len(token.codes)))), values


def _within(address: Address, sectors: Mapping[int, str]) -> Address:
    """Return what leads to the records of a value within its sectors; the page of a figure asks about one of them."""

    def within(value: Value, area_code: str) -> str:
        keys = value.cut.sector_ids
        if len(keys) > 1:
            return ""
        whole = address(value, area_code)
        return f"{whole}&{urlencode({'sector': sectors[keys[0]]})}" if keys else whole

    return within


def _valued(token: TableToken, cut: Cut, period: Period, known: Known) -> list[Value]:
    found = evaluate_all(list(token.codes), cut=cut, period=period, known=known)
    return [found[code] for code in token.codes]


def _order(value: Value, least_first: bool) -> tuple[bool, float]:
    number = value.number
    if number is None:
        return True, 0.0
    return False, float(number) if least_first else -float(number)


def _subjects(by: str, area: Area) -> Iterable[tuple[str, str, Cut]]:
    """Yield (name, code of the area, cut) of what is ranked: the areas below, or the departments that lead sectors."""
    if by == "area":
        for child in _children(area):
            yield child.short_label, child.code, Cut.of(child)
        return
    led: dict[int, list[int]] = {}
    for lead, sector in Sector.objects.exclude(lead=None).order_by("pk").values_list("lead", "pk"):
        led.setdefault(lead, []).append(sector)
    bodies = Organisation.objects.filter(
        pk__in=led, area=area, kind=OrganisationKind.DEPARTMENT, valid_to=None
    ).order_by("code", "pk")
    for body in bodies:
        yield body.label, area.code, Cut(area.pk, area.path or "", tuple(led[body.pk]))


def comparison(
    codes: Sequence[str],
    area: Area,
    period: Period,
    known: Known,
    address: Address,
    *,
    cycle: str,
    language: str,
) -> Made:
    """Return figures one below the other: of the period, of the one before, and the change. Two statements."""
    then_period = before(period, cycle)
    now = evaluate_all(list(codes), cut=Cut.of(area), period=period, known=known)
    then = evaluate_all(list(codes), cut=Cut.of(area), period=then_period, known=known)
    rows: list[tuple[Cell, ...]] = []
    values: list[CellValue] = []
    for code in codes:
        text, number = changes.signed(now[code], then[code])
        cells = [_cell(now[code], area.code, address), _cell(then[code], area.code, address)]
        rows.append(
            (Cell(_named(now[code].figure, language)), *cells, Cell(text, align="end", number=number))
        )
        values += [
            CellValue(area.code, cells[0].text, now[code]),
            CellValue(area.code, cells[1].text, then[code], BEFORE),
        ]
    header = (
        _("Figure"),
        name_of_now(cycle, language),
        name_of_before(period, "", cycle, language),
        pgettext("against the period before", "Change"),
    )
    return Table(header, tuple(rows), widths=(5, 3, 3, 3)), values


def _named(figure: Figure, language: str) -> str:
    if language != "zh" or figure.is_rate:
        return str(figure.name)
    return f"{figure.name}（{figure.unit}）"
