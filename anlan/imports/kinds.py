"""What a ledger of one kind holds and how its rows are written: declared by the app that owns the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.inputs import Input
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the template. `header` is what the template prints, `also` what other ledgers call it."""

    input: Input
    header: str
    also: tuple[str, ...] = ()
    example: str = ""

    @property
    def name(self) -> str:
        return self.input.name


@dataclass(slots=True)
class Fault:
    """What is wrong with a row: in which column (empty: the row as a whole), with a code and a sentence."""

    column: str
    code: str
    message: str


@dataclass(slots=True)
class Row:
    """A row of a ledger on its way: its number in the sheet, its cleaned values, what was found wrong with it.

    `ready` is what `resolve` leaves for `write`; `waits` says that it depends on a row above in the same file,
    which a trial run does not write; `known` is the record of the same natural key with which it goes on;
    `written` is the key of the record that it became, `seq` its journal entry.
    """

    number: int
    values: dict[str, Any]
    key: str = ""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    ready: Any = None
    waits: bool = False
    known: int | None = None
    written: int | None = None
    seq: int | None = None
    line: int = 0  # key of its staged line

    @property
    def sound(self) -> bool:
        return not self.faults

    def fault(self, column: str, message: Any, code: str = "row.invalid") -> None:
        self.faults.append(Fault(column, code, str(message)))

    def warn(self, column: str, message: Any, code: str = "row.note") -> None:
        self.warnings.append(Fault(column, code, str(message)))

    def refuse(self, error: AnlanError, column: str = "") -> None:
        """Note the door's refusal; faults of several fields stand at their columns."""
        each = error.details.get("errors") or {}
        for name, fault in each.items():
            self.fault(name, fault.message, fault.code)
        if not each:
            self.fault(error.field or column, error.message, error.code)

    def wrote(self, record: int, seq: int | None = None) -> None:
        self.written, self.seq = record, seq

    def became(self, result: Outcome | AnlanError, column: str = "") -> None:
        """Note what the door made of the row's act: a case, or a refusal at a column."""
        if isinstance(result, AnlanError):
            self.refuse(result, column)
        else:
            self.wrote(result.case_id, result.seq)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(slots=True)
class Run:
    """A batch being taken in: by whom, at which moment, on trial or not; `seen` holds the natural keys of the sound
    rows above in the same file with their row numbers; `chunk` all rows at hand, the faulty ones too; `memory` is the
    kind's own, kept for the whole run."""

    by: Actor
    at: datetime
    batch: int = 0
    dry: bool = False
    options: frozenset[str] = frozenset()
    seen: dict[str, int] = field(default_factory=dict)
    chunk: Sequence[Row] = ()
    memory: dict[str, Any] = field(default_factory=dict)
    locked: float = 0.0  # seconds that the last chunk's transaction took

    def key(self, row: Row, step: str = "") -> str:
        """Return the idempotency key of an act of a row: it names the batch, whose case names the bringer."""
        return f"ledger-{self.batch}-{row.number}" + (f"-{step}" if step else "")


def _nothing_there(keys: Sequence[str]) -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of ledger; declaring it registers it.

    `natural(values)` is the natural key of a cleaned row, unique among rows that were not undone. `existing(keys)`
    returns those that the database holds already, with the key of the record. `resolve(rows, run)` looks references
    up for a whole chunk and reads only; `write(rows, run)` writes the sound ones in the caller's transaction, noting
    on each row what became of it. `undo(taken, run)` takes back what still is as it was taken in (record → its last
    entry of the journal then) and returns the refusals by record, in the caller's transaction.

    A kind that `goes_on` is handed rows whose key stands for a record already though they say something else: `resolve`
    finds `row.known`, and takes up what is new, notes at its cell what contradicts the record, or notes with
    `row.wrote` that nothing is new. Other kinds refuse such rows.

    A kind that `confides` holds what may lie nowhere in clear: its file is not kept, only cells of columns that it
    knows by name are staged, and each row goes through `confides(cells by column)` first, which returns what may lie.
    """

    code: str
    label: str | Promise
    order: int
    columns: tuple[Column, ...]
    permission: Permission
    natural: Callable[[Mapping[str, Any]], str]
    resolve: Callable[[Sequence[Row], Run], None]
    write: Callable[[Sequence[Row], Run], None]
    undo: Callable[[Mapping[int, int | None], Run], Mapping[int, AnlanError]]
    existing: Callable[[Sequence[str]], Mapping[str, int]] = _nothing_there
    goes_on: bool = False
    confides: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    options: tuple[tuple[str, str | Promise], ...] = ()
    chunk: int = 200  # rows in the first transaction; the runner adapts it to the time that they take
    fewest: int = 5  # rows to which a chunk may shrink on a busy machine; each chunk has a price of its own
    help: str | Promise = ""

    def __post_init__(self) -> None:
        KINDS[self.code] = self

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


KINDS: dict[str, Kind] = {}
"""Every kind by its code; an app declares its own in `imports.py`, which is found when the apps load."""


def in_order() -> list[Kind]:
    """Return the kinds in the order in which a city loads its ledgers."""
    return sorted(KINDS.values(), key=lambda kind: (kind.order, kind.code))


def split_names(text: str) -> list[str]:
    """Return the names in a cell: separated by 、, comma, semicolon or line break."""
    for sign in "，,；;\n":
        text = text.replace(sign, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def keys_of(rows: Iterable[Row]) -> list[str]:
    return [row.key for row in rows if row.key]
