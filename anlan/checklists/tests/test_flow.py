"""Issuing and withdrawing checklists: who may, what a version must be, what stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.lookup import for_place
from anlan.checklists.models import Checklist, ChecklistItem
from anlan.checklists.tests.factories import ITEM, LOOSE, MAJOR, area, issued, list_input
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.testing import actor

TODAY = date(2022, 10, 24)


def withdraw(checklist: Checklist, by: str = "office1") -> None:
    door.apply(
        CHECKLIST_FLOW, checklist.issuing_seq, "withdraw", by=actor(by), input={"reason": "条文已修订"}
    )


def test_a_version_is_issued_with_its_items_and_their_law(city):
    one = issued()

    assert (one.version, one.sectors, one.complete) == (1, ["fire", "gas"], False)
    assert [item.code for item in one.items.order_by("position")] == ["CY-01", "CY-02"]
    assert one.items.get(code="CY-01").basis == "《中华人民共和国安全生产法》第三十六条第四款"
    assert Entry.objects.get(case_id=one.issuing_seq).step == "issue"
    assert one in for_place("gas", "/101/102/104/", TODAY)


def test_a_new_version_ends_the_former_on_the_day_before_it(city):
    first = issued()

    second = issued(version=2, effective_from="2022-11-01", key="second-list")

    first.refresh_from_db()
    assert (first.effective_to, second.effective_to) == (date(2022, 10, 31), None)
    assert first.items.count() == 2
    assert [row.version for row in for_place("gas", "/101/", TODAY) if row.code == "kitchens"] == [1]
    assert [
        row.version for row in for_place("gas", "/101/", date(2022, 11, 1)) if row.code == "kitchens"
    ] == [2]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"effective_to": "2021-12-31"}, "last day lies before"),
        ({"items": [ITEM, ITEM]}, "stands twice"),
        ({"items": [ITEM | {"law": ""}]}, "without their law"),
        ({"items": [ITEM | {"default_grade": "major"}]}, "needs the official criterion"),
        ({"items": [ITEM | {"criterion": "chemicals-2017 第二条"}]}, "a general one has none"),
        ({"note": ""}, "list is not complete"),
        ({"code": "general"}, "number this one higher"),
        ({"code": "general", "version": 2, "effective_from": "2021-01-01"}, "begins later"),
    ],
    ids=["days", "twice", "no law", "no criterion", "spare criterion", "no note", "number", "too early"],
)
def test_an_unsound_version_is_refused_with_its_reason_and_writes_nothing(city, changes, reason):
    before = Checklist.objects.count(), ChecklistItem.objects.count(), Entry.objects.count()

    with pytest.raises(AnlanError, match=reason):
        issued(**changes)

    assert (Checklist.objects.count(), ChecklistItem.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], "is required"),
        ([{**ITEM, "default_days": 400}], "Row 1"),
        ([ITEM, {**LOOSE, "method": "smell"}], "Row 2"),
        ([{**MAJOR, "criterion": "chemicals-2017 第九十九条"}], "is no criterion"),
        ([{**ITEM, "colour": "red"}], "no field “colour”"),
        ("no json", "must be a list of rows"),
        ([1, 2], "must be a list of rows"),
        ([LOOSE] * 201, "at most 200"),
    ],
    ids=["none", "days", "method", "criterion", "stranger", "text", "numbers", "many"],
)
def test_faults_of_items_name_their_row(city, items, told):
    with pytest.raises(AnlanError, match=told):
        issued(items=items)


@pytest.mark.parametrize(
    ("by", "where", "may"),
    [("office1", "city", True), ("county1", "a", True), ("county1", "b", False), ("county1", "city", False),
     ("dept1", "city", True), ("inspector1", "a", False), ("leader1", "city", False)],
)  # fmt: skip
def test_an_office_issues_for_its_own_area(city, by, where, may):
    if may:
        assert issued(by=by, area=area(where).pk).area_path == area(where).path
    else:
        with pytest.raises(AnlanError, match="no right to issue checklists"):
            issued(by=by, area=area(where).pk)


def test_a_countys_list_is_not_another_countys(city):
    issued(by="county1", area=area("a").pk)

    assert "kitchens" in [row.code for row in for_place("gas", area("a1").path, TODAY)]
    assert "kitchens" not in [row.code for row in for_place("gas", area("b1").path, TODAY)]


def test_a_code_belongs_to_who_issued_it_and_a_shipped_one_to_the_city(city):
    issued(by="county1", area=area("a").pk)

    with pytest.raises(AnlanError, match="another office's list"):
        issued(by="county2", area=area("b").pk, version=2, effective_from="2022-11-01")
    with pytest.raises(AnlanError, match="only the city's office carries it on"):
        issued(by="county1", area=area("a").pk, code="general", version=2, effective_from="2022-11-01")
    assert issued(code="general", version=2, effective_from="2022-11-01").version == 2


def test_a_withdrawn_version_is_offered_no_more_and_keeps_its_items(city):
    one = issued()

    withdraw(one)

    one.refresh_from_db()
    assert (one.withdrawn_on, one.withdrawn_reason) == (TODAY, "条文已修订")
    assert one.items.count() == 2
    assert one not in for_place("gas", "/101/", TODAY)


def test_only_the_office_that_issued_it_or_the_city_withdraws(city):
    one = issued(by="county1", area=area("a").pk)

    for stranger in ("county2", "dept1", "inspector1"):
        with pytest.raises(AnlanError, match="withdraws it"):
            withdraw(one, by=stranger)
    withdraw(one, by="county1")


def test_what_came_with_the_product_is_withdrawn_by_the_city(city):
    shipped = Checklist.objects.get(code="general")
    given = {"checklist": shipped.pk, "reason": "本市另有规定"}

    with pytest.raises(AnlanError, match="withdrawn by the city's office"):
        door.open_case(CHECKLIST_FLOW, "retire", by=actor("county1"), input=given)
    door.open_case(CHECKLIST_FLOW, "retire", by=actor("office1"), input=given)

    assert Checklist.objects.get(code="general").withdrawn_on == TODAY
    with pytest.raises(AnlanError, match="withdrawn already"):
        door.open_case(CHECKLIST_FLOW, "retire", by=actor("office1"), input=given)


def test_the_same_request_twice_issues_one_version(city):
    issued(key="issue-once-1")
    issued(key="issue-once-1")

    assert Checklist.objects.filter(code="kitchens").count() == 1


def test_the_database_refuses_a_second_version_of_one_number(city):
    one = issued()

    with pytest.raises(IntegrityError), transaction.atomic():
        Checklist.objects.create(
            code=one.code, version=1, title="x", sectors=["*"], effective_from=TODAY, digest="0" * 64
        )


def test_the_input_is_kept_in_the_journal_word_for_word(city):
    one = issued(items=[ITEM, MAJOR])

    kept = door.entry_input(Entry.objects.get(case_id=one.issuing_seq))

    assert kept["items"][0]["quote"] == ITEM["quote"]
    assert kept["items"][1]["criterion"] == "chemicals-2017 第二条"
    assert list_input()["code"] == kept["code"]
