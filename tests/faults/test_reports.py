"""The rush on a small scale, a server killed in the middle of it, and two processes that send the same report at once.

The clerks are those of `bench/bench_rush.py`: over HTTP, with keys, and again until they have a receipt.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from anlan.figures.verification import verify as verify_figures
from anlan.journal.models import Entry
from anlan.journal.verify import verify as verify_journal
from anlan.reporting.models import Due
from bench.bench_rush import Boards, Clerks, proof
from bench.clients import open_loop
from bench.units import DAY, populate
from tests.faults.test_serve import free_port, start

pytestmark = pytest.mark.faults
SHIFT = {"domain": "2022-10-24T07:55:00+00:00", "beat": 0}
WRONG = ("lost", "unanswered", "doubled", "other")


def run_apart(work: Any) -> None:
    """Run a coroutine in a thread of its own: a browser of an earlier test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture
def home(own_database: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANLAN_SECRET_KEY", settings.SECRET_KEY)  # what signed the sessions in reads them too
    (tmp_path / "clock.json").write_text(json.dumps(SHIFT))
    return tmp_path


def sound() -> None:
    assert verify_journal().faults == []
    assert verify_figures().faults == []


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    assert server.wait(30) == 0


def test_a_hundred_report_within_seconds_while_boards_poll_and_none_is_lost_or_doubled(
    own_database: Any, home: Path
) -> None:
    rush, chance, port = populate(100, boards=10), random.Random(16), free_port()
    units = rush.units[DAY]
    server = start(own_database, home, port)
    clerks, boards = Clerks(port), Boards(port, rush.boards)
    acts: list[Any] = [
        (
            chance.random() * 3,
            lambda u=unit, n=n: clerks.send(u, turn=n, retries=("twice", "vanish", "", "", "")[n % 5]),
        )
        for n, unit in enumerate(units)
    ]
    acts += [(n * 0.3, lambda n=n: boards.poll(n)) for n in range(10)]

    async def rushed() -> None:
        await open_loop(acts)
        await boards.close()

    run_apart(rushed())
    stop(server)

    found = proof(clerks, units)
    assert clerks.faults == []
    assert {name: found[name] for name in WRONG} == {name: [] for name in WRONG}
    assert len(found["stored"]) == 100
    assert len(found["twice"]) == 20
    assert set(boards.statuses) <= {200, 304}
    sound()


def test_a_server_killed_in_the_middle_of_reports_has_each_once_after_they_were_sent_again(
    own_database: Any, home: Path
) -> None:
    rush, port = populate(24, boards=1), free_port()
    units = rush.units[DAY]
    server = start(own_database, home, port)
    clerks = Clerks(port)

    async def until_killed() -> None:
        async def kill() -> None:
            while len(clerks.answers) < 6:
                await asyncio.sleep(0.01)
            server.kill()

        sends = [(n * 0.02, lambda u=unit, n=n: clerks.send(u, turn=n)) for n, unit in enumerate(units)]
        await asyncio.gather(kill(), open_loop(sends))

    run_apart(until_killed())
    server.wait(10)
    answered, cut_off = dict(clerks.answers), list(clerks.faults)
    clerks.faults.clear()
    time.sleep(0.5)
    server = start(own_database, home, port)
    run_apart(open_loop([(0.0, lambda u=u, n=n: clerks.send(u, turn=n)) for n, u in enumerate(units)]))
    stop(server)

    assert cut_off, "the kill fell among the reports"
    assert 6 <= len(answered) < 24
    assert clerks.faults == []
    found = proof(clerks, units)
    assert {name: found[name] for name in WRONG} == {name: [] for name in WRONG}
    assert len(found["stored"]) == 24
    sound()


SEND = """
import sys, django
django.setup()
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.actors import actor_of
from anlan.org.models import Person
from anlan.reporting.flow import DUE_FLOW
due, person, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
for line in sys.stdin:
    due = int(line)
    by = actor_of(person, "", "", at=clock.now())
    try:
        done = door.apply(DUE_FLOW, due, "report", by=by, input={"situation": "Quiet"}, key=f"{key}-{due}")
        print("done", done.seq, done.replayed, flush=True)
    except AnlanError as error:
        print("refused", error.code, flush=True)
"""


@pytest.mark.parametrize("same_key", [True, False], ids=["one report sent twice", "two clerks"])
def test_two_processes_that_send_a_units_report_at_one_instant_make_one(
    own_database: Any, home: Path, same_key: bool
) -> None:
    from anlan.org.models import Post

    rush = populate(12, boards=1)
    dues = [unit.due for unit in rush.units[DAY]]
    clerk = Post.objects.get(organisation_id=Due.objects.get(pk=dues[0]).organisation_id).person_id
    Post.objects.exclude(person=clerk).filter(role="area_office").update(person=clerk)
    environment = own_database.environment(
        DJANGO_SETTINGS_MODULE="anlan.config.settings", ANLAN_HOME=str(home)
    )
    senders = [
        subprocess.Popen(
            [sys.executable, "-c", SEND, "0", str(clerk), "same-key" if same_key else f"key-of-{n}"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(2)
    ]  # fmt: skip
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"

    told = []
    for due in dues:
        for sender in senders:
            assert sender.stdin is not None
            sender.stdin.write(f"{due}\n")
            sender.stdin.flush()
        told.append([sender.stdout.readline().split() for sender in senders if sender.stdout])
    for sender in senders:
        sender.communicate()

    for due, answers in zip(dues, told, strict=True):
        done = [answer for answer in answers if answer[0] == "done"]
        assert Entry.objects.filter(case_id=due, step="report").count() == 1
        if same_key:
            assert len({answer[1] for answer in done}) == 1, answers
            assert sorted(answer[2] for answer in done) == ["False", "True"]
        else:
            assert len(done) == 1, answers
    sound()
