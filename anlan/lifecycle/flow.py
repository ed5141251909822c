"""A lifecycle declared as data: states, steps, who may, what each step needs, opens, discharges, counts and tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from anlan.kernel.decision import ALLOWED, Decision
from anlan.lifecycle.inputs import Form
from anlan.org.scope import Actor, Held

if TYPE_CHECKING:
    from anlan.lifecycle.models import Case


@dataclass(frozen=True, slots=True)
class Taken:
    """A step being taken: by whom, in the right of which post, when it happened, with which cleaned input."""

    by: Actor
    via: Held | None
    at: datetime
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation that a step opens: what kind, by which organisation, due when."""

    kind: str
    owner_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that a step leaves in the outbox: which event, to which organisation."""

    event: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The columns of a case by which its measures are counted; an empty name means “none”."""

    day: str
    area: str = "area_id"
    sector: str = "sector_id"
    grade: str = ""


Rule = Callable[[Actor, Any], Decision]
Guard = Callable[[Any, Taken], Decision]
Effect = Callable[[Any, Taken], dict[str, Any]]


def _holds(case: Any, taken: Taken) -> Decision:
    return ALLOWED


def _nothing(case: Any, taken: Taken) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way through the door. Without `sources` it opens a case.

    `rule(actor, case)` says who may; for an opening step it is given the cleaned input. `guard(case, taken)`
    says whether the facts allow it. `effect(case, taken)` returns the columns that it sets. All of them, and
    what a step opens and tells, read the case's own columns (`area_id`, `due_at` …), never a related object:
    the door hands them the locked row.
    """

    name: str
    label: str | Promise
    done: str | Promise  # past tense, for the timeline
    target: str
    rule: Rule
    sources: frozenset[str] = frozenset()
    form: Form = field(default_factory=Form)
    guard: Guard = _holds
    effect: Effect = _nothing
    opens: tuple[Callable[[Any, Taken], Owed | None], ...] = ()
    discharges: tuple[str, ...] = ()
    measures: Mapping[str, int] = field(default_factory=dict)
    tells: tuple[Callable[[Any, Taken], Told | None], ...] = ()

    @property
    def opening(self) -> bool:
        return not self.sources


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
    ) -> None:
        self.kind = kind
        self.model = model
        self.name = name
        self.states = dict(states)
        self.counted = counted
        self.steps = {step.name: step for step in steps}
        self._check(steps)
        FLOWS[kind] = self

    def _check(self, steps: list[Step]) -> None:
        if len(self.steps) != len(steps):
            raise RuntimeError(f"flow {self.kind}: two steps have one name")
        for step in steps:
            unknown = ({step.target} | step.sources) - self.states.keys()
            if unknown:
                raise RuntimeError(f"flow {self.kind}, step {step.name}: unknown states {sorted(unknown)}")

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def available(self, case: Case, actor: Actor) -> list[tuple[Step, Decision]]:
        """Return the steps that leave the case's state, each with whether this actor may and why not."""
        return [(step, step.rule(actor, case)) for step in self.steps.values() if case.state in step.sources]


FLOWS: dict[str, Flow] = {}
"""Every lifecycle by kind; filled when the apps load."""
