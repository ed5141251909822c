"""Deputies (代理) and posts that end within a day: what the one query of an actor reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.org.actors import actor_for
from anlan.org.models import Person, Post
from anlan.org.roles import Permission, Role
from anlan.org.scope import SYSTEM
from anlan.testing import NOON, SINCE, TODAY, actor, person

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def post_of(name: str) -> Post:
    return Post.objects.get(person__username=name)


def deputise(deputy: str, principal: str, first: date, last: date) -> Post:
    """Write a deputy's post as the appointment does."""
    post = post_of(principal)
    acting = Post.objects.create(
        person=person(deputy),
        organisation=post.organisation,
        role=post.role,
        title=post.title,
        area=post.area,
        valid_from=first,
        valid_to=last,
        acting_for=post,
    )
    acting.sectors.set(post.sectors.all())
    return acting


def test_a_post_that_was_ended_is_gone_at_that_moment_and_was_held_before(city):
    Post.objects.filter(person__username="station1").update(ended_at=NOON, valid_to=TODAY)

    assert actor_for(person("station1"), at=NOON - SECOND).posts
    assert not actor_for(person("station1"), at=NOON).posts


def test_a_deputy_acts_from_the_first_to_the_last_day_and_for_somebody(city):
    deputise("station1", "county1", TODAY, TODAY + DAY)
    held = {
        day: [post.role for post in actor_for(person("station1"), at=NOON + n * DAY).posts]
        for n, day in enumerate(["before", "first", "last", "after"], start=-1)
    }

    assert held == {
        "before": [Role.TOWNSHIP],
        "first": [Role.TOWNSHIP, Role.AREA_OFFICE],
        "last": [Role.TOWNSHIP, Role.AREA_OFFICE],
        "after": [Role.TOWNSHIP],
    }
    deputy = actor_for(person("station1"), at=NOON)
    assert [(post.for_person_id, post.for_name) for post in deputy.posts] == [
        (None, ""),
        (person("county1").pk, "county1 name"),
    ]
    assert deputy.identities == {person("station1").pk, person("county1").pk}


@pytest.mark.parametrize(
    "left", [{"ended_at": NOON, "valid_to": TODAY}, {"valid_to": TODAY - DAY}], ids=["at once", "by date"]
)
def test_a_deputys_post_ends_with_the_post_it_deputises_for(city, left):
    deputise("station1", "county1", TODAY - DAY, TODAY + DAY)

    Post.objects.filter(pk=post_of("county1").pk).update(**left)

    assert [post.role for post in actor_for(person("station1"), at=NOON).posts] == [Role.TOWNSHIP]


def test_a_deputy_has_the_area_and_the_sectors_of_the_post_and_no_more(city):
    deputise("station1", "inspector1", TODAY, TODAY)
    reach = actor_for(person("station1"), at=NOON)

    def may_record(area: str, sector: str) -> bool:
        path, key = city.areas[area].path, city.sectors[sector].pk
        return reach.holds(Permission.HAZARD_LOOK_BACK, area_path=path, sector_id=key) is not None

    assert may_record("a2", "fire")
    assert not may_record("a2", "gas")
    assert not may_record("b1", "fire")


def test_an_actor_is_read_in_one_query_with_deputies_too(city, django_assert_num_queries):
    deputise("station1", "county1", TODAY, TODAY)
    who = person("station1")

    with django_assert_num_queries(1):
        assert len(actor_for(who, at=NOON).posts) == 2


def test_somebody_who_acts_for_nobody_is_only_themselves(city):
    assert actor("station1").identities == {person("station1").pk}


def test_the_system_sees_everything_and_holds_no_right_of_a_person(city):
    assert SYSTEM.is_system
    assert not actor("office1").is_system
    assert Hazard.objects.within(SYSTEM.scope).query.where.children == []
    assert not any(SYSTEM.may(permission) for permission in Permission)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"acting_for_id": 1, "valid_to": None}, "post_deputy_has_both_dates"),
        ({"ended_at": NOON, "valid_to": None}, "post_ended_has_its_last_day"),
    ],
    ids=["a deputy without a last day", "ended without a last day"],
)
def test_the_database_refuses_a_post(city, changes, constraint):
    post = post_of("station1")
    changes = {**changes, **({"acting_for_id": post_of("county1").pk} if "acting_for_id" in changes else {})}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**changes)


def test_the_database_refuses_a_second_administrators_post_without_an_end(city):
    office = city.organisations["office"]
    rows = {"organisation": office, "area": office.area, "title": "Auditor", "valid_from": SINCE}

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=person("security1"), role=Role.AUDITOR, **rows)
    Post.objects.create(person=person("office1"), role=Role.AUDITOR, **rows)

    assert Person.objects.filter(posts__role=Role.AUDITOR).count() == 2
    assert clock.local_day(NOON) == TODAY
