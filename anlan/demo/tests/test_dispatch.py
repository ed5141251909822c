"""The daily reports of the demo's year: nothing missing in the bulletin's week, a third in by 15:40."""

from __future__ import annotations

import random
from datetime import date

import pytest

from anlan.demo import world as world_module
from anlan.demo.dispatch import COMPLETE, FIRST_DAY, Dispatch
from anlan.demo.load import SEED, boundaries
from anlan.demo.weekly import CODE, FRIDAYS
from anlan.demo.year import LAST, MOMENT
from anlan.figures.counting import fold
from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate_all
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle.door import apply_many
from anlan.org.scope import EVERYTHING
from anlan.reporting.form_values import sums
from anlan.reporting.models import Due
from anlan.reporting.standing import Standing, standing, tally

UNITS = 8 + 19 + 58
MORNINGS = 8 * 7


def enter() -> None:
    """Enter the reports of the year into a city of few premises."""
    edges = list(boundaries())
    with clock.at(edges[0]):
        world = world_module.build(random.Random(SEED), scale=0.001, password="x" * 12)
        actors = world.actors(edges[0])
    dispatch = Dispatch(world, seed=SEED)

    def apply(flow, step, acts):
        outcomes = apply_many(flow, step, acts)
        assert not [one for one in outcomes if isinstance(one, AnlanError)], outcomes
        return outcomes

    for edge in edges:
        dispatch.enter(edge, actors, apply)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_year_has_every_unit_day_and_its_troubles():
    enter()

    def told(first: date, last: date) -> dict[str, int]:
        return tally(
            standing(due, MOMENT) for due in Due.objects.filter(form="daily", day__range=(first, last))
        )

    year, week, today = told(FIRST_DAY, LAST), told(*COMPLETE), told(LAST, LAST)
    assert year["all"] == UNITS * ((LAST - FIRST_DAY).days + 1) + MORNINGS
    assert year["missing"] > 0
    assert year["late"] > 0
    assert Due.objects.filter(version__gt=1).exists()
    assert (week["all"], week["missing"]) == (UNITS * 7 + MORNINGS, 0)
    assert (today["sent"], today[Standing.DUE]) == (29, 56)

    weekly = Due.objects.filter(form=CODE)
    assert weekly.filter(version=1).count() > 60
    with clock.at(MOMENT):
        found = sums(CODE, EVERYTHING, area=find_area(None), first=FRIDAYS[0], last=LAST)
        assert found.totals[0].reports == weekly.filter(version=1).count()
        fold()
        period = Period(FIRST_DAY, LAST)
        values = evaluate_all(
            ["reporting.due", "reporting.not_received"], cut=Cut.of(find_area(None)), period=period
        )
    assert values["reporting.due"].count == year["all"]
    assert values["reporting.not_received"].count == year["missing"] + today[Standing.DUE]
