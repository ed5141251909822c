"""Command and duty over the year: incidents, watches, forces, warnings, plants, studies, problems, visits arranged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.demo.advisories import Advisories
from anlan.demo.dispatch import Dispatch
from anlan.demo.incidents import Incidents
from anlan.demo.installations import Installations
from anlan.demo.planner import Planner
from anlan.demo.rescue import Rescue
from anlan.demo.studies import Studies
from anlan.demo.systemic import Systemic
from anlan.demo.watches import Watches
from anlan.demo.world import World
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor


class Command:
    """What the duty rooms and the office's command see, on the clock of each moment of entry."""

    def __init__(self, world: World, dispatch: Dispatch, *, seed: int, lapse: bool, scale: float) -> None:
        incidents = Incidents(world)
        dispatch.incident_days = incidents.days
        self.parts: tuple[Any, ...] = (
            incidents,
            Watches(world, seed=seed, period=lambda: dispatch.period, lapse=lapse),
            Rescue(world),
            Advisories(world, seed=seed),
            Installations(world, seed=seed, scale=scale),
            Studies(world),
            Systemic(world),
            Planner(world),
        )

    def enter(
        self,
        edge: datetime,
        actors: dict[int, Actor],
        apply_all: Callable[[Any, str, list[Act]], list[Outcome]],
    ) -> None:
        for part in self.parts:
            part.enter(edge, actors, apply_all)
