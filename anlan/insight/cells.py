"""The cells of a table: a figure by one or two dimensions, from whatever it is counted by.

Counted figures come from the ledger's cells in at most four statements; those of rows and means from one pass over
their heaps; kinds from one grouped query for each measure; what is counted as distinct things is evaluated cell by
cell. What adds up is kept as sums, with what belongs to no member under `OTHER`, so that the table is the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from anlan.figures import parts
from anlan.figures.counting import tabulate
from anlan.figures.cut import Cut
from anlan.figures.evaluation import Value, evaluate
from anlan.figures.registry import REGISTRY, Figure
from anlan.insight.dimensions import AREA, GRADE, KIND, OTHER, SECTOR, TIMES, WEEK, Key, Member
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period, bucket_day
from anlan.org.models import Area, Sector
from anlan.org.scope import EVERYTHING

MOST_ASKED = 240
"""Cells that are evaluated one by one at most: each is a query over the period's rows."""
Sums = dict[str, int]
Axis = tuple[str, Sequence[Member]]


class Cells:
    """The values of a table; a key of None is all of that dimension."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self.adds = True
        self._sums: dict[tuple[Key, Key], Sums] = defaultdict(lambda: defaultdict(int))
        self._told: dict[tuple[Key, Key], Value] = {}

    def add(self, row: Key, column: Key, measure: str, n: int) -> None:
        for key in {(row, column), (row, None), (None, column)}:
            self._sums[key][measure] += n

    def tell(self, row: Key, column: Key, value: Value) -> None:
        self._told[row, column] = value

    def at(self, row: Key = None, column: Key = None) -> Value:
        if row is None and column is None:
            return self.value
        if not self.adds:
            return self._told[row, column]
        count, base = parts.amounts(self.value.figure, self._sums.get((row, column), {}))
        return replace(self.value, count=count, base=base)

    def has_rest(self, *, of_rows: bool) -> bool:
        """Tell whether something belongs to no member of a dimension."""
        key = (OTHER, None) if of_rows else (None, OTHER)
        return self.adds and any(self._sums.get(key, {}).values())


def cells_of(value: Value, rows: Axis, columns: Axis | None) -> Cells:
    """Return a value's cells by one or two dimensions, each with its members."""
    axes = [rows, *([columns] if columns else [])]
    names = [name for name, _members in axes]
    figure, found = value.figure, Cells(value)
    if KIND in names:
        _of_kinds(found, axes)
    elif figure.is_counted:
        _of_ledger(found, axes)
    elif figure.is_of_rows:
        _of_rows(found, axes, figure, parts.ROWS)
    elif figure.can_be_cut:
        _of_heaps(found, axes, parts.heaps(value))
    elif figure.placed is not None and set(names) <= {AREA, SECTOR}:
        heaps = figure.placed(value.cut, value.period, value.known)
        _of_heaps(found, axes, ((None, path, trade, "", total, n) for path, trade, total, n in heaps))
    else:
        _one_by_one(found, axes)
    return found


# -- from the ledger's cells -----------------------------------------------------------------------------------------


def _of_ledger(found: Cells, axes: Sequence[Axis]) -> None:
    """Read the table and its edges; what the members of an area or of the sectors leave over is the rest."""
    value, names = found.value, [name for name, _members in axes]
    full = _table(value, axes, names)
    edges = [_table(value, axes, [one for one in names if one != name]) for name in names]
    whole = _table(value, axes, [])
    for measure in value.figure.measures:
        if len(names) == 1:
            left = whole.get((measure,), 0)
            for (one, key), n in full.items():
                if one == measure:
                    found.add(key, None, measure, n)
                    left -= n
            found.add(OTHER, None, measure, left)
            continue
        by_column, by_row = ({k[1]: n for k, n in edge.items() if k[0] == measure} for edge in edges)
        corner = whole.get((measure,), 0) - sum(by_column.values()) - sum(by_row.values())
        for (one, row, column), n in full.items():
            if one == measure:
                found.add(row, column, measure, n)
                by_row[row] = by_row.get(row, 0) - n
                by_column[column] = by_column.get(column, 0) - n
                corner += n
        for row, n in by_row.items():
            found.add(row, OTHER, measure, n)
        for column, n in by_column.items():
            found.add(OTHER, column, measure, n)
        found.add(OTHER, OTHER, measure, corner)


def _table(value: Value, axes: Sequence[Axis], names: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """Return (measure, keys of the members) → n for those of the axes that are named."""
    told = [axis for axis in axes if axis[0] in names]
    by = tuple("day" if name == WEEK else "month" if name in TIMES else name for name, _members in told)
    table = tabulate(
        value.figure.measures,
        value.cut,
        value.period,
        value.known,
        by=by,
        areas=[one.key for name, members in told if name == AREA for one in members],
        sectors=[one.key for name, members in told if name == SECTOR for one in members],
    )
    summed: dict[tuple[Any, ...], int] = defaultdict(int)
    placers = [_step_of(name, members) if name in TIMES else None for name, members in told]
    for (measure, *keys), n in table.items():
        placed = [place(key) if place else key for place, key in zip(placers, keys, strict=True)]
        summed[measure, *placed] += n
    return summed


def _step_of(name: str, members: Sequence[Member]) -> Any:
    """Return the function that returns the key of the step in which a bucket of the ledger lies."""
    ends = [(one.thing.last, one.key) for one in members if isinstance(one.thing, Period)]

    def place(bucket: int) -> Key:
        day = bucket_day(bucket) if name == WEEK else date(bucket // 100, bucket % 100, 1)
        return next((key for last, key in ends if day <= last), OTHER)

    return place


# -- over rows ---------------------------------------------------------------------------------------------------------

PLACE_IN_HEAP = {AREA: 1, SECTOR: 2, GRADE: 3}
"""Where a heap (day, path, sector, grade, …) holds what a dimension goes by; steps of time go by its day."""


def _of_heaps(found: Cells, axes: Sequence[Axis], heaps: Iterable[Any]) -> None:
    places = [(PLACE_IN_HEAP.get(name, 0), _placer(name, members)) for name, members in axes]
    for heap in heaps:
        keys = [place(heap[at]) for at, place in places]
        row, column = keys[0], keys[1] if len(keys) > 1 else None
        found.add(row, column, parts.ROWS, heap[5])
        found.add(row, column, parts.TOTAL, heap[4])


def _of_rows(found: Cells, axes: Sequence[Axis], figure: Figure, measure: str) -> None:
    """Count a figure's rows by what the axes go by, and by nothing else: one query."""
    value = found.value
    columns = {AREA: "area_path", SECTOR: "sector_id", GRADE: "grade"}
    if figure.kinds is not None:
        columns[KIND] = figure.kinds.column
    names = [columns.get(name, figure.day) for name, _members in axes]
    places = [_placer(*axis) for axis in axes]
    rows: Any = figure.rows(value.cut, value.period, value.known, EVERYTHING)
    for *where, n in rows.order_by().values_list(*names).annotate(n=Count("pk")):
        keys = [place(one) for place, one in zip(places, where, strict=True)]
        found.add(keys[0], keys[1] if len(keys) > 1 else None, measure, n)


def _placer(name: str, members: Sequence[Member]) -> Callable[[Any], Key]:
    """Return the function that returns the key of the member to which a path, sector, grade, kind or day belongs."""
    if name == AREA:
        paths = [(one.thing.path or " ", one.key) for one in members if isinstance(one.thing, Area)]
        return lambda path: next((key for below, key in paths if path.startswith(below)), OTHER)
    if name in TIMES:
        ends = [(one.thing.last, one.key) for one in members if isinstance(one.thing, Period)]
        return lambda day: next((key for last, key in ends if day <= last), OTHER)
    known = {one.key for one in members}
    return lambda key: key if key in known else OTHER


def _of_kinds(found: Cells, axes: Sequence[Axis]) -> None:
    """Count rows by kind: a counted figure's measures each by the rows of the figure that bears its name."""
    value = found.value
    if not value.figure.is_counted:
        _of_rows(found, axes, value.figure, parts.ROWS)
        return
    for measure in value.figure.measures:
        counted = REGISTRY.find(measure)
        if counted is None or counted.kinds is None:
            raise Invalid(
                "analysis.dimension",
                _("“%(name)s” is not told apart by %(what)s.")
                % {"name": value.figure.name, "what": _("Kind")},
                field="rows",
            )
        _of_rows(found, axes, counted, measure)


# -- one by one --------------------------------------------------------------------------------------------------------


def _one_by_one(found: Cells, axes: Sequence[Axis]) -> None:
    """Evaluate every cell and every edge: of distinct things no cell follows from another."""
    found.adds = False
    first = axes[0][1]
    second = axes[1][1] if len(axes) > 1 else ()
    if len(first) * max(1, len(second)) > MOST_ASKED:
        raise Invalid(
            "analysis.many",
            _(
                "“%(name)s” is counted anew for each cell: at most %(most)s. Choose greater steps or one dimension."
            )
            % {"name": found.value.figure.name, "most": MOST_ASKED},
            field="columns",
        )
    for row in first:
        found.tell(row.key, None, _asked(found.value, row))
        for column in second:
            found.tell(row.key, column.key, _asked(found.value, row, column))
    for column in second:
        found.tell(None, column.key, _asked(found.value, column))


def _asked(value: Value, *members: Member) -> Value:
    cut, period = value.cut, value.period
    changes: Mapping[str, Any]
    for one in members:
        if isinstance(one.thing, Area):
            changes = {"area_id": one.thing.pk, "area_path": one.thing.path or ""}
            cut = replace(cut, **changes)
        elif isinstance(one.thing, Sector):
            cut = replace(cut, sector_ids=(one.thing.pk,))
        elif isinstance(one.thing, Period):
            period = one.thing
        else:
            cut = Cut(cut.area_id, cut.area_path, cut.sector_ids, one.key)
    return evaluate(value.figure.code, cut=cut, period=period, known=value.known)
