"""Whose a hazard is: transfer with the receiver's signature, at most two hops, then the city's office rules."""

from __future__ import annotations

import pytest

from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import owed, ready_for, refusal, reread, take_with
from anlan.obligations.models import Kind, Obligation
from anlan.testing import SmallCity, actor, assigned_hazard, found_hazard, take


def to(city: SmallCity, code: str) -> int:
    return city.organisations[code].pk


def test_a_hazard_is_not_transferred_to_oneself(city):
    hazard = found_hazard()

    assert refusal(hazard, "transfer", by="dept1", to=to(city, "fire")) == "hazard.transfer_itself"
    assert refusal(hazard, "transfer", by="county1", to=to(city, "gov-a")) == "hazard.transfer_itself"


def test_a_hazard_is_not_transferred_to_where_it_lies(city):
    hazard = found_hazard()

    assert refusal(hazard, "transfer", by="county1", to=to(city, "fire")) == "hazard.transfer_itself"


@pytest.mark.parametrize("code", ["shop", "mill", "office"])
@pytest.mark.parametrize("step", ["transfer", "rule_owner"])
def test_neither_a_business_nor_the_office_that_rules_receives(city, step, code):
    """The office assigns to others: what it held itself nobody could accept, and nobody above would hear it."""
    assert refusal(found_hazard(), step, to=to(city, code)) == "input.reference"


@pytest.mark.parametrize("who", ["office1", "dept1", "dept2", "county2", "station1", "business1"])
@pytest.mark.parametrize("step", ["receive", "decline"])
def test_only_the_receiver_signs_or_declines(city, step, who):
    assert refusal(ready_for("receive"), step, by=who) == "hazard.receive"


def test_a_received_hazard_is_the_receivers_to_assign_anew(city):
    hazard = assigned_hazard()
    take_with(hazard, "transfer")
    take(hazard, "receive", by="county1")

    hazard = reread(hazard)
    assert (hazard.state, hazard.department.code, hazard.supervisor.code) == ("found", "gov-a", "gov-a")
    assert (hazard.due_at, hazard.assigned_at, hazard.signed_for_at) == (None, None, None)
    assert Obligation.objects.open().get(case_id=hazard.pk).owner.code == "gov-a"


@pytest.mark.parametrize(
    ("made", "state", "duties"),
    [
        (found_hazard, "found", {Kind.ASSIGN}),
        (assigned_hazard, "assigned", {Kind.RECTIFY, Kind.SIGN_FOR}),
    ],
)
def test_a_declined_transfer_leads_back_with_its_duties(city, made, state, duties):
    hazard = made()
    take_with(hazard, "transfer")

    assert take(hazard, "decline", by="county1").state == state
    assert owed(hazard) == duties


def test_after_two_declined_transfers_the_citys_office_owes_a_ruling(city):
    hazard = found_hazard()
    take(hazard, "transfer", to=to(city, "gov-a"))
    take(hazard, "decline", by="county1")
    assert owed(hazard) == {Kind.ASSIGN}
    take(hazard, "transfer", to=to(city, "station-a1"))
    take(hazard, "decline", by="station1")

    duty = Obligation.objects.open().get(case_id=hazard.pk, kind=Kind.RULE_TRANSFER)
    assert duty.owner.code == "office"
    assert refusal(hazard, "transfer", to=to(city, "gas")) == "hazard.transferred_twice"
    assert refusal(hazard, "rule_owner", by="county1", to=to(city, "gov-a")) == "hazard.rule"
    take(hazard, "rule_owner", by="office1", to=to(city, "station-a1"))
    assert (reread(hazard).supervisor.code, owed(hazard)) == ("station-a1", {Kind.ASSIGN})


def test_two_received_transfers_are_two_hops_as_well(city):
    hazard = found_hazard()
    take(hazard, "transfer", to=to(city, "gov-a"))
    take(hazard, "receive", by="county1")
    take(hazard, "transfer", by="county1", to=to(city, "station-a1"))
    take(hazard, "receive", by="station1")

    assert refusal(hazard, "transfer", by="station1", to=to(city, "fire")) == "hazard.transferred_twice"


def test_the_office_rules_while_the_transfer_is_under_way(city):
    hazard = ready_for("receive")

    take(hazard, "rule_owner", by="office1", to=to(city, "station-a1"))

    hazard = reread(hazard)
    assert (hazard.state, hazard.transfer_to, hazard.supervisor.code) == ("found", None, "station-a1")
    assert owed(hazard) == {Kind.ASSIGN}


def test_a_ruling_takes_the_open_request_along(city):
    hazard = ready_for("decide_void")

    take_with(hazard, "rule_owner")

    assert (reread(hazard).asked, owed(hazard)) == ("", {Kind.ASSIGN})


def test_a_department_of_another_line_receives_and_follows_up(city):
    """The gas department is no owner of fire safety: what is handed to it, it sees and takes on."""
    hazard = found_hazard()
    take(hazard, "transfer", to=to(city, "gas"))
    take(hazard, "receive", by="dept2")

    assert take(hazard, "assign", by="dept2").state == "assigned"
    take(hazard, "claim", by="business1")
    assert take(hazard, "accept", by="dept2").state == "accepted"


@pytest.mark.parametrize("code", ["gov-b", "station-a2", "gov-zone"])
@pytest.mark.parametrize("step", ["transfer", "rule_owner"])
def test_nobody_receives_what_lies_outside_his_area(city, step, code):
    assert refusal(found_hazard(), step, to=to(city, code)) == "hazard.transfer_far"


def test_a_department_of_another_line_sees_only_what_is_handed_to_it(city):
    other, hazard = found_hazard(), found_hazard()

    def seen() -> set[int]:
        return set(Hazard.objects.within(actor("dept2").scope).values_list("pk", flat=True))

    assert seen() == set()
    take(hazard, "transfer", to=to(city, "gas"))
    assert seen() == {hazard.pk}
    take(hazard, "receive", by="dept2")
    assert seen() == {hazard.pk}
    assert refusal(other, "assign", by="dept2") == "hazard.assign"
    take(hazard, "rule_owner", to=to(city, "fire"))
    assert seen() == set()
