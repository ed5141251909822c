"""How a value changed between two moments at which it was known: each entry of the journal that moved it.

The ledger of contributions is read by its own key, from the one moment to the other: the cost is that of what was
recorded in between, not of the archive. What is listed adds up to the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.figures.counting import measure_ids
from anlan.figures.evaluation import Value, evaluate, records
from anlan.figures.registry import Figure
from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid
from anlan.kernel.period import day_bucket
from anlan.kernel.tellers import NOTHING, CaseWords, tell
from anlan.org.scope import Scope

PAGE = 30
MOST_ROWS = 5_000
STEPS: dict[tuple[str, str], str | Promise] = {}
"""(kind of case, step) → what was done, in words; the lifecycle fills it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one kind of step did to a value: by how many entries, and by how much in all."""

    kind: str
    step: str
    entries: int
    count: int
    base: int

    @property
    def label(self) -> str:
        return str(STEPS.get((self.kind, self.step), self.step))


@dataclass(frozen=True, slots=True)
class Mover:
    """One journal entry that moved a value. A case beyond the reader's scope has no words."""

    entry: Entry
    count: int
    base: int
    words: CaseWords

    @property
    def label(self) -> str:
        return str(STEPS.get((self.entry.kind, self.entry.step), self.entry.step))


@dataclass(frozen=True, slots=True)
class Change:
    """A value as it was known at two moments, and what lies between them by kind of step."""

    former: Value
    latter: Value
    moved: tuple[Moved, ...]

    @property
    def count(self) -> int:
        return self.latter.count - self.former.count

    @property
    def base(self) -> int:
        return (self.latter.base or 0) - (self.former.base or 0)

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self.moved)


def change(value: Value, since: datetime) -> Change:
    """Return how a counted figure's value came about since an earlier moment. An evaluation and a statement."""
    _earlier(value, since)
    former = evaluate(value.figure.code, cut=value.cut, period=value.period, known_at=since)
    inner, parameters = _moves(former, value)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.kind, e.step, COUNT(*), SUM(m.moved), SUM(m.below) "  # noqa: S608 -- fixed parts, bound values
            f"FROM ({inner}) m JOIN journal_entry e ON e.seq = m.seq GROUP BY e.kind, e.step",
            parameters,
        )
        moved = [Moved(kind, step, int(n), int(a), int(b)) for kind, step, n, a, b in cursor.fetchall()]
    moved.sort(key=lambda one: (-abs(one.count) - abs(one.base), one.kind, one.step))
    return Change(former, value, tuple(moved))


def movers(found: Change, *, scope: Scope, before: int | None = None) -> list[Mover]:
    """Return the newest entries that moved the value, at most a page and one more; those before `before` if given."""
    inner, parameters = _moves(found.former, found.latter, before=before)
    with connection.cursor() as cursor:
        cursor.execute(f"{inner} ORDER BY c.seq DESC LIMIT {PAGE + 1}", parameters)
        rows = {seq: (int(moved), int(below)) for seq, moved, below in cursor.fetchall()}
    entries = Entry.objects.in_bulk(list(rows))
    model: Any = found.latter.figure.rows(
        found.latter.cut, found.latter.period, found.latter.known, scope
    ).model
    cases = {entry.case_id for entry in entries.values()}
    seen = set(model.objects.within(scope).filter(pk__in=cases).values_list("pk", flat=True))
    words = tell((entry.kind, entry.case_id) for entry in entries.values() if entry.case_id in seen)
    return [
        Mover(entries[seq], *rows[seq], words.get((entries[seq].kind, entries[seq].case_id), NOTHING))
        for seq in sorted(rows, reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Records that count at the one moment and not at the other, by their keys, newest first, in the reader's scope."""

    former: Value
    latter: Value
    came: tuple[int, ...]
    left: tuple[int, ...]


def exchange(value: Value, since: datetime, *, scope: Scope) -> Exchange:
    """Return which records came into a figure that is the number of its rows, and which left it. Two readings of keys.

    Raises Invalid where there are more than `MOST_ROWS`: then it would be a job, not a page.
    """
    _earlier(value, since)
    former = evaluate(value.figure.code, cut=value.cut, period=value.period, known_at=since)
    if max(former.count, value.count) > MOST_ROWS:
        raise Invalid(
            "figure.many_rows",
            _(
                "More than %(most)s records: choose a smaller area or a shorter period to compare them one by one."
            )
            % {"most": f"{MOST_ROWS:,}"},
        )
    then = set(records(former, scope=scope).values_list("pk", flat=True))
    now = set(records(value, scope=scope).values_list("pk", flat=True))
    return Exchange(
        former, value, tuple(sorted(now - then, reverse=True)), tuple(sorted(then - now, reverse=True))
    )


def _earlier(value: Value, since: datetime) -> None:
    if since > value.known.at:
        raise Invalid(
            "figure.since", _("The earlier moment lies after the later one. Turn them round."), field="since"
        )


def _moves(former: Value, latter: Value, *, before: int | None = None) -> tuple[str, list[Any]]:
    """Return the statement that lists (entry, moved the count by, moved the base by), where either is not 0.

    What happened after the period does not move what stood at its end; a correction counts at its own day.
    """
    figure, cut, period = latter.figure, latter.cut, latter.period
    ids = measure_ids(figure.measures)
    moved, below = _signed(figure, ids, base=False), _signed(figure, ids, base=True)
    last = latter.known.seq if before is None else min(latter.known.seq, before - 1)
    where = (
        f"c.seq BETWEEN %s AND %s AND c.measure_id IN ({', '.join(map(str, ids.values()))}) "
        "AND a.ancestor_id = %s AND c.day BETWEEN %s AND %s AND (c.step_day <= %s OR c.step_day <= c.day)"
    )
    end = day_bucket(period.last)
    parameters: list[Any] = [former.known.seq + 1, last, cut.area_id, day_bucket(period.first), end, end]
    if cut.sector_ids:
        where += f" AND c.sector_id IN ({', '.join(['%s'] * len(cut.sector_ids))})"
        parameters += cut.sector_ids
    if cut.grade:
        where += " AND c.grade = %s"
        parameters.append(cut.grade)
    sql = (
        f"SELECT c.seq, {moved} AS moved, {below} AS below FROM figures_contribution c "  # noqa: S608 -- as above
        f"JOIN org_areaancestor a ON a.area_id = c.area_id WHERE {where} GROUP BY c.seq "
        f"HAVING {moved} <> 0 OR {below} <> 0"
    )
    return sql, parameters


def _signed(figure: Figure, ids: dict[str, int], *, base: bool) -> str:
    """Return SQL that adds up contributions with the sign of their measure in the count, or in the base."""
    signs = dict.fromkeys(ids, 0)
    for codes, sign in ((figure.of, 1),) if base else ((figure.plus, 1), (figure.minus, -1)):
        for code in codes:
            signs[code] += sign
    cases = " ".join(f"WHEN {ids[code]} THEN c.n * {sign}" for code, sign in signs.items() if sign)
    return f"SUM(CASE c.measure_id {cases} ELSE 0 END)" if cases else "SUM(0)"
