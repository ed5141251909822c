"""Duty in the demo city: no seat stays empty, and “全部在岗在位” holds unless one spot check was failed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.demo import world as world_module
from anlan.demo.load import SEED
from anlan.demo.watches import FIRST, HIRED_ON, LAST, Watches
from anlan.documents.claims import CLAIMS
from anlan.duty.models import HandOver, OpenItem, Seat, SpotCheck
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle.door import apply_many

ROOMS = 3
NIGHT = clock.day_end(LAST) + timedelta(hours=12)


def seated(first: date) -> dict[tuple[Any, ...], int | None]:
    """Return who sits where from a day on."""
    rows = Seat.objects.live().filter(day__gte=first)
    return {
        tuple(place): person for *place, person in rows.values_list("room", "begins_at", "kind", "person")
    }


def enter(*, lapse: bool) -> tuple[Watches, dict[tuple[Any, ...], int | None]]:
    """Enter the duty of the centre and two counties, as the load of a city does; return also who sat where before."""
    with clock.at(clock.day_start(HIRED_ON) - timedelta(days=1)):
        world = world_module.build(random.Random(SEED), scale=0.001, password="x" * 12)
        actors = world.actors(clock.now())
    watches = Watches(world, seed=SEED, period=lambda: None, lapse=lapse, most=ROOMS)

    def apply(flow, step, acts):
        outcomes = apply_many(flow, step, acts)
        assert not [one for one in outcomes if isinstance(one, AnlanError)], outcomes
        return outcomes

    edge, before = clock.day_start(HIRED_ON), {}
    while edge <= NIGHT:
        edge += timedelta(hours=6)
        with clock.at(edge):
            watches.enter(edge, actors, apply)
        if clock.local_day(edge) < FIRST - timedelta(days=1):
            before = seated(LAST + timedelta(days=2))
    return watches, before


@pytest.mark.django_db
@pytest.mark.parametrize("lapse", [False, True], ids=["as it was", "with a lapse"])
def test_all_on_post_holds_unless_one_check_was_failed(lapse):
    watches, served = enter(lapse=lapse)
    period = Period(FIRST, LAST)

    with clock.at(NIGHT + timedelta(hours=6)):
        ruling = CLAIMS["duty.on_post"].predicate(watches.city, period, Known.now())
        kept = CLAIMS["duty.kept_at_one"].predicate(watches.city, period, Known.now())

    assert ruling.holds is not lapse
    assert kept.holds
    assert SpotCheck.objects.filter(state="corrected").count() == lapse
    assert SpotCheck.objects.count() == ROOMS * 7
    assert not Seat.objects.live().filter(person=None).exists()
    assert served == seated(LAST + timedelta(days=2))  # lifted, it is as it was before the level
    assert not Seat.objects.live().filter(day__range=(FIRST, LAST)).exclude(level="1").exists()
    assert HandOver.objects.filter(state="signed").count() == HandOver.objects.count() == ROOMS * 14
    assert OpenItem.objects.filter(settled_in=None).count() == 1
