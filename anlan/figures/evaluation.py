"""The one evaluation of a figure: its value, its official prose, the rows it counts and the trace of all that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.utils.translation import gettext as _

from anlan.figures.counting import sums
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import numerals
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.scope import EVERYTHING, Scope

EVERY = 5_000
"""Rows between two signs of life of a proof."""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure evaluated: `count` (of a rate: its numerator; of a mean: its sum), `base` (what it is divided by)."""

    figure: Figure
    cut: Cut
    period: Period
    known: Known
    count: int
    base: int | None = None

    @property
    def number(self) -> int | float | None:
        """The value as a number: a count; a rate in percent to four decimals; None for a rate or mean of nothing."""
        if self.base is None:
            return self.count
        if self.figure.is_mean:
            return round(self.count / (self.base * self.figure.per), 1) if self.base else None
        return round(100 * self.count / self.base, 4) if self.base else None

    @property
    def text(self) -> str:
        """The value in official prose, without its measure word."""
        return prose(self.figure, self.count, self.base)

    @property
    def phrase(self) -> str:
        """The value in official prose with its measure word, as a sentence quotes it."""
        return self.text if self.figure.is_rate or self.number is None else self.text + self.figure.unit


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a value comes from: how many rows, and one digest over their keys in order."""

    rows: int
    digest: str


def prose(figure: Figure, count: int, base: int | None) -> str:
    """Return a count, a rate or a mean as the official prose writes it."""
    if figure.is_mean:
        return f"{count / (base * figure.per):.1f}" if base else numerals.NOTHING
    return numerals.count(count, step=figure.step) if base is None else numerals.rate(count, base)


def evaluate(
    code: str, *, cut: Cut, period: Period, known_at: datetime | None = None, known: Known | None = None
) -> Value:
    """Return the figure's value over `period`, as it stood at its end and as it was known at `known_at`."""
    return evaluate_all([code], cut=cut, period=period, known_at=known_at, known=known)[code]


def evaluate_all(
    codes: list[str],
    *,
    cut: Cut,
    period: Period,
    known_at: datetime | None = None,
    known: Known | None = None,
) -> dict[str, Value]:
    """Return several figures of one cut and period from one statement, so that they agree with one another.

    Whoever also reads their rows does both inside a `snapshot()`.
    """
    known = known or Known.by(known_at)
    figures = [REGISTRY[code] for code in codes]
    for figure in figures:
        if cut.grade and not figure.graded:
            raise Invalid(
                "figure.not_graded",
                _("“%(name)s” is not told apart by grade.") % {"name": figure.name},
                field="grade",
            )
        if cut.sector_ids and not figure.sectored:
            raise Invalid(
                "figure.not_sectored",
                _("“%(name)s” is not told apart by sector.") % {"name": figure.name},
                field="sector",
            )
    measures = list(dict.fromkeys(m for figure in figures for m in figure.measures))
    counted = sums(measures, cut, period, known) if measures else {}
    return {
        figure.code: Value(figure, cut, period, known, *_amount(figure, counted, cut, period, known))
        for figure in figures
    }


def _amount(
    figure: Figure, counted: dict[str, int], cut: Cut, period: Period, known: Known
) -> tuple[int, int | None]:
    """Return a figure's count and base: from its measures, else over its rows."""
    if figure.is_counted:
        return figure.value(counted), figure.base(counted) if figure.is_rate else None
    if figure.over is not None:
        return figure.over(cut, period, known)
    return figure.rows(cut, period, known, EVERYTHING).count(), None


def records(value: Value, *, scope: Scope) -> Any:
    """Return the very records counted (of a rate: its denominator's) that `scope` may see, as a QuerySet."""
    return value.figure.rows(value.cut, value.period, value.known, scope)


Traces = dict[tuple[str, tuple[Any, ...]], Trace]


def trace(value: Value, *, seen: Traces | None = None) -> Trace:
    """Return the number of rows and the SHA-256 over their keys, ascending, one a line.

    `seen` keeps traces of one snapshot by their statement: a rate and its whole count the same rows.
    Cost: reads the keys of every row counted; for pages use the value alone.
    """
    keys = _keys(value)
    statement = _statement(keys) if seen is not None else None
    if seen is not None and statement in seen:
        return seen[statement]
    *_steps, found = _traced(keys)
    assert isinstance(found, Trace)
    if seen is not None and statement is not None:
        seen[statement] = found
    return found


def _statement(keys: Any) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, given = keys.query.sql_with_params()
    except EmptyResultSet:  # nothing to ask: all of these are the same
        return "", ()
    return sql, tuple(given)


def _keys(value: Value) -> Any:
    return records(value, scope=EVERYTHING).order_by("pk").values_list("pk", flat=True)


def tracing(value: Value) -> Iterator[int | Trace]:
    """Yield how many rows were read, now and then, and at the end the trace: for whoever shows progress."""
    yield from _traced(_keys(value))


def _traced(found: Any) -> Iterator[int | Trace]:
    hasher = hashlib.sha256()
    rows = 0
    keys = found.iterator(chunk_size=10_000)
    while some := list(islice(keys, EVERY)):
        hasher.update(("\n".join(map(str, some)) + "\n").encode())
        rows += len(some)
        if len(some) == EVERY:
            yield rows
    yield Trace(rows, hasher.hexdigest())
