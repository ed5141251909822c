"""The writes to the kernel's own tables, as fixed SQL shared by one step and by thousands.

Measured: through the ORM a step costs 3.3–4.0 ms, so 0.66 (performance brief). Only the door calls this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from anlan.kernel import clock, fixed, reading


class Update:
    """An UPDATE of rows found by their keys: the text for one row, and for any number of them on PostgreSQL.

    `sets` and `where` are clauses with a brace for each value, followed by the values' types.
    """

    def __init__(
        self,
        table: str,
        sets: Sequence[tuple[str, ...]],
        where: Sequence[tuple[str, ...]],
        *,
        also: str = "",
        only: str = "",
    ) -> None:
        clauses = [clause for clause, *_types in sets] + ([also] if also else [])
        found = [clause for clause, *_types in where] + ([only] if only else [])
        text = f"UPDATE {table} SET {', '.join(clauses)}{{source}} WHERE {' AND '.join(found)}"  # noqa: S608
        types = [kind for _clause, *kinds in (*sets, *where) for kind in kinds]
        self.one = text.replace("{}", "%s").replace("{source}", "")
        arrays = ", ".join(f"%s::{kind}[]" for kind in types)
        names = [f"v.c{place}" for place in range(len(types))]
        source = f" FROM unnest({arrays}) AS v({', '.join(name[2:] for name in names)})"
        self.together = text.format(*names, source=source)


HEAD = "UPDATE journal_head SET seq = seq + %s WHERE id = 1 RETURNING seq, recorded_at"
HEAD_AT = "UPDATE journal_head SET recorded_at = %s WHERE id = 1"
ENTRY = (
    "INSERT INTO journal_entry (seq, kind, case_id, n, step, from_state, to_state, actor_id, post_id, "
    "organisation_id, occurred_at, recorded_at, input, key, former_hash, hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_STAMP = [("discharged_at = {}", "timestamptz"), ("discharged_seq = {}", "bigint")]
_ENDED = "next_at = CASE WHEN rung > 0 THEN opened_at ELSE NULL END"
DISCHARGE_ALL = Update(
    "obligations_obligation", _STAMP, [("case_id = {}", "bigint")], also=_ENDED, only="discharged_at IS NULL"
)


@lru_cache(maxsize=16)
def discharge(kinds: int) -> Update:
    """Return the statement that discharges obligations of so many kinds on a case."""
    where = [("case_id = {}", "bigint"), (f"kind IN ({', '.join(['{}'] * kinds)})", *["text"] * kinds)]
    return Update("obligations_obligation", _STAMP, where, also=_ENDED, only="discharged_at IS NULL")


OBLIGATION = (
    "INSERT INTO obligations_obligation (kind, case_kind, case_id, owner_id, area_id, area_path, sector_id, "
    "opened_at, opened_seq, due_at, computation, next_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
CONTRIBUTION = (
    "INSERT INTO figures_contribution (seq, line, measure_id, day, step_day, area_id, sector_id, grade, n) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_LEDGER = (
    "SELECT c.measure_id, c.day, c.step_day, c.area_id, c.sector_id, c.grade, SUM(c.n) "
    "FROM figures_contribution c JOIN journal_entry e ON e.seq = c.seq WHERE e.case_id = %s "
)
_OF_LAST = (
    "AND c.seq = (SELECT max(l.seq) FROM figures_contribution l JOIN journal_entry o ON o.seq = l.seq "
    "WHERE o.case_id = e.case_id) "
)
_BY_LINE = (
    "GROUP BY c.measure_id, c.day, c.step_day, c.area_id, c.sector_id, c.grade HAVING SUM(c.n) <> 0 "
    "ORDER BY c.step_day, c.measure_id, c.area_id, c.sector_id, c.grade"
)
LEDGER = f"{_LEDGER}{_BY_LINE}"
LEDGER_OF_LAST = f"{_LEDGER}{_OF_LAST}{_BY_LINE}"
ATTACHMENT = (
    "INSERT INTO evidence_attachment (case_kind, case_id, seq, role, file_id, position) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)
NOTICE = (
    "INSERT INTO notifications_notice (event, case_kind, case_id, seq, organisation_id, created_at) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)


def storing() -> Callable[[datetime], Any]:
    """Return how the engine stores a moment; asked once a passage, for it is called a dozen times an act."""
    return _sqlite_moment if connection.vendor == "sqlite" else _as_it_is


def _as_it_is(value: datetime) -> datetime:
    return value


@lru_cache(maxsize=8_192)
def _sqlite_moment(value: datetime) -> str:
    """Return what Django's adapter returns (naive UTC text), without its four checks a call."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def take_numbers(cursor: CursorWrapper, count: int) -> tuple[int, datetime]:
    """Return the first of `count` new journal numbers and the moment of recording, holding the head to the commit.

    Recording moments strictly grow from transaction to transaction, so that a known-at splits between them: the
    caller keeps this one by `HEAD_AT`.
    """
    cursor.execute(HEAD, [count])
    last, former = cursor.fetchone()
    return last - count + 1, max(clock.now(), reading.moment(former) + timedelta(microseconds=1))


_ANSWER = "seq kind case_id n step to_state actor_id occurred_at recorded_at input key".split()
_ANSWERED = f"SELECT {', '.join(_ANSWER)} FROM journal_entry WHERE actor_id = %s AND key "  # noqa: S608
_KEYS_AT_ONCE = 400


def answered(keyed: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Any]:
    """Return the journal entries of these actors with these keys, as plain columns. One query an actor, as a rule."""
    by_actor: dict[int, list[str]] = {}
    for actor, key in keyed:
        by_actor.setdefault(actor, []).append(key)
    found: dict[tuple[int, str], Any] = {}
    with fixed.cursor() as cursor:
        for actor, keys in by_actor.items():
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                some = keys[start : start + _KEYS_AT_ONCE]
                if fixed.by_server():
                    cursor.execute(f"{_ANSWERED} = ANY(%s)", [actor, some])
                else:
                    cursor.execute(f"{_ANSWERED} IN ({', '.join(['%s'] * len(some))})", [actor, *some])
                for row in cursor.fetchall():
                    entry = SimpleNamespace(**dict(zip(_ANSWER, row, strict=True)))
                    entry.occurred_at = reading.moment(entry.occurred_at)
                    entry.recorded_at = reading.moment(entry.recorded_at)
                    found[actor, entry.key] = entry
    return found


def many(cursor: CursorWrapper, statement: str | Update, rows: Sequence[Sequence[Any]]) -> int:
    """Execute a statement for each row; return the rows affected."""
    if not rows:
        return 0
    text = statement if isinstance(statement, str) else statement.one
    if len(rows) == 1:
        cursor.execute(text, rows[0])
    elif connection.vendor != "postgresql" or len(rows) < FEW:
        cursor.executemany(text, rows)
    elif isinstance(statement, Update):
        cursor.execute(statement.together, [list(column) for column in zip(*rows, strict=True)])
    else:
        return _copy(cursor, text, rows)
    return int(cursor.rowcount)


FEW = 8
"""Rows up to which a statement is sent for each; from there on PostgreSQL is given all of them by one."""


class Writes:
    """The writes of one passage, in their order.

    On PostgreSQL those of a single act wait for one another and go as one statement: what a statement costs there is
    the way to the server, not the row. Between two `send` each table is written at most once, because the parts of a
    statement have no order among themselves.
    """

    def __init__(self, cursor: CursorWrapper) -> None:
        self.cursor = cursor
        self.missed = 0  # rows that a guarded statement should have met and did not
        self._wait = connection.vendor == "postgresql"
        self._waiting: list[tuple[str, Sequence[Any], bool]] = []

    def add(self, statement: str | Update, rows: Sequence[Sequence[Any]], *, guarded: bool = False) -> None:
        """Write rows by a statement; a guarded one is to meet every row."""
        if self._wait and len(rows) == 1:
            text = statement if isinstance(statement, str) else statement.one
            self._waiting.append((text, rows[0], guarded))
            return
        count = many(self.cursor, statement, rows)
        if guarded:
            self.missed += len(rows) - count

    def open_cases(self, table: CaseTable, cases: Sequence[Any]) -> None:
        self.add(table.insert, [table.row(case) for case in cases])

    def take_on(self, table: CaseTable, cases: Sequence[tuple[Any, tuple[str, ...]]]) -> None:
        """Write cases that a step took on, with the names of the columns that it set."""
        groups: dict[tuple[str, ...], list[list[Any]]] = {}
        for case, names in cases:
            groups.setdefault(names, []).append([*table.taken_on(case, names), case.id, case.revision - 1])
        for names, rows in groups.items():
            self.add(table.update(names), rows, guarded=True)

    def owe(self, rows: Sequence[Sequence[Any]]) -> None:
        self.add(OBLIGATION, rows)

    def discharge(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Discharge what cases owe: by row the moment, the number, the case, and the kinds (none: all)."""
        groups: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            groups.setdefault(len(row) - 3, []).append(row)
        for count, some in groups.items():
            self.add(discharge(count) if count else DISCHARGE_ALL, some)

    def send(self) -> None:
        """Have everything written that was added."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self.cursor.execute(_at_once(tuple(text for text, _row, _guarded in waiting)), _values(waiting))
        met = self.cursor.fetchone()
        self.missed += sum(
            1 - count for count, (_text, _row, guarded) in zip(met, waiting, strict=True) if guarded
        )


def _values(waiting: Sequence[tuple[str, Sequence[Any], bool]]) -> list[Any]:
    return [value for _text, row, _guarded in waiting for value in row]


@lru_cache(maxsize=256)
def _at_once(texts: tuple[str, ...]) -> str:
    """Return one statement that does what several do and answers how many rows each met."""
    parts = ", ".join(f"w{place} AS ({text} RETURNING 1)" for place, text in enumerate(texts))
    counts = ", ".join(f"(SELECT count(*) FROM w{place})" for place in range(len(texts)))  # noqa: S608
    return f"WITH {parts} SELECT {counts}"


def _copy(cursor: CursorWrapper, insert: str, rows: Sequence[Sequence[Any]]) -> int:
    """Insert rows by COPY: PostgreSQL then neither parses nor plans, and starts its checks once."""
    target = insert.removeprefix("INSERT INTO ").partition(" VALUES ")[0]
    with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return len(rows)


OF_STEP = ("state", "revision", "last_hash", "last_at")
"""The columns of a case that every step sets."""


class CaseTable:
    """INSERT and UPDATE statements of one kind of case, built once from its model."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = model._meta.db_table
        self.fields = list(model._meta.concrete_fields)
        self.columns = [str(f.column) for f in self.fields]
        self.names = [f.attname for f in self.fields]
        self._storing = {f.attname: convert for f in self.fields if (convert := _stored(f))}
        self._columns: dict[tuple[str, ...], tuple[Any, list[tuple[int, Callable[[Any], Any]]]]] = {}
        self._reading = [(f.attname, convert) for f in self.fields if (convert := reading.of(f))]
        self._select = f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE id"  # noqa: S608
        self._column = {f.attname: f.column for f in self.fields}
        marks = ", ".join(["%s"] * len(self.fields))
        self.insert = f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608
        self._types = {f.attname: str(f.db_type(connection)).partition("(")[0] for f in self.fields}
        self._updates: dict[tuple[str, ...], Update] = {}
        self._defaults = {f.attname: f.get_default() for f in self.fields}

    def draft(self, **columns: Any) -> SimpleNamespace:
        """Return a new case as plain columns: a model instance costs ten times as much and adds nothing here."""
        return SimpleNamespace(**{**self._defaults, **columns})

    def row(self, case: Any) -> list[Any]:
        """Return a case's columns as the engine stores them."""
        return self._stored(case, tuple(self.names))

    def taken_on(self, case: Any, names: tuple[str, ...]) -> list[Any]:
        """Return the columns that a step sets as the engine stores them: those of every step, then `names`."""
        return self._stored(case, (*OF_STEP, *names))

    def _stored(self, case: Any, names: tuple[str, ...]) -> list[Any]:
        known = self._columns.get(names)
        if known is None:
            converting = [(n, self._storing[name]) for n, name in enumerate(names) if name in self._storing]
            known = self._columns[names] = attrgetter(*names), converting
        every, converting = known
        row = list(every(case))
        for place, convert in converting:
            if row[place] is not None:
                row[place] = convert(row[place])
        return row

    def lock(self, cursor: CursorWrapper, keys: Sequence[int]) -> dict[int, SimpleNamespace]:
        """Return the cases by key as plain columns, locked where the engine locks rows (SQLite has one writer).

        In order of key, so that two batches cannot wait for each other.
        """
        if connection.vendor == "postgresql":
            cursor.execute(f"{self._select} = ANY(%s) ORDER BY id FOR UPDATE", [list(keys)])
        else:
            cursor.execute(f"{self._select} IN ({', '.join(['%s'] * len(keys))}) ORDER BY id", keys)
        cases = {}
        for row in cursor.fetchall():
            case = SimpleNamespace(**dict(zip(self.names, row, strict=True)))
            columns = vars(case)
            for name, convert in self._reading:
                if columns[name] is not None:
                    columns[name] = convert(columns[name])
            cases[case.id] = case
        return cases

    def update(self, names: tuple[str, ...]) -> Update:
        """Return the UPDATE of the case columns and `names`, guarded by the revision that was read."""
        update = self._updates.get(names)
        if update is None:
            sets = [(f"{self._column[name]} = {{}}", self._types[name]) for name in (*OF_STEP, *names)]
            where = [(f"{self.table}.{name} = {{}}", "bigint") for name in ("id", "revision")]
            update = self._updates[names] = Update(self.table, sets, where)
        return update


def _stored(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return how a column's value is stored, or None where the engine takes it as it is."""
    if isinstance(field, models.DateTimeField):
        return storing()  # tables are made at the first act: the engine is known then
    if isinstance(field, models.DateField):
        return lambda value: connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None


_tables: dict[type[models.Model], CaseTable] = {}


def case_table(model: type[models.Model]) -> CaseTable:
    """Return the statements of a model, made once."""
    if model not in _tables:
        _tables[model] = CaseTable(model)
    return _tables[model]
