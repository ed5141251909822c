"""A sitting leaves behind what its passages leave behind one after the other, or says that it cannot."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.figures.verification import verify as verify_figures
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.lifecycle.sitting import Sitting, Untimely
from anlan.lifecycle.tests.test_batches import journal, plain, result
from anlan.testing import actor, hazard_input, place, scratch, step_input, visit_input, written

LATER = ("assign", "claim", "accept", "look_back", "close_out")
RIGHT = {
    "assign": "dept1",
    "claim": "business1",
    "accept": "county1",
    "look_back": "station2",
    "close_out": "dept1",
}

STORIES = st.lists(
    st.tuples(
        st.integers(0, len(LATER)),  # how far it went
        st.sampled_from([None, None, None, *LATER]),  # at which step somebody without the right is named
        st.booleans(),  # whether somebody looked back at it
    ),
    max_size=20,
)  # fmt: skip


def tell(stories: list[tuple[int, str | None, bool]], sitting: Sitting | None) -> list[Any]:
    """Enter whole histories, step by step for all of them, as a ledger is taken in; return every answer."""
    visits = door.apply_many(VISIT_FLOW, "record", [_visit()], sitting=sitting)
    assert isinstance(visits[0], Outcome)
    found = [_found(visits[0].case_id, number) for number in range(len(stories))]
    answers = [door.apply_many(HAZARD_FLOW, "record", found, sitting=sitting)]
    cases = {n: answer.case_id for n, answer in enumerate(answers[0]) if isinstance(answer, Outcome)}
    for turn, step in enumerate(LATER):
        chosen = [n for n in cases if stories[n][0] > turn and (step != "look_back" or stories[n][2])]
        acts = [_act(step, cases[n], n, wrong=stories[n][1] == step) for n in chosen]
        told = door.apply_many(HAZARD_FLOW, step, acts, sitting=sitting)
        for n, answer in zip(chosen, told, strict=True):
            if isinstance(answer, AnlanError):
                del cases[n]
        answers.append(told)
    return [result(answer) for one in answers for answer in one]


def _visit() -> Act:
    return Act(
        actor("dept1"), {**visit_input(), "premises": place("shop")}, key="ledger-1-0-visit", ledger=True
    )


def _found(visit: int, number: int) -> Act:
    seen = Visit(id=visit, premises=place("shop"), sector=place("shop").sector, visited_at=clock.now())
    seen.area_id, seen.area_path = seen.premises.reporting_area_id, seen.premises.area_path
    told = {**hazard_input(seen, description=f"Hazard number {number}"), "visit": seen}
    return Act(actor("dept1"), told, key=f"ledger-1-{number}-found", ledger=True)


def _act(step: str, case: int, number: int, *, wrong: bool) -> Act:
    by = actor("business2" if wrong else RIGHT[step])
    return Act(by, step_input(step), case_id=case, key=f"ledger-1-{number}-{step}", ledger=True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=STORIES)
def test_a_sitting_leads_to_what_its_passages_lead_to_alone(city, stories):
    with scratch():
        with scratch():
            one_by_one = tell(stories, None)
            alone = (journal(), plain(written()))

        with Sitting() as sitting:
            together = tell(stories, sitting)

        assert together == one_by_one
        assert (journal(), plain(written())) == alone
        assert verify_journal().sound
        assert verify_figures().sound


def test_a_case_of_a_sitting_is_one_insert_and_no_update(city):
    stories: list[tuple[int, str | None, bool]] = [(5, None, False)] * 3

    with scratch(), CaptureQueriesContext(connection) as asked, Sitting() as sitting:
        tell(stories, sitting)
    texts = [query["sql"] or "" for query in asked.captured_queries]

    assert not [text for text in texts if "UPDATE" in text and "journal_head" not in text]
    assert len([text for text in texts if "INTO hazards_hazard" in text]) == 1


def test_a_table_whose_rows_wait_is_not_read(city):
    with scratch(), pytest.raises(Untimely):
        look_too_early()


def look_too_early() -> None:
    with transaction.atomic(), Sitting() as sitting:
        tell([(1, None, False)], sitting)
        Hazard.objects.count()


def test_a_fault_in_a_sitting_writes_nothing(city):
    before = written()

    with pytest.raises(ValueError, match="halfway"):
        break_off()

    assert written() == before


def break_off() -> None:
    with transaction.atomic(), Sitting() as sitting:
        tell([(5, None, False)], sitting)
        raise ValueError("halfway")


def test_a_key_that_was_used_is_met_at_the_end_of_the_sitting(city):
    tell([(1, None, False)], None)
    before = written()

    with pytest.raises(IntegrityError), transaction.atomic(), Sitting() as sitting:
        tell([(1, None, False)], sitting)

    assert written() == before


def test_a_sitting_needs_a_transaction(own_database):
    with pytest.raises(RuntimeError, match="transaction"), Sitting():
        pass
