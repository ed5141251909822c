"""Rulings on the responsibility matrix: dated, in the journal, on the premises at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.administration import actions
from anlan.administration.models import Ruling
from anlan.administration.tests.deeds import area, body, rule
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.org.models import Post, Responsibility, Sector
from anlan.org.responsibility import found_matrix, responsible
from anlan.premises.jobs import project_responsibilities
from anlan.premises.models import Premises
from anlan.premises.responsibility import project
from anlan.testing import SINCE, TODAY, actor, written

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _founded(city):
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        project(on=TODAY)
        yield


def department(code: str) -> str | None:
    place = Premises.objects.select_related("department").get(code=code)
    return place.department.code if place.department else None


def asked(sector: str, where: str, on: date) -> str | None:
    key = responsible(Sector.objects.get(code=sector).pk, area(where).path or "", on=on)
    return next((code for code in ("fire", "gas", "gov-a", "gov-b") if body(code).pk == key), None)


def test_a_ruling_is_on_the_premises_at_once_and_only_where_it_holds(city):
    rule("fire", "a", "gov-a")

    assert [department(code) for code in ("shop", "mill", "plant", "kitchen")] == [
        "gov-a",
        "gov-a",
        "fire",
        "gas",
    ]


def test_yesterdays_question_gets_yesterdays_department(city):
    rule("fire", "city", "gas")

    assert asked("fire", "a1", TODAY - DAY) == "fire"
    assert asked("fire", "a1", TODAY) == "gas"


def test_a_ruling_for_a_later_day_takes_hold_on_that_day(city):
    rule("fire", "city", "gas", first_day=TODAY + DAY)
    assert department("shop") == "fire"

    with clock.at(clock.day_start(TODAY + DAY)):
        project_responsibilities()

    assert department("shop") == "gas"


def test_rulings_follow_one_another_in_one_case_and_none_is_rewritten(city):
    rule("fire", "a", "gov-a", first_day=TODAY - 9 * DAY)
    rule("fire", "a", "gas", first_day=TODAY - 3 * DAY)
    rule("fire", "a", "fire")

    rows = Responsibility.objects.filter(area=area("a")).order_by("valid_from")
    assert list(rows.values_list("department__code", "valid_from", "valid_to")) == [
        ("gov-a", TODAY - 9 * DAY, TODAY - 4 * DAY),
        ("gas", TODAY - 3 * DAY, TODAY - DAY),
        ("fire", TODAY, None),
    ]
    case = Ruling.objects.get(area=area("a"))
    steps = Entry.objects.filter(case_id=case.pk).order_by("n").values_list("step", flat=True)
    assert list(steps) == ["decide", "rule", "rule"]
    assert "安委办〔2022〕12号" in Entry.objects.get(seq=case.pk).input


def test_a_ruling_that_was_overruled_before_it_stood_leaves_the_matrix_and_stays_in_the_journal(city):
    rule("fire", "a", "gov-a")
    rule("fire", "a", "gas")

    assert list(Responsibility.objects.filter(area=area("a")).values_list("department__code", flat=True)) == [
        "gas"
    ]
    assert Entry.objects.filter(kind="ruling").count() == 2


def test_a_second_claim_leaves_the_premises_without_an_answer_until_somebody_rules(city):
    rule("fire", "city", "gas", step="claim")
    unclear = Premises.objects.without_regulator(actor("office1").scope)

    assert {place.code for place in unclear} == {"shop", "mill", "plant"}
    assert Ruling.objects.get().state == "disputed"
    rule("fire", "city", "fire")
    assert not unclear.all().exists()
    assert Ruling.objects.get().state == "sole"


def test_revoking_a_countys_ruling_lets_the_city_answer_again_and_revoking_the_citys_leaves_a_gap(city):
    rule("fire", "a", "gov-a", first_day=TODAY - DAY)
    rule("fire", "a", step="revoke")
    assert department("shop") == "fire"

    rule("fire", "city", step="revoke")

    assert department("shop") is None
    assert Ruling.objects.get(area=area("city")).state == "open"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("office1", True),
        ("county1", False),
        ("dept1", False),
        ("leader1", False),
        ("system1", False),
        ("business1", False),
    ],
)
def test_who_rules(city, who, may):
    before = written()

    if may:
        rule("fire", "a", "gov-a", by=who)
        assert department("shop") == "gov-a"
    else:
        with pytest.raises(Refused, match="no right to rule"):
            rule("fire", "a", "gov-a", by=who)
        assert written() == before


def test_an_office_rules_in_its_own_area_only(city):
    Post.objects.filter(person__username="office1").update(area=area("a"))

    rule("fire", "a1", "gov-a")
    with pytest.raises(Refused, match="no right to rule"):
        rule("fire", "city", "gas")


@pytest.mark.parametrize(
    ("step", "department_code", "changes", "reason"),
    [
        ("rule", "shop", {}, "names nothing"),
        ("rule", "gas", {"document": ""}, "required"),
        ("rule", "gas", {"basis": " "}, "required"),
        ("rule", "gas", {"first_day": SINCE - DAY}, "did not exist yet"),
        ("claim", "fire", {}, "claims it already"),
        ("revoke", "", {"first_day": None}, "required"),
    ],
    ids=["a business", "no document", "no basis", "too early", "claimed twice", "no day"],
)
def test_a_ruling_is_refused_with_a_reason_and_leaves_no_trace(city, step, department_code, changes, reason):
    before, rows = written(), list(Responsibility.objects.order_by("pk").values())

    with pytest.raises((Refused, Invalid), match=reason):
        rule("fire", "city", department_code, step=step, **changes)

    assert written() == before
    assert list(Responsibility.objects.order_by("pk").values()) == rows


def test_a_claim_where_nobody_stands_and_a_revocation_of_nothing_are_refused(city):
    with pytest.raises(Refused, match="make a ruling instead"):
        rule("fire", "a", "gas", step="claim")
    with pytest.raises(Refused, match="No ruling of this cell"):
        rule("fire", "a", step="revoke")


def test_the_first_ruling_sent_twice_is_one(city):
    given = {
        "department": body("gas"),
        "first_day": TODAY,
        "document": "12",
        "decided_by": "office",
        "basis": "similar",
    }
    sector, by = Sector.objects.get(code="fire"), actor("office1")
    first = actions.rule(sector, area("a"), "rule", by=by, given=given, key="first-ruling")
    again = actions.rule(sector, area("a"), "rule", by=by, given=given, key="first-ruling")

    assert (again.seq, again.replayed) == (first.seq, True)
    assert Entry.objects.filter(kind="ruling").count() == 1
