"""Random histories of the small city, and a naive recount of them: from the journal, in Python, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from anlan.figures.counting import fold
from anlan.figures.cut import Cut
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle.door import entry_input
from anlan.premises.models import Premises
from anlan.testing import PLACES, SmallCity, record_hazard, record_visit, take

BEGIN = datetime(2021, 11, 20, 15, 30, tzinfo=clock.SHANGHAI)
LAST_DAY = date(2024, 1, 1)
NEXT = {"found": "assign", "assigned": "claim", "claimed": "accept", "accepted": "close_out"}
CODES = ("inspections.visits", "hazards.found", "hazards.outstanding", "hazards.rectification_rate")


@dataclass(frozen=True)
class Op:
    """One thing that happens: `gap` hours after the one before; claimed `back` hours earlier."""

    kind: str
    gap: int
    back: int
    pick: int
    grade: str


def operations(most: int = 22) -> st.SearchStrategy[list[Op]]:
    """Draw histories of about a year: mostly days between two acts, sometimes a month."""
    op = st.builds(
        Op,
        kind=st.sampled_from(
            ["visit", "hazard", "hazard", "go on", "go on", "go on", "go on", "send back", "fold"]
        ),
        gap=st.one_of(st.integers(0, 60), st.integers(0, 900)),
        back=st.sampled_from([0, 0, 0, 5, 30, 700]),
        pick=st.integers(0, 1_000),
        grade=st.sampled_from(["general", "general", "major"]),
    )
    return st.lists(op, min_size=4, max_size=most)


def play(history: list[Op]) -> Iterator[datetime]:
    """Let a history happen; yield the moment after each operation."""
    now = BEGIN
    for op in history:
        now += timedelta(hours=op.gap, minutes=7)
        with clock.at(now):
            _happen(op, now)
            yield now


def _happen(op: Op, now: datetime) -> None:
    places = list(PLACES)
    at = now - timedelta(hours=op.back)
    if op.kind == "visit":
        record_visit(places[op.pick % len(places)], at=at)
    elif op.kind == "hazard":
        record_hazard(places[op.pick % len(places)], at=at, grade=op.grade)
    elif op.kind == "fold":
        fold(chunk=op.pick % 7 + 1)
    else:
        _go_on(op, now, at)


def _go_on(op: Op, now: datetime, at: datetime) -> None:
    """Take some hazard through its next step, claimed at `at` unless the step ahead of it was later."""
    wanted = {"state": "claimed"} if op.kind == "send back" else {}
    hazards = list(Hazard.objects.exclude(state="closed").filter(**wanted).order_by("pk"))
    if not hazards:
        return
    hazard = hazards[op.pick % len(hazards)]
    step = "send_back" if op.kind == "send back" else NEXT[hazard.state]
    changes: dict[str, Any] = {"due_at": now + timedelta(days=30)} if step == "assign" else {}
    take(hazard, step, at=max(at, hazard.last_at), **changes)


@dataclass(frozen=True)
class Question:
    """What is asked of every figure."""

    area: str
    sectors: tuple[str, ...]
    grade: str
    first: date
    days: int
    known: int  # how many entries back it is asked as known; 0 is now

    def period(self) -> Period:
        return Period(self.first, min(self.first + timedelta(days=self.days), LAST_DAY))

    def cut(self, city: SmallCity) -> Cut:
        sectors = tuple(city.sectors[code] for code in self.sectors)
        return Cut.of(city.areas[self.area], sectors=sectors, grade=self.grade)

    def known_at(self) -> datetime | None:
        """Return the very moment of recording of an entry, or one just before it."""
        if not self.known:
            return None
        moments = list(Entry.objects.order_by("-seq").values_list("recorded_at", flat=True))
        if not moments:
            return BEGIN
        return moments[self.known // 2 % len(moments)] - timedelta(microseconds=self.known % 2)


QUESTIONS = st.builds(
    Question,
    area=st.sampled_from(["city", "city", "a", "b", "zone", "a1", "a2", "b1"]),
    sectors=st.sampled_from([(), (), ("fire",), ("gas",), ("fire", "gas")]),
    grade=st.sampled_from(["", "", "general", "major"]),
    first=st.dates(date(2021, 10, 1), date(2023, 3, 1)),
    days=st.one_of(st.integers(0, 40), st.integers(0, 800)),
    known=st.sampled_from([0, 0, 0, 1, 2, 3, 6, 9, 20]),
)


def recount(city: SmallCity, question: Question) -> dict[str, tuple[int, int | None]]:
    """Return code → (count, base) as counted by hand from the journal, nothing else."""
    known_at, period = question.known_at(), question.period()
    cases = _cases(known_at)
    places = {place.pk: place for place in Premises.objects.all()}
    visited = {key: entry_input(entry)["premises"] for key, entry, _later in cases if entry.kind == "visit"}

    def asked(premises_id: int, grade: str) -> bool:
        place = places[premises_id]
        within = (place.area_path or "").startswith(city.areas[question.area].path or "?")
        sector = not question.sectors or place.sector_id in {
            city.sectors[code].pk for code in question.sectors
        }
        return within and sector and question.grade in ("", grade)

    visits = found = rectified = 0
    for key, entry, later in cases:
        if clock.local_day(entry.occurred_at) not in period:
            continue
        given = entry_input(entry)
        if entry.kind == "visit":
            visits += asked(visited[key], question.grade)
        elif asked(visited[given["visit"]], given["grade"]):
            found += 1
            rectified += any(
                e.step == "accept" and clock.local_day(e.occurred_at) <= period.last for e in later
            )
    return {
        "inspections.visits": (visits, None),
        "hazards.found": (found, None),
        "hazards.outstanding": (found - rectified, None),
        "hazards.rectification_rate": (rectified, found),
    }


def _cases(known_at: datetime | None) -> list[tuple[int, Entry, list[Entry]]]:
    """Return (case, opening entry, later entries) of what was recorded by then."""
    cases: dict[int, list[Entry]] = {}
    for entry in Entry.objects.order_by("seq"):
        if known_at is None or entry.recorded_at <= known_at:
            cases.setdefault(entry.case_id, []).append(entry)
    return [(key, entries[0], entries[1:]) for key, entries in cases.items()]
