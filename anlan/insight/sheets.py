"""What an analysis tells: sheets of rows and columns. Page, workbook, CSV, picture and API are all made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

COUNT, PERCENT, MEAN, DAYS = "count", "percent", "mean", "days"
"""What the numbers of a column are: a count, percent, a mean in the figure's unit, days."""
PARETO, BARS, COLUMNS, MULTIPLES, HEAT, FUNNEL, BOXES, CURVE = (
    "pareto", "bars", "columns", "multiples", "heat", "funnel", "boxes", "curve",
)  # fmt: skip
"""How a sheet is drawn; "" is not."""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    kind: str = COUNT


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, as it is written, where it leads, by how much it differs, what it was, and what its shade goes by."""

    number: float | int | None
    text: str
    href: str = ""
    change: str = ""
    former: float | int | None = None
    weight: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: tuple[Cell, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with its head; `shape` is how it is drawn, `turned` that the steps of time stand in its rows."""

    code: str
    title: str
    head: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    foot: Line | None = None
    shape: str = ""
    compared: str = ""
    turned: bool = False
    note: str = ""

    @property
    def most(self) -> float:
        """The greatest weight of a cell but for the totals."""
        last = -1 if self.shape in (HEAT, MULTIPLES) else None
        return max((cell.weight for line in self.lines for cell in line.cells[:last]), default=0)


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked and what it tells: `about` says of what and as of when, `stem` names its file."""

    stem: str
    title: str
    about: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    query: str = field(default="", compare=False)

    @property
    def rows(self) -> int:
        return sum(len(sheet.lines) for sheet in self.sheets)


def counted(number: int, href: str = "") -> Cell:
    """Return the cell of a plain count."""
    return Cell(number, f"{number:,}", href, weight=number)


def share(part: int, whole: int, href: str = "") -> Cell:
    """Return the cell of a share in percent with one decimal; of nothing “—”. All is said only of all."""
    if not whole:
        return Cell(None, "—", href)
    number = round(100 * part / whole, 1)
    number = 99.9 if number >= 100 and part < whole else number
    return Cell(number, f"{number:.1f}", href, weight=number)


def days(minutes: int | None, href: str = "") -> Cell:
    """Return the cell of a time in days with one decimal; one that was not reached is “—”."""
    if minutes is None:
        return Cell(None, "—", href)
    number = round(minutes / 1_440, 1)
    return Cell(number, f"{number:.1f}", href, weight=number)


def labels(columns: Sequence[str], kind: str = COUNT) -> tuple[Column, ...]:
    return tuple(Column(label, kind) for label in columns)
