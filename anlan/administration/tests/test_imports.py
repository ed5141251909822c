"""Ledgers of areas, organisations, sectors and people: taken in through the door, faults at their cells, undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.administration.models import Reorganisation
from anlan.administration.tests.deeds import area, body, rule
from anlan.imports.running import take, undo
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.org.models import Area, Organisation, Person, Post, Responsibility, Sector
from anlan.org.models.people import held_at
from anlan.org.responsibility import found_matrix, responsible
from anlan.org.scope import SYSTEM
from anlan.testing import SINCE, TODAY, actor, person

COUNTY = {"official_code": "411102", "name": "源汇区"}
TOWNSHIP = {"official_code": "411102001000", "name": "老街街道", "short_name": "老街"}
ZONE = {"code": "WEST", "name": "西城区", "kind": "功能区"}
BODY = {"name": "市交通运输局", "kind": "成员单位"}
WORKER = {"name": "王强", "organisation": "消防救援支队", "role": "检查人员", "first_day": "2022-01-01"}


@pytest.fixture(autouse=True)
def _noon(city, settings, tmp_path):
    settings.HOME = tmp_path
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        yield


@pytest.fixture
def book(tmp_path):
    numbers = iter(range(1000))

    def book(kind, *rows):
        return ledger(tmp_path / f"{kind}{next(numbers)}.xlsx", kind, *rows)

    return book


# -- areas -------------------------------------------------------------------------------------------------


def test_areas_find_their_place_in_the_tree_by_their_official_codes(city, book):
    _batch, counts = taken_in(book("areas", COUNTY, TOWNSHIP, ZONE), "areas")

    county, township, zone = area("411102"), area("411102001"), area("WEST")
    assert counts["written"] == 3
    assert (county.parent, county.kind, county.official_code) == (city.areas["city"], "county", "411102")
    assert (township.parent, township.kind, township.short_name) == (county, "township", "老街")
    assert (zone.parent, zone.kind, zone.official_code) == (city.areas["city"], "zone", None)
    assert township.path == f"{county.path}{township.pk}/"
    assert county.valid_from == SINCE
    entry = Entry.objects.get(seq=Reorganisation.objects.get(new_area=zone).pk)
    assert (entry.step, entry.post_id) == ("open_area", None)


def test_a_parent_may_be_named_and_stand_further_up_in_the_file(book):
    rows = ({"code": "Z1", "name": "高新区", "kind": "zone"}, {"code": "Z2", "name": "创业园", "kind": "镇街",
            "parent": "高新区", "valid_from": "2021年3月1日"})  # fmt: skip

    _batch, dry = taken_in(book("areas", *rows), "areas", dry=True)
    assert not Area.objects.filter(code="Z1").exists()
    assert dry["faulty"] == 0
    taken_in(book("areas", *rows), "areas")

    assert area("Z2").parent == area("Z1")
    assert area("Z2").valid_from == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"official_code": "4111", "name": "x"}, ("official_code", "area.official")),
        ({"official_code": "411102001003", "name": "x"}, ("official_code", "area.too_low")),
        ({"official_code": "419999001", "name": "x"}, ("official_code", "reference.unknown")),
        ({"name": "无码"}, ("code", "input.required")),
        ({"code": "Z", "name": "x", "parent": "没有县"}, ("parent", "reference.unknown")),
        ({"code": "Z", "name": ""}, ("name", "input.required")),
        ({"code": "Z", "name": "x", "kind": "村"}, ("kind", "input.choice")),
        ({"code": "Z", "name": "x", "valid_from": "去年"}, ("valid_from", "input.moment")),
        ({"code": "Z", "name": "x", "valid_from": "2019-01-01"}, ("", "days.early")),
        ({"code": "Z", "name": "x" * 61}, ("name", "input.long")),
        ({"code": "Z", "name": "x", "kind": "镇"}, ("parent", "input.required")),
    ],
)
def test_a_row_of_areas_that_cannot_be_is_told_at_its_cell_and_nothing_is_written(book, row, fault):
    before = Area.objects.count(), Entry.objects.filter(kind="reorganisation").count()

    batch, counts = taken_in(book("areas", row), "areas")

    assert faults(batch) == {2: [fault]}
    assert counts["written"] == 0
    assert (Area.objects.count(), Entry.objects.filter(kind="reorganisation").count()) == before


def test_full_width_digits_and_zeros_behind_a_code_are_the_same_code(book):
    batch, _counts = taken_in(
        book("areas", COUNTY, {"official_code": "４１１１０２", "name": "再来"}), "areas"
    )

    assert faults(batch) == {3: [("", "row.twice")]}


def test_areas_of_one_name_must_be_told_apart_by_code(city, book):
    taken_in(book("areas", {"code": "T1", "name": "石桥街道", "parent": "a", "kind": "镇街"}), "areas")

    batch, _counts = taken_in(book("organisations", {**BODY, "area": "石桥街道"}), "organisations")
    taken_in(book("organisations", {**BODY, "area": "东江县石桥街道"}), "organisations")

    assert faults(batch) == {2: [("area", "reference.ambiguous")]}
    assert Organisation.objects.get(name="市交通运输局").area == area("T1")


def test_the_same_file_again_writes_nothing(book):
    path = book("areas", COUNTY, TOWNSHIP, ZONE)
    taken_in(path, "areas")
    seen = Area.objects.count()

    _batch, counts = taken_in(path, "areas")

    assert (counts["same"], counts["written"], counts["faulty"]) == (3, 0, 0)
    assert Area.objects.count() == seen


def test_a_batch_of_areas_is_undone_from_the_leaves_up_and_what_is_in_use_is_kept(book):
    batch, _counts = taken_in(book("areas", COUNTY, TOWNSHIP, ZONE), "areas")
    taken_in(book("organisations", {**BODY, "area": "WEST"}), "organisations")

    undo(batch, by=SYSTEM)

    assert not Area.objects.filter(code__startswith="411102").exists()
    assert Area.objects.filter(code="WEST").exists()
    batch.refresh_from_db()
    assert (batch.undone, batch.kept) == (2, 1)
    assert Reorganisation.objects.filter(state="taken_back").count() == 2
    assert verify().faults == []
    taken_in(book("areas", COUNTY), "areas")
    assert Area.objects.filter(code="411102").count() == 1


def test_the_areas_of_a_county_are_its_own_system_administrators(city, book):
    """A security administrator brings no areas; the city's system administrator does, in the right of the post."""
    batch = brought(book("areas", ZONE), "areas", by=actor("system1"))
    take(batch, by=actor("system1"), dry=False)

    entry = Entry.objects.get(seq=Reorganisation.objects.get(new_area=area("WEST")).pk)
    assert entry.actor_id == person("system1").pk
    with pytest.raises(Exception, match="no right"):
        brought(book("areas", COUNTY), "areas", by=actor("security1"))


# -- organisations and sectors -----------------------------------------------------------------------------


def test_organisations_get_a_code_where_none_is_given_and_keep_it(city, book):
    row = {**BODY, "name_en": "Transport"}
    taken_in(book("organisations", row), "organisations")
    _batch, again = taken_in(
        book("organisations", row, {**BODY, "name": "市教育局", "code": "jy"}), "organisations"
    )

    made = Organisation.objects.get(name="市交通运输局")
    assert made.code.startswith("shijiaotongyunshuju-")
    assert (made.kind, made.area, made.valid_from) == ("department", city.areas["city"], SINCE)
    assert (again["same"], again["written"]) == (1, 1)
    assert body("jy").name == "市教育局"


def test_sectors_come_with_their_departments_and_answer_at_once(city, book):
    taken_in(book("organisations", BODY), "organisations")
    rows = ({"name": "道路运输", "department": "市交通运输局"}, {"name": "客运", "code": "bus", "department": "没有"},
            {"name": "消防", "code": "fire2", "department": "fire"})  # fmt: skip

    batch, counts = taken_in(book("sectors", *rows), "sectors")

    sector = Sector.objects.get(name="道路运输")
    assert counts["written"] == 1
    assert faults(batch) == {3: [("department", "reference.unknown")], 4: [("", "sector.name")]}
    assert (
        responsible(sector.pk, city.areas["a1"].path, on=TODAY)
        == Organisation.objects.get(name="市交通运输局").pk
    )


def test_a_sector_is_undone_unless_it_was_ruled_on(city, book):
    batch, _counts = taken_in(
        book("sectors", {"name": "甲", "code": "one", "department": "fire"},
             {"name": "乙", "code": "two", "department": "fire"}), "sectors",
    )  # fmt: skip
    rule("two", "a", "gas")

    undo(batch, by=SYSTEM)

    assert set(Sector.objects.filter(code__in=["one", "two"]).values_list("code", flat=True)) == {"two"}
    assert not Responsibility.objects.filter(sector__code="one").exists()


# -- people ------------------------------------------------------------------------------------------------


def test_people_get_an_account_without_a_password_and_their_posts(city, book):
    rows = (
        WORKER | {"phone": "13800000001", "sectors": "消防、gas", "area": "东江县"},
        WORKER | {"phone": "13800000001", "role": "成员单位", "title": "科长"},
        WORKER | {"name": "王强", "organisation": "东江县安委办", "role": ""},
    )

    _batch, counts = taken_in(book("people", *rows), "people")

    first, second = Person.objects.filter(name="王强").order_by("pk")
    assert counts["written"] == 3
    assert (first.username, second.username) == ("wangqiang", "wangqiang2")
    assert not first.has_usable_password()
    assert first.must_change_password
    inspector, chief = Post.objects.filter(person=first).order_by("pk")
    assert (inspector.role, inspector.area, inspector.valid_from) == (
        "inspector", city.areas["a"], date(2022, 1, 1),
    )  # fmt: skip
    assert set(inspector.sectors.values_list("code", flat=True)) == {"fire", "gas"}
    assert (chief.title, chief.area) == ("科长", city.areas["city"])
    assert Post.objects.get(person=second).role == "area_office"


def test_somebody_who_is_there_already_gets_another_post_and_no_second_account(city, book):
    Person.objects.filter(username="dept1").update(phone="13900000000")
    rows = (
        {"name": "dept1 name", "phone": "139 0000 0000", "organisation": "gas", "title": "x"},
        {"name": "dept2 name", "organisation": "gas", "role": "leader"},
        {"name": "county1 name", "username": "county1", "organisation": "gov-b"},
    )
    before = Person.objects.count()

    _batch, counts = taken_in(book("people", *rows), "people")

    assert counts["written"] == 3
    assert Person.objects.count() == before
    assert Post.objects.filter(person__username="dept1").count() == 2


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"organisation": "没有的单位"}, ("organisation", "reference.unknown")),
        ({"sectors": "消防、滑雪"}, ("sectors", "reference.unknown")),
        ({"area": "没有县"}, ("area", "reference.unknown")),
        ({"role": "国王"}, ("role", "input.choice")),
        ({"first_day": "2022-02-30"}, ("first_day", "input.moment")),
        ({"last_day": "2021-01-01"}, ("last_day", "days.order")),
        ({"first_day": "2019-01-01"}, ("", "days.early")),
        ({"role": "企业"}, ("", "role.body")),
        ({"username": "王强"}, ("", "username.form")),
        ({"username": "county1"}, ("username", "username.taken")),
        ({"name": ""}, ("name", "input.required")),
        ({"name": "dept1 name", "role": "成员单位"}, ("role", "post.held")),
    ],
)
def test_a_row_of_people_that_cannot_be_is_told_at_its_cell_and_nothing_is_written(book, changes, fault):
    before = Person.objects.count(), Post.objects.count()

    batch, counts = taken_in(book("people", WORKER | changes), "people")

    assert faults(batch)[2][0] == fault
    assert counts["written"] == 0
    assert Post.objects.count() == before[1]


def test_two_roles_of_administrators_in_one_file_are_refused_to_the_second(book):
    rows = [
        {"name": "赵一", "username": "zhao", "organisation": "office", "role": role, "title": role}
        for role in ("system_admin", "auditor")
    ]

    batch, counts = taken_in(book("people", *rows), "people")

    assert counts["written"] == 1
    assert faults(batch)[3][0][1] in ("administrators.apart", "row.refused")


def test_people_are_undone_by_ending_their_posts_and_come_back_with_the_next_ledger(book):
    path = book("people", WORKER, WORKER | {"title": "副科长"})
    batch, _counts = taken_in(path, "people")

    undo(batch, by=SYSTEM)

    gone = Person.objects.get(name="王强")
    assert not gone.is_active
    assert not Post.objects.filter(held_at(clock.now()), person=gone).exists()
    _again, counts = taken_in(path, "people")
    gone.refresh_from_db()
    assert counts["written"] == 2
    assert gone.is_active
    assert Person.objects.filter(name="王强").count() == 1
    assert verify().faults == []


def test_an_account_that_was_given_a_password_stays_when_its_ledger_is_undone(book):
    batch, _counts = taken_in(book("people", WORKER), "people")
    somebody = Person.objects.get(name="王强")
    somebody.set_password("own-password-of-theirs")
    somebody.save()

    undo(batch, by=SYSTEM)

    somebody.refresh_from_db()
    assert somebody.is_active


def test_a_trial_writes_nothing_and_finds_the_same_faults(book):
    rows = (WORKER, WORKER | {"title": "科长"}, WORKER | {"organisation": "没有"})
    before = Person.objects.count(), Entry.objects.exclude(kind="import").count()

    batch, counts = taken_in(book("people", *rows), "people", dry=True)

    assert faults(batch) == {4: [("organisation", "reference.unknown")]}
    assert counts["written"] == 0
    assert (Person.objects.count(), Entry.objects.exclude(kind="import").count()) == before


def test_the_security_administrator_brings_people_and_nobody_else(book):
    batch = brought(book("people", WORKER), "people", by=actor("security1"))

    assert take(batch, by=actor("security1"), dry=False)["written"] == 1
    with pytest.raises(Exception, match="no right"):
        brought(book("people", WORKER), "people", by=actor("system1"))


def test_a_county_code_foreign_to_the_city_is_told_with_the_rule_unless_its_place_is_said(book):
    Area.objects.filter(code="city").update(official_code="231900")
    row = {"official_code": "411102", "name": "源汇区"}

    batch, refused = taken_in(book("areas", row), "areas")
    _batch, own = taken_in(book("areas", {"official_code": "231902", "name": "本市区"}), "areas")
    _batch, placed = taken_in(book("areas", row | {"parent": "安州市"}), "areas")

    assert (faults(batch), refused["written"]) == ({2: [("official_code", "area.foreign")]}, 0)
    assert (own["written"], placed["written"]) == (1, 1)
