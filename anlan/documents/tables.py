"""The table of an area's children: exact numbers, each open to its records, with the area's own sums last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.documents.model import Cell, Table
from anlan.figures.counting import tabulate
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period
from anlan.org.models import Area


@dataclass(frozen=True, slots=True)
class CellValue:
    """A number of a table: of which area, as printed, and its value."""

    area_code: str
    text: str
    value: Value


def by_area(
    codes: Sequence[str], area: Area, period: Period, known: Known, address: Callable[[Value, str], str]
) -> tuple[Table, list[CellValue]]:
    """Return the table, and what its numbers were evaluated from. One statement beside the one for the areas."""
    children = list(Area.objects.filter(parent=area, valid_to=None).order_by("path")) or [area]
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
            text = value.text if figure.is_rate else str(value.count)
            cells.append(Cell(text, figure.code, address(value, node.code), "end"))
            values.append(CellValue(node.code, text, value))
        rows.append(tuple(cells))
    header = (_("Area"), *(str(figure.name) for figure in figures))
    return Table(header, tuple(rows)), values
