"""From sections to a document: every quoted number becomes a chip that knows its figure, cut, period and moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.documents.sections import QUOTE, WORDS, Paragraph, Section
from anlan.figures.counting import tabulate
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all, prose
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period
from anlan.org.models import Area


@dataclass(frozen=True, slots=True)
class Chip:
    """A printed number: its text as printed, and what it was evaluated from."""

    text: str
    value: Value


Run = str | Chip


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: a number in a column's unit, exact, of one area."""

    text: str
    code: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph of runs, or a table with its header row."""

    heading: str = ""
    runs: tuple[Run, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[TableCell, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A composed document: nothing in it was typed but the sections' own words."""

    area: Area
    period: Period
    known: Known
    language: str
    blocks: tuple[Block, ...]
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def chips(self) -> list[Chip]:
        """Every chip in order of appearance."""
        return [run for block in self.blocks for run in block.runs if isinstance(run, Chip)]


def compose(
    parts: Sequence[Section], *, area: Area, period: Period, language: str, known: Known | None = None
) -> Document:
    """Compose sections over one area and period.

    The text's numbers come from one statement; call it inside a `snapshot()` so that the tables, and the rows
    that prove the numbers, are of the same moment.
    """
    known = known or Known.now()
    cut = Cut.of(area)
    codes = list(dict.fromkeys(code for part in parts for code in part.figures))
    values = evaluate_all(codes, cut=cut, period=period, known=known) if codes else {}
    blocks: list[Block] = []
    with override("zh-hans" if language == "zh" else "en"):
        words = {"area": area.label, "day": _day(period.last, language), "year": str(period.last.year)}
        for part in parts:
            blocks.append(Block(heading=part.title))
            for paragraph in part.paragraphs:
                if paragraph.when and not paragraph.when.holds(values[paragraph.when.code].count):
                    continue
                if paragraph.table:
                    blocks.append(_table(paragraph.table, area, cut, period, known))
                else:
                    blocks.append(Block(runs=_runs(paragraph, values, words, language)))
    return Document(area, period, known, language, tuple(blocks), values)


def _day(day: date, language: str) -> str:
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B}"


def _runs(
    paragraph: Paragraph, values: dict[str, Value], words: dict[str, str], language: str
) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for found in QUOTE.finditer(paragraph.text):
        if found.start() > end:
            runs.append(paragraph.text[end : found.start()])
        name, bare = found.groups()
        if name in WORDS:
            runs.append(words[name])
        else:
            value = values[name]
            runs.append(Chip(_printed(value, bare=bool(bare), language=language), value))
        end = found.end()
    if end < len(paragraph.text):
        runs.append(paragraph.text[end:])
    return tuple(runs)


def _printed(value: Value, *, bare: bool, language: str) -> str:
    if language == "zh":
        return value.text if bare else value.phrase
    return value.text if value.figure.is_rate else f"{value.count:,}"


def _table(codes: tuple[str, ...], area: Area, cut: Cut, period: Period, known: Known) -> Block:
    """Return the table of an area's children, exact numbers, with the sum of the area itself as the last row."""
    children = list(Area.objects.filter(parent=area, valid_to=None).order_by("path")) or [area]
    figures = [REGISTRY[code] for code in codes]
    for figure in figures:
        if not figure.is_counted:
            raise RuntimeError(f"{figure.code} is counted over its rows: it cannot stand in a table of areas")
    measures = list(dict.fromkeys(m for figure in figures for m in figure.measures))
    nodes = [*children, area] if children != [area] else children
    counted = tabulate(measures, cut, period, known, by=("area",), areas=[node.pk for node in nodes])
    rows = []
    for node in nodes:
        sums = {measure: counted.get((measure, node.pk), 0) for measure in measures}
        cells = [
            TableCell(
                prose(figure, figure.value(sums), figure.base(sums))
                if figure.is_rate
                else str(figure.value(sums)),
                figure.code,
                node.code,
            )
            for figure in figures
        ]
        rows.append((node.short_label, tuple(cells)))
    return Block(header=(_("Area"), *(str(figure.name) for figure in figures)), rows=tuple(rows))
