"""Steps through the API: the same rules and errors as on the pages, one outcome a key."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from anlan.api.acting import NAMED, OFFERED, references
from anlan.api.tests.callers import caller
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.lifecycle.flow import FLOWS
from anlan.org.scope import EVERYTHING
from anlan.testing import (
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    person,
    place,
    record_visit,
    take,
    written,
)

DUE = "2022-10-31T18:00:00+08:00"


def test_a_step_is_taken_and_answered_with_its_entry(city):
    hazard = found_hazard()
    dept = caller("dept1")

    told = dept.step(f"/hazards/{hazard.pk}/assign", due_at=DUE, requirement="Clear it")

    entry = Entry.objects.get(seq=told["seq"])
    hazard.refresh_from_db()
    assert dept.status == 200
    assert told == {
        "case": hazard.pk,
        "seq": entry.seq,
        "state": "assigned",
        "revision": 2,
        "recorded_at": entry.recorded_at.isoformat().replace("+00:00", "Z"),
        "replayed": False,
    }
    assert (entry.actor_id, entry.step) == (person("dept1").pk, "assign")
    assert hazard.state == "assigned"


def test_a_whole_loop_goes_through_the_api(city):
    dept, shop, county = caller("dept1"), caller("business1"), caller("county1")
    visit = dept.step("/visits/record", premises=place("shop").pk, mode="announced")["case"]
    found = {
        "visit": visit,
        "description": "The fire door is blocked",
        "category": "fire",
        "grade": "general",
    }
    hazard = dept.step("/hazards/record", **found)["case"]
    dept.step(f"/hazards/{hazard}/assign", due_at=DUE)
    shop.step(f"/hazards/{hazard}/claim", rectification="The door was cleared")
    told = county.step(f"/hazards/{hazard}/accept", acceptance="Seen and agreed", mode="on_site")

    assert told["state"] in ("accepted", "look_back")
    assert Hazard.objects.get(pk=hazard).accepted_by == person("county1")


def test_the_same_key_is_answered_with_the_first_outcome_and_writes_once(city):
    hazard, dept = found_hazard(), caller("dept1")
    first = dept.step(f"/hazards/{hazard.pk}/assign", key="key-0000001", due_at=DUE)
    before = written()

    again = dept.step(f"/hazards/{hazard.pk}/assign", key="key-0000001", due_at=DUE)

    assert again == {**first, "replayed": True}
    assert written() == before


def test_the_same_key_with_another_body_is_refused(city):
    hazard, dept = found_hazard(), caller("dept1")
    dept.step(f"/hazards/{hazard.pk}/assign", key="key-0000001", due_at=DUE)
    before = written()

    told = dept.step(f"/hazards/{hazard.pk}/assign", key="key-0000001", due_at="2022-11-01T18:00:00+08:00")

    assert (dept.status, told["code"], told["field"]) == (422, "key.reused", "key")
    assert written() == before


def test_a_retry_is_answered_although_the_act_sent_the_case_out_of_sight(city):
    # decided by the zone's own office, then handed to another sector: the inspector of fire sees it no more
    hazard, dept = found_hazard("shop"), caller("dept1")
    gas = city.organisations["gas"].pk
    first = dept.step(
        f"/hazards/{hazard.pk}/transfer", key="key-transfer", to=gas, reason="The gas department's"
    )
    assert dept.status == 200
    caller("dept2").step(f"/hazards/{hazard.pk}/receive")
    Hazard.objects.filter(pk=hazard.pk).update(sector=city.sectors["gas"], supervisor=gas)

    gone = dept.get(f"/hazards/{hazard.pk}")
    again = dept.step(
        f"/hazards/{hazard.pk}/transfer", key="key-transfer", to=gas, reason="The gas department's"
    )

    assert gone["code"] == "case.unknown"
    assert again == {**first, "replayed": True}


def test_a_step_of_another_state_is_refused_with_code_and_reason(city):
    hazard, dept = claimed_hazard(), caller("dept1")
    before = written()

    told = dept.step(f"/hazards/{hazard.pk}/assign", due_at=DUE)

    assert (dept.status, told["code"], told["errors"]) == (409, "state.wrong", {})
    assert "Rectified, to be accepted" in told["message"]
    assert written() == before


def test_a_guard_refuses_with_its_own_code(city):
    hazard = found_hazard()
    take(hazard, "assign", due_at=clock.now() + timedelta(days=7))
    shop = caller("business1")

    told = shop.step(
        f"/hazards/{hazard.pk}/plan",
        **dict.fromkeys(("duty", "measure", "fund", "time", "contingency"), "as agreed"),
    )

    assert shop.status == 409
    assert told["code"]
    assert told["message"]


def test_whoever_may_not_is_told_by_the_rule_as_on_the_page(city):
    hazard = found_hazard()
    leader = caller("leader1")
    before = written()

    told = leader.step(f"/hazards/{hazard.pk}/assign", due_at=DUE)

    assert leader.status == 403
    assert told["code"] not in ("", "page.denied")
    assert written() == before


@pytest.mark.parametrize("account", ["county2", "dept2", "business2", "station3"])
def test_a_strangers_hazard_answers_as_one_that_does_not_exist(city, account):
    hazard, stranger = assigned_hazard(), caller(account)

    real = stranger.step(f"/hazards/{hazard.pk}/claim", rectification="done")
    status = stranger.status
    none = stranger.step("/hazards/99999/claim", rectification="done")

    assert (status, real) == (404, none)


def test_a_strangers_record_in_the_input_answers_as_one_that_does_not_exist(city):
    visit, stranger = record_visit("shop"), caller("county2")
    found = {"description": "The fire door is blocked", "category": "fire", "grade": "general"}

    real = stranger.step("/hazards/record", visit=visit.pk, **found)
    none = stranger.step("/hazards/record", visit=99999, **found)

    assert stranger.status == 422
    assert real["code"] == none["code"] == "input.reference"
    assert real["message"].replace(str(visit.pk), "99999") == none["message"]


def test_a_hazard_is_not_merged_into_one_out_of_sight(city):
    mine, theirs, county = found_hazard("shop"), found_hazard("depot"), caller("county1")

    told = county.step(f"/hazards/{mine.pk}/merge", into=theirs.pk, reason="Recorded twice")

    assert (county.status, told["field"]) == (422, "into")


def test_premises_no_longer_at_work_are_not_visited(city):
    shop = place("shop")
    type(shop).objects.filter(pk=shop.pk).update(is_active=False)
    dept = caller("dept1")

    told = dept.step("/visits/record", premises=shop.pk, mode="announced")

    assert (dept.status, told["field"]) == (422, "premises")
    assert not Visit.objects.exists()


def test_an_act_names_the_very_records_that_its_form_finds(city):
    """The API finds records many at a time, the form one by one: both must leave out the same."""
    seen, gone = record_visit("shop"), record_visit("mill")
    Visit.objects.filter(pk=gone.pk).update(state="voided")
    hazards = [found_hazard(), claimed_hazard()]
    closed = place("kitchen")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    keys = {
        seen.pk,
        gone.pk,
        *(h.pk for h in hazards),
        *type(closed).objects.values_list("pk", flat=True),
        99999,
    }

    compared = set()
    for offered in OFFERED.values():
        for step in offered.steps():
            for item in references(step):
                compared.add(item.model)
                own = {key for key in keys if item.find(key) is not None}
                assert set(NAMED[item.model](EVERYTHING, keys)) == own, f"{step.name}.{item.name}"
    assert compared == set(NAMED)


def test_every_fault_of_the_input_is_told_by_field(city):
    hazard, dept = found_hazard(), caller("dept1")

    told = dept.step(f"/hazards/{hazard.pk}/assign", due_at="tomorrow", requirement="x" * 999, colour="red")

    assert dept.status == 422
    assert {name: fault["code"] for name, fault in told["errors"].items()} == {
        "due_at": "input.moment",
        "requirement": "input.long",
        "colour": "input.unknown",
    }


def test_a_case_that_moved_on_since_is_refused_by_its_revision(city):
    hazard, dept = assigned_hazard(), caller("dept1")

    told = dept.step(f"/hazards/{hazard.pk}/ask_void", revision=1, reason="Recorded by mistake")

    assert (dept.status, told["code"]) == (409, "case.stale")


def test_the_time_may_be_claimed_but_not_in_the_future(city):
    hazard = found_hazard(at=clock.now() - timedelta(hours=5))
    dept = caller("dept1")
    when = (clock.now() - timedelta(hours=2)).isoformat()

    later = dept.step(f"/hazards/{hazard.pk}/assign", at="2031-01-01T00:00", due_at=DUE)
    told = dept.step(f"/hazards/{hazard.pk}/assign", at=when, due_at=DUE)

    assert (later["code"], later["field"]) == ("at.future", "at")
    assert Entry.objects.get(seq=told["seq"]).occurred_at == datetime.fromisoformat(when)


def test_a_case_that_was_opened_under_a_key_may_be_named_by_it(city):
    dept = caller("dept1")
    dept.step("/visits/record", key="visit-0001", premises=place("shop").pk, mode="announced")

    told = dept.step(
        "/hazards/record",
        visit="key:visit-0001",
        description="The door is blocked",
        category="fire",
        grade="general",
    )

    assert dept.status == 200
    assert Hazard.objects.get(pk=told["case"]).visit == Visit.objects.get()


def test_nobody_names_what_another_opened_by_his_key(city):
    caller("dept1").step("/visits/record", key="visit-0001", premises=place("shop").pk, mode="announced")
    inspector = caller("inspector1")

    told = inspector.step(
        "/hazards/record",
        visit="key:visit-0001",
        description="The door is blocked",
        category="fire",
        grade="general",
    )

    assert (inspector.status, told["code"]) == (422, "input.reference")


def test_every_step_of_the_offered_lifecycles_is_an_operation():
    from anlan.api.openapi import document

    told = {one["operationId"] for path in document()["paths"].values() for one in path.values()}
    for kind, offered in OFFERED.items():
        steps = {f"{kind}_{name}" for name in FLOWS[kind].steps if name not in offered.without}
        assert steps <= told


def test_the_language_is_that_of_accept_language(city):
    hazard = claimed_hazard()

    chinese = caller("dept1", language="zh").step(f"/hazards/{hazard.pk}/assign", due_at=DUE)
    english = caller("dept1", language="en").step(f"/hazards/{hazard.pk}/assign", due_at=DUE)

    assert "已整改" in chinese["message"] or "待验收" in chinese["message"]
    assert "is not possible" in english["message"]
