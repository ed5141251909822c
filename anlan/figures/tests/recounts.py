"""The naive recount: every figure from the journal alone, in Python, case by case, as anybody would by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from anlan.figures.cut import Cut
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle.door import entry_input
from anlan.org.calendar import in_days
from anlan.premises.models import Premises
from anlan.testing import SmallCity

FIRST_MOMENT = datetime(2021, 11, 20, 15, 30, tzinfo=clock.SHANGHAI)
LAST_DAY = date(2024, 1, 1)
GONE = ("merged", "voided")
RECTIFIED = ("accepted", "look_back", "closed")
BANDS = {"0_7": (0, 7), "8_15": (8, 15), "16_30": (16, 30), "31_90": (31, 90), "91_up": (91, 10_000)}

Answer = dict[str, tuple[int, int | None]]


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
            return FIRST_MOMENT
        return moments[self.known // 2 % len(moments)] - timedelta(microseconds=self.known % 2)


QUESTIONS = st.builds(
    Question,
    area=st.sampled_from(["city", "city", "a", "b", "zone", "a1", "a2", "b1"]),
    sectors=st.sampled_from([(), (), ("fire",), ("gas",), ("fire", "gas")]),
    grade=st.sampled_from(["", "", "general", "major"]),
    first=st.dates(date(2021, 10, 1), date(2022, 6, 1)),
    days=st.one_of(st.integers(0, 40), st.integers(0, 800)),
    known=st.sampled_from([0, 0, 0, 1, 2, 3, 6, 9, 20]),
)


@dataclass
class Story:
    """A hazard as it stood after some of its entries."""

    visit: int
    found_at: datetime
    grade: str = "general"
    state: str = "found"
    due_at: datetime | None = None
    accepted_at: datetime | None = None
    until: datetime | None = None
    wanted_grade: str = ""
    on_the_spot: bool = False
    reopened: bool = False
    extended: bool = False
    relapsed: bool = False
    excepted: bool = False
    looked_back: bool = False

    def tell(self, entry: Entry) -> None:
        """Go on by one entry."""
        given = entry_input(entry)
        self._requests(entry.step, given)
        match entry.step:
            case "assign":
                self.due_at = datetime.fromisoformat(given["due_at"])
            case "reopen":
                self._again(datetime.fromisoformat(given["due_at"]))
            case "look_back":
                self.looked_back = True
                if given["result"] == "still":
                    self._again(in_days(entry.occurred_at, 7).due_at)
            case "decide_refusal" if given["decision"] == "grant":
                self.due_at = None
            case "receive" | "rule_owner":
                self.due_at = None
            case "except":
                self.excepted = True
        if entry.to_state in RECTIFIED and entry.from_state not in RECTIFIED:
            self.accepted_at = entry.occurred_at
        self.state = entry.to_state

    def _requests(self, step: str, given: dict[str, Any]) -> None:
        granted = given.get("decision") == "grant"
        match step:
            case "ask_extension":
                self.until = datetime.fromisoformat(given["until"])
            case "decide_extension" if granted:
                self.due_at, self.extended = self.until, True
            case "ask_regrade":
                self.wanted_grade = given["grade"]
            case "decide_regrade" if granted:
                self.grade = self.wanted_grade

    def _again(self, due_at: datetime) -> None:
        self.due_at, self.on_the_spot, self.reopened = due_at, False, True

    @property
    def is_rectified(self) -> bool:
        return self.state in RECTIFIED


def story(opening: Entry, later: Iterable[Entry]) -> Story:
    """Return a hazard as it stood after its opening and these entries."""
    given = entry_input(opening)
    told = Story(given["visit"], opening.occurred_at, grade=given.get("grade", "general"))
    told.on_the_spot = opening.step == "record_on_the_spot"
    told.relapsed = "relapse_of" in given
    for entry in (opening, *later):
        told.tell(entry)
    return told


def recount(city: SmallCity, question: Question) -> Answer:
    """Return code → (count, base) as counted by hand from the journal, nothing else."""
    period, cases = question.period(), _cases(question.known_at())
    places = {place.pk: place for place in Premises.objects.all()}
    visited = {
        key: entry_input(entries[0])["premises"] for key, entries in cases.items() if _is_visit(entries)
    }

    def here(premises_id: int) -> bool:
        place = places[premises_id]
        within = (place.area_path or "").startswith(city.areas[question.area].path or "?")
        return within and (
            not question.sectors or place.sector_id in {city.sectors[code].pk for code in question.sectors}
        )

    of_period = [e for e in cases.values() if clock.local_day(e[0].occurred_at) in period]
    visits = [visited[e[0].case_id] for e in of_period if _is_visit(e) and here(visited[e[0].case_id])]
    hazards = [_as_it_stood(e, period) for e in of_period if not _is_visit(e) and e[-1].to_state not in GONE]
    merged = [story(e[0], e[1:]) for e in of_period if not _is_visit(e) and e[-1].to_state == "merged"]
    asked = [h for h in hazards if here(visited[h.visit]) and question.grade in ("", h.grade)]
    return {
        "inspections.visits": (len(visits), None),
        "inspections.premises_visited": (len(set(visits)), None),
        **_of_register(
            {pk for pk, place in places.items() if place.is_active and here(pk)},
            {visited[e[0].case_id] for e in of_period if _is_visit(e)},
            {
                visited[e[0].case_id]
                for e in cases.values()
                if _is_visit(e) and clock.local_day(e[0].occurred_at) <= period.last
            },
        ),
        **_of_plain_visits(len(visits)),
        **_of_hazards(asked, period, question.known_at() or _now()),
        **_of_major(asked),  # asked for of all grades only
        "hazards.merged": (
            sum(here(visited[h.visit]) and question.grade in ("", h.grade) for h in merged),
            None,
        ),
    }


def _of_register(register: set[int], lately: set[int], ever: set[int]) -> Answer:
    """Return what is told of the register by those of it that were visited in the period, and ever."""
    return {
        "inspections.premises_registered": (len(register), None),
        "inspections.premises_unvisited": (len(register - lately), None),
        "inspections.premises_never_visited": (len(register - ever), None),
        "inspections.register_coverage": (len(register & lately), len(register)),
    }


def _of_major(asked: list[Story]) -> Answer:
    """Return what is told of major hazards by figures that take no grade."""
    major = [h for h in asked if h.grade == "major"]
    return {
        "hazards.major_found": (len(major), None),
        "hazards.major_outstanding": (sum(not h.is_rectified for h in major), None),
    }


def _of_plain_visits(count: int) -> Answer:
    """Return what visits count in beside: those of a history are announced, without team and checklist.

    Other visits are counted in anlan/inspections/tests/test_carrying_on.py.
    """
    none = "unannounced random follow_up guidance joint tip_off leader_expert four_haves four_haves_submitted unmet"
    return {
        "inspections.announced": (count, None),
        **{f"inspections.{name}": (0, None) for name in none.split()},
        "inspections.four_haves_rate": (0, count),
        "inspections.checklist_completeness": (0, 0),
    }


def _as_it_stood(entries: list[Entry], period: Period) -> Story:
    """Return a hazard at the end of a period: as though what was merged and unmerged again never had been."""
    kept = [e for e in entries[1:] if e.step not in ("merge", "unmerge")]
    return story(entries[0], [e for e in kept if clock.local_day(e.occurred_at) <= period.last])


def _of_hazards(asked: list[Story], period: Period, known_at: datetime) -> Answer:
    end = min(known_at, clock.day_start(period.last + timedelta(days=1)))
    day = min(period.last, clock.local_day(known_at))
    rectified = [h for h in asked if h.is_rectified]
    outstanding = [h for h in asked if not h.is_rectified]
    minutes = [int((h.accepted_at - h.found_at).total_seconds() // 60) for h in rectified if h.accepted_at]
    ages = [(day - clock.local_day(h.found_at)).days for h in outstanding]
    counts: dict[str, Any] = {
        "found": len(asked),
        "rectified": len(rectified),
        "outstanding": len(outstanding),
        "without_deadline": sum(h.due_at is None for h in outstanding),
        "looked_back": sum(h.looked_back for h in asked),
        "overdue": sum(h.due_at is not None and h.due_at < end for h in outstanding),
        "closed": sum(h.state == "closed" for h in asked),
        "on_the_spot": sum(h.on_the_spot for h in rectified),
        "assigned": sum(h.state in ("assigned", "claimed", *RECTIFIED) for h in asked),
        "reported": sum(h.state in ("claimed", *RECTIFIED) for h in asked),
        "reopened": sum(h.reopened for h in asked),
        "extended": sum(h.extended for h in asked),
        "relapsed": sum(h.relapsed for h in asked),
        "separation_exceptions": sum(h.excepted for h in asked),
        **{f"aged_{band}": sum(a <= age <= z for age in ages) for band, (a, z) in BANDS.items()},
    }
    return {
        **{f"hazards.{name}": (count, None) for name, count in counts.items()},
        "hazards.rectification_rate": (len(rectified), len(asked)),
        "hazards.relapse_share": (counts["relapsed"], len(asked)),
        "hazards.days_to_rectify": (sum(minutes), len(rectified)),
    }


def _now() -> datetime:
    last = Entry.objects.order_by("-seq").values_list("recorded_at", flat=True).first()
    return max(clock.now(), last or clock.now())


def _is_visit(entries: list[Entry]) -> bool:
    return entries[0].kind == "visit"


def _cases(known_at: datetime | None) -> dict[int, list[Entry]]:
    """Return the entries of each case that were recorded by then, in order."""
    cases: dict[int, list[Entry]] = {}
    for entry in Entry.objects.order_by("seq"):
        if known_at is None or entry.recorded_at <= known_at:
            cases.setdefault(entry.case_id, []).append(entry)
    return cases
