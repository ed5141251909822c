"""`apply_many` is the same door as `apply`: the same checks, outcomes, journal and figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate_all
from anlan.figures.verification import verify as verify_figures
from anlan.hazards.flow import HAZARD_FLOW
from anlan.journal.models import Entry
from anlan.journal.verify import verify as verify_journal
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Unknown
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.door import MOST, Act, Outcome
from anlan.lifecycle.tests.doors import refuses
from anlan.testing import (
    NOON,
    STEPS,
    TODAY,
    Written,
    accepted_hazard,
    actor,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    scratch,
    step_input,
    written,
)

SAME = {"case.twice": "state.wrong"}
"""A case that stands twice in a batch is refused at its second place, as it would be alone; the words differ."""

ACTS = st.lists(
    st.tuples(
        st.integers(0, 9),  # which hazard; 8 and 9 do not exist
        st.sampled_from(["dept1", "dept2", "county1", "county2", "station1", "business1", "business2"]),
        st.sampled_from([None, None, None, NOON, NOON - timedelta(days=1), NOON + timedelta(days=1)]),
        st.sampled_from([None, None, None, "key-of-one", "key-of-two"]),
        st.sampled_from([{}, {}, {}, {"stray": "1"}, {"requirement": "x" * 301}]),
    ),
    max_size=8,
)


def result(answer: Outcome | AnlanError) -> tuple[Any, ...]:
    if isinstance(answer, Outcome):
        return (answer.case_id, answer.seq, answer.state, answer.revision, answer.replayed)
    return (type(answer), SAME.get(answer.code, answer.code), answer.field, answer.status)


def taken_alone(step: str, act: Act) -> Outcome | AnlanError:
    try:
        return door.apply(
            HAZARD_FLOW, act.case_id or 0, step, by=act.by, input=act.input, at=act.at, key=act.key
        )
    except AnlanError as refusal:
        return refusal


def journal() -> list[tuple[Any, ...]]:
    """Return the journal's content but for the moments of recording and the hashes over them."""
    names = (
        "seq kind case_id n step from_state to_state actor_id post_id organisation_id occurred_at input key"
    )
    return list(Entry.objects.order_by("seq").values_list(*names.split()))


def plain(now: Written) -> tuple[Any, ...]:
    hazards = [{**row, "last_hash": b""} for row in now.hazards]
    obligations = [{**row, "id": 0} for row in now.obligations]
    return (now.head, now.entries, now.contributions, now.notices, obligations, hazards, now.visits)


def figures(area: Any) -> list[tuple[int, int | None]]:
    values = evaluate_all(
        ["hazards.found", "hazards.outstanding", "hazards.rectification_rate", "inspections.visits"],
        cut=Cut.of(area),
        period=Period.year_to(TODAY),
    )
    return [(value.count, value.base) for value in values.values()]


@pytest.fixture
def keys(city) -> list[int]:
    """Two hazards in each state but the last, of two sectors, and two that do not exist."""
    traits = (found_hazard, assigned_hazard, claimed_hazard, accepted_hazard)
    return [trait(place).pk for place in ("shop", "kitchen") for trait in traits] + [999_998, 2**63]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.sampled_from(STEPS), drawn=ACTS)
def test_a_batch_leads_to_what_its_acts_lead_to_one_by_one(city, keys, step, drawn):
    with scratch():
        acts = [
            Act(by=actor(who), case_id=keys[number], at=at, key=key, input={**step_input(step), **more})
            for number, who, at, key, more in unique_keys(drawn)
        ]

        with scratch():
            one_by_one = [result(taken_alone(step, act)) for act in acts]
            alone = (journal(), plain(written()), figures(city.areas["city"]))
        together = [result(answer) for answer in door.apply_many(HAZARD_FLOW, step, acts)]

        assert together == one_by_one
        assert (journal(), plain(written()), figures(city.areas["city"])) == alone
        assert verify_journal().sound
        assert verify_figures().sound


def unique_keys(drawn: list[Any]) -> list[Any]:
    """Keep a key only where it stands first: the same key twice in a batch is another test's matter."""
    seen: set[tuple[str, str]] = set()
    acts = []
    for number, who, at, key, more in drawn:
        kept = key if (who, key) not in seen else None
        seen.add((who, key))
        acts.append((number, who, at, kept, more))
    return acts


def test_the_same_case_twice_in_a_batch_is_taken_once(city):
    hazard = found_hazard()
    acts = [Act(by=actor("dept1"), case_id=hazard.pk, input=step_input("assign")) for _n in range(2)]

    first, second = door.apply_many(HAZARD_FLOW, "assign", acts)

    assert isinstance(first, Outcome)
    assert isinstance(second, Conflict)
    assert second.code == "case.twice"
    assert Entry.objects.filter(case_id=hazard.pk, step="assign").count() == 1


def test_a_case_whose_first_act_was_refused_may_stand_again(city):
    hazard = found_hazard()
    acts = [Act(by=actor(who), case_id=hazard.pk, input=step_input("assign")) for who in ("dept2", "dept1")]

    refused, taken = door.apply_many(HAZARD_FLOW, "assign", acts)

    assert isinstance(refused, AnlanError)
    assert isinstance(taken, Outcome)


def test_outcomes_come_in_the_order_of_the_acts(city):
    hazards = [found_hazard() for _n in range(3)]
    keys = [hazards[2].pk, 999_999, hazards[0].pk, hazards[1].pk]
    acts = [Act(by=actor("dept1"), case_id=key, input=step_input("assign")) for key in keys]

    outcomes = door.apply_many(HAZARD_FLOW, "assign", acts)

    assert [getattr(o, "case_id", type(o)) for o in outcomes] == [keys[0], Unknown, keys[2], keys[3]]


def test_a_batch_of_refusals_takes_no_number(city):
    hazard = claimed_hazard()
    before = written()

    door.apply_many(HAZARD_FLOW, "assign", [Act(by=actor("dept1"), case_id=hazard.pk)] * 3)

    assert written() == before


def test_an_empty_batch_does_nothing(city):
    before = written()

    assert door.apply_many(HAZARD_FLOW, "assign", []) == []
    assert written() == before


def test_a_batch_that_is_too_large_is_refused_as_a_whole(city):
    act = Act(by=actor("dept1"), case_id=1)

    with refuses(Invalid, "batch.large"):
        door.apply_many(HAZARD_FLOW, "assign", [act] * (MOST + 1))


def test_a_batch_is_recorded_at_one_moment(city):
    acts = [Act(by=actor("dept1"), case_id=found_hazard().pk, input=step_input("assign")) for _n in range(3)]

    outcomes = [o for o in door.apply_many(HAZARD_FLOW, "assign", acts) if isinstance(o, Outcome)]

    assert len({o.recorded_at for o in outcomes}) == 1
    assert [o.seq - outcomes[0].seq for o in outcomes] == [0, 1, 2]
