"""Who sees and does what: owner, superior, stranger; a business itself; a department its sectors; a post its days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.obligations.models import Obligation
from anlan.org.actions import add_area
from anlan.org.actors import actor_for, actors_for
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.models import Area, AreaAncestor, Person, Post
from anlan.org.models.areas import below
from anlan.org.roles import GRANTS, OWN_ORGANISATION_ONLY, Permission, Role
from anlan.org.scope import EVERYTHING, Held, Scope
from anlan.premises.models import Premises
from anlan.testing import NOON, PLACES, SINCE, TODAY, actor, person, record_hazard, take

DAY = timedelta(days=1)
# account → the premises whose premises, visits and hazards it sees
SEES = {
    "office1": set(PLACES),
    "leader1": set(PLACES),
    "editor1": set(PLACES),
    "county1": {"shop", "kitchen", "mill"},
    "county2": {"depot"},
    "zone1": {"plant"},
    "station1": {"shop", "kitchen"},
    "station3": {"depot"},
    "dept1": {"shop", "mill", "plant"},
    "dept2": {"kitchen", "depot"},
    "inspector1": {"shop", "mill"},
    "business1": {"shop"},
    "business4": {"depot"},
    "security1": set(),
    "auditor1": set(),
    "nobody1": set(),
}


@pytest.fixture
def ledger(city):
    """A visit with a hazard at every place."""
    for code in PLACES:
        record_hazard(code)
    return city


@pytest.mark.parametrize(("account", "seen"), SEES.items(), ids=list(SEES))
def test_everybody_sees_what_falls_to_their_posts(ledger, account, seen):
    scope = actor(account).scope
    visits = set() if account.startswith("business") else seen

    assert set(Premises.objects.within(scope).values_list("code", flat=True)) == seen
    assert set(Hazard.objects.within(scope).values_list("premises__code", flat=True)) == seen
    assert set(Visit.objects.within(scope).values_list("premises__code", flat=True)) == visits


def test_the_systems_own_scope_sees_everything(ledger):
    assert Hazard.objects.within(EVERYTHING).count() == len(PLACES)


def test_a_business_sees_what_it_owes_and_nobody_elses_duties(ledger):
    for hazard in Hazard.objects.all():
        take(hazard, "assign")

    seen = Obligation.objects.within(actor("business1").scope)

    assert set(seen.values_list("owner__code", flat=True)) == {"shop"}


def test_the_path_of_an_area_does_not_leak_into_one_that_begins_with_its_digits(city):
    assert (city.areas["b"].path, city.areas["a"].path) == ("/101/1020/", "/101/102/")

    assert set(Area.objects.filter(below("/101/102/", "path")).values_list("code", flat=True)) == {
        "a",
        "a1",
        "a2",
    }
    assert actor("county1").holds(Permission.HAZARD_READ, area_path="/101/1020/") is None
    assert actor("county1").holds(Permission.HAZARD_READ, area_path="/101/102/104/") is not None


@pytest.mark.parametrize("permission", list(Permission))
def test_whoever_holds_a_permission_for_a_thing_sees_its_row_and_the_other_way_round(city, permission):
    for account in SEES:
        who = actor(account)
        rows = Premises.objects.filter(who.scope.where(permission, organisation="operator_id"))
        for place in Premises.objects.all():
            post = who.holds(
                permission,
                area_path=place.area_path,
                sector_id=place.sector_id,
                organisation_id=place.operator_id,
            )
            assert (post is not None) == rows.filter(pk=place.pk).exists(), (account, place.code)


def test_a_row_without_an_organisation_shows_nothing_to_a_business(ledger):
    scope = actor("business1").scope

    assert Hazard.objects.filter(scope.where(Permission.HAZARD_READ)).count() == 0


def test_every_role_has_its_grants_and_only_a_business_is_kept_to_itself():
    assert set(GRANTS) == set(Role)
    assert {Role.BUSINESS} == OWN_ORGANISATION_ONLY


def test_who_administers_accounts_who_audits_and_who_supervises_are_different_people():
    about_its_own = {Permission.READINESS_READ, Permission.LEDGER_OPEN}  # what is missing; ledgers of people
    assert GRANTS[Role.SECURITY_ADMIN] == {Permission.PEOPLE_MANAGE} | about_its_own
    assert GRANTS[Role.AUDITOR] == {Permission.JOURNAL_READ, Permission.AUDIT_READ}
    for permission, holder in (
        (Permission.PEOPLE_MANAGE, Role.SECURITY_ADMIN),
        (Permission.AUDIT_READ, Role.AUDITOR),
        (Permission.ORG_MANAGE, Role.SYSTEM_ADMIN),
    ):
        assert {role for role in Role if permission in GRANTS[role]} == {holder}


# -- posts and their days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (SINCE, TODAY - DAY, False),
        (SINCE, TODAY, True),
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (SINCE, None, True),
    ],
    ids=["ended yesterday", "ends today", "begins today", "today only", "begins tomorrow", "since ever"],
)
def test_a_post_gives_its_rights_on_its_own_days_only(city, first, last, holds):
    Post.objects.filter(person=person("county1")).update(valid_from=first, valid_to=last)

    who = actor("county1")

    assert bool(who.posts) == holds
    assert who.may(Permission.HAZARD_ASSIGN) == holds


def test_a_day_of_a_post_is_a_day_in_shanghai(city):
    Post.objects.filter(person=person("county1")).update(valid_to=TODAY)
    last_moment = clock.day_end(TODAY) - timedelta(microseconds=1)

    assert actor("county1", at=last_moment).posts
    assert not actor("county1", at=clock.day_end(TODAY)).posts


def test_a_person_with_two_posts_may_what_either_grants_and_no_more(city):
    Post.objects.create(
        person=person("county1"), organisation=city.organisations["station-b1"], role=Role.TOWNSHIP,
        title="second", area=city.areas["b1"], valid_from=SINCE,
    )  # fmt: skip
    who = actor("county1")

    assert who.holds(Permission.HAZARD_CLAIM, area_path=city.areas["b1"].path or "")
    assert not who.holds(Permission.HAZARD_CLAIM, area_path=city.areas["a1"].path or "")
    assert set(Premises.objects.within(who.scope).values_list("code", flat=True)) == {
        "shop",
        "kitchen",
        "mill",
        "depot",
    }
    assert set(who.organisation_ids()) == {
        city.organisations["gov-a"].pk,
        city.organisations["station-b1"].pk,
    }


def test_the_sectors_of_a_post_are_all_of_them(city):
    post = Post.objects.get(person=person("dept1"))
    post.sectors.add(city.sectors["gas"])

    who = actor("dept1")

    assert [held.sector_ids for held in who.posts] == [
        frozenset(sector.pk for sector in city.sectors.values())
    ]


@pytest.mark.parametrize("count", [1, 5, 20])
def test_actors_cost_one_query_whatever_their_number(city, count, django_assert_num_queries):
    people = list(Person.objects.order_by("pk")[:count])

    with django_assert_num_queries(1):
        actors = actors_for(people, at=NOON)

    assert set(actors) == {one.pk for one in people}


def test_an_actor_costs_one_query(city, django_assert_num_queries):
    who = person("dept1")

    with django_assert_num_queries(1):
        actor_for(who, at=NOON)


def test_the_root_of_a_scope_is_its_highest_area():
    posts = [
        Held(n, "leader", "", 1, "", 1, path, "", frozenset({Permission.FIGURE_READ}))
        for n, path in enumerate(["/1/2/3/", "/1/10000000/"])
    ]

    assert Scope(tuple(posts)).root_path == "/1/10000000/"


def test_the_areas_to_choose_from_are_those_of_the_scope(city):
    assert [area.code for area in areas_of(actor("county1").scope)] == ["a", "a1", "a2"]
    assert areas_of(actor("nobody1").scope) == []
    assert areas_of(actor("business1").scope) == []
    assert len(areas_of(actor("office1").scope)) == 7
    assert area_choices(areas_of(actor("county1").scope))[1] == ("a1", "　Chengguan")
    assert [code for code, _label in sector_choices()] == ["fire", "gas"]


# -- the tree -------------------------------------------------------------------------------------------------


def test_an_added_area_gets_its_path_and_ancestors(city):
    area = add_area(code="a3", name="新镇", kind="township", parent=city.areas["a"], valid_from=TODAY)

    assert area.path == f"/101/102/{area.pk}/"
    assert area.depth == 2
    assert set(AreaAncestor.objects.filter(area=area).values_list("ancestor_id", flat=True)) == {
        101,
        102,
        area.pk,
    }


def test_a_closed_area_takes_no_children(city):
    city.areas["a"].valid_to = TODAY

    with pytest.raises(Invalid) as met:
        add_area(code="a3", name="新镇", kind="township", parent=city.areas["a"], valid_from=TODAY)

    assert met.value.field == "parent"
    assert not Area.objects.filter(code="a3").exists()


def test_a_code_is_given_once_among_the_valid(city):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_area(code="a1", name="又一个", kind="township", parent=city.areas["a"], valid_from=TODAY)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Post, {"valid_to": SINCE - DAY}),
        (Post, {"role": "king"}),
        (Area, {"valid_to": SINCE - DAY}),
        (Area, {"kind": "planet"}),
        (Area, {"depth": 0, "parent": 101}),
    ],
)
def test_the_database_holds_what_must_always_hold(city, model, changes):
    row = model.objects.order_by("-pk").first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**changes)
