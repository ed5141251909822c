"""Who may take which step: every account on every step of a hazard of the shop (fire safety, county a, township a1)."""

from __future__ import annotations

import pytest
from django.utils import translation

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import (
    ACCOUNTS,
    LATER_STEPS,
    deputise,
    major_hazard,
    ready_for,
    record_on_the_spot,
    references,
    refusal,
    spot_input,
    take_with,
)
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle import door
from anlan.lifecycle.tests.doors import refuses
from anlan.org.models import Post
from anlan.testing import (
    NOON,
    accepted_hazard,
    actor,
    assigned_hazard,
    claimed_hazard,
    hazard_input,
    person,
    record_hazard,
    record_visit,
    scratch,
    take,
    written,
)

# dept1 leads the sector and has found, assigned and asked; business1 has rectified; county1 has accepted
FOLLOW_UP = {"office1", "county1", "dept1", "station1", "station2"}
ANSWER = {"business1", "station1", "station2"}
ABOVE = {"office1", "county1"}

WHO_MAY = {
    "assign": (FOLLOW_UP, "hazard.assign"),
    "claim": (ANSWER, "hazard.claim"),
    "sign_for": (ANSWER, "hazard.claim"),
    "refuse": (ANSWER, "hazard.claim"),
    "plan": (ANSWER, "hazard.claim"),
    "ask_extension": (ANSWER, "hazard.claim"),
    "decide_refusal": (ABOVE, "hazard.not_superior"),
    "decide_extension": ({"office1", "county1", "dept1"}, "hazard.extend"),
    "accept": ({"county1", "inspector1", "station1", "station2"}, "hazard.accept"),
    "send_back": ({"county1", "dept1", "inspector1", "station1", "station2"}, "hazard.accept"),
    "look_back": ({"office1", "inspector1", "station1", "station2"}, "hazard.look_back"),
    "close_out": (FOLLOW_UP, "hazard.close"),
    "reopen": (FOLLOW_UP, "hazard.assign"),
    "ask_regrade": (FOLLOW_UP, "hazard.grade"),
    "decide_regrade": (FOLLOW_UP - {"dept1"}, "hazard.grade"),
    "merge": (FOLLOW_UP, "hazard.merge"),
    "unmerge": (FOLLOW_UP, "hazard.merge"),
    "ask_void": (FOLLOW_UP, "hazard.assign"),
    "decide_void": (ABOVE, "hazard.rule"),
    "transfer": (FOLLOW_UP, "hazard.transfer"),
    "receive": ({"county1"}, "hazard.receive"),
    "decline": ({"county1"}, "hazard.receive"),
    "rule_owner": ({"office1"}, "hazard.rule"),
    "except": (ABOVE, "hazard.rule"),
}
# (step, account) → another reason than having no right
BECAUSE = {
    ("accept", "dept1"): "hazard.own_finding",
    ("look_back", "dept1"): "hazard.own_case",
    ("look_back", "county1"): "hazard.own_case",
    ("decide_regrade", "dept1"): "hazard.own_request",
    ("decide_extension", "business1"): "hazard.own_request",
}


@pytest.mark.parametrize("step", WHO_MAY)
def test_owner_and_superior_may_and_strangers_may_not(city, step):
    hazard = ready_for(step)
    given = references(hazard, step)
    if step == "except":
        given["person"] = person("inspector1").pk
    if step == "transfer":
        given["to"] = city.organisations["gas"].pk
    may, code = WHO_MAY[step]
    before = written()
    met, traceless = {}, []

    for account in ACCOUNTS:
        with scratch():
            try:
                take(hazard, step, by=account, **given)
            except AnlanError as no:
                met[account] = no.code
                traceless.append((no.status, written()) == (403, before))

    assert set(ACCOUNTS) - met.keys() == may
    assert all(traceless)
    assert met == {account: BECAUSE.get((step, account), code) for account in met}


def test_every_step_of_the_loop_stands_in_the_table():
    assert set(WHO_MAY) == set(LATER_STEPS)


@pytest.mark.parametrize("step", ["record", "record_on_the_spot"])
def test_whoever_inspects_the_place_records_and_nobody_else(city, step):
    visit = record_visit()
    given = hazard_input(visit) if step == "record" else spot_input(visit)
    may, met = set(), set()

    for account in ACCOUNTS:
        with scratch():
            try:
                door.open_case(HAZARD_FLOW, step, by=actor(account), input=given)
            except Refused as no:
                met.add((no.code, no.status))
            else:
                may.add(account)

    assert met == {("hazard.record", 403)}
    assert may == {"county1", "dept1", "inspector1", "station1", "station2"}


# -- four persons --------------------------------------------------------------------------------------------------


def test_the_rectifier_does_not_accept_though_his_post_would_let_him(city):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")

    assert refusal(hazard, "accept", by="station1") == "hazard.own_rectification"
    assert take(hazard, "accept", by="station2").state == "accepted"


def test_the_rectifiers_deputy_does_not_accept(city):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")
    deputise("station2", "station1")

    assert refusal(hazard, "accept", by="station2") == "hazard.own_rectification"


def test_whom_the_rectifier_stood_in_for_does_not_accept(city):
    """station1 holds no other post than station2's: what he reports is station2's."""
    hazard = assigned_hazard()
    only_stand_in("station1", "station2")
    take(hazard, "claim", by="station1")

    assert refusal(hazard, "accept", by="station2") == "hazard.own_rectification"
    hazard.refresh_from_db()
    assert (hazard.rectified_by.username, hazard.rectified_for.username) == ("station1", "station2")


def test_whom_the_finder_stood_in_for_has_found_it(city):
    only_stand_in("station1", "dept1")
    hazard = record_hazard(by="station1")
    take(hazard, "assign", by="county1")
    take(hazard, "claim")

    assert refusal(hazard, "accept", by="dept1") == "hazard.own_finding"
    take(hazard, "ask_void", by="county1")
    assert hazard_for(hazard, "found") == "dept1"


def test_whom_the_acceptor_stood_in_for_does_not_look_back(city):
    hazard = record_hazard(by="dept1")
    take(hazard, "assign", by="county1")
    take(hazard, "claim")
    only_stand_in("station1", "inspector1")
    take(hazard, "accept", by="station1")

    assert hazard_for(hazard, "accepted") == "inspector1"
    assert refusal(hazard, "look_back", by="inspector1") == "hazard.own_case"


def test_whom_the_asker_stood_in_for_does_not_decide(city):
    only_stand_in("station1", "dept1")
    hazard = record_hazard(by="county1")
    take(hazard, "ask_regrade", by="station1")

    assert hazard_for(hazard, "asked") == "dept1"
    assert refusal(hazard, "decide_regrade", by="dept1") == "hazard.own_request"
    take(hazard, "decide_regrade", by="office1")
    assert hazard_for(hazard, "asked") is None


def test_whom_the_assigner_stood_in_for_does_not_decide_on_the_refusal(city):
    hazard = record_hazard(by="county1")
    only_stand_in("station1", "office1")
    take(hazard, "assign", by="station1")
    take(hazard, "refuse")

    assert hazard_for(hazard, "assigned") == "office1"
    assert refusal(hazard, "decide_refusal", by="office1") == "hazard.own_assign"


def test_the_finder_does_not_accept_nor_does_his_deputy(city):
    hazard = claimed_hazard()
    deputise("inspector1", "dept1")

    assert refusal(hazard, "accept", by="dept1") == "hazard.own_finding"
    assert refusal(hazard, "accept", by="inspector1") == "hazard.own_finding"


def test_a_deputy_whose_days_are_over_is_himself_again(city):
    hazard = claimed_hazard()
    deputise("inspector1", "dept1")
    Post.objects.filter(acting_for__isnull=False).update(ended_at=NOON)

    assert take(hazard, "accept", by="inspector1").state == "accepted"


@pytest.mark.parametrize(
    ("who", "may"),
    [("inspector1", False), ("station1", False), ("county1", False), ("station2", True)],
    ids=["finder", "rectifier", "acceptor", "a fourth"],
)
def test_the_look_back_is_a_fourth_persons(city, who, may):
    hazard = record_hazard(by="inspector1")
    take(hazard, "assign", by="dept1")
    take(hazard, "claim", by="station1")
    take(hazard, "accept", by="county1")

    if may:
        assert take(hazard, "look_back", by=who).state == "accepted"
    else:
        assert refusal(hazard, "look_back", by=who) == "hazard.own_case"


@pytest.mark.parametrize("principal", ["dept1", "station1", "county1"])
def test_the_deputy_of_one_of_the_three_does_not_look_back(city, principal):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")
    take(hazard, "accept", by="county1")
    deputise("station2", principal)

    assert refusal(hazard, "look_back", by="station2") == "hazard.own_case"


def test_what_was_confirmed_on_the_spot_is_looked_back_at_by_another(city):
    hazard = record_on_the_spot(by="inspector1")

    assert refusal(hazard, "look_back", by="inspector1") == "hazard.own_case"
    assert take(hazard, "look_back", by="dept1").state == "accepted"


# -- who decides on another's request ------------------------------------------------------------------------------


def test_whoever_assigned_does_not_decide_on_the_refusal(city):
    """The office assigned it itself, so that its right as a superior does not carry it over its own act."""
    hazard = record_hazard()
    take(hazard, "assign", by="office1")
    take(hazard, "refuse")

    assert refusal(hazard, "decide_refusal", by="office1") == "hazard.own_assign"
    assert take(hazard, "decide_refusal", by="county1").state == "assigned"


def test_the_follower_up_is_not_its_own_superior(city):
    hazard = record_hazard(by="county1")
    take(hazard, "assign", by="dept1")
    take(hazard, "refuse")

    assert refusal(hazard, "decide_refusal", by="county1") == "hazard.not_superior"
    assert take(hazard, "decide_refusal", by="office1").state == "assigned"


def test_the_asker_or_his_deputy_does_not_decide_on_the_extension(city):
    hazard = assigned_hazard()
    take(hazard, "ask_extension", by="station1")
    deputise("dept1", "station1")
    deputise("station1", "county1")

    assert refusal(hazard, "decide_extension", by="station1") == "hazard.own_request"
    assert refusal(hazard, "decide_extension", by="dept1") == "hazard.own_request"


def test_a_majors_extension_is_not_decided_by_who_follows_it_up(city):
    hazard = major_hazard("assign", "ask_extension")

    assert refusal(hazard, "decide_extension", by="dept1") == "hazard.not_superior"
    assert take(hazard, "decide_extension", by="office1").state == "assigned"


def test_a_major_of_the_county_office_is_extended_by_the_city(city):
    hazard = major_hazard("assign", "ask_extension", by="county1")

    assert refusal(hazard, "decide_extension", by="county1") == "hazard.not_superior"
    assert take(hazard, "decide_extension", by="office1").state == "assigned"


def test_the_grade_needs_a_second_person_and_a_deputy_is_none(city):
    hazard = record_hazard()
    take(hazard, "ask_regrade", by="dept1")
    deputise("station1", "dept1")

    assert refusal(hazard, "decide_regrade", by="dept1") == "hazard.own_request"
    assert refusal(hazard, "decide_regrade", by="station1") == "hazard.own_request"


@pytest.mark.parametrize(("finder", "asker"), [("county1", "dept1"), ("dept1", "county1")])
def test_neither_finder_nor_asker_voids(city, finder, asker):
    hazard = record_hazard(by=finder)
    take(hazard, "ask_void", by=asker)

    assert refusal(hazard, "decide_void", by="county1") == "hazard.own_request"
    assert take(hazard, "decide_void", by="office1").state == "voided"


def test_the_step_is_taken_in_the_right_of_the_post_that_grants_it(city):
    hazard = ready_for("receive")
    deputise("station1", "county1")

    outcome = take_with(hazard, "receive", by="station1")

    entry = Entry.objects.get(seq=outcome.seq)
    post = Post.objects.get(pk=entry.post_id)
    assert post.acting_for is not None
    assert (post.acting_for.person.username, entry.organisation_id) == (
        "county1",
        city.organisations["gov-a"].pk,
    )


def test_the_reason_of_a_no_is_there_in_both_languages(city):
    hazard = claimed_hazard()

    with refuses(Refused, "hazard.own_finding") as met:
        take(hazard, "accept", by="dept1")

    assert "a second person does" in str(met[0].message)
    with translation.override("zh-hans"):
        assert any("一" <= sign <= "鿿" for sign in str(met[0].message))


def test_a_hazard_of_a_neighbouring_county_whose_path_begins_alike_is_strange(city):
    """County b is /101/1020/, county a /101/102/: a prefix of digits is no prefix of the path."""
    hazard = accepted_hazard("depot")

    assert refusal(hazard, "close_out", by="county1") == "hazard.close"
    assert take(hazard, "close_out", by="county2").state == "closed"


def only_stand_in(deputy: str, principal: str) -> None:
    """Leave somebody no post but the principal's, so that whatever he does he does for him."""
    Post.objects.filter(person=person(deputy)).update(valid_to=NOON.date(), ended_at=NOON)
    deputise(deputy, principal)


def hazard_for(hazard: Hazard, part: str) -> str | None:
    hazard.refresh_from_db()
    whom = getattr(hazard, f"{part}_for")
    return whom.username if whom else None
