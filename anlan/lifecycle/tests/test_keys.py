"""Idempotency: a retry gives the first outcome and writes nothing; a key answers for one act of one person only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from anlan.hazards.flow import HAZARD_FLOW
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.lifecycle.tests.doors import refuses
from anlan.testing import (
    NOON,
    READY_FOR,
    STEPS,
    actor,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    hazard_input,
    record_visit,
    step_input,
    take,
    usual_taker,
    visit_input,
    written,
)


def open_visit(key: str, by: str = "dept1", **changes: Any) -> Outcome:
    return door.open_case(VISIT_FLOW, "record", by=actor(by), input=visit_input(**changes), key=key)


@pytest.mark.parametrize("step", STEPS)
def test_a_retry_gives_the_first_outcome_and_writes_nothing(city, step):
    hazard, key = READY_FOR[step](), uuid7()
    given = step_input(step)
    who = actor(usual_taker(step, hazard))
    first = door.apply(HAZARD_FLOW, hazard.pk, step, by=who, input=given, key=key)
    before = written()

    with clock.at(NOON + timedelta(days=3)):
        again = door.apply(HAZARD_FLOW, hazard.pk, step, by=who, input=given, key=key)

    assert again == replace(first, replayed=True)
    assert not first.replayed
    assert written() == before


def test_a_retry_of_an_opening_gives_the_first_case(city):
    key = uuid7()
    first = open_visit(key)

    again = open_visit(key)

    assert again == replace(first, replayed=True)
    assert Visit.objects.count() == 1


def test_a_retry_is_answered_also_when_the_case_has_gone_on(city):
    hazard, key = found_hazard(), uuid7()
    given = step_input("assign")
    first = take(hazard, "assign", key=key, **given)
    take(hazard, "claim")

    again = take(hazard, "assign", key=key, **given)

    assert again == replace(first, replayed=True)


def test_a_retry_is_answered_also_when_the_place_was_closed_since(city):
    key = uuid7()
    first = open_visit(key)
    city.premises["shop"].is_active = False
    city.premises["shop"].save()

    again = open_visit(key)

    assert again == replace(first, replayed=True)


def test_a_retry_is_answered_in_other_words_for_the_same_input(city):
    key = uuid7()
    first = open_visit(key, focus="exits")

    again = open_visit(key, focus="  exits\r\n", premises="shop")

    assert again == replace(first, replayed=True)


@pytest.mark.parametrize(
    ("change", "value"),
    [("focus", "another"), ("mode", "random"), ("situation", None)],
    ids=["text", "choice", "left out"],
)
def test_the_same_key_with_another_body_is_a_conflict(city, change, value):
    key = uuid7()
    first = open_visit(key)

    with refuses(Conflict, "key.reused", "key") as met:
        open_visit(key, **{change: value})

    assert met[0].status == 422
    assert str(first.seq) in str(met[0])


def test_the_same_key_for_another_case_or_step_is_a_conflict(city):
    one, two, key = claimed_hazard(), claimed_hazard(), uuid7()
    take(one, "accept", key=key)

    with refuses(Conflict, "key.reused", "key"):
        take(two, "accept", key=key)
    with refuses(Conflict, "key.reused", "key"):
        take(one, "close_out", by="county1", key=key)
    with refuses(Conflict, "key.reused", "key"):
        open_visit(key, by="county1")


def test_the_same_key_with_another_time_is_a_conflict(city):
    hazard, key = assigned_hazard(), uuid7()
    with clock.at(NOON + timedelta(hours=3)):
        take(hazard, "claim", key=key, at=NOON + timedelta(hours=1))

        with refuses(Conflict, "key.reused", "key"):
            take(hazard, "claim", key=key, at=NOON + timedelta(hours=2))


def test_the_same_key_of_another_person_is_another_act(city):
    key = uuid7()
    first = open_visit(key, by="dept1")

    second = open_visit(key, by="county1")

    assert first.case_id != second.case_id
    assert not second.replayed


def test_a_refused_act_leaves_its_key_free(city):
    hazard, key = assigned_hazard(), uuid7()
    with pytest.raises(Refused):
        take(hazard, "accept", key=key)
    take(hazard, "claim")

    outcome = take(hazard, "accept", key=key)

    assert not outcome.replayed


@pytest.mark.parametrize("key", ["", "short", "x" * 81])
def test_a_key_has_8_to_80_characters(city, key):
    with refuses(Invalid, "key.length", "key"):
        open_visit(key)


@pytest.mark.parametrize("key", ["12345678\x00", "12345678\ud800"], ids=["NUL", "lone surrogate"])
def test_a_key_that_cannot_be_stored_is_refused(city, key):
    before = written()

    with pytest.raises(Invalid) as met:
        open_visit(key)

    assert met.value.field == "key"
    assert written() == before


def test_without_a_key_every_act_is_a_new_one(city):
    one, two = record_visit(), record_visit()

    assert one.pk != two.pk
    assert list(Entry.objects.values_list("key", flat=True)) == [None, None]


def test_a_batch_replays_what_was_done_and_does_the_rest(city):
    keys = [uuid7() for _n in range(3)]
    first = open_visit(keys[1])
    acts = [Act(by=actor("dept1"), input=visit_input(), key=key) for key in keys]

    outcomes = door.apply_many(VISIT_FLOW, "record", acts)

    assert [o.replayed for o in outcomes if isinstance(o, Outcome)] == [False, True, False]
    assert outcomes[1] == replace(first, replayed=True)
    assert Visit.objects.count() == 3


def test_the_same_key_twice_in_a_batch_is_done_once(city):
    visit, key = record_visit(), uuid7()
    act = Act(by=actor("dept1"), input=hazard_input(visit), key=key)

    outcomes = door.apply_many(HAZARD_FLOW, "record", [act, act])

    assert Entry.objects.filter(key=key).count() == 1
    assert isinstance(outcomes[0], Outcome)
    assert outcomes[1] == replace(outcomes[0], replayed=True) or getattr(outcomes[1], "field", "") == "key"


def test_a_key_is_found_by_its_index_and_not_by_reading_the_journal(city):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's planner decides by the number of rows; SQLite's by the text alone")
    asked = Entry.objects.filter(actor_id__in=[1], key__in=[uuid7(), uuid7()])

    assert "journal_key_once" in asked.explain()
