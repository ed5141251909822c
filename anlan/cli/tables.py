"""A spreadsheet that a command is given: its header, its rows, and what a cell says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.imports import sheets
from anlan.kernel.errors import Invalid


def read(path: Path, sheet: str = "") -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Return the header and the numbered rows below it, of the first sheet or the named one. Raises Invalid."""
    if not path.is_file():
        raise Invalid("table.file", _("There is no file %(file)s.") % {"file": path}, field="file")
    found = sheets.read(path, path.name).sheets
    if sheet:
        found = [one for one in found if one.name == sheet]
    if not found:
        raise Invalid("table.sheet", _("The file has no such sheet with rows."), field="sheet")
    rows = list(found[0].rows)
    if not rows:
        raise Invalid("table.empty", _("The file %(file)s has no rows.") % {"file": path.name}, field="file")
    return [text(one) for one in rows[0][1]], rows[1:]


def column(header: list[str], *names: str) -> int:
    """Return where the column of one of these names stands. Raises Invalid, naming the columns that are there."""
    for name in names:
        if name in header:
            return header.index(name)
    raise Invalid(
        "table.column",
        _("There is no column “%(name)s”. There are: %(names)s.")
        % {"name": names[0][:40], "names": ", ".join(one for one in header if one)},
        field="file",
    )


def cell(row: list[Any], place: int | None) -> str:
    """Return what a row says in a column, "" where it has none."""
    return text(row[place]) if place is not None and place < len(row) else ""


def text(value: Any) -> str:
    return "" if value is None else str(value).strip()
