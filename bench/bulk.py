"""A city's contributions, cells and hazards for N hazards, written set-based: SQL generates them from plain arithmetic.

Time runs in days; day d holds V visits and H hazards. Hazard j of day d is accepted `j * 7 % 16` days later, except
the open ones: every so many-th of the last three weeks. The numbers of entries grow with time, as in a real journal:
    visit j of day d      d * E + j
    hazard j of day d     d * E + V + j
    acceptance            (d + delay) * E + V + H + delay * H + j
so a slice of numbers is a slice of time. Numbers that other steps would have taken stay unused. Areas, sectors and
grades are spread so that every cell of the tree is filled. Only the last days' journal entries are written: they answer
“how far was known at that moment”; figures read contributions, cells and the watermark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

VISITS_PER_HAZARD = 1.37
OPEN_PER_YEAR = 102
DELAYS = 16
OPEN_DAYS = 21
LAST = date(2022, 10, 24)

# columns of a hazard to which nothing unusual happened
_NO = ("on_the_spot", "is_pictured", "is_relapse", "is_extended", "is_reopened", "is_excepted")
_NOTHING = ("acceptance_mode", "asked", "asked_reason", "asked_grade", "former_state", "exception_part")
_NEVER = ("extensions", "transfers", "reopenings")
_ROW = "seq, line, measure_id, day, step_day, area_id, sector_id, grade, n"
_KEY = "measure_id, area_id, sector_id, grade, bucket"
_CELL = f"{_KEY}, n"
_LEAVES = f"""
INSERT INTO bench_cell ({_CELL})
SELECT measure_id, area_id, sector_id, grade, day, SUM(n) FROM bench_row
GROUP BY measure_id, area_id, sector_id, grade, day
"""
_PARENTS = f"""
INSERT INTO bench_cell ({_CELL})
SELECT c.measure_id, a.parent_id, c.sector_id, c.grade, c.bucket, SUM(c.n)
FROM bench_cell c JOIN org_area a ON a.id = c.area_id WHERE a.depth = %s
GROUP BY c.measure_id, a.parent_id, c.sector_id, c.grade, c.bucket
"""
_ALL_SECTORS = f"""
INSERT INTO bench_cell ({_CELL})
SELECT measure_id, area_id, 0, grade, bucket, SUM(n) FROM bench_cell
GROUP BY measure_id, area_id, grade, bucket
"""
_COARSER = f"""
INSERT INTO figures_cell ({_CELL})
SELECT measure_id, area_id, sector_id, grade, bucket / 100, SUM(n) FROM {{source}} {{where}}
GROUP BY measure_id, area_id, sector_id, grade, bucket / 100
"""


def _escaped(statement: str) -> str:
    """Write the modulo sign as the drivers want it beside parameters."""
    return statement.replace(" % ", " %% ")


@dataclass(frozen=True)
class Plan:
    """How many days, and how much of a day."""

    first: date
    days: int
    hazards: int
    visits: int
    every: int  # each so-many-th hazard of the last weeks is open

    @classmethod
    def of(cls, wanted: int, *, years: int) -> Plan:
        """Return the plan for about `wanted` hazards over so many years up to the demo's day."""
        first = date(LAST.year - years + 1, 1, 1)
        days = (LAST - first).days + 1
        hazards = max(1, wanted // days)
        density = wanted / years / 81_000
        every = max(2, round(OPEN_DAYS * hazards / (OPEN_PER_YEAR * max(density, 0.05))))
        return cls(first, days, hazards, round(hazards * VISITS_PER_HAZARD), every)

    @property
    def total(self) -> int:
        return self.days * self.hazards

    @property
    def numbers(self) -> int:
        """Entries' numbers of a day."""
        return self.visits + self.hazards * (1 + DELAYS)


class Bulk:
    """Writes one plan into the migrated, empty database that `connection` points at.

    `folded` writes the cells as well, by a one-off roll-up; without it the product's own fold has them to make.
    """

    def __init__(
        self,
        connection: Any,
        plan: Plan,
        areas: list[int],
        sectors: list[int],
        ids: dict[str, int],
        *,
        folded: bool,
    ) -> None:
        self.connection, self.plan, self.ids = connection, plan, ids
        self.areas, self.sectors = areas, sectors
        self.folded = folded
        self._keys: list[str] = []
        self.sqlite = connection.vendor == "sqlite"

    def write(self) -> None:
        """Write days, lookups, contributions, hazards, entries, watermark."""
        with self.connection.cursor() as cursor:
            self._relax(cursor)
            self._lookups(cursor)
            for low, high in self._months():
                self._month(cursor, low, high)
            self._years(cursor)
            for key in self._keys:
                cursor.execute(key)
            cursor.execute(self._entries())
            last = self.plan.days * self.plan.numbers
            moment = f"{LAST} 07:39:00" + ("" if self.sqlite else "+00")
            cursor.execute("UPDATE journal_head SET seq = %s, recorded_at = %s", [last, moment])
            if self.folded:
                cursor.execute("UPDATE figures_fold SET seq = %s", [last])
        if self.sqlite:
            self.connection.commit()

    def _month(self, cursor: Any, low: int, high: int) -> None:
        """Write one month's contributions, hazards and (when asked) its cells of days and of the month."""
        span = {"low": low, "high": high}
        cursor.execute("DELETE FROM bench_row" if self.sqlite else "TRUNCATE bench_row")
        for statement in (self._visits(), self._found(), self._accepted()):
            cursor.execute(_escaped(statement), span)
        cursor.execute(f"INSERT INTO figures_contribution ({_ROW}) SELECT {_ROW} FROM bench_row ORDER BY seq")
        cursor.execute(_escaped(self._hazards()), span)
        if not self.folded:
            return
        cursor.execute("DELETE FROM bench_cell" if self.sqlite else "TRUNCATE bench_cell")
        cursor.execute(_LEAVES)
        for depth in (2, 1):
            cursor.execute(_PARENTS, [depth])
        cursor.execute(_ALL_SECTORS)
        cursor.execute(f"INSERT INTO figures_cell ({_CELL}) SELECT {_CELL} FROM bench_cell ORDER BY {_KEY}")
        cursor.execute(_COARSER.format(source="bench_cell", where=""))

    def _years(self, cursor: Any) -> None:
        if self.folded:
            cursor.execute(
                _COARSER.format(source="figures_cell", where="WHERE bucket BETWEEN 100000 AND 999999")
            )

    def _months(self) -> Iterator[tuple[int, int]]:
        """Yield the first and last day's number of every month."""
        low = 0
        for d in range(self.plan.days):
            following = self.plan.first + timedelta(days=d + 1)
            if following.day == 1 or d == self.plan.days - 1:
                yield low, d
                low = d + 1

    def _relax(self, cursor: Any) -> None:
        """No look-ups of foreign keys and no index that the bench does not read: the figures do not need them."""
        kept = {"hazard_by_day", "hazard_open_by_due", "hazard_open_by_day"}
        if self.sqlite:
            for pragma in (
                "foreign_keys=OFF",
                "synchronous=OFF",
                "cache_size=-400000",
                "ignore_check_constraints=ON",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'hazards_hazard' AND sql <> ''"
            )
        else:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET jit = off")
            cursor.execute("SET work_mem = '128MB'")
            self._keys = self._take_keys(cursor)
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'hazards_hazard' AND indexname NOT LIKE '%%_pkey'"
            )
        for (name,) in cursor.fetchall():
            if name not in kept:
                cursor.execute(f'DROP INDEX "{name}"')

    def _take_keys(self, cursor: Any) -> list[str]:
        """Drop the primary keys of the large tables; return what adds each again, as the product declares it."""
        again = []
        for table in ("figures_contribution", "figures_cell", "hazards_hazard"):
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE contype = 'p' AND conrelid = %s::regclass",
                [table],
            )
            name, definition = cursor.fetchone()
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        return again

    def _lookups(self, cursor: Any) -> None:
        unlogged = "TEMP" if self.sqlite else "UNLOGGED"
        cursor.execute(
            f"CREATE {unlogged} TABLE bench_row (seq bigint, line int, measure_id int, day int, step_day int, "
            "area_id bigint, sector_id bigint, grade varchar(10), n int)"
        )
        cursor.execute(
            f"CREATE {unlogged} TABLE bench_cell (measure_id int, area_id bigint, sector_id bigint, "
            "grade varchar(10), bucket int, n bigint)"
        )
        cursor.execute("CREATE TABLE bench_day (d bigint PRIMARY KEY, bucket integer, day date)")
        days = [(d, self.plan.first + timedelta(days=d)) for d in range(self.plan.days)]
        rows = [(d, day.year * 10000 + day.month * 100 + day.day, day.isoformat()) for d, day in days]
        cursor.executemany("INSERT INTO bench_day VALUES (%s, %s, %s)", rows)
        for name, values in (("area", self.areas), ("sector", self.sectors)):
            cursor.execute(f"CREATE TABLE bench_{name} (k integer PRIMARY KEY, id integer)")
            cursor.executemany(f"INSERT INTO bench_{name} VALUES (%s, %s)", list(enumerate(values)))
        cursor.execute("CREATE TABLE bench_n (j integer PRIMARY KEY)")
        most = max(self.plan.visits, self.plan.hazards)
        cursor.executemany("INSERT INTO bench_n VALUES (%s)", [(j,) for j in range(most)])

    # -- statements ----------------------------------------------------------------------------------------

    def _from(self, count: int, *more: str) -> str:
        """Return day × number × look-ups, in order of time; `i` of a thing is its number from the beginning."""
        i = f"(d.d * {count} + n.j)"
        return (
            f"FROM bench_day d CROSS JOIN bench_n n "
            f"JOIN bench_area a ON a.k = ({i} * 7919) % {len(self.areas)} "
            f"JOIN bench_sector s ON s.k = ({i} / {len(self.areas)} * 31 + {i}) % {len(self.sectors)} "
            f"{' '.join(more)} WHERE d.d BETWEEN %(low)s AND %(high)s AND n.j < {count}"
        )

    _columns = f"INSERT INTO bench_row ({_ROW}) "

    def _visits(self) -> str:
        p = self.plan
        measure = self.ids["inspections.visits"]
        return self._columns + (
            f"SELECT CAST(d.d AS bigint) * {p.numbers} + 1 + n.j, 0, {measure}, d.bucket, d.bucket, a.id, s.id, '', 1 "
            + self._from(p.visits)
            + " ORDER BY d.d, n.j"
        )

    def _grade(self) -> str:
        return f"CASE WHEN (d.d * {self.plan.hazards} + n.j) % 47 = 0 THEN 'major' ELSE 'general' END"

    def _found(self) -> str:
        p = self.plan
        measure = self.ids["hazards.found"]
        return self._columns + (
            f"SELECT CAST(d.d AS bigint) * {p.numbers} + {p.visits} + 1 + n.j, 0, {measure}, d.bucket, d.bucket, "
            "a.id, s.id, "
            f"{self._grade()}, 1 " + self._from(p.hazards) + " ORDER BY d.d, n.j"
        )

    def _delay(self) -> str:
        """Return the days to acceptance, cut so that it lies within the plan."""
        last = self.plan.days - 1
        return (
            f"CASE WHEN d.d + (n.j * 7) % {DELAYS} > {last} THEN {last} - d.d ELSE (n.j * 7) % {DELAYS} END"
        )

    def _is_open(self) -> str:
        p = self.plan
        return f"(d.d > {p.days - 1 - OPEN_DAYS} AND (d.d * {p.hazards} + n.j) % {p.every} = 0)"

    def _accepted(self) -> str:
        p = self.plan
        measure = self.ids["hazards.rectified"]
        return self._columns + (
            f"SELECT CAST(r.d AS bigint) * {p.numbers} + {p.visits + p.hazards} + 1 + "
            f"(r.d - d.d) * {p.hazards} + n.j, 0, "
            f"{measure}, d.bucket, r.bucket, a.id, s.id, {self._grade()}, 1 "
            + self._from(p.hazards, f"JOIN bench_day r ON r.d = d.d + {self._delay()}")
            + f" AND NOT {self._is_open()} ORDER BY 1"
        )

    def _hazards(self) -> str:
        p = self.plan
        at, blob = (
            ("d.day || ' 02:00:00'", "x'00'")
            if self.sqlite
            else ("d.day + interval '2 hours'", "'\\x00'::bytea")
        )
        due = "datetime(d.day || ' 10:00:00', '+10 days')" if self.sqlite else "d.day + interval '10 days'"
        later = f"CASE WHEN {self._is_open()} THEN NULL ELSE {at} END"
        person = f"CASE WHEN {self._is_open()} THEN NULL ELSE {{}} END"
        columns = {
            "id": f"CAST(d.d AS bigint) * {p.numbers} + {p.visits} + 1 + n.j",
            "state": f"CASE WHEN {self._is_open()} THEN 'assigned' ELSE 'closed' END",
            "revision": "5", "last_hash": blob, "last_at": at, "premises_id": "n.j", "operator_id": "n.j",
            "visit_id": f"CAST(d.d AS bigint) * {p.numbers} + 1 + n.j", "area_id": "a.id",
            "area_path": "'/1/' || a.id || '/'",
            "sector_id": "s.id", "department_id": "1", "supervisor_id": "1", "grade": self._grade(),
            "category": "'fire'", "description": "'车间安全出口被成品堆垛堵塞'", "interim_measure": "''",
            "found_at": at,
            "found_on": "d.day", "found_by_id": "3", "assigned_at": at, "assigned_by_id": "1", "due_at": due,
            "requirement": "''", "rectified_at": later, "rectified_by_id": person.format(2),
            "rectification": f"CASE WHEN {self._is_open()} THEN '' ELSE '已清理' END",
            "accepted_at": later, "accepted_by_id": person.format(1), "acceptance": "''",
            "closed_at": later, "closed_by_id": person.format(1), "settled_at": later,
            "minutes_to_rectify": person.format(f"1440 * ({self._delay()})"),
            "criterion_id": f"CASE WHEN {self._grade()} = 'major' THEN 1 ELSE NULL END",
            "plan": "'{}'", "plan_is_complete": f"{self._grade()} = 'major'",
            **dict.fromkeys(_NO, "FALSE"), **dict.fromkeys(_NOTHING, "''"), **dict.fromkeys(_NEVER, "0"),
        }  # fmt: skip
        return (
            f"INSERT INTO hazards_hazard ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
            + self._from(p.hazards)
            + " ORDER BY d.d, n.j"
        )

    def _entries(self) -> str:
        """Entries for the contributions of the last day, recorded evenly between 8:30 and 15:30."""
        p = self.plan
        first = (p.days - 1) * p.numbers + 1
        share = f"((c.seq - {first}) * 25200 / {p.numbers})"
        blob = "x'00'" if self.sqlite else "'\\x00'::bytea"
        at = (
            f"datetime('{LAST} 00:30:00', '+' || {share} || ' seconds')"
            if self.sqlite
            else f"timestamptz '{LAST} 00:30:00+00' + {share} * interval '1 second'"
        )
        return (
            "INSERT INTO journal_entry (seq, kind, case_id, n, step, from_state, to_state, actor_id, post_id, "
            "organisation_id, occurred_at, recorded_at, input, key, former_hash, hash) "
            f"SELECT c.seq, 'bench', c.seq, 1, 'bench', '', 'bench', 1, NULL, NULL, "
            f"{at}, {at}, '{{}}', NULL, {blob}, {blob} "
            f"FROM figures_contribution c WHERE c.seq >= {first}"
        )
