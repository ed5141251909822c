"""Many at once, and processes that are killed: the door lets one through, and what was written stays provable."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import translation

from anlan.figures.verification import verify as verify_figures
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.jobs import runner
from anlan.jobs.models import Run
from anlan.journal.models import Entry, Head
from anlan.journal.verify import verify as verify_journal
from anlan.kernel.errors import AnlanError, Conflict
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.obligations.models import Obligation
from anlan.testing import actor, claimed_hazard, found_hazard, step_input, visit_input

pytestmark = pytest.mark.faults
KILLS = 3


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run the acts in threads that start together; return what each returned or raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            with translation.override("en"):
                gate.wait(20)
                results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def sound() -> None:
    assert verify_journal().faults == []
    assert verify_figures().faults == []


def test_of_two_who_accept_at_once_one_wins_and_the_other_is_told_who(settled):
    for _turn in range(5):
        hazard = claimed_hazard()
        people = [actor(name) for name in ("inspector1", "county1")]

        def accept(who: Any, hazard: Hazard = hazard) -> Outcome:
            return door.apply(HAZARD_FLOW, hazard.pk, "accept", by=who, input=step_input("accept"))

        results = at_once([lambda who=who: accept(who) for who in people])

        won = [n for n, result in enumerate(results) if isinstance(result, Outcome)]
        lost = [result for result in results if isinstance(result, AnlanError)]
        assert len(won) == len(lost) == 1, results
        assert type(lost[0]) is Conflict
        assert people[won[0]].name in str(lost[0])
        hazard.refresh_from_db()
        assert hazard.accepted_by_id == people[won[0]].person_id
    sound()


def test_eight_steps_of_one_case_at_once_are_one_step(settled):
    hazard = found_hazard()
    who = actor("dept1")

    results = at_once(
        [lambda: door.apply(HAZARD_FLOW, hazard.pk, "assign", by=who, input=step_input("assign"))] * 8
    )

    assert sum(isinstance(result, Outcome) for result in results) == 1, results
    assert all(isinstance(result, (Outcome, Conflict)) for result in results), results
    assert Obligation.objects.open().filter(case_id=hazard.pk).count() == 2  # to sign for it, and to rectify
    sound()


def test_twenty_sends_of_one_visit_are_one_visit(settled):
    key, who = uuid7(), actor("dept1")
    given = visit_input()

    results = at_once([lambda: door.open_case(VISIT_FLOW, "record", by=who, input=given, key=key)] * 20)

    assert all(isinstance(result, Outcome) for result in results), results
    assert len({(result.case_id, result.seq, result.recorded_at) for result in results}) == 1
    assert sum(not result.replayed for result in results) == 1
    assert Visit.objects.count() == Entry.objects.count() == 1
    sound()


def test_twenty_visits_at_once_get_twenty_numbers_in_the_order_of_recording(settled):
    who, given = actor("dept1"), visit_input()

    results = at_once([lambda: door.open_case(VISIT_FLOW, "record", by=who, input=given)] * 20)

    assert sorted(result.seq for result in results) == list(range(1, 21))
    moments = list(Entry.objects.order_by("seq").values_list("recorded_at", flat=True))
    assert moments == sorted(set(moments))
    assert Head.objects.get().recorded_at == moments[-1]
    sound()


def test_two_ticks_at_once_enqueue_each_slot_once(settled):
    results = at_once([runner.tick] * 4)

    assert sum(results) == Run.objects.count()
    assert not [result for result in results if isinstance(result, Exception)]


WORK = """
import django
django.setup()
from anlan.figures.counting import fold
from anlan.lifecycle import door
from anlan.inspections.flow import VISIT_FLOW
from anlan.hazards.models import Hazard
from anlan.testing import actor, record_hazard, take
input()
number = 0
while True:
    number += 1
    hazard = record_hazard("shop" if number % 2 else "depot", grade="general")
    for step in ("assign", "claim", "send_back", "claim", "accept", "close_out"):
        if step == "close_out" and Hazard.objects.get(pk=hazard.pk).state == "look_back":
            take(hazard, "look_back")
        take(hazard, step)
    if number == 1:
        print("begun", flush=True)
    acts = [door.Act(by=actor("dept2"), input={"premises": hazard.premises_id, "mode": "random"})] * 9
    if number % 2 == 0:
        door.apply_many(VISIT_FLOW, "record", acts)
    if number % 4 == 0:
        fold(chunk=5)
"""


def test_a_process_killed_in_the_middle_of_its_steps_leaves_all_or_nothing_of_each(own_database, settled):
    chance = random.Random(20221024)
    environment = own_database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORK],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _kill in range(KILLS)
    ]
    heads = [0]
    for worker in workers:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write("begin\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "begun\n", worker.communicate()[1]
        time.sleep(chance.random() * 0.4)

        worker.send_signal(signal.SIGKILL)
        _out, errors = worker.communicate()

        assert errors == ""
        sound()
        heads.append(Head.objects.get().seq)

    assert heads == sorted(set(heads)), "each process got some work done"
    assert Entry.objects.count() == heads[-1]
    assert (
        Obligation.objects.open().exclude(kind="hazard.sign_for").count()
        == Hazard.objects.exclude(state="closed").count()
    )
    found_hazard()
    sound()
