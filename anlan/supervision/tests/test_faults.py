"""Sweeps and deliveries that are killed, and two at once: nothing lost, nothing doubled, no number missing."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models import Count
from django.utils import translation

from anlan.hazards.flow import HAZARD_FLOW
from anlan.journal.models import Entry
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.notifications.delivery import CAP, deliver
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.supervision.models import Paper, State, Supervision
from anlan.supervision.sweep import due, sweep
from anlan.testing import actor, many_hazards, step_input, take

pytestmark = pytest.mark.faults

# a process that kills itself before a statement of its own choosing, while sweeping or delivering in small chunks
CHILD = """
import os, signal, sys
import django
django.setup()
from datetime import timedelta
from django.db import connection
from anlan.kernel import clock
from anlan.notifications import delivery
from anlan.supervision import sweep
work, fatal = sys.argv[1], int(sys.argv[2])
statements = 0
def deadly(execute, sql, params, many, context):
    global statements
    statements += 1
    if statements == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
sweep.CHUNK, delivery.CHUNK = 4, 9
with connection.execute_wrapper(deadly):
    if work == "sweep":
        sweep.sweep(clock.now() + timedelta(days=6, hours=12))
    else:
        delivery.deliver(clock.day_start(clock.today()) + timedelta(hours=36))
print(statements)
"""
SOON = timedelta(days=6, hours=12)  # within a day of the deadline: reminders are due, letters are not


def child(own_database: Any, work: str, fatal: int) -> tuple[int, str]:
    """Run the work in a process that kills itself before its statement number `fatal` (0: never)."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, work, str(fatal)],
        env=own_database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.strip() or done.stderr


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


def assigned(count: int) -> list[int]:
    """Assign `count` hazards a week's time; only their rectifications are left for the sweep."""
    keys = many_hazards(count)
    for key in keys:
        take(key, "assign")
    Obligation.objects.exclude(kind=Kind.RECTIFY).update(next_at=None)
    return keys


def sound(expected: int) -> None:
    """Nothing doubled, lost or half-written: one supervision, entry, paper and notice each, numbered 1 to n."""
    assert Supervision.objects.count() == expected
    assert Entry.objects.filter(kind="supervision", step="remind").count() == expected
    assert sorted(Paper.objects.values_list("number", flat=True)) == list(range(1, expected + 1))
    assert Notice.objects.filter(event=Event.SUPERVISION_REMINDER).count() == expected
    assert Obligation.objects.filter(kind=Kind.RECTIFY, rung=1).count() == expected
    assert not due(clock.now() + SOON).exists()
    assert verify_journal().faults == []


def test_a_killed_sweep_goes_on_where_it_stopped(own_database, settled):
    assigned(13)
    chance = random.Random(20221024)
    kills = 0

    for _turn in range(4):
        code, _told = child(own_database, "sweep", chance.randint(4, 40))
        kills += code == -9
        papers, rungs = Paper.objects.count(), Obligation.objects.filter(rung=1).count()
        assert Supervision.objects.count() == papers == rungs
    code, told = child(own_database, "sweep", 0)

    assert code == 0, told
    assert kills >= 2
    sound(13)


def test_two_sweeps_at_once_do_nothing_twice(settled):
    assigned(25)

    results = at_once([lambda: sweep(clock.now() + SOON)] * 3)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert sum(result.done for result in results) == 25
    sound(25)


def test_a_sweep_against_those_who_finish_in_time_leaves_no_open_supervision_behind(settled):
    keys = assigned(40)
    who = actor("business1")

    def finish() -> int:
        results = [door.apply(HAZARD_FLOW, key, "claim", by=who, input=step_input("claim")) for key in keys]
        return len(results)

    results = at_once([finish, lambda: sweep(clock.now() + SOON), lambda: sweep(clock.now() + SOON)])
    assert not [result for result in results if isinstance(result, Exception)], results
    sweep(clock.now())

    # the sweeps look days ahead and so remind of the acceptances too, which are still owed
    assert results[0] == 40
    assert not Supervision.objects.filter(duty=Kind.RECTIFY).exclude(state=State.ENDED).exists()
    assert not Obligation.objects.filter(kind=Kind.RECTIFY, next_at__isnull=False).exists()
    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Supervision.objects.values("obligation").distinct().count() == Supervision.objects.count()
    assert verify_journal().faults == []


def outbox(settled: Any, count: int) -> None:
    Notice.objects.all().delete()
    Notice.objects.bulk_create(
        Notice(
            event=Event.SUPERVISION_LETTER if n % 10 == 0 else Event.HAZARD_ACCEPTED,
            case_kind="hazard",
            case_id=n,
            seq=1_000_000 + n,
            organisation=settled.organisations["shop" if n % 2 else "kitchen"],
            created_at=clock.now() - timedelta(minutes=1),
        )
        for n in range(count)
    )


def delivered_soundly(count: int) -> None:
    """Every notice delivered once, by itself or in a digest whose counts are those of what it tells of."""
    assert not Notice.objects.waiting().exists()
    for digest in Notice.objects.filter(event=Event.STORM):
        told = Notice.objects.filter(digest=digest).order_by().values_list("event").annotate(Count("id"))
        assert digest.counts == dict(told)
    listed = Notice.objects.listed().filter(event=Event.HAZARD_ACCEPTED)
    for organisation in listed.values_list("organisation", flat=True).distinct():
        assert listed.filter(organisation=organisation).count() <= CAP
    assert Notice.objects.exclude(event=Event.STORM).count() == count


def test_a_killed_delivery_loses_nothing_and_doubles_nothing(own_database, settled):
    outbox(settled, 100)
    chance = random.Random(7)
    kills = 0

    for _turn in range(4):
        code, _told = child(own_database, "deliver", chance.randint(3, 30))
        kills += code == -9
    code, told = child(own_database, "deliver", 0)

    assert code == 0, told
    assert kills >= 2
    delivered_soundly(100)


def test_two_deliveries_at_once_keep_the_cap(settled):
    outbox(settled, 200)
    tomorrow_noon = clock.day_start(clock.today()) + timedelta(hours=36)  # never in quiet hours

    results = at_once([lambda: deliver(tomorrow_noon)] * 3)

    assert not [result for result in results if isinstance(result, Exception)], results
    delivered_soundly(200)
