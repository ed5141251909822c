"""What is read of real visits: who checked, what both found, who may see it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from anlan.detection import gathering
from anlan.detection.gathering import ORDINARY, SUDDEN, TEAM, Seen, alike, closest
from anlan.enterprise.tests.factories import found as found_itself
from anlan.figures.cut import Cut, find_area
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.teams.tests.factories import name, set_up
from anlan.testing import TODAY, actor, person, record_hazard, record_visit, take

PERIOD = Period(TODAY - timedelta(days=60), TODAY)
EXIT, BOX, GAS = "东侧安全出口堆放纸箱", "二楼配电箱门缺失，线头外露", "液化气瓶放置在厨房内"


def seen(key: int, on: int, kind: str) -> Seen:
    return Seen(key, 1, date(2022, 10, on), kind)


def test_of_a_place_the_nearest_two_are_compared_and_only_within_a_month():
    own, late, team = seen(1, 1, ORDINARY), seen(2, 12, SUDDEN), seen(3, 10, TEAM)
    long_ago = Seen(4, 1, date(2022, 8, 1), ORDINARY)

    assert closest([own, late, team]) == (late, team)
    assert closest([long_ago, team]) is None
    assert closest([own, late]) is None


def test_an_area_stands_for_all_below_it():
    assert [gathering.part_of(path, "/1/") for path in ("/1/", "/1/2/", "/1/2/10/")] == [1, 2, 2]


def test_each_finding_is_paired_once_and_as_many_as_can_be():
    same = {("a", "x"), ("a", "y"), ("b", "x")}

    assert alike(["a", "b"], ["x", "y"], lambda one, other: (one, other) in same) == 2
    assert alike(["a", "a"], ["x"], lambda one, other: (one, other) in same) == 1
    assert alike([EXIT, GAS], [f"现场检查发现{EXIT}", BOX]) == 1


@pytest.fixture
def checked(city):
    """The shop: an ordinary check found three, one of them put right since; then a team found two, one of them anew."""
    earlier = clock.now() - timedelta(days=3)
    own = record_visit("shop", at=earlier)
    done = record_hazard(visit=own, at=earlier, description=GAS)
    for step in ("assign", "claim", "accept"):
        take(done, step, at=earlier + timedelta(hours=1))
    for text in (EXIT, BOX):
        record_hazard(visit=own, at=earlier, description=text)
    theirs = record_visit("shop", mode="four_no_two_direct")
    for text in (f"现场检查发现{EXIT}", "灭火器压力不足"):
        record_hazard(visit=theirs, description=text)
    name(set_up(), theirs)
    record_visit("depot", mode="unannounced")
    return Cut.of(find_area(None)), actor("office1").scope


def test_what_both_found_is_counted_of_what_still_stood(checked):
    cut, scope = checked
    sums = gathering.tallies(cut, PERIOD, scope)
    places, told = gathering.by_teams_and_others(cut, PERIOD, scope)

    assert {kind: (one.visits, one.found, one.squares) for kind, one in sums.all.items()} == {
        ORDINARY: (1, 3, 9), TEAM: (1, 2, 4), SUDDEN: (1, 0, 0),
    }  # fmt: skip
    assert sum(kinds[ORDINARY].found for kinds in sums.areas.values()) == 3
    assert (places, told.second) == (1, 2)
    assert (told.first, told.both) == (2, 1)


def test_what_an_enterprise_found_itself_stands_beside_what_was_found_there(checked):
    cut, scope = checked
    found_itself("shop", description=BOX)
    found_itself("shop", description="仓库通道被货物占用")

    places, told = gathering.by_themselves_and_others(cut, PERIOD, scope)

    assert (places, told.first, told.second, told.both) == (1, 2, 5, 1)


def test_the_page_and_its_workbook_are_for_the_office(checked, client):
    client.force_login(person("office1"))
    page, file = client.get(reverse("detection:gap")), client.get(reverse("detection:file"))
    client.force_login(person("dept1"))

    assert (page.status_code, file.content[:2]) == (200, b"PK")
    assert client.get(reverse("detection:gap")).status_code == 403


def test_nothing_is_read_outside_a_scope(checked):
    cut, _scope = checked

    assert set(gathering.tallies(cut, PERIOD, actor("county2").scope).all) == {SUDDEN}, (
        "the depot alone is theirs"
    )
