"""The counted sums behind every figure: cells, plus what came after them, minus what the question excludes.

One statement reads all of it, so that the answer is exact in one snapshot while others write. Its cost grows
with the cells asked for and with what changed since the moment asked about, never with the archive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from anlan.figures.cut import Cut, Known
from anlan.figures.models import Fold, Measure
from anlan.figures.registry import REGISTRY
from anlan.journal.models import Head
from anlan.kernel import clock
from anlan.kernel.period import Period, bucket_day, buckets, day_bucket, month_end

FOLD_CHUNK = 20_000
"""Entries folded in one transaction: a writer waits for it half a second at most."""

NO_SECTOR = -1
"""The sector of what belongs to none: counted where all sectors are asked for together (0), under no sector's key."""

FOLDED = "(SELECT seq FROM figures_fold WHERE id = 1)"
"""The watermark, read in the statement itself. Ranges of seq are closed on both sides: PostgreSQL's planner takes an
open one for a third of the table (2.8 s instead of 0.06 at 8.1 M)."""

_ids: dict[str, int] = {}


def measure_ids(codes: Iterable[str]) -> dict[str, int]:
    """Return the small numbers of measures; they never change once given, so each process keeps them."""
    if not all(code in _ids for code in codes):
        _ids.clear()
        _ids.update(Measure.objects.values_list("code", "id"))
    return {code: _ids[code] for code in codes}


def sync_measures() -> None:
    """Give every registered measure its number; safe to repeat."""
    known = dict(Measure.objects.values_list("code", "id"))
    following = max(known.values(), default=0) + 1
    for code in sorted(REGISTRY.measures):
        if code not in known:
            Measure.objects.create(id=following, code=code)
            following += 1
    Fold.objects.get_or_create(pk=1)
    _ids.clear()


def sums(codes: Sequence[str], cut: Cut, period: Period, known: Known) -> dict[str, int]:
    """Return the sum of each measure over the cohort of `period`, as it stood at its end and was known then."""
    table = tabulate(codes, cut, period, known, by=())
    return {code: table.get((code,), 0) for code in codes}


def tabulate(
    codes: Sequence[str],
    cut: Cut,
    period: Period,
    known: Known,
    *,
    by: tuple[str, ...],
    areas: Sequence[int] = (),
    sectors: Sequence[int] = (),
) -> dict[tuple[Any, ...], int]:
    """Return {(measure code, *dimensions): n}; `by` names dimensions among area, sector, grade, month and day.

    `areas` are the nodes to tell apart (their subtrees, which must not overlap to be added up); `sectors` the
    sectors. A month is a six-digit bucket, a day an eight-digit one; ask for one of the two.
    """
    ids = measure_ids(codes)
    node_ids = list(areas) if "area" in by else [cut.area_id]
    sector_ids = list(sectors) if "sector" in by else list(cut.sector_ids)
    sql, parameters = _statement(
        list(ids.values()),
        node_ids,
        sector_ids,
        cut.grade,
        period,
        known,
        by,
        ahead=REGISTRY.any_ahead(codes),
    )
    codes_by_id = {number: code for code, number in ids.items()}
    result: dict[tuple[Any, ...], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for measure, *dimensions, n in cursor.fetchall():
            result[(codes_by_id[measure], *dimensions)] += int(n)
    return dict(result)


def _marks(values: Sequence[Any]) -> str:
    return ",".join(["%s"] * len(values))


def _statement(
    measures: list[int],
    areas: list[int],
    sectors: list[int],
    grade: str,
    period: Period,
    known: Known,
    by: tuple[str, ...],
    *,
    ahead: bool = False,
) -> tuple[str, list[Any]]:
    """Return the one statement: folded cells ∪ unfolded contributions ∪ minus later ones."""
    columns = {"area": "area_id", "sector": "sector_id", "grade": "grade", "month": "slot", "day": "slot"}
    grouped = ["measure_id", *(columns[name] for name in by)]
    folded, unfolded = "CASE WHEN bucket > 9999999 THEN bucket / 100 ELSE bucket END", "c.day / 100"
    if "day" in by:
        folded, unfolded = "bucket", "c.day"
    elif not ahead and known.latest and period.last >= clock.local_day(known.at):
        # nothing lies after today: whole months and years are read instead of their days; not so of what is made ahead
        period = Period(period.first, period.last.replace(month=12, day=31))
    ranges = _monthly(period) if "month" in by else buckets(period)
    if "day" in by:
        ranges = [(day_bucket(period.first), day_bucket(period.last))]
    first, last = day_bucket(period.first), day_bucket(period.last)
    parameters: list[Any] = []

    cell = f"measure_id IN ({_marks(measures)}) AND area_id IN ({_marks(areas)})"
    parameters += [*measures, *areas]
    cell += f" AND sector_id IN ({_marks(sectors)})" if sectors else " AND sector_id = 0"
    parameters += sectors
    if grade:
        cell += " AND grade = %s"
        parameters.append(grade)
    cell += " AND (" + " OR ".join(["bucket BETWEEN %s AND %s"] * len(ranges)) + ")"
    parameters += [edge for pair in ranges for edge in pair]

    dims = f"c.measure_id IN ({_marks(measures)}) AND a.ancestor_id IN ({_marks(areas)})"
    dim_parameters: list[Any] = [*measures, *areas]
    if sectors:
        dims += f" AND c.sector_id IN ({_marks(sectors)})"
        dim_parameters += sectors
    if grade:
        dims += " AND c.grade = %s"
        dim_parameters.append(grade)
    dims += " AND c.day BETWEEN %s AND %s"
    dim_parameters += [first, last]
    one = (
        f"SELECT c.measure_id, a.ancestor_id, c.sector_id, c.grade, {unfolded}, {{n}} FROM figures_contribution c "
        "JOIN org_areaancestor a ON a.area_id = c.area_id WHERE "
    )
    branches = [
        f"SELECT measure_id, area_id, sector_id, grade, {folded} AS slot, n FROM figures_cell WHERE {cell}",
        one.format(n="c.n") + f"c.seq > {FOLDED} AND c.seq <= %s AND " + dims,
    ]
    parameters += [known.seq, *dim_parameters]
    # also when nothing later was known of: others go on recording, and a moment must stay the same moment
    branches.append(one.format(n="-c.n") + f"c.seq > %s AND c.seq <= {FOLDED} AND " + dims)
    parameters += [known.seq, *dim_parameters]
    if period.last < clock.local_day(known.at):
        branches.append(
            one.format(n="-c.n") + "c.step_day > %s AND c.step_day > c.day AND c.seq <= %s AND " + dims
        )
        parameters += [last, known.seq, *dim_parameters]
    names = ", ".join(grouped)
    return (
        f"SELECT {names}, SUM(n) FROM ({' UNION ALL '.join(branches)}) AS counted GROUP BY {names}",
        parameters,
    )


def _monthly(period: Period) -> list[tuple[int, int]]:
    """Return at most three bucket ranges of days and months, never a year's: a trend needs its months.

    Months of several years are one range: the numbers between them are no buckets.
    """
    ranges: list[tuple[int, int]] = []
    first, last = period.first, period.last
    if first.day != 1:
        edge = min(month_end(first), last)
        ranges.append((day_bucket(first), day_bucket(edge)))
        first = edge + timedelta(days=1)
    if first <= last and last != month_end(last):
        start = last.replace(day=1)
        ranges.append((day_bucket(start), day_bucket(last)))
        last = start - timedelta(days=1)
    if first <= last:
        ranges.append((first.year * 100 + first.month, last.year * 100 + last.month))
    return ranges


def first_day(codes: Sequence[str], area_id: int) -> date | None:
    """Return the first day on which any of the measures counted something in an area; None before there is one.

    One range of the cells' key for each measure; what is not folded yet is looked at by itself.
    """
    ids = list(measure_ids(codes).values())
    one = (
        "SELECT MIN(bucket) AS day FROM figures_cell WHERE measure_id = %s AND area_id = %s AND sector_id = 0 "
        "AND bucket BETWEEN 19000101 AND 29991231"
    )
    cells = " UNION ALL ".join([one] * len(ids))
    sql = (
        f"SELECT MIN(day) FROM ({cells} UNION ALL SELECT MIN(c.day) AS day FROM figures_contribution c "
        f"JOIN org_areaancestor a ON a.area_id = c.area_id WHERE c.seq > {FOLDED} "
        f"AND c.measure_id IN ({_marks(ids)}) AND a.ancestor_id = %s) AS days"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(part for number in ids for part in (number, area_id)), *ids, area_id])
        found = cursor.fetchone()[0]
    return None if found is None else bucket_day(int(found))


# -- the fold ----------------------------------------------------------------------------------------------

_FOLD = """
INSERT INTO figures_cell (measure_id, area_id, sector_id, grade, bucket, n)
SELECT b.measure_id, a.ancestor_id, b.sector_id * s.keep, b.grade, b.day / d.size, SUM(b.n)
FROM (SELECT measure_id, area_id, sector_id, grade, day, SUM(n) AS n FROM figures_contribution
      WHERE seq > %s AND seq <= %s GROUP BY measure_id, area_id, sector_id, grade, day) AS b
JOIN org_areaancestor a ON a.area_id = b.area_id
CROSS JOIN (SELECT 1 AS keep UNION ALL SELECT 0) AS s
CROSS JOIN (SELECT 1 AS size UNION ALL SELECT 100 UNION ALL SELECT 10000) AS d
WHERE 1 = 1
GROUP BY b.measure_id, a.ancestor_id, b.sector_id * s.keep, b.grade, b.day / d.size
ON CONFLICT (measure_id, area_id, sector_id, grade, bucket) DO UPDATE SET n = figures_cell.n + excluded.n
"""


def fold(*, chunk: int = FOLD_CHUNK) -> int:
    """Move the watermark of the cells up to the journal's head, a chunk a transaction; return entries folded.

    Safe at any time and by several at once: whoever holds the watermark's row folds.
    """
    folded = 0
    while True:
        with transaction.atomic():
            state = Fold.objects.select_for_update().get(pk=1)
            head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
            until = min(head, state.seq + chunk)
            if until == state.seq:
                return folded
            with connection.cursor() as cursor:
                cursor.execute(_FOLD, [state.seq, until])
            folded += until - state.seq
            state.seq = until
            state.save(update_fields=["seq"])
