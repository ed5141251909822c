"""Whole lifecycles through the door: a visit, a hazard found on it, and its four later steps; one act a transaction."""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.steps import MIX, finding, step_input, visit_input, without_look_backs

ACTS = 2 + len(MIX)
COUNTED = 4  # the visit, the finding, the acceptance, the closing out


@dataclass
class City:
    """Premises of every township with the two officers of its station."""

    places: list[Any]
    staff: dict[int, tuple[Any, Any]]
    began: datetime

    def draw(self, rng: random.Random) -> tuple[Any, Any, Any]:
        """Return one premises with the head and the officer of its station."""
        place = rng.choice(self.places)
        return place, *self.staff[place.reporting_area_id]


@dataclass(frozen=True)
class Flows:
    visit: Any
    hazard: Any


def build() -> City:
    from anlan.kernel import clock
    from anlan.org.actors import actors_for
    from bench.ground import small_world

    without_look_backs()
    began = datetime(2022, 10, 20, 9, 0, tzinfo=clock.SHANGHAI)
    world = small_world()
    people = [person for officers in world.station_officers.values() for person in officers[:2]]
    known = actors_for(people, at=began)
    staff = {
        leaf: (known[officers[0].pk], known[officers[1].pk])
        for leaf, officers in world.station_officers.items()
    }
    places = [place for place in world.premises if place.reporting_area_id in staff]
    return City(places, staff, began)


def live(city: City, flows: Flows, rng: random.Random) -> None:
    """Take one visit with one hazard through everything that can happen to it."""
    from anlan.inspections.models import Visit
    from anlan.kernel import clock
    from anlan.lifecycle.door import apply, open_case

    place, head, officer = city.draw(rng)
    with clock.at(city.began):
        visited = open_case(flows.visit, "record", by=officer, input=visit_input(place))
        visit = Visit(
            id=visited.case_id,
            premises=place,
            sector=place.sector,
            area_id=place.reporting_area_id,
            area_path=place.area_path,
            visited_at=city.began,
        )
        found = open_case(flows.hazard, "record", by=officer, input=finding(visit))
    for turn, step in enumerate(MIX, start=1):
        at = city.began + timedelta(minutes=10 * turn)
        with clock.at(at):
            apply(
                flows.hazard,
                found.case_id,
                step,
                by=officer if step == "claim" else head,
                input=step_input(step, at),
            )


def visit_only(city: City, flows: Flows, rng: random.Random) -> None:
    """Record a visit: the lightest of the counted acts, on which a contribution weighs most."""
    from anlan.kernel import clock
    from anlan.lifecycle.door import open_case

    place, _head, officer = city.draw(rng)
    with clock.at(city.began):
        open_case(flows.visit, "record", by=officer, input=visit_input(place))
