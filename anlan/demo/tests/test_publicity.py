"""The publicity of the demo's year: the printed numbers of the bulletin come out of its rows, at full scale."""

from __future__ import annotations

import random

import pytest

from anlan.demo import world as world_module
from anlan.demo.load import SEED, boundaries
from anlan.demo.publicity import Publicity, split
from anlan.demo.year import LAST, MOMENT
from anlan.figures.counting import fold
from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate_all, trace
from anlan.figures.verification import verify
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle.door import apply_many
from anlan.outreach.models import Activity, ActivityState, HouseholdVisit

PRINTED = {
    "outreach.media_items": "240篇（条）",
    "outreach.short_videos": "167条",
    "outreach.five_entries": "28次",
    "outreach.leaflets": "60万余份",
    "outreach.sms": "1600多万条",
    "outreach.households": "4.2万多户",
    "outreach.household_visits": "4.6万多户次",
}
EXACT = {"outreach.leaflets": 603_500, "outreach.sms": 16_340_000, "outreach.households": 42_318}


def enter(*, scale: float) -> None:
    """Enter the publicity of the year into a city of few premises."""
    edges = list(boundaries())
    with clock.at(edges[0]):
        world = world_module.build(random.Random(SEED), scale=0.001, password="x" * 12)
        actors = world.actors(edges[0])
    publicity = Publicity(world, scale=scale, seed=SEED, edges=edges)

    def apply(flow, step, acts):
        outcomes = apply_many(flow, step, acts)
        assert not [one for one in outcomes if isinstance(one, AnlanError)], outcomes
        return outcomes

    for number, edge in enumerate(edges):
        with clock.at(edge):
            publicity.enter(number, actors, apply)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_printed_numbers_come_out_of_the_rows_at_full_scale():
    enter(scale=1)
    fold()

    with clock.at(MOMENT):
        values = evaluate_all(list(PRINTED), cut=Cut.of(find_area(None)), period=Period.year_to(LAST))
    assert {code: value.phrase for code, value in values.items()} == PRINTED
    assert {code: values[code].count for code in EXACT} == EXACT
    assert trace(values["outreach.households"]).rows == 42_318
    assert HouseholdVisit.objects.count() == values["outreach.household_visits"].count == 46_012
    assert verify().sound


@pytest.mark.django_db
def test_a_small_city_has_all_of_it_in_proportion_and_some_that_waits():
    enter(scale=0.005)

    kinds = set(Activity.objects.filter(state=ActivityState.VERIFIED).values_list("kind", flat=True))
    assert kinds == {"media_item", "short_video", "five_entries", "leaflet", "sms", "household_visit"}
    states = set(Activity.objects.values_list("state", flat=True))
    assert states == {ActivityState.VERIFIED, ActivityState.RECORDED, ActivityState.RETURNED}
    assert Activity.objects.exclude(campaign=None).exists()
    assert not Entry.objects.filter(kind="activity", occurred_at__gt=MOMENT).exists()


@pytest.mark.parametrize(
    ("total", "parts", "unit"),
    [(240, 92, 1), (603_500, 118, 50), (28, 28, 1), (2, 9, 1), (6_035, 3, 50), (7, 2, 50)],
)
def test_a_sum_is_split_without_rest(total, parts, unit):
    numbers = split(random.Random(1), total, parts, unit)

    assert sum(numbers) == total
    assert min(numbers) > 0
    assert len(numbers) <= parts
