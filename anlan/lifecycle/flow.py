"""A lifecycle declared as data: states, steps, who may, what each step needs, opens, discharges, counts and tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from anlan.figures.counting import NO_SECTOR
from anlan.kernel.decision import ALLOWED, Decision
from anlan.lifecycle.inputs import Form
from anlan.org.scope import Actor, Held

if TYPE_CHECKING:
    from anlan.lifecycle.models import Case


@dataclass(frozen=True, slots=True)
class Taken:
    """A step being taken: by whom, in the right of which post, when it happened, with which cleaned input.

    `ledger`: it was taken once, outside of this system, and is entered now from a ledger: no photographs are asked
    for, and nobody is told. `now` is when the system is told of it, `at` when it happened.
    """

    by: Actor
    via: Held | None
    at: datetime
    input: Mapping[str, Any]
    ledger: bool = False
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation that a step opens: what kind, by which organisation, due when, and how that was worked out.

    With `begins_at` it is owed from that moment on, and on no to-do list before.
    """

    kind: str
    owner_id: int
    due_at: datetime
    computation: str = ""
    begins_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that a step leaves in the outbox: which event, to which organisation."""

    event: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns of a case by which its measures are counted; an empty name means “none”.

    A kind of case without a sector is counted in all sectors together and in none of them (NO_SECTOR).
    Of a kind that is `of_its_day` whatever a step changes counts from that day on, not from the step's: what became
    known later was so then (ADR 0069).
    """

    day: str
    area: str = "area_id"
    sector: str = "sector_id"
    grade: str = ""
    of_its_day: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A measure that a case counts in while it is in one of `states` and, if one is named, while a column is true.

    So a measure is a fact about the case, and the door works out what each step adds or takes away: no step can
    forget to, and a case that changes its area, sector or grade is taken out there and put in here.

    With `equals` the column `when` must hold that word. With `amount` the case counts as much as that column says
    (600 leaflets), not one; the column holds whole numbers, never less than nothing (ADR 0027). `only` names a further
    column and the word that it must hold, `besides` one and the word that it must not hold.
    """

    measure: str
    states: frozenset[str]
    when: str = ""
    equals: str = ""
    amount: str = ""
    only: tuple[str, str | bool] | None = None
    besides: tuple[str, str | bool] | None = None

    def holds(self, case: Any) -> bool:
        if case.state not in self.states or (self.when and not self._says(getattr(case, self.when))):
            return False
        if self.besides is not None and getattr(case, self.besides[0]) == self.besides[1]:
            return False
        return self.only is None or getattr(case, self.only[0]) == self.only[1]

    def _says(self, value: Any) -> bool:
        return value == self.equals if self.equals else bool(value)

    def of(self, case: Any) -> int:
        """Return how much the case counts in the measure as it stands; nothing is 0."""
        if not self.holds(case):
            return 0
        return int(getattr(case, self.amount)) if self.amount else 1


Rule = Callable[[Actor, Any], Decision]
Guard = Callable[[Any, Taken], Decision]
Effect = Callable[[Any, Taken], dict[str, Any]]
Target = Callable[[Any, Taken], str]

NOT_NOW = "not_now"
"""The code of a no that means: there is nothing to do this for. The page then shows no button, grey or not."""
STAY = ""
"""The target of a step that leaves the case in its state."""
ALL = "*"
"""Discharges whatever the case owes."""


def _holds(case: Any, taken: Taken) -> Decision:
    return ALLOWED


def _applies(case: Any) -> Decision:
    return ALLOWED


def _nothing(case: Any, taken: Taken) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way through the door. Without `sources` it opens a case.

    `rule(actor, case)` says who may; for an opening step it is given the cleaned input. `guard(case, taken)`
    says whether the facts allow it, `applies(case)` the same from the case alone, which the page shows before
    anything is typed. `effect(case, taken)` returns the columns that it sets. All of them, and
    what a step opens and tells, read the case's own columns (`area_id`, `due_at` …), never a related object:
    the door hands them the locked row.

    `target` is a state, STAY, or a function of the case (as it was, with the effect's columns set) and what was
    taken; then `targets` names what it may return. A step that `corrects` and leads out of all measures takes back
    whatever the case counted, each at its own day: what was voided was never there; one that leads back restores
    that. `projects(case, taken, seq)` writes further tables of the same app in the same
    transaction, for rare steps. A step that `looks_up` reads tables that steps write, beside the case's own row.
    """

    name: str
    label: str | Promise
    done: str | Promise  # past tense, for the timeline
    target: str | Target
    rule: Rule
    sources: frozenset[str] = frozenset()
    form: Form = field(default_factory=Form)
    applies: Callable[[Any], Decision] = _applies
    guard: Guard = _holds
    effect: Effect = _nothing
    opens: tuple[Callable[[Any, Taken], Owed | None], ...] = ()
    discharges: tuple[str | Callable[[Any, Taken], str | None], ...] = ()
    tells: tuple[Callable[[Any, Taken], Told | None], ...] = ()
    targets: frozenset[str] = frozenset()
    corrects: bool = False
    looks_up: bool = False
    projects: Callable[[Any, Taken, int], None] | None = None

    @property
    def opening(self) -> bool:
        return not self.sources

    def leads_to(self, state: str) -> frozenset[str]:
        """Return the states in which a case may be after this step from `state`."""
        if callable(self.target):
            return frozenset(target or state for target in self.targets)
        return frozenset({self.target or state})


class Flow:
    """The lifecycle of one kind of case."""

    def __init__(
        self,
        kind: str,
        *,
        model: type[Case],
        name: str | Promise,
        states: Mapping[str, str | Promise],
        counted: Counted,
        steps: list[Step],
        counts: tuple[Count, ...] = (),
    ) -> None:
        self.kind = kind
        self.model = model
        self.name = name
        self.states = dict(states)
        self.counted = counted
        self.counts = counts
        self._in_state = {
            state: [count for count in counts if state in count.states] for state in self.states
        }
        self._where = attrgetter(counted.day, counted.area, *filter(None, [counted.sector, counted.grade]))
        self.steps = {step.name: step for step in steps}
        self._check(steps)
        FLOWS[kind] = self

    def _check(self, steps: list[Step]) -> None:
        if len(self.steps) != len(steps):
            raise RuntimeError(f"flow {self.kind}: two steps have one name")
        for step in steps:
            unknown = (step.leads_to(STAY) | step.sources) - {STAY} - self.states.keys()
            unknown |= {state for count in self.counts for state in count.states} - self.states.keys()
            if unknown:
                raise RuntimeError(f"flow {self.kind}, step {step.name}: unknown states {sorted(unknown)}")
            if callable(step.target) and not step.targets:
                raise RuntimeError(f"flow {self.kind}, step {step.name}: name the targets of a function")

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def held(self, case: Any) -> dict[str, int]:
        """Return the measures that a case counts in as it stands, with how much."""
        if not self.counts:
            return {}
        return {count.measure: n for count in self._in_state.get(case.state, ()) if (n := count.of(case))}

    def where(self, case: Any) -> tuple[Any, ...]:
        """Return where a case is counted: day, area, sector and, if the flow has one, grade."""
        where = self._where(case)
        return where if self.counted.sector else (*where[:2], NO_SECTOR, *where[2:])

    def sector_of(self, case: Any) -> int | None:
        return getattr(case, self.counted.sector) if self.counted.sector else None

    def available(self, case: Case, actor: Actor) -> list[tuple[Step, Decision]]:
        """Return the steps that leave the case's state, each with whether this actor may now and why not."""
        found = []
        for step in self.steps.values():
            if case.state in step.sources:
                fact = step.applies(case)
                if fact or fact.code != NOT_NOW:
                    may = step.rule(actor, case)
                    found.append((step, may if fact or not may else fact))
        return found


FLOWS: dict[str, Flow] = {}
"""Every lifecycle by kind; filled when the apps load."""
