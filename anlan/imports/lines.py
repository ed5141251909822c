"""The staged lines of a file as fixed SQL: how a row is laid down, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from anlan.imports.kinds import Fault, Row, Run
from anlan.imports.models import LineState
from anlan.lifecycle.sql import Update

STAGED = (
    "INSERT INTO imports_line "
    '(batch_id, ledger, number, cells, odd, state, faults, warnings, "natural", digest) '
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
FATE = Update(
    "imports_line",
    [
        ("state = {}", "text"),
        ('"natural" = {}', "text"),
        ("digest = {}", "text"),
        ("faults = {}", "jsonb"),
        ("warnings = {}", "jsonb"),
        ("record = {}", "bigint"),
        ("seq = {}", "bigint"),
        ("cells = CASE WHEN {} = 1 THEN '[]' ELSE cells END", "bigint"),
    ],
    [("id = {}", "bigint")],
)


def fate(row: Row, digests: dict[int, str], fresh: bool, run: Run) -> tuple[Any, ...]:
    """Return what became of a row, as `FATE` writes it; what is taken in without a hint needs its cells no longer."""
    if not row.sound:
        state = LineState.FAULTY
    elif not fresh:
        state = LineState.SAME
    elif row.known is not None:
        state = LineState.GOES_ON if run.dry else LineState.TAKEN_ON
    else:
        state = LineState.SOUND if run.dry else LineState.WRITTEN
    written = state in (LineState.WRITTEN, LineState.TAKEN_ON)
    return (
        str(state),
        row.key,
        digests.get(row.number, ""),
        _told(row.faults),
        _told(row.warnings),
        row.written if not run.dry or not fresh else None,
        row.seq if written else None,
        int(written and not row.warnings),  # a row with a hint goes back as it came
        row.line,
    )


def _told(faults: Sequence[Fault]) -> str:
    told = [[fault.column, fault.code, fault.message] for fault in faults]
    return json.dumps(told, ensure_ascii=False) if told else "[]"
