"""The warning at recording that a hazard may be there already (C37)."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.likeness import ALIKE, WITHIN_DAYS, alike, likeness, may_be_one, read, shared
from anlan.hazards.models import Hazard
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    closed_hazard,
    found_hazard,
    record_hazard,
    record_visit,
    sign_in,
    take,
    written,
)

TEXT = "The fire door is blocked"  # what the cases record


@given(st.text(min_size=1), st.text(min_size=1))
def test_likeness_is_a_share_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("消防通道被杂物堵塞", "消防通道被杂物堵塞", True),
        ("消防通道被杂物堵塞", "消防通道 被杂物 堵塞。", True),
        ("三楼消防通道被杂物堵塞", "消防通道被杂物堵塞", True),
        ("The Fire Door is blocked", "the fire  door is BLOCKED", True),
        ("消防通道被杂物堵塞", "灭火器压力不足", False),
        ("消防通道被杂物堵塞", "疏散通道照明灯损坏", False),
        ("1", "2", False),
    ],
)
def test_the_same_in_other_words_is_alike(one, other, is_alike):
    assert (likeness(one, other) >= ALIKE) is is_alike


@pytest.mark.parametrize("made", [found_hazard, accepted_hazard, closed_hazard])
def test_what_the_place_has_or_had_is_found(city, made):
    hazard = made()

    assert alike(TEXT, premises_id=hazard.premises_id, on=TODAY) == [hazard]
    assert alike(TEXT, premises_id=hazard.premises_id, on=TODAY, but=hazard.pk) == []
    assert alike(TEXT, premises_id=city.premises["mill"].pk, on=TODAY) == []


def test_what_was_merged_or_lies_long_back_is_not(city):
    old = record_hazard(at=NOON - timedelta(days=WITHIN_DAYS + 1))
    merged = found_hazard()
    kept = found_hazard()
    take(merged, "merge", into=kept.pk)

    assert alike(TEXT, premises_id=old.premises_id, on=TODAY) == [kept]


def test_the_likest_come_first_and_five_at_most(city):
    near = record_hazard(description="The fire door is blocked today")
    for _n in range(5):
        found_hazard()

    found = alike("The fire door is blocked today!", premises_id=near.premises_id, on=TODAY)

    assert found[0] == near
    assert len(found) == 5


# -- at recording --------------------------------------------------------------------------------------------------

SENT = {"key": "record-01", "description": TEXT, "category": "fire", "grade": "general"}


def recording(client: Client, **changes):
    visit = record_visit()
    before = written()
    response = client.post(reverse("hazards:record", args=[visit.pk]), {**SENT, **changes})
    return response, written() == before


@pytest.mark.parametrize(
    ("language", "words"), [("en", "reads much the same"), ("zh-hans", "record")], ids=["English", "Chinese"]
)
def test_a_look_alike_is_shown_before_it_is_recorded(city, language, words):
    hazard = found_hazard()
    client = sign_in(Client(headers={"accept-language": language}), "dept1")

    response, nothing_written = recording(client)

    page = html.unescape(response.content.decode())
    assert (response.status_code, nothing_written) == (409, True)
    assert hazard.number in page
    assert f"{TEXT}</textarea>" in page
    assert 'name="is_new"' in page
    assert ("reads much the same" in page) is (language == "en")


def test_whoever_says_that_it_is_another_records_it(city):
    found_hazard()

    response, _nothing = recording(sign_in(Client(), "dept1"), is_new="on")

    assert response.status_code == 302
    assert Hazard.objects.count() == 2


def test_a_fault_of_the_form_comes_before_the_warning(city):
    found_hazard()

    response, nothing_written = recording(sign_in(Client(), "dept1"), category="")

    assert (response.status_code, nothing_written) == (422, True)
    assert 'name="is_new"' not in response.content.decode()


def test_another_hazard_is_recorded_without_a_question(city):
    found_hazard()

    response, _nothing = recording(sign_in(Client(), "dept1"), description="The extinguisher is empty")

    assert response.status_code == 302


def test_the_page_of_a_hazard_names_its_look_alikes_to_who_may_merge(city):
    hazard, other = found_hazard(), found_hazard()
    address = reverse("hazards:detail", args=[hazard.pk])
    english = {"accept-language": "en"}

    merger = sign_in(Client(headers=english), "dept1").get(address).content.decode()
    leader = sign_in(Client(headers=english), "leader1").get(address).content.decode()

    assert "Perhaps the same hazard" in merger
    assert other.number in merger
    assert "Perhaps the same hazard" not in leader


WORDS = st.text(alphabet="消防通道堵塞灭火器东西一二12层处，", min_size=1)


@given(WORDS, WORDS)
def test_whether_two_may_be_one_is_the_same_both_ways_and_of_a_text_with_itself_yes(one, other):
    assert may_be_one(one, other) is may_be_one(other, one)
    assert 0 <= shared(read(one), read(other)) == shared(read(other), read(one)) <= 1
    assert may_be_one(one, one)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("一层西侧3具灭火器压力不足，本月点检卡未填写", "1层西侧灭火器压力不足", True),
        ("疏散通道堆放货物，净宽约0.6米", "检查发现：净宽约0.6米，疏散过道堆放货物，要求立即整改", True),
        ("一层东侧灭火器压力不足", "一层西侧灭火器压力不足", False),
        ("二层西侧灭火器压力不足", "三层西侧灭火器压力不足", False),
        ("3具灭火器压力不足", "5具灭火器压力不足", False),
        ("配电箱未上锁", "灭火器压力不足，配电室门口堆放纸箱，应急灯不亮，安全出口上锁，员工未培训", False),
    ],
    ids=["figures and less", "turned round", "another side", "another storey", "another number", "a scrap"],
)
def test_another_spot_is_another_finding_and_other_words_are_not(one, other, is_one):
    assert may_be_one(one, other) is is_one


def test_two_of_one_item_need_to_share_less():
    one, other = "安全出口指示灯不亮", "安全出口处灯具不亮"

    assert not may_be_one(one, other)
    assert may_be_one(one, other, one_item=True)
