"""Proof that the counters are what the journal says: recomputed in full, by another way than they were kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.figures.counting import NO_SECTOR
from anlan.figures.models import Measure
from anlan.journal.snapshot import snapshot

MOST_FAULTS = 50


def _is(column: str, word: str | bool) -> str:
    """SQL over the case `k`: a column holds a word, or is true."""
    return f"k.{column}" if word is True else f"k.{column} = '{word}'"


@dataclass(frozen=True, slots=True)
class Held:
    """A measure that a kind of case counts in: in which states, while which column is true or holds a word, and which
    column says how much (empty: one)."""

    measure: str
    states: tuple[str, ...]
    when: str = ""
    equals: str = ""
    amount: str = ""
    only: tuple[str, str | bool] | None = None  # a further column, and the word that it holds
    besides: tuple[str, str | bool] | None = None  # a further column, and the word that it does not hold
    filled: bool = False  # `when` is a moment or the like: counted while it is there

    @property
    def condition(self) -> str:
        """SQL over the case `k`."""
        says = f" = '{self.equals}'" if self.equals else " IS NOT NULL" if self.filled else ""
        more = f" AND k.{self.when}{says}" if self.when else ""
        more += f" AND {_is(*self.only)}" if self.only else ""
        more += f" AND NOT ({_is(*self.besides)})" if self.besides else ""
        return f"k.state IN ({_quoted(self.states)}){more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A kind of case, the table that tells its dimensions, and the measures that it counts in.

    `sector` and `grade` are empty where it has none; `corrections` are the steps that take back what the case counted,
    each at its own day.
    """

    kind: str
    table: str
    day: str
    area: str
    sector: str
    grade: str
    counts: tuple[Held, ...]
    corrections: tuple[str, ...] = ()
    of_its_day: bool = False  # whatever a step changed counts from the case's own day on


EXPECTED: list[Expectation] = []
"""What each kind of case must have contributed; the lifecycle registers it."""


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

    Cost: reads the journal, the cases and the contributions twice for each kind of case.
    """
    verdict = Verdict()
    tell = progress or (lambda *_: None)
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM figures_contribution")
        verdict.contributions = cursor.fetchone()[0]
        for number, expectation in enumerate(EXPECTED):
            tell("contributions", number, len(EXPECTED))
            _compare_cases(cursor, verdict, expectation)
            _compare_steps(cursor, verdict, expectation)
        _compare_kinds(cursor, verdict)
        tell("contributions", 1, 1)
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


def _quoted(values: tuple[str, ...]) -> str:
    """Return names that the lifecycles declare as SQL text."""
    return ", ".join(f"'{value}'" for value in values) or "''"


def _measure(code: str) -> str:
    return f"(SELECT id FROM figures_measure WHERE code = '{code}')"  # noqa: S608 -- a declared code


def _compare_cases(cursor: CursorWrapper, verdict: Verdict, expected: Expectation) -> None:
    """Compare what the ledger sums up to for each case with what the case counts in as it stands."""
    grade = f"k.{expected.grade}" if expected.grade else "''"
    sector = f"k.{expected.sector}" if expected.sector else str(NO_SECTOR)
    stands = " UNION ALL ".join(
        f"SELECT k.id, {_measure(held.measure)}, {_day_bucket('k.' + expected.day)}, k.{expected.area}, "  # noqa: S608
        f"{sector}, {grade}, 0, {'k.' + held.amount if held.amount else 1} FROM {expected.table} k "
        f"WHERE {held.condition}"
        for held in expected.counts
    )
    sql = f"""
        SELECT case_id, measure, sum(kept), sum(held) FROM (
            SELECT e.case_id AS case_id, c.measure_id AS measure, c.day AS day, c.area_id AS area,
                   c.sector_id AS sector, c.grade AS grade, c.n AS kept, 0 AS held
            FROM figures_contribution c JOIN journal_entry e ON e.seq = c.seq WHERE e.kind = '{expected.kind}'
            UNION ALL {stands}
        ) AS compared
        GROUP BY case_id, measure, day, area, sector, grade HAVING sum(kept) <> sum(held) ORDER BY case_id
    """  # noqa: S608 -- names come from the declared lifecycles
    cursor.execute(sql, [])
    names = _measure_names()
    for case_id, measure, kept, held in cursor.fetchmany(MOST_FAULTS):
        verdict.faults.append(
            f"{names.get(measure, measure)}: {expected.kind} {case_id} is counted {kept} times, should be {held}"
        )


def _compare_steps(cursor: CursorWrapper, verdict: Verdict, expected: Expectation) -> None:
    """Compare each entry's contributions with the change of state that it records, and their day."""
    day, step_day = "c.day", _step_bucket("e.occurred_at")
    corrects = f"e.step IN ({_quoted(expected.corrections)})" if expected.corrections else "1 = 0"
    later = day if expected.of_its_day else f"CASE WHEN {step_day} < {day} THEN {day} ELSE {step_day} END"
    cursor.execute(
        f"SELECT count(*), min(c.seq) FROM figures_contribution c JOIN journal_entry e ON e.seq = c.seq "  # noqa: S608
        f"WHERE e.kind = '{expected.kind}' AND c.step_day <> {later} AND NOT {corrects}",
        [],
    )
    wrong, first = cursor.fetchone()
    if wrong:
        verdict.faults.append(
            f"{wrong} contributions carry another day than their step, the first is {first}"
        )
    if expected.corrections:
        _compare_corrections(cursor, verdict, expected, corrects)
    for held in expected.counts:
        if held.when or held.amount or held.only or held.besides:
            continue  # which way a column stood then, only the case knows: compared above
        measure, states = held.measure, _quoted(held.states)
        into = f"CASE WHEN e.to_state IN ({states}) THEN 1 ELSE 0 END"
        out = f"CASE WHEN e.from_state IN ({states}) THEN 1 ELSE 0 END"
        cursor.execute(
            f"SELECT count(*), min(e.seq) FROM journal_entry e LEFT JOIN (SELECT seq, sum(n) AS n "  # noqa: S608
            f"FROM figures_contribution WHERE measure_id = {_measure(measure)} GROUP BY seq) s ON s.seq = e.seq "
            f"WHERE e.kind = '{expected.kind}' AND COALESCE(s.n, 0) <> {into} - {out}",
            [],
        )
        wrong, first = cursor.fetchone()
        if wrong:
            verdict.faults.append(
                f"{measure}: {wrong} steps of kind {expected.kind} are counted wrongly, the first is entry {first}"
            )


def _compare_corrections(
    cursor: CursorWrapper, verdict: Verdict, expected: Expectation, corrects: str
) -> None:
    """Find cases that a correction left counted on some day: what was taken out counts nothing on any day.

    Of a case that counts again, the corrections undo each other.
    """
    counted = _quoted(tuple({state for held in expected.counts for state in held.states}))
    cursor.execute(
        "SELECT e.case_id, c.step_day, sum(c.n) FROM figures_contribution c JOIN journal_entry e "  # noqa: S608
        f"ON e.seq = c.seq JOIN {expected.table} k ON k.id = e.case_id WHERE e.kind = '{expected.kind}' "
        f"AND (k.state NOT IN ({counted}) OR {corrects}) "
        "GROUP BY e.case_id, c.measure_id, c.day, c.step_day, c.area_id, c.sector_id, c.grade "
        "HAVING sum(c.n) <> 0 ORDER BY e.case_id, c.step_day",
        [],
    )
    for case_id, step_day, n in cursor.fetchmany(MOST_FAULTS):
        verdict.faults.append(
            f"{expected.kind} {case_id} was taken out or brought back, but {int(n):+d} is left on {step_day}"
        )


def _compare_kinds(cursor: CursorWrapper, verdict: Verdict) -> None:
    """Find contributions of no entry, or of an entry whose kind counts nothing."""
    kinds = _quoted(tuple(expected.kind for expected in EXPECTED))
    cursor.execute(
        "SELECT count(*), min(c.seq) FROM figures_contribution c LEFT JOIN journal_entry e ON e.seq = c.seq "  # noqa: S608
        f"WHERE e.seq IS NULL OR e.kind NOT IN ({kinds})"
    )
    strays, first = cursor.fetchone()
    if strays:
        verdict.faults.append(
            f"{strays} contributions belong to no step that counts, the first is entry {first}"
        )


def _measure_names() -> dict[int, str]:
    return dict(Measure.objects.values_list("id", "code"))


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
