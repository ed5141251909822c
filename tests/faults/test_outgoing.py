"""Notices that leave the system while their process is killed: none is lost, a kill repeats one batch at most."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.notifications import outgoing
from anlan.notifications.delivery import deliver
from anlan.notifications.models import Delivery, Event, Notice, Route, Sent, Via
from anlan.notifications.outgoing import CLAIM, drain
from anlan.testing import NOON, person

pytestmark = pytest.mark.faults
ROUTES, BATCH, KILLS = 300, 30, 3
EVENTS = (Event.HAZARD_MAJOR, Event.SUPERVISION_LETTER, Event.SUPERVISION_CIRCULAR)  # urgent: not bundled
DRAIN = """
import sys, django
django.setup()
from datetime import datetime
from anlan.notifications import delivery, outgoing
outgoing.BATCH, delivery.CHUNK = int(sys.argv[2]), 1
now = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
input()
delivery.deliver(now)
outgoing.drain(now)
print("done", flush=True)
"""


def test_a_drain_killed_at_any_point_loses_nothing_and_repeats_a_batch_at_most(
    own_database: Any, settled: Any, tmp_path: Path, settings: Any
) -> None:
    settings.HOME, settings.SMS = tmp_path, "file"
    chance = random.Random(20221024)
    shop = settled.organisations["shop"]
    numbers = {f"139{n:08d}" for n in range(ROUTES)}
    Route.objects.bulk_create(
        Route(organisation=shop, via=Via.SMS, target=one, changed_by=person("office1"), changed_at=NOON)
        for one in sorted(numbers)
    )
    for n, event in enumerate(EVENTS):
        Notice.objects.create(
            event=event, case_kind="", case_id=0, seq=n + 1, organisation=shop, created_at=NOON
        )
    environment = own_database.environment(
        DJANGO_SETTINGS_MODULE="anlan.config.settings", ANLAN_HOME=str(tmp_path), ANLAN_SMS="file"
    )

    for kill in range(KILLS):
        moment = (NOON + kill * 2 * CLAIM).isoformat()
        worker = subprocess.Popen(
            [sys.executable, "-c", DRAIN, moment, str(BATCH)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("go\n")
        worker.stdin.flush()
        time.sleep(0.02 + chance.random() * 0.15)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    outgoing_from = NOON + KILLS * 2 * CLAIM
    deliver(outgoing_from)
    drain(outgoing_from)
    drain(outgoing_from + CLAIM + timedelta(seconds=1))

    lines = [json.loads(line) for line in (tmp_path / "sms.jsonl").read_text("utf-8").splitlines()]
    told = Counter((line["to"], line["text"].partition("\n")[0]) for line in lines)
    assert set(Delivery.objects.values_list("state", flat=True)) == {Sent.SENT}
    assert len(told) == ROUTES * len(EVENTS) == Delivery.objects.count()
    assert len(lines) <= len(told) + KILLS * BATCH
    assert outgoing.BATCH > BATCH
