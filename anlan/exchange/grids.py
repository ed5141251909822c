"""A blank form as people see it: sheets (or the tables of a Word file) of cells, and where a cell is: “Sheet1!B7”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

MOST_ROWS, MOST_COLUMNS = 2_000, 100
"""What a form may have: more is a ledger."""
MOST_FILLED = 20_000
"""Lines of a list that a form takes: more go out as an export."""
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})\Z")


def refused(code: str, why: str, field: str = "file") -> Invalid:
    return Invalid(f"form.{code}", why, field=field)


@dataclass(slots=True)
class Cell:
    """A cell that holds something, or heads a merged area: its words, its formula, its rows and columns."""

    text: str = ""
    formula: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Grid:
    """One sheet or table. `covered` leads from a cell inside a merged area to the one that heads it."""

    name: str
    rows: int
    columns: int
    is_hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    beyond: int = (
        0  # rows and columns of nothing that may be filled beside it: a sheet has them, a table has not
    )

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        head = self.cells.setdefault(first, Cell())
        head.rows, head.columns = last[0] - first[0] + 1, last[1] - first[1] + 1
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                if (row, column) != first:
                    self.covered[row, column] = first

    def lines(self) -> Iterator[list[tuple[int, int, Cell]]]:
        """Yield the rows as they are drawn: (row, column, cell) of each that stands by itself."""
        for row in range(1, self.rows + min(self.beyond, 1) + 1):
            yield [
                (row, column, self.cells.get((row, column), Cell()))
                for column in range(1, self.columns + 1)
                if (row, column) not in self.covered
            ]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell by its sheet, row and column, both from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{letters(self.column)}{self.row}"

    def beside(self, column: int) -> Place:
        return Place(self.sheet, self.row, column)


@cache
def letters(column: int) -> str:
    """Return B for 2, AA for 27."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """Return 2 for B. Raises Invalid."""
    if not re.fullmatch("[A-Za-z]{1,3}", text.strip()):
        raise refused(
            "column", _("“%(text)s” is no column: write a letter like C.") % {"text": text[:20]}, "column"
        )
    number = 0
    for sign in text.strip().upper():
        number = number * 26 + ord(sign) - 64
    return number


def place_of(text: str) -> Place:
    """Return the place written “Sheet1!B7”. Raises Invalid."""
    sheet, _mark, cell = text.strip().rpartition("!")
    found = _PLACE.match(cell.strip().upper().replace("$", ""))
    if not sheet or found is None:
        raise refused(
            "place",
            _("“%(text)s” is no cell: write sheet and cell, like Sheet1!B7.") % {"text": text[:60]},
            "at",
        )
    return Place(sheet.strip("'"), int(found["row"]), column_of(found["column"]))


def range_of(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return ((row, column), (row, column)) of A1:C3 or A1, as a file writes it."""
    first, _colon, last = text.replace("$", "").partition(":")
    ends = [_PLACE.match(one) for one in (first, last or first)]
    if not all(ends):
        raise ValueError(text)
    one, two = ((int(end["row"]), column_of(end["column"])) for end in ends if end)
    return one, two


def check(grids: dict[str, Grid], place: Place) -> Grid:
    """Return the sheet of a place that may be filled. Raises Invalid, saying what to choose instead."""
    grid = grids.get(place.sheet)
    if grid is None:
        raise refused(
            "sheet",
            _("The form has no sheet “%(sheet)s”. It has: %(known)s.")
            % {"sheet": place.sheet[:40], "known": ", ".join(grids)},
            "at",
        )
    told = {"place": str(place)}
    if grid.is_hidden:
        raise refused(
            "hidden", _("%(place)s: this sheet is hidden. Unhide it in the form first.") % told, "at"
        )
    if place.row > grid.rows + grid.beyond or place.column > grid.columns + grid.beyond:
        raise refused("outside", _("%(place)s lies outside of the form.") % told, "at")
    head = grid.covered.get((place.row, place.column))
    if head:
        told["head"] = str(Place(place.sheet, *head))
        raise refused(
            "merged", _("%(place)s lies inside a merged cell: choose %(head)s, which heads it.") % told, "at"
        )
    cell = grid.cells.get((place.row, place.column))
    if cell is not None and cell.formula:
        told["formula"] = cell.formula[:60]
        raise refused(
            "formula",
            _(
                "%(place)s holds the formula =%(formula)s: bind the cells that it reckons with, it fills itself."
            )
            % told,
            "at",
        )
    return grid
