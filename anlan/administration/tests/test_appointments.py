"""Posts through the door: who appoints whom, deputies between two days, the three administrators apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from anlan.administration import actions
from anlan.administration.models import Appointment, AppointmentState
from anlan.administration.tests.deeds import appoint, area, body, deputise, end, post_of
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.org.models import Post, Sector
from anlan.org.roles import Permission
from anlan.testing import TODAY, actor, person, record_hazard, sign_in, written

DAY = timedelta(days=1)


def at_noon(day: date = TODAY) -> Any:
    return clock.at(clock.day_start(day) + timedelta(hours=12))


@pytest.fixture(autouse=True)
def _noon(city):
    with at_noon():
        yield


# -- appointing --------------------------------------------------------------------------------------------


def test_an_appointment_gives_the_post_and_its_rights_at_once(city):
    outcome = appoint("nobody1", sectors="fire")

    post = Post.objects.get(appointment_seq=outcome.case_id)
    assert (post.person.username, post.organisation, post.area) == ("nobody1", body("gov-a"), area("a"))
    assert list(post.sectors.all()) == [Sector.objects.get(code="fire")]
    assert actor("nobody1").may(Permission.HAZARD_ASSIGN)
    assert Entry.objects.get(seq=outcome.seq).post_id == post_of("security1").pk


@pytest.mark.parametrize(
    "who", ["office1", "county1", "system1", "auditor1", "leader1", "business1", "nobody1"]
)
def test_only_the_security_administrator_appoints(city, who):
    before = written()

    with pytest.raises(Refused, match="security administrator"):
        appoint("station1", by=who)

    assert written() == before


def test_a_security_administrator_of_a_county_appoints_there_and_nowhere_else(city):
    Post.objects.filter(person__username="security1").update(area=area("a"))

    appoint("nobody1")
    with pytest.raises(Refused, match="of the area"):
        appoint("nobody1", organisation=body("gov-b"), area=area("b"))


def test_nobody_appoints_themselves_nor_through_a_deputy(city):
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        appoint("security1")
    deputise("security1", "editor1")
    with pytest.raises(Refused, match="nor whom they act for"):
        appoint("security1", by="editor1")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"first_day": TODAY, "last_day": TODAY - DAY}, "lies before the first"),
        ({"first_day": date(2019, 1, 1)}, "did not exist yet"),
        ({"role": "business"}, "only a business entity"),
        ({"title": ""}, "required"),
        ({"sectors": "moon"}, "no sector"),
        ({"first_day": "tomorrow"}, "is not a day"),
        ({"area": 999_999}, "names nothing"),
    ],
    ids=["days", "before the area", "role of a business", "no title", "sector", "no day", "no area"],
)
def test_an_appointment_is_refused_with_a_reason_and_leaves_no_trace(city, changes, reason):
    before, posts = written(), Post.objects.count()

    with pytest.raises((Refused, Invalid), match=reason):
        appoint("nobody1", **changes)

    assert (written(), Post.objects.count()) == (before, posts)


def test_a_deactivated_account_gets_no_post(city):
    actions.take_account(person("nobody1"), "deactivate", by=actor("security1"), given={"reason": "Retired"})

    with pytest.raises(Refused, match="deactivated"):
        appoint("nobody1")


def test_the_same_appointment_sent_twice_is_one(city):
    given = {
        "person": person("nobody1"),
        "organisation": body("gov-a"),
        "role": "area_office",
        "title": "Officer",
        "area": area("a"),
        "first_day": TODAY,
        "reason": "Order",
    }
    first = actions.appoint(by=actor("security1"), given=given, key="appoint-once")
    again = actions.appoint(by=actor("security1"), given=given, key="appoint-once")

    assert (again.seq, again.replayed) == (first.seq, True)
    assert Post.objects.filter(person__username="nobody1").count() == 1


# -- three administrators apart ----------------------------------------------------------------------------

ADMINISTRATORS = {"system_admin": "system1", "security_admin": "security1", "auditor": "auditor1"}


@pytest.mark.parametrize("role", ADMINISTRATORS)
@pytest.mark.parametrize("holder", ADMINISTRATORS.values())
def test_nobody_holds_two_of_the_three_administrators_roles(city, role, holder):
    if ADMINISTRATORS[role] == holder:
        return
    by = "security1"
    if holder == "security1":  # who would appoint themselves: another security administrator tries
        appoint("nobody1", organisation=body("office"), role="security_admin", area=area("city"))
        by = "nobody1"

    with pytest.raises(Refused, match="three people"):
        appoint(holder, by=by, organisation=body("office"), role=role, area=area("city"))


def test_an_administrators_role_may_follow_another_but_not_overlap_it(city):
    end("auditor1", last_day=TODAY + 2 * DAY)
    office = {"organisation": body("office"), "role": "system_admin", "area": area("city")}

    with pytest.raises(Refused, match="three people"):
        appoint("auditor1", first_day=TODAY + 2 * DAY, **office)
    appoint("auditor1", first_day=TODAY + 3 * DAY, **office)

    with at_noon(TODAY + 3 * DAY):
        assert {post.role for post in actor("auditor1").posts} == {"system_admin"}


def test_a_deputy_may_not_bring_two_administrators_together_either(city):
    with pytest.raises(Refused, match="three people"):
        deputise("system1", "auditor1")


# -- leaving -----------------------------------------------------------------------------------------------


def test_leaving_a_post_ends_its_rights_with_the_next_request(city):
    hazard = record_hazard("shop")
    client = sign_in(Client(), "county1")
    assert client.get(f"/hazards/{hazard.pk}/").status_code == 200

    end("county1")

    assert client.get(f"/hazards/{hazard.pk}/").status_code == 403
    assert actor("county1").posts == ()


def test_a_post_that_ends_with_a_later_day_is_held_until_then(city):
    end("county1", last_day=TODAY + DAY)

    with at_noon(TODAY + DAY):
        assert actor("county1").posts
    with at_noon(TODAY + 2 * DAY):
        assert not actor("county1").posts


def test_a_loaded_post_is_first_taken_into_the_journal(city):
    assert post_of("county1").appointment_seq is None

    outcome = end("county1")

    steps = Entry.objects.filter(case_id=outcome.case_id).order_by("n").values_list("step", flat=True)
    assert list(steps) == ["enrol", "end"]
    assert Appointment.objects.get(pk=outcome.case_id).state == AppointmentState.ENDED


def test_ending_sent_twice_with_one_key_ends_once_and_without_one_is_refused(city):
    given, by = {"reason": "Transferred", "last_day": None}, actor("security1")
    first = actions.take_post(post_of("county1"), "end", by=by, given=given, key="end-this-post")
    again = actions.take_post(post_of("county1"), "end", by=by, given=given, key="end-this-post")

    assert again.seq == first.seq
    with pytest.raises(Refused, match="already"):
        end("county1")


def test_nobody_ends_their_own_post_and_a_refusal_takes_nothing_into_the_journal(city):
    before = written()

    with pytest.raises(Refused, match="Nobody ends their own post"):
        end("security1")

    assert written() == before
    assert Appointment.objects.count() == 0


def test_a_last_day_that_has_passed_is_refused(city):
    with pytest.raises(Refused, match="has passed"):
        end("county1", last_day=TODAY - DAY)


# -- deputies ----------------------------------------------------------------------------------------------


def test_the_holder_lends_a_post_to_a_colleague_who_acts_in_those_days_only(city):
    deputise("station1", "station2", days=(TODAY + DAY, TODAY + 2 * DAY))

    def acting(day: date) -> list[str]:
        with at_noon(day):
            return [post.for_name for post in actor("station2").posts if post.for_person_id]

    assert [acting(TODAY + n * DAY) for n in range(4)] == [[], ["station1 name"], ["station1 name"], []]


def test_an_act_of_a_deputy_carries_the_post_that_says_for_whom(city):
    deputise("county1", "nobody1", by="security1")

    outcome = appoint_like_step("nobody1")

    entry = Entry.objects.get(seq=outcome.seq)
    acted_in = Post.objects.select_related("acting_for__person").get(pk=entry.post_id)
    assert entry.actor_id == person("nobody1").pk
    assert acted_in.acting_for == post_of("county1")
    assert acted_in.acting_for.person.username == "county1"


def appoint_like_step(who: str) -> Any:
    """Record a visit as somebody: any step would do."""
    from anlan.inspections.flow import VISIT_FLOW
    from anlan.testing import visit_input

    return door.open_case(VISIT_FLOW, "record", by=actor(who), input=visit_input("shop"))


def test_a_deputy_loses_the_rights_with_the_post_that_was_lent(city):
    deputise("county1", "nobody1", by="security1", days=(TODAY, TODAY + 9 * DAY))
    assert actor("nobody1").posts

    end("county1")

    assert not actor("nobody1").posts


@pytest.mark.parametrize(
    "who", ["station1", "station2", "security1"], ids=["holder", "deputy", "administrator"]
)
def test_holder_deputy_and_administrator_end_a_deputys_term(city, who):
    deputise("station1", "station2")
    acting = Post.objects.get(acting_for=post_of("station1"))

    actions.take_post(acting, "withdraw", by=actor(who), given={"reason": "Back early"})

    assert len(actor("station2").posts) == 1


@pytest.mark.parametrize("who", ["office1", "station3", "nobody1"], ids=["superior", "stranger", "no post"])
def test_others_neither_lend_a_post_nor_take_it_back(city, who):
    with pytest.raises(Refused, match="holder of the post"):
        deputise("station1", "station2", by=who)
    deputise("station1", "station2")
    with pytest.raises(Refused, match="Only who lent the post"):
        actions.take_post(
            Post.objects.get(acting_for=post_of("station1")), "withdraw", by=actor(who), given={"reason": "-"}
        )


@pytest.mark.parametrize(
    ("deputy", "days", "reason"),
    [
        ("station1", (TODAY, TODAY), "Nobody appoints themselves"),
        ("county1", (TODAY, TODAY), "your own organisation"),
        ("station2", (TODAY - DAY, TODAY), "nobody acts backwards"),
        ("station2", (TODAY, TODAY - DAY), "lies before the first"),
        ("station2", (TODAY, TODAY + 400 * DAY), "a year at most"),
    ],
    ids=["oneself", "elsewhere", "backwards", "days", "too long"],
)
def test_a_post_is_not_lent(city, deputy, days, reason):
    with pytest.raises(Refused, match=reason):
        deputise("station1", deputy, days=days)


def test_a_lent_post_is_not_lent_on_nor_lent_twice(city):
    deputise("station1", "station2")
    acting = Post.objects.get(acting_for=post_of("station1"))
    given = {"person": person("station3"), "first_day": TODAY, "last_day": TODAY, "reason": "-"}

    with pytest.raises(Refused, match="cannot be lent on"):
        actions.deputise(acting, by=actor("security1"), given=given)
    with pytest.raises(Refused, match="already"):
        deputise("station1", "nobody1", by="security1")


def test_a_post_is_not_lent_beyond_its_own_end(city):
    end("station1", last_day=TODAY + DAY)

    with pytest.raises(Refused, match="ends before the deputy would"):
        deputise("station1", "station2", days=(TODAY, TODAY + 2 * DAY))


def test_the_database_refuses_a_deputy_of_oneself(city):
    outcome = deputise("station1", "station2")

    with pytest.raises(IntegrityError, match="appointment_nobody_deputises"), transaction.atomic():
        Appointment.objects.filter(pk=outcome.case_id).update(principal=person("station2"))
