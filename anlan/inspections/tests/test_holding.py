"""Steps of visits that write on hazards hold these before the journal's head: nobody waits for one who waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from anlan.hazards.models import Hazard
from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.tests.factories import qualified, take
from anlan.journal.models import Head
from anlan.lifecycle import door
from anlan.testing import actor, record_hazard, record_visit, small_city


def beside_a_step_of(hazard: Hazard, deed: Callable[[], Any]) -> list[Any]:
    """Do it in a thread while a step of the hazard holds it and goes for the head; return what it raised, if so."""
    raised: list[Any] = []

    def run() -> None:
        try:
            deed()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        Hazard.objects.select_for_update().get(pk=hazard.pk)
        thread.start()
        thread.join(2)  # it stands at the hazard now, or has the head and stands there
        Head.objects.update(recorded_at=Head.objects.get().recorded_at)
    thread.join(30)
    return raised


def test_naming_an_expert_and_a_step_of_a_hazard_do_not_wait_for_each_other(own_database):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    small_city()
    visit, expert = record_visit(), qualified(account="county1")
    hazard = record_hazard(visit=visit)

    assert beside_a_step_of(hazard, lambda: take(visit, "attend", experts=[expert.pk])) == []

    hazard.refresh_from_db()
    assert hazard.experts == [actor("county1").person_id]


def test_naming_an_account_and_a_step_of_a_hazard_do_not_wait_for_each_other(own_database):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    small_city()
    visit, expert = record_visit(), qualified()
    hazard = record_hazard(visit=visit)
    take(visit, "attend", experts=[expert.pk])
    told = {"name": expert.name, "field": expert.field, "first_day": expert.first_day}
    told["person"] = actor("county1").person_id

    def correct() -> None:
        door.apply(QUALIFICATION_FLOW, expert.pk, "correct", by=actor("office1"), input=told)

    assert beside_a_step_of(hazard, correct) == []

    hazard.refresh_from_db()
    assert hazard.experts == [actor("county1").person_id]
