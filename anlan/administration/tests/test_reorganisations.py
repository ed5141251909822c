"""The tree changes by closing rows and opening others; what was counted stays, what is current goes over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.administration.models import Reorganisation
from anlan.administration.tests.deeds import area, body, deputise, post_of, reorganise, rule
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.org.models import Area, Organisation, Post, Responsibility, Sector
from anlan.org.models.areas import standing_in
from anlan.org.responsibility import found_matrix, responsible
from anlan.premises.models import Premises
from anlan.premises.responsibility import project
from anlan.testing import SINCE, TODAY, actor, record_hazard, written

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(city):
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        project(on=TODAY)
        yield


def succeed(code: str, **changes: object) -> Area:
    outcome = reorganise("succeed_area", **({"area": area(code), "name": "新区", "name_en": "New"} | changes))
    made = Reorganisation.objects.get(pk=outcome.case_id).new_area
    assert made is not None
    return made


def test_a_successor_takes_what_is_current_and_nothing_that_was_counted(city):
    hazard = record_hazard("shop")
    old = city.areas["a"].path

    new = succeed("a")

    closed = Area.objects.get(pk=city.areas["a"].pk)
    assert (closed.valid_to, closed.successor) == (TODAY - DAY, new)
    assert (new.code, new.valid_from, new.parent) == ("a", TODAY, city.areas["city"])
    shop = Premises.objects.get(code="shop")
    assert shop.area_path.startswith(new.path)
    assert shop.reporting_area.code == "a1"
    assert Hazard.objects.get(pk=hazard.pk).area_path.startswith(old)
    assert body("station-a1").area == area("a1")


def test_every_area_below_gets_its_own_successor_and_none_is_re_parented(city):
    new = succeed("a")

    assert set(Area.objects.filter(parent=new).values_list("code", flat=True)) == {"a1", "a2"}
    assert set(Area.objects.filter(parent=city.areas["a"]).values_list("path", flat=True)) == {
        city.areas["a1"].path,
        city.areas["a2"].path,
    }


def test_those_who_hold_posts_reach_the_old_cases_and_the_new_ones(city):
    hazard = record_hazard("shop")

    succeed("a")
    fresh = record_hazard("shop", by="dept1")

    seen = Hazard.objects.within(actor("county1").scope)
    assert set(seen.values_list("pk", flat=True)) == {hazard.pk, fresh.pk}
    assert Post.objects.filter(person__username="county1").count() == 2


def test_a_deputys_post_goes_over_with_the_post_it_was_lent_from(city):
    deputise("county1", "nobody1", by="security1", days=(TODAY, TODAY + DAY))

    new = succeed("a")

    copy = Post.objects.get(person__username="nobody1", area=new)
    assert copy.acting_for == Post.objects.get(person__username="county1", area=new)


def test_the_tree_of_a_past_period_is_the_tree_as_it_was_then(city):
    new = succeed("a")

    def codes(day: object) -> set[int]:
        found = Area.objects.filter(standing_in(day, day), code="a")
        return set(found.values_list("pk", flat=True))

    assert codes(TODAY - DAY) == {city.areas["a"].pk}
    assert codes(TODAY) == {new.pk}


def test_an_area_may_come_under_another_one_by_its_successor(city):
    new = succeed("a2", parent=area("b"))

    assert new.path.startswith(city.areas["b"].path)
    assert Premises.objects.get(code="mill").area_path == new.path


def test_an_area_that_closes_gives_its_premises_to_another(city):
    reorganise("close_area", area=area("a2"), into=area("a1"))

    assert Premises.objects.get(code="mill").reporting_area == area("a1")
    assert Area.objects.get(pk=city.areas["a2"].pk).successor == area("a1")
    assert not Area.objects.filter(code="a2", valid_to=None).exists()


def test_a_ruling_of_a_closed_area_goes_on_in_its_successor(city):
    rule("fire", "a", "gov-a")

    new = succeed("a")

    row = Responsibility.objects.get(area=new)
    assert (row.department.code, row.valid_from) == ("gov-a", TODAY)
    assert Premises.objects.get(code="shop").department == body("gov-a")


@pytest.mark.parametrize(
    ("step", "about", "changes", "reason"),
    [
        ("close_area", "a", {}, "belong to it are open"),
        ("close_area", "a2", {}, "say which area"),
        ("close_area", "city", {}, "root of the tree"),
        ("close_area", "a2", {"into": "a2"}, "to itself"),
        ("close_area", "a2", {"into": "b"}, "lowest area"),
        ("close_area", "a2", {"into": "a1", "effective_on": TODAY + DAY}, "day it comes into force"),
        ("succeed_area", "a", {"name": "新", "effective_on": SINCE}, "before the area"),
        ("succeed_area", "a", {"name": "新", "code": "b"}, "exists already"),
        ("open_area", "a", {"name": "新", "code": "a1", "kind": "township"}, "exists already"),
    ],
    ids=[
        "children",
        "premises",
        "root",
        "itself",
        "not a leaf",
        "future",
        "early",
        "code",
        "code of another",
    ],
)
def test_a_change_of_the_tree_is_refused_with_a_reason_and_leaves_no_trace(
    city, step, about, changes, reason
):
    if "into" in changes:
        changes = changes | {"into": area(changes["into"])}
    before, rows = written(), list(Area.objects.order_by("pk").values())

    with pytest.raises(Refused, match=reason):
        reorganise(step, area=area(about), **changes)

    assert (written(), list(Area.objects.order_by("pk").values())) == (before, rows)


@pytest.mark.parametrize("who", ["security1", "auditor1", "office1", "county1"])
def test_only_the_system_administrator_changes_the_tree(city, who):
    with pytest.raises(Refused, match="system administrator"):
        reorganise("open_area", by=who, area=area("a"), name="新镇", code="a9", kind="township")


def test_a_new_area_stands_in_the_tree_with_its_path(city):
    reorganise("open_area", area=area("a"), name="新镇", code="a9", kind="township")

    made = area("a9")
    assert made.path == f"{city.areas['a'].path}{made.pk}/"
    assert made.name_en == "新镇"


def test_a_department_that_is_succeeded_hands_over_posts_sectors_and_responsibility(city):
    old = body("fire")

    reorganise("succeed_body", organisation=old, name="消防救援局", name_en="Fire Bureau")

    new = body("fire")
    sector = Sector.objects.get(code="fire")
    path = city.areas["a1"].path
    assert (Organisation.objects.get(pk=old.pk).successor, sector.lead) == (new, new)
    assert responsible(sector.pk, path, on=TODAY) == new.pk
    assert responsible(sector.pk, path, on=TODAY - DAY) == old.pk
    assert Premises.objects.get(code="shop").department == new
    assert {post.organisation_id for post in actor("dept1").posts} == {old.pk, new.pk}


def test_a_body_that_is_still_needed_is_not_closed(city):
    with pytest.raises(Refused, match="Posts in it are held"):
        reorganise("close_body", organisation=body("gov-a"))
    outcome = reorganise("open_body", area=area("a"), name="临时指挥部", code="temp", kind="office",
                         effective_on=TODAY - DAY)  # fmt: skip
    reorganise("close_body", organisation=body("temp"))

    made = Reorganisation.objects.get(pk=outcome.case_id).new_organisation
    assert made is not None
    assert Organisation.objects.get(pk=made.pk).valid_to == TODAY - DAY


def test_the_database_refuses_a_successor_of_what_is_open(city):
    assert post_of("county1").area == city.areas["a"]
    with pytest.raises(IntegrityError, match="area_with_successor_is_closed"), transaction.atomic():
        Area.objects.filter(code="a").update(successor=city.areas["b"])
