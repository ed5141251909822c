"""Rows of a list as comma-separated text; what the file is about stands below the rows, after an empty line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from anlan.kernel import clock
from anlan.listings.models import Format
from anlan.listings.sheets import CODE, Cell, Column, Line
from anlan.listings.workbook import risky

ENCODINGS = {Format.CSV: "utf-8-sig", Format.CSV_GB18030: "gb18030"}
EXACT_DIGITS = 15
"""Digits of a number that Excel keeps; more, and a leading zero, are lost when it opens a code in a CSV file."""


class Plain:
    """A CSV file: heading, rows, an empty line, and what the file is about."""

    def __init__(self, path: Path, columns: Sequence[Column], form: Format) -> None:
        self.columns = columns
        self.file = path.open("w", encoding=ENCODINGS[form], newline="", buffering=1 << 20)
        self.writer = csv.writer(self.file)
        self.writer.writerow([column.label for column in columns])

    def add(self, line: Line) -> None:
        """Write the next row."""
        self.writer.writerow(
            [_told(value, column.kind) for value, column in zip(line, self.columns, strict=True)]
        )

    def close(self, about: Sequence[tuple[str, str]]) -> int:
        """Write what the file is about and finish; one sheet."""
        self.writer.writerow([])
        for label, text in about:
            self.writer.writerow([_told(label, ""), _told(text, "")])
        self.file.close()
        return 1

    def abandon(self) -> None:
        self.file.close()


def _told(value: Cell, kind: str) -> str:
    if isinstance(value, str):
        return _text(value, kind) if value and not value[0].isalpha() else value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(value: str, kind: str) -> str:
    """Return a text that begins with no letter, so that a spreadsheet leaves it as it is."""
    if risky(value):
        return f"'{value}"
    if kind == CODE and value.isdigit() and (len(value) > EXACT_DIGITS or value.startswith("0")):
        return f"{value}\t"  # a tab keeps it text in Excel, and falls away where texts are trimmed
    return value
