"""A lifecycle that the API offers: below which path, who sees its cases, which steps are more than the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.kernel.errors import Unknown
from anlan.lifecycle import door
from anlan.lifecycle.flow import Flow, Step
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Scope

Action = Callable[[int, Mapping[str, Any], Actor, str | None, int | None], door.Outcome]


@dataclass(frozen=True, slots=True)
class Offered:
    """A lifecycle that the API offers: below which path, who sees its cases, who may open one at all."""

    flow: Flow
    path: str
    read: Permission
    rows: Callable[[Scope], QuerySet[Any]]
    opening: Permission | None = None
    without: frozenset[str] = frozenset()  # steps that only the clock takes
    actions: Mapping[str, Action] = field(
        default_factory=dict
    )  # steps that are more than a passage through the door
    again: Callable[..., door.Outcome | None] | None = None  # what answers a refused act that was done before

    def steps(self) -> list[Step]:
        return [step for name, step in self.flow.steps.items() if name not in self.without]

    def permission(self, step: Step) -> Permission | None:
        return self.opening if step.opening else self.read

    def step(self, name: str) -> Step:
        found = self.flow.steps.get(name)
        if found is None or name in self.without:
            raise Unknown(
                "step.unknown", _("There is no step “%(step)s”.") % {"step": name[:40]}, field="step"
            )
        return found
