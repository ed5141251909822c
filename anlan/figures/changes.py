"""How a value came from one to another: each entry of the journal that moved it, between two moments or two periods.

A contribution counts in a value if it was recorded by the value's moment, is of a day of its period, and its step had
been taken by the period's end. What counts in the one value and not in the other is the difference: what is listed adds
up to it exactly. The ledger is read by its own key from the first entry that can matter: the cost is that of what was
recorded since then, not of the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.figures.counting import measure_ids
from anlan.figures.evaluation import Value, evaluate, records
from anlan.figures.registry import REGISTRY, Figure
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period, day_bucket
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
    """Two values of one figure and cut, and what lies between them by kind of step."""

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


def before(value: Value, since: datetime, period: Period | None = None) -> Value:
    """Return the value to compare with: as known at an earlier moment, of the same or of another period."""
    if since > value.known.at:
        raise Invalid(
            "figure.since", _("The earlier moment lies after the later one. Turn them round."), field="since"
        )
    return evaluate(value.figure.code, cut=value.cut, period=period or value.period, known_at=since)


def change(former: Value, latter: Value) -> Change:
    """Return how the one value became the other, of a counted figure and one cut. One statement."""
    inner, parameters = _moves(former, latter)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.kind, e.step, COUNT(*), SUM(m.moved), SUM(m.below) "  # noqa: S608 -- fixed parts, bound values
            f"FROM ({inner}) m JOIN journal_entry e ON e.seq = m.seq GROUP BY e.kind, e.step",
            parameters,
        )
        moved = [Moved(kind, step, int(n), int(a), int(b)) for kind, step, n, a, b in cursor.fetchall()]
    moved.sort(key=lambda one: (-abs(one.count) - abs(one.base), one.kind, one.step))
    return Change(former, latter, tuple(moved))


def movers(
    former: Value, latter: Value, *, scope: Scope, before: int | None = None, size: int = PAGE
) -> list[Mover]:
    """Return the newest entries that moved the value, at most `size` and one more; those before `before` if given."""
    inner, parameters = _moves(former, latter, before=before)
    with connection.cursor() as cursor:
        cursor.execute(f"{inner} ORDER BY seq DESC LIMIT {size + 1}", parameters)
        rows = {seq: (int(moved), int(below)) for seq, moved, below in cursor.fetchall()}
    return _told(latter, rows, scope)


def movers_of(former: Value, latter: Value, seqs: Sequence[int], *, scope: Scope) -> list[Mover]:
    """Return what these entries did to the value, for files: a run of keys at a time."""
    inner, parameters = _moves(former, latter, only=seqs)
    with connection.cursor() as cursor:
        cursor.execute(inner, parameters)
        rows = {seq: (int(moved), int(below)) for seq, moved, below in cursor.fetchall()}
    return _told(latter, rows, scope)


def entries(former: Value, latter: Value) -> Any:
    """Return the entries that moved the value as a QuerySet of the journal."""
    inner, parameters = _moves(former, latter)
    return Entry.objects.filter(pk__in=RawSQL(f"SELECT seq FROM ({inner}) AS moves", parameters))  # noqa: S611, S608


def _told(latter: Value, rows: dict[int, tuple[int, int]], scope: Scope) -> list[Mover]:
    """Return entries with their words, newest first; a case beyond the reader's scope has none."""
    found = Entry.objects.in_bulk(list(rows))
    model: Any = latter.figure.rows(latter.cut, latter.period, latter.known, scope).model
    cases = {entry.case_id for entry in found.values()}
    seen = set(model.objects.within(scope).filter(pk__in=cases).values_list("pk", flat=True))
    words = tell((entry.kind, entry.case_id) for entry in found.values() if entry.case_id in seen)
    return [
        Mover(found[seq], *rows[seq], words.get((found[seq].kind, found[seq].case_id), NOTHING))
        for seq in sorted(rows, reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Records that count in the one value and not in the other, by their keys, newest first, in the reader's scope.

    `adds_up`: the figure is the number of its records and the reader sees all of them, so what came less what left is
    the difference. Of people, days or shares the records tell why, and the sum lies in what each of them says.
    """

    former: Value
    latter: Value
    came: tuple[int, ...]
    left: tuple[int, ...]
    adds_up: bool


def exchange(former: Value, latter: Value, *, scope: Scope) -> Exchange:
    """Return which records came into a figure without measures, and which left it. Two readings of keys.

    Raises Invalid where there are more than `MOST_ROWS`: then it would be a job, not a page.
    """
    found = [records(value, scope=scope) for value in (former, latter)]
    keys = [set(rows.order_by("pk").values_list("pk", flat=True)[: MOST_ROWS + 1]) for rows in found]
    if any(len(some) > MOST_ROWS for some in keys):
        raise Invalid(
            "figure.many_rows",
            _(
                "More than %(most)s records: choose a smaller area or a shorter period to compare them one by one."
            )
            % {"most": f"{MOST_ROWS:,}"},
        )
    then, now = keys
    adds_up = former.base is None and (former.count, latter.count) == (len(then), len(now))
    return Exchange(
        former,
        latter,
        tuple(sorted(now - then, reverse=True)),
        tuple(sorted(then - now, reverse=True)),
        adds_up,
    )


# -- the statement ---------------------------------------------------------------------------------------------------


def _moves(
    former: Value, latter: Value, *, before: int | None = None, only: Sequence[int] | None = None
) -> tuple[str, list[Any]]:
    """Return the statement that lists (entry, moved the count by, moved the base by), where either is not 0."""
    figure, cut = latter.figure, latter.cut
    ids = measure_ids(figure.measures)
    now, then = _counts_in(latter), _counts_in(former)
    last = max(former.known.seq, latter.known.seq)
    where = (
        f"c.measure_id IN ({', '.join(map(str, ids.values()))}) AND a.ancestor_id = %s "
        "AND c.day BETWEEN %s AND %s AND c.seq "
    )
    parameters: list[Any] = [*now[1], *then[1], cut.area_id]
    parameters += [
        day_bucket(min(former.period.first, latter.period.first)),
        day_bucket(max(former.period.last, latter.period.last)),
    ]
    if only is not None:
        where += f"IN ({', '.join(['%s'] * len(only))})" if only else "IN (NULL)"
        parameters += only
    else:
        where += "BETWEEN %s AND %s"
        parameters += [_begin(former, latter), last if before is None else min(last, before - 1)]
    if cut.sector_ids:
        where += f" AND c.sector_id IN ({', '.join(['%s'] * len(cut.sector_ids))})"
        parameters += cut.sector_ids
    if cut.grade:
        where += " AND c.grade = %s"
        parameters.append(cut.grade)
    inner = (
        f"SELECT c.seq AS seq, {_signed(figure, ids, base=False)} AS plus, "  # noqa: S608 -- fixed parts, bound values
        f"{_signed(figure, ids, base=True)} AS under, "
        f"CASE WHEN {now[0]} THEN 1 ELSE 0 END - CASE WHEN {then[0]} THEN 1 ELSE 0 END AS turned "
        f"FROM figures_contribution c JOIN org_areaancestor a ON a.area_id = c.area_id WHERE {where}"
    )
    sql = (
        f"SELECT seq, SUM(plus * turned) AS moved, SUM(under * turned) AS below FROM ({inner}) AS turned_over "  # noqa: S608
        "WHERE turned <> 0 GROUP BY seq HAVING SUM(plus * turned) <> 0 OR SUM(under * turned) <> 0"
    )
    return sql, parameters


def _counts_in(value: Value) -> tuple[str, list[Any]]:
    """Return the condition on a contribution of the cut that counts in a value.

    What happened after the period does not move what stood at its end; a correction counts at its own day.
    """
    first, last = day_bucket(value.period.first), day_bucket(value.period.last)
    return (
        "c.seq <= %s AND c.day BETWEEN %s AND %s AND (c.step_day <= %s OR c.step_day <= c.day)",
        [value.known.seq, first, last, last],
    )


def _begin(former: Value, latter: Value) -> int:
    """Return the first entry that can count in one of the values and not in the other.

    Nothing is recorded before the day on which it counts or happened, but for what is made ahead of its day.
    """
    begins: list[int] = []
    if former.known.seq != latter.known.seq:
        begins.append(min(former.known.seq, latter.known.seq) + 1)
    one, other = former.period, latter.period
    if one != other:
        if REGISTRY.any_ahead(latter.figure.measures):
            return 1
        days = [min(one.first, other.first)] if one.first != other.first else []
        days += [min(one.last, other.last) + timedelta(days=1)] if one.last != other.last else []
        earlier = Entry.objects.filter(recorded_at__lt=clock.day_start(min(days)))
        found = earlier.order_by("-recorded_at", "-seq").values_list("seq", flat=True).first()
        begins.append((found or 0) + 1)
    return min(begins, default=latter.known.seq + 1)


def _signed(figure: Figure, ids: dict[str, int], *, base: bool) -> str:
    """Return SQL of a contribution with the sign of its measure in the count, or in the base."""
    signs = dict.fromkeys(ids, 0)
    for codes, sign in ((figure.of, 1),) if base else ((figure.plus, 1), (figure.minus, -1)):
        for code in codes:
            signs[code] += sign
    cases = " ".join(f"WHEN {ids[code]} THEN c.n * {sign}" for code, sign in signs.items() if sign)
    return f"(CASE c.measure_id {cases} ELSE 0 END)" if cases else "0"
