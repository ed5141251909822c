"""Proof that the counters are what the journal says: recomputed in full, by another way than they were kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.journal.snapshot import snapshot

MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Expectation:
    """A step of a kind of case, whose table tells the dimensions, contributes `n` to `measure`."""

    kind: str
    step: str
    table: str
    measure: str
    n: int
    day: str
    area: str
    sector: str
    grade: str


EXPECTED: list[Expectation] = []
"""What each step of each kind of case must have contributed; the lifecycle registers it."""


@dataclass
class Verdict:
    """What a verification compared and every difference in words."""

    contributions: int = 0
    cells: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(*, progress: Callable[[str, int, int], None] | None = None) -> Verdict:
    """Compare contributions with the journal's entries and cells with contributions, in one snapshot.

    Cost: reads the journal, the cases and the contributions once per counting step.
    """
    verdict = Verdict()
    tell = progress or (lambda *_: None)
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM figures_contribution")
        verdict.contributions = cursor.fetchone()[0]
        accounted = 0
        for number, expectation in enumerate(EXPECTED):
            tell("contributions", number, len(EXPECTED))
            accounted += _compare_step(cursor, verdict, expectation)
        tell("contributions", 1, 1)
        if accounted != verdict.contributions:
            verdict.faults.append(
                f"{verdict.contributions - accounted} contributions belong to no step that the lifecycles declare"
            )
        _compare_cells(cursor, verdict)
        tell("cells", 1, 1)
    return verdict


def _day_bucket(column: str) -> str:
    """Return SQL for the eight-digit bucket of a date column."""
    if connection.vendor == "sqlite":
        return f"CAST(strftime('%%Y%%m%%d', {column}) AS INTEGER)"
    return f"CAST(to_char({column}, 'YYYYMMDD') AS INTEGER)"


def _step_bucket(column: str) -> str:
    """Return SQL for the eight-digit bucket of the Shanghai day of a moment."""
    if connection.vendor == "sqlite":
        return f"CAST(strftime('%%Y%%m%%d', {column}, '+8 hours') AS INTEGER)"
    return f"CAST(to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') AS INTEGER)"


def _compare_step(cursor: CursorWrapper, verdict: Verdict, expected: Expectation) -> int:
    """Compare one step's entries with their contributions; return how many contributions it accounts for."""
    grade = f"k.{expected.grade}" if expected.grade else "''"
    day, step_day = _day_bucket("k." + expected.day), _step_bucket("e.occurred_at")
    later = f"CASE WHEN {step_day} > {day} THEN {step_day} ELSE {day} END"
    sql = f"""
        SELECT count(*), sum(CASE WHEN c.seq IS NULL OR c.n <> %s OR c.day <> {day}
                                    OR c.step_day <> {later}
                                    OR c.area_id <> k.{expected.area} OR c.sector_id <> k.{expected.sector}
                                    OR c.grade <> {grade} THEN 1 ELSE 0 END),
               min(CASE WHEN c.seq IS NULL OR c.n <> %s THEN e.seq END), count(c.seq),
               count(*) - count(DISTINCT e.seq)
        FROM journal_entry e
        JOIN {expected.table} k ON k.id = e.case_id
        LEFT JOIN figures_contribution c
          ON c.seq = e.seq AND c.measure_id = (SELECT id FROM figures_measure WHERE code = %s)
        WHERE e.kind = %s AND e.step = %s
    """  # noqa: S608 -- names come from the declared lifecycles
    cursor.execute(sql, [expected.n, expected.n, expected.measure, expected.kind, expected.step])
    entries, wrong, first, present, doubled = cursor.fetchone()
    if doubled:
        verdict.faults.append(
            f"{expected.measure}: {doubled} steps “{expected.kind}.{expected.step}” are counted more than once"
        )
    if wrong:
        verdict.faults.append(
            f"{expected.measure}: {wrong} of {entries} steps “{expected.kind}.{expected.step}” are counted wrongly"
            + (f", the first is entry {first}" if first else "")
        )
    return int(present)


_CELLS = """
    SELECT measure_id, area_id, sector_id, grade, bucket, SUM(kept), SUM(counted) FROM (
        SELECT measure_id, area_id, sector_id, grade, bucket, n AS kept, 0 AS counted FROM figures_cell
        UNION ALL
        SELECT b.measure_id, a.ancestor_id, b.sector_id * s.keep, b.grade, b.day / d.size, 0, b.n
        FROM (SELECT measure_id, area_id, sector_id, grade, day, SUM(n) AS n FROM figures_contribution
              WHERE seq <= (SELECT seq FROM figures_fold WHERE id = 1)
              GROUP BY measure_id, area_id, sector_id, grade, day) AS b
        JOIN org_areaancestor a ON a.area_id = b.area_id
        CROSS JOIN (SELECT 1 AS keep UNION ALL SELECT 0) AS s
        CROSS JOIN (SELECT 1 AS size UNION ALL SELECT 100 UNION ALL SELECT 10000) AS d
    ) AS compared GROUP BY measure_id, area_id, sector_id, grade, bucket HAVING SUM(kept) <> SUM(counted)
"""


def _compare_cells(cursor: CursorWrapper, verdict: Verdict) -> None:
    cursor.execute("SELECT count(*) FROM figures_cell")
    verdict.cells = cursor.fetchone()[0]
    cursor.execute(_CELLS)
    for measure, area, sector, grade, bucket, kept, counted in cursor.fetchmany(MOST_FAULTS):
        verdict.faults.append(
            f"cell of measure {measure}, area {area}, sector {sector}, grade “{grade}”, bucket {bucket}: "
            f"kept {kept}, counted {counted}"
        )
