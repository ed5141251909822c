"""Passages of one transaction that are written together: a case that is opened and taken on in it becomes one row.

A ledger tells whole histories. Written step by step a hazard would be inserted and then updated four times, and what
it owed in between inserted and discharged; written at the end of the sitting each is one row, as it stands then. The
checks, the numbers, the hashes and the rows that are left behind are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from django.db import connection, models

from anlan.kernel import fixed
from anlan.lifecycle import sql

_OWED = (
    "INSERT INTO obligations_obligation (kind, case_kind, case_id, owner_id, area_id, area_path, sector_id, "
    "opened_at, opened_seq, due_at, computation, next_at, discharged_at, discharged_seq) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_KIND, _NEXT_AT, _DISCHARGED_AT = 0, 11, 12


class Untimely(Exception):
    """A table was asked for whose rows still wait: what it would say is not true yet. Do it step by step."""


class Sitting(sql.Writes):
    """The writes of several passages, held back until its end; a context manager within a transaction.

    Whoever asks meanwhile for a table whose rows wait meets `Untimely`: nobody reads what is not true any more. At a
    fault nothing of it is written; the caller rolls the transaction back.
    """

    def __init__(self) -> None:
        self.missed = 0
        self._clear()
        self._stack = ExitStack()
        self._writing = False

    def _clear(self) -> None:
        self._cases: dict[sql.CaseTable, dict[int, Any]] = {}
        self._rows: dict[str, list[Sequence[Any]]] = {}
        self._owed: list[list[Any]] = []
        self._open: dict[int, list[list[Any]]] = {}
        self._tables: set[str] = set()

    def __enter__(self) -> Sitting:
        if not connection.in_atomic_block:
            raise RuntimeError("a sitting needs a transaction around it")
        self.cursor = self._stack.enter_context(fixed.cursor())
        self._stack.enter_context(connection.execute_wrapper(self._watch))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if fault is None:
                self.write()

    def _watch(self, execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        own = self._writing or text.startswith(("UPDATE journal_head", "SAVEPOINT", "RELEASE"))
        if not own and any(table in text for table in self._tables):
            raise Untimely(text[:200])
        return execute(text, params, many, context)

    # -- what the door asks ------------------------------------------------------------------------------------

    def covers(self, model: type[models.Model], keys: Sequence[int | None]) -> bool:
        """Tell whether all of these cases were opened in this sitting, or are to be opened (None)."""
        known = self._cases.get(sql.case_table(model), {})
        return all(key is None or key in known for key in keys)

    def cases_of(self, table: sql.CaseTable, keys: Sequence[int]) -> dict[int, Any]:
        """Return the cases as they stand; nobody else can see them yet."""
        known = self._cases[table]
        return {key: known[key] for key in keys}

    def open_cases(self, table: sql.CaseTable, cases: Sequence[Any]) -> None:
        self._tables.add(table.table)
        self._cases.setdefault(table, {}).update((case.id, case) for case in cases)

    def take_on(self, table: sql.CaseTable, cases: Sequence[tuple[Any, tuple[str, ...]]]) -> None:
        """Leave it at that: the case that waits is the one that the step took on."""

    def add(
        self, statement: str | sql.Update, rows: Sequence[Sequence[Any]], *, guarded: bool = False
    ) -> None:
        if statement is sql.HEAD_AT:  # the next passage reads it
            self.cursor.execute(statement, rows[0])
        elif isinstance(statement, str) and not guarded:
            self._tables.add(statement.split(" ", 3)[2])
            self._rows.setdefault(statement, []).extend(rows)
        else:
            raise Untimely(f"{statement} cannot wait")

    def owe(self, rows: Sequence[Sequence[Any]]) -> None:
        self._tables.add("obligations_obligation")
        for given in rows:
            row = [*given, None, None]
            self._owed.append(row)
            self._open.setdefault(row[2], []).append(row)

    def discharge(self, rows: Sequence[tuple[Any, ...]]) -> None:
        for at, seq, case, *kinds in rows:
            left = []
            for row in self._open.pop(case, ()):
                if kinds and row[_KIND] not in kinds:
                    left.append(row)
                else:
                    row[_NEXT_AT], row[_DISCHARGED_AT:] = None, [at, seq]
            self._open[case] = left

    def send(self) -> None:
        """Wait for the end of the sitting."""

    def write(self) -> None:
        """Write everything that waits; what follows begins anew."""
        self._writing = True
        try:
            for table, cases in self._cases.items():
                sql.many(self.cursor, table.insert, [table.row(case) for case in cases.values()])
            for statement, rows in self._rows.items():
                sql.many(self.cursor, statement, rows)
            sql.many(self.cursor, _OWED, self._owed)
            self._clear()
        finally:
            self._writing = False
