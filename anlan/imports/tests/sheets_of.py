"""Workbooks for tests, written by another library than the one that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, Line
from anlan.imports.receiving import receive
from anlan.imports.running import take
from anlan.kernel import clock
from anlan.org.scope import SYSTEM, Actor


def workbook(path: Path, header: Sequence[str], *rows: Sequence[Any], title: str = "台账") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def ledger(path: Path, kind: str, *rows: dict[str, Any]) -> Path:
    """Write a workbook with the template's headers; rows are given by the names of columns."""
    columns = KINDS[kind].columns
    return workbook(
        path, [column.header for column in columns], *[[row.get(c.name, "") for c in columns] for row in rows]
    )


def brought(path: Path, kind: str, *, by: Actor = SYSTEM, name: str = "", sender: str = "") -> Batch:
    return receive(path, ledger=kind, name=name or path.name, sender=sender, by=by, at=clock.now())


def taken_in(
    path: Path, kind: str, *, by: Actor = SYSTEM, dry: bool = False, options: Sequence[str] = ()
) -> tuple[Batch, dict[str, int]]:
    batch = brought(path, kind, by=by)
    return batch, take(batch, by=by, dry=dry, options=options)


def faults(batch: Batch) -> dict[int, list[tuple[str, str]]]:
    """Return row → (column, code) of its faults."""
    lines = Line.objects.filter(batch=batch).order_by("number")
    return {line.number: [(f[0], f[1]) for f in line.faults] for line in lines if line.faults}
