"""Many acts in one request: each by itself, in order for a case, together for a step."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.api.routers.acts import Act, _turns
from anlan.api.tests.callers import caller
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.testing import claimed_hazard, found_hazard, place, written

DUE = "2022-10-31T18:00:00+08:00"
FOUND = {"description": "The fire door is blocked", "category": "fire", "grade": "general"}


def act(flow: str, step: str, key: str, case: Any = None, **given: Any) -> dict[str, Any]:
    told = {"flow": flow, "step": step, "key": key, "input": given}
    return told if case is None else {**told, "case": case}


def test_each_act_gets_its_own_outcome_in_order(city):
    first, second = found_hazard(), claimed_hazard()
    dept = caller("dept1")

    told = dept.post(
        "/acts",
        {
            "acts": [
                act("hazard", "assign", "key-00001", second.pk, due_at=DUE),
                act("hazard", "assign", "key-00002", first.pk, due_at=DUE),
                act("hazard", "assign", "key-00003", 99999, due_at=DUE),
                act("hazard", "assign", "key-00004", first.pk),
                act("hazard", "fly", "key-00005", first.pk),
                act("dragon", "fly", "key-00006", first.pk),
            ]
        },
    )

    assert (dept.status, told["done"], told["refused"]) == (200, 1, 5)
    assert [one["key"] for one in told["results"]] == [f"key-0000{n}" for n in range(1, 7)]
    assert [one["status"] for one in told["results"]] == [409, 200, 404, 422, 404, 404]
    assert told["results"][1]["outcome"]["state"] == "assigned"
    assert told["results"][0]["error"]["code"] == "state.wrong"


def test_a_visit_with_its_hazards_and_their_steps_fits_one_request(city):
    dept = caller("dept1")
    acts = [act("visit", "record", "visit-001", premises=place("shop").pk, mode="announced")]
    for n in (1, 2):
        acts.append(act("hazard", "record", f"hazard-00{n}", visit="key:visit-001", **FOUND))
        acts.append(act("hazard", "assign", f"assign-00{n}", f"key:hazard-00{n}", due_at=DUE))

    told = dept.post("/acts", {"acts": acts})

    assert [one["status"] for one in told["results"]] == [200] * 5
    assert [h.state for h in Hazard.objects.all()] == ["assigned", "assigned"]
    assert {h.visit for h in Hazard.objects.all()} == {Visit.objects.get()}
    # both findings, then both assignments, went through the door together
    assert list(Entry.objects.order_by("seq").values_list("step", flat=True)) == [
        "record", "record", "record", "assign", "assign"
    ]  # fmt: skip


def test_the_same_request_sent_again_is_answered_and_writes_nothing(city):
    dept, hazard = caller("dept1"), found_hazard()
    acts = [
        act("visit", "record", "visit-001", premises=place("shop").pk, mode="announced"),
        act("hazard", "assign", "assign-001", hazard.pk, due_at=DUE),
        act("hazard", "record", "hazard-001", visit="key:visit-001", **FOUND),
    ]
    first = dept.post("/acts", {"acts": acts})
    before = written()

    again = dept.post("/acts", {"acts": acts})

    assert written() == before
    assert [one["outcome"]["seq"] for one in again["results"]] == [
        o["outcome"]["seq"] for o in first["results"]
    ]
    assert all(one["outcome"]["replayed"] for one in again["results"])


def test_an_act_that_waits_for_a_refused_one_is_refused(city):
    dept = caller("dept1")

    told = dept.post(
        "/acts",
        {
            "acts": [
                act("visit", "record", "visit-001", premises=99999, mode="announced"),
                act("hazard", "record", "hazard-001", visit="key:visit-001", **FOUND),
            ]
        },
    )

    assert [one["error"]["code"] for one in told["results"]] == ["input.reference", "input.reference"]
    assert not Entry.objects.exists()


def test_the_same_key_twice_in_a_request_is_taken_once(city):
    hazard, other, dept = found_hazard(), found_hazard(), caller("dept1")

    told = dept.post(
        "/acts",
        {
            "acts": [
                act("hazard", "assign", "key-00001", hazard.pk, due_at=DUE),
                act("hazard", "assign", "key-00001", other.pk, due_at=DUE),
            ]
        },
    )

    assert [one["status"] for one in told["results"]] == [200, 409]


def test_a_step_of_others_is_refused_act_by_act(city):
    hazard, nobody = found_hazard(), caller("editor1")

    told = nobody.post(
        "/acts",
        {
            "acts": [
                act("hazard", "assign", "key-00001", hazard.pk, due_at=DUE),
                act("visit", "record", "key-00002", premises=place("shop").pk, mode="announced"),
            ]
        },
    )

    assert [one["status"] for one in told["results"]] == [403, 403]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "acts"),
        ({"acts": []}, "acts"),
        ({"acts": [act("hazard", "assign", "key-00001")] * 501}, "acts"),
        ({"acts": [{"flow": "hazard", "step": "assign"}]}, "acts.0.key"),
        ({"acts": [act("hazard", "assign", "short")]}, "acts.0.key"),
        ({"acts": [{**act("hazard", "assign", "key-00001"), "colour": "red"}]}, "acts.0.colour"),
        ({"acts": [{**act("hazard", "assign", "key-00001"), "revision": "3"}]}, "acts.0.revision"),
        ({"acts": "all of them"}, "acts"),
        ([], "body"),
    ],
    ids=[
        "nothing",
        "empty",
        "too many",
        "no key",
        "short key",
        "unknown field",
        "revision",
        "no list",
        "list",
    ],
)
def test_a_misshapen_request_is_refused_as_a_whole(city, body, field):
    dept = caller("dept1")

    told = dept.post("/acts", body)

    assert dept.status == 422
    assert field in told["errors"] or told["field"] == field


def test_acts_wait_only_for_those_on_the_same_case():
    def given(key: str, case: Any = None, **more: Any) -> Act:
        return Act(**act("hazard", "assign", key, case, **more))

    acts = [given("key-a-aaa"), given("key-b-bbb"), given("key-c-ccc", 1), given("key-d-ddd", 1)]
    acts += [
        given("key-e-eee", "key:key-a-aaa"),
        given("key-f-fff", visit="key:key-e-eee"),
        given("key-g-ggg", 2),
    ]

    assert _turns(acts) == [[0, 1, 2, 6], [3, 4], [5]]
