"""Ledgers on their way: killed and taken up again, two at once, on pages, by somebody whose post ended."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from uuid import getnode

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from anlan.hazards.models import Hazard
from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, BatchState, Phase, Work, WorkState
from anlan.imports.running import go_on, start, take, undo, work_on
from anlan.imports.tests.sheets_of import brought, ledger, taken_in
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Refused
from anlan.org.models import Post
from anlan.org.scope import SYSTEM
from anlan.testing import actor, sign_in

ROWS = 24
CHILD = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from anlan.hazards import imports
from anlan.imports.models import Batch
from anlan.imports.running import take, undo
from anlan.org.scope import SYSTEM
work, batch, fatal = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
object.__setattr__(imports.HAZARDS, "chunk", 5)
statements = 0
def deadly(execute, sql, params, many, context):
    global statements
    statements += 1
    if statements == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(deadly):
    found = Batch.objects.get(pk=batch)
    undo(found, by=SYSTEM) if work == "undo" else take(found, by=SYSTEM, dry=False)
"""


def story(number: int) -> dict[str, str]:
    return {
        "number": f"N-{number}",
        "premises": "shop",
        "found_at": "2022-03-05",
        "found_by": "dept1",
        "description": f"第{number}处配电箱未接地",
        "due_at": "2022-03-12",
        "rectified_at": "2022-03-08",
        "rectified_by": "business1",
        "accepted_at": "2022-03-09",
        "accepted_by": "county1",
    }


def hazards_of(folder) -> Batch:
    visit = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}
    taken_in(ledger(folder / "v.xlsx", "visits", visit), "visits")
    return brought(ledger(folder / "h.xlsx", "hazards", *[story(n) for n in range(ROWS)]), "hazards")


def kill(database, work: str, batch: Batch, fatal: int) -> int:
    command = [sys.executable, "-c", CHILD, work, str(batch.pk), str(fatal)]
    return subprocess.run(
        command, check=False, env=database.environment(), capture_output=True, timeout=120
    ).returncode


@pytest.mark.faults
def test_a_killed_import_goes_on_where_it_was_and_takes_each_row_in_once(own_database, settled, tmp_path):
    batch = hazards_of(tmp_path)
    chance = random.Random(7)
    codes = [kill(own_database, "take", batch, chance.randrange(6, 40)) for _ in range(4)]

    told = take(Batch.objects.get(pk=batch.pk), by=SYSTEM, dry=False)

    assert -9 in codes
    assert (told["written"], told["faulty"]) == (ROWS, 0)
    assert Hazard.objects.count() == ROWS
    steps = Counter(Entry.objects.filter(kind="hazard").values_list("step", flat=True))
    assert steps == dict.fromkeys(("record", "assign", "claim", "accept"), ROWS)
    assert verify().sound


@pytest.mark.faults
def test_a_killed_undoing_ends_with_nothing_left_over(own_database, settled, tmp_path):
    batch = hazards_of(tmp_path)
    take(batch, by=SYSTEM, dry=False)
    assert kill(own_database, "undo", batch, 60) == -9

    assert undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    assert set(Hazard.objects.values_list("state", flat=True)) == {"voided"}
    assert Entry.objects.filter(kind="hazard", step="take_back").count() == ROWS
    assert Batch.objects.get(pk=batch.pk).state == BatchState.UNDONE


@pytest.mark.faults
def test_two_who_start_it_at_once_take_it_in_once(own_database, settled, tmp_path):
    batch = hazards_of(tmp_path)
    start(batch, Phase.WRITING, by=SYSTEM)
    met: list[str] = []

    def work() -> None:
        try:
            met.append(str(work_on(Batch.objects.get(pk=batch.pk), by=SYSTEM)))
        except Conflict as busy:
            met.append(busy.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(met) in (["True", "import.busy"], ["True", "True"])
    assert Hazard.objects.count() == ROWS


def test_a_chunk_that_took_long_is_followed_by_smaller_ones(city, tmp_path, monkeypatch):
    batch = hazards_of(tmp_path)
    done: list[int] = [0]
    monkeypatch.setattr("anlan.imports.running.LONGEST", 0.0)
    monkeypatch.setitem(KINDS, "hazards", replace(KINDS["hazards"], chunk=8, fewest=5))

    take(batch, by=SYSTEM, dry=False, tell=lambda work: done.append(work.done))

    assert [later - former for former, later in pairwise(done)] == [8, 5, 5, 5, 1]


def test_what_a_page_asked_for_is_done_by_the_queue(city, tmp_path):
    client = sign_in(Client(), "county1")
    path = ledger(
        tmp_path / "检查.xlsx", "visits", {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}
    )
    with path.open("rb") as file:
        answer = client.post(reverse("imports:bring"), {"kind": "visits", "sender": "县局", "file": file})
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("imports:detail", args=[batch.pk])

    client.post(reverse("imports:act", args=[batch.pk]), {"act": "take"})
    assert "progress" in client.get(answer["Location"]).content.decode()
    twice = client.post(reverse("imports:act", args=[batch.pk]), {"act": "take"})
    assert twice.status_code == 409
    assert go_on(batch.pk) == "done"

    assert Visit.objects.count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "县局" in page
    assert client.get(reverse("imports:progress", args=[batch.pk])).status_code == 302
    assert client.get(reverse("imports:progress", args=[batch.pk]), headers={"HX-Request": "true"})[
        "HX-Refresh"
    ]


def test_a_bad_file_is_told_on_the_page_it_was_sent_from(city, tmp_path):
    client = sign_in(Client(), "county1")
    path = tmp_path / "a.xlsm"
    path.write_bytes(b"PK\x03\x04")
    with path.open("rb") as file:
        answer = client.post(reverse("imports:bring"), {"kind": "visits", "file": file})

    assert answer.status_code == 422
    assert "宏" in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_kind_that_is_not_his_is_refused(city, tmp_path):
    with pytest.raises(Refused):
        brought(ledger(tmp_path / "v.xlsx", "visits"), "visits", by=actor("business1"))


def test_whoever_lost_the_post_does_not_take_it_in(city, tmp_path):
    visit = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}
    batch = brought(ledger(tmp_path / "v.xlsx", "visits", visit), "visits", by=actor("county1"))
    start(batch, Phase.WRITING, by=actor("county1"))
    Post.objects.filter(person__username="county1").update(valid_to=clock.today(), ended_at=clock.now())

    assert go_on(batch.pk) == "stopped: import.kind"

    assert not Visit.objects.exists()
    assert Work.objects.get().state == WorkState.FAILED


def test_a_process_that_is_gone_does_not_block(city, tmp_path):
    visit = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}
    batch = brought(ledger(tmp_path / "v.xlsx", "visits", visit), "visits")
    start(batch, Phase.WRITING, by=SYSTEM)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    time.sleep(0.01)
    Work.objects.update(state="running", lease=f"{getnode():x}.{gone.pid}.x", beat_at=clock.real_now())

    assert work_on(batch, by=SYSTEM)
    assert Visit.objects.count() == 1
