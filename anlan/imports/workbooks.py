"""Workbooks that go out: the documented template of a kind, and the faulty rows in the layout in which they came."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.imports.inputs import Date, Named, When, Whole, YesNo, spoken
from anlan.imports.kinds import Column, Kind
from anlan.imports.models import Batch, Line, LineState
from anlan.lifecycle.inputs import Choice, Text

ROWS_WITH_CHOICES = 20_000
WIDEST = 40


def template(kind: Kind, path: Path) -> None:
    """Write the template: a sheet to fill with choices to pick, and a sheet that says what each column holds."""
    if path.suffix.lower() == ".csv":
        path.write_text(_template_text(kind), encoding="utf-8-sig", newline="")
        return
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _to_fill(book, kind)
        _explained(book, kind)


def _template_text(kind: Kind) -> str:
    file = io.StringIO()
    csv.writer(file).writerow([column.header for column in kind.columns])
    return file.getvalue()


def _to_fill(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(str(kind.label)[:31])
    must = book.add_format(
        {"bold": True, "bg_color": "#FCE4E4", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    may = book.add_format(
        {"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, min(WIDEST, max(12, 2 * len(column.header) + 4)), text)
        sheet.write_string(0, place, column.header, must if column.input.required else may)
        sheet.write_comment(0, place, _about(column), {"x_scale": 2, "y_scale": 1.5})
        offered = _offered(column)
        if offered and len(",".join(offered)) <= 255:
            sheet.data_validation(
                1,
                place,
                ROWS_WITH_CHOICES,
                place,
                {"validate": "list", "source": offered, "ignore_blank": True},
            )
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)


def _explained(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(_("How to fill in"))
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    titles = [
        _("Column"),
        _("Required"),
        _("What it holds"),
        _("Choices"),
        _("Example"),
        _("Also read as"),
        _("Code"),
    ]
    for place, (title, width) in enumerate(zip(titles, (18, 8, 50, 44, 24, 44, 18), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, head)
    for number, column in enumerate(kind.columns, start=1):
        cells = (
            column.header,
            _("yes") if column.input.required else "",
            _about(column),
            "；".join(_offered(column)),  # a choice may hold a 、
            column.example,
            "、".join(column.also),
            column.name,
        )
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, str(cell), wrap)
    sheet.write_string(len(kind.columns) + 2, 0, str(kind.help))
    sheet.freeze_panes(1, 0)


def _offered(column: Column) -> list[str]:
    item = column.input
    if isinstance(item, YesNo):
        return ["是", "否"]
    if isinstance(item, Choice):
        return [spoken(label)[0] for _code, label in item.choices]
    return []


def _about(column: Column) -> str:
    """Return in words what a column takes."""
    item, told = column.input, [_("%(label)s.") % {"label": column.input.label}]
    if item.help:
        told.append(str(item.help))
    if isinstance(item, Text):
        told.append(_("Text of at most %(most)s characters.") % {"most": item.max_length})
    elif isinstance(item, Date):
        told.append(_("A day: 2022-10-24."))
    elif isinstance(item, When):
        told.append(_("A day, or a day with its time: 2022-10-24 15:40."))
    elif isinstance(item, Whole):
        told.append(
            _("A whole number from %(least)s to %(most)s.") % {"least": item.least, "most": item.most}
        )
    elif isinstance(item, Named):
        told.append(_("One of the choices, by name or code."))
    return " ".join(dict.fromkeys(told))  # of a moment help and kind say the same


def problems(batch: Batch, kind: Kind, path: Path) -> int:
    """Write the faulty rows in the sender's own layout, each fault at its cell and in a last column; return how many.

    The workbook can be corrected and sent again as it is: the last columns are not read, nor is the second sheet, which
    holds the rows with hints. Rows that were kept or stay follow the faulty ones.
    """
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}
    ) as book:
        title = (batch.work.sheet or str(kind.label))[:25].translate(_NOT_IN_NAMES)
        sheet = _Returned(book, title, batch, kind, _("Problem"), "#F9D0D0")
        for line in to_correct(batch).iterator(chunk_size=1_000):
            sheet.add(line, line.faults)
        hinted = with_hints(batch)
        if hinted.exists():
            word = _("hints")
            hints = _Returned(book, f"{title} {word}"[:31], batch, kind, _("Hint"), "#FFF1C9")
            for line in hinted.iterator(chunk_size=1_000):
                hints.add(line, line.warnings)
    return sheet.count


def to_correct(batch: Batch) -> QuerySet[Line]:
    """Return the rows that are faulty, or that an undoing left as they are, in their order."""
    states = (LineState.FAULTY, LineState.KEPT, LineState.STAYS)
    return Line.objects.filter(batch=batch, state__in=states).order_by("number")


def with_hints(batch: Batch) -> QuerySet[Line]:
    """Return the rows with hints: what somebody has to decide first, then what was there or was taken on."""
    settled = (LineState.SAME, LineState.GOES_ON, LineState.TAKEN_ON, LineState.STAYS)
    later = models.Case(models.When(state__in=settled, then=models.Value(1)), default=models.Value(0))
    return Line.objects.filter(batch=batch).exclude(warnings=[]).order_by(later, "number")


_NOT_IN_NAMES = {ord(sign): "_" for sign in "[]:*?/\\'"}


class _Returned:
    """A sheet of rows that go back: the sender's columns, what there is to say at its cell and in a last column."""

    def __init__(self, book: Any, title: str, batch: Batch, kind: Kind, heading: str, colour: str) -> None:
        self.kind = kind
        self.header = [str(cell) for cell in batch.work.header]
        self.places = {name: int(place) for name, place in batch.work.mapping.items()}
        self.count = 0
        self.sheet = book.add_worksheet(title)
        self.marked = book.add_format({"bg_color": colour, "border": 1})
        self.note = book.add_format({"font_color": "#A61C1C", "text_wrap": True})
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1})
        for place, text in enumerate([*self.header, heading, _("Row in the file")]):
            self.sheet.write_string(0, place, text, head)
            self.sheet.set_column(place, place, 60 if place == len(self.header) else 16)
        self.sheet.freeze_panes(1, 0)

    def add(self, line: Line, said: Sequence[Sequence[str]]) -> None:
        self.count += 1
        header, number = self.header, self.count
        at = {self.places[column]: message for column, _code, message in said if column in self.places}
        for place, cell in enumerate(line.cells[: len(header)] if header else line.cells):
            if place not in at:
                self.sheet.write(number, place, cell)
        for place, message in at.items():
            cell = line.cells[place] if place < len(line.cells) else ""
            self.sheet.write(number, place, cell, self.marked)
            self.sheet.write_comment(number, place, message, {"x_scale": 2})
        self.sheet.write_string(number, len(header), told(self.kind, line, said), self.note)
        self.sheet.write_number(number, len(header) + 1, line.number)


def told(kind: Kind, line: Line, said: Sequence[Sequence[str]] | None = None) -> str:
    """Return the faults of a row (or what else is said of it) in words, each with its column."""
    return "；".join(
        f"{column.header}：{message}" if (column := kind.column(name)) else message
        for name, _code, message in (line.faults if said is None else said)
    )
