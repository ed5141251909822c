"""Bulletins when two processes sign at the same instant, and when one is killed while it signs, sends out or mails."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter as Tally
from datetime import timedelta
from typing import Any

import pytest

from anlan.bulletins import archive, posting
from anlan.bulletins.models import (
    Archived,
    Counter,
    Delivery,
    Issue,
    Mail,
    MailState,
    Signed,
    SignedValue,
    State,
)
from anlan.bulletins.replay import replay
from anlan.journal.models import Entry
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.notifications.models import Notice
from anlan.org.models import Organisation
from anlan.testing import NOON, many_hazards
from anlan.testing.issues import distributed_issue, fresh, reviewed_issue
from anlan.testing.mail import mail_server

pytestmark = pytest.mark.faults
HEAD = """
import sys
import django
django.setup()
from django.utils import translation
from anlan.bulletins import actions, posting
from anlan.bulletins.models import Issue
from anlan.kernel import clock
from anlan.testing import NOON, actor
from anlan.testing.issues import fresh
translation.activate("en")
print("ready", flush=True)
input()
"""
SIGN = (
    HEAD
    + """
with clock.at(NOON):
    actions.sign(fresh(int(sys.argv[1])), by=actor("signer1"))
"""
)
SIGN_AND_SEND = (
    HEAD
    + """
with clock.at(NOON):
    for key in sorted(Issue.objects.exclude(state="distributed").values_list("pk", flat=True)):
        issue = fresh(key)
        if issue.state == "reviewed":
            actions.sign(issue, by=actor("signer1"))
        print(key, "signed", flush=True)
        actions.distribute(fresh(key), by=actor("editor1"))
"""
)
POST = (
    HEAD
    + """
with clock.at(NOON):
    print(posting.send_waiting(), flush=True)
"""
)


def begun(environment: dict[str, str], work: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a process and wait until it is ready to work."""
    process = subprocess.Popen(
        [sys.executable, "-c", work, *arguments], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == "ready\n", process.stderr.read() if process.stderr else ""
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def environment_of(database: Any, **more: str) -> dict[str, str]:
    found: dict[str, str] = database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings", **more)
    return found


def whole(issue: Issue) -> None:
    """Assert that an issue is signed and sent out wholly or not at all, whatever ended when."""
    signed = Signed.objects.filter(pk=issue.pk).exists()
    assert signed == (issue.number is not None) == (issue.state in (State.SIGNED, State.DISTRIBUTED))
    assert signed == Entry.objects.filter(case_id=issue.pk, step="sign").exists()
    assert signed == SignedValue.objects.filter(signed=issue.pk).exists()
    out = issue.state == State.DISTRIBUTED
    deliveries = Delivery.objects.filter(issue=issue.pk)
    assert (deliveries.count() == 6) == out
    assert deliveries.exists() == out
    told = Notice.objects.filter(event="bulletin.sent", case_id__in=deliveries.values("pk"))
    assert told.count() == deliveries.count()


def test_two_processes_that_sign_at_the_same_instant_get_two_numbers(own_database, settled):
    many_hazards(2)
    issues = [reviewed_issue(), reviewed_issue(title="第二期　再查")]
    environment = environment_of(own_database)
    processes = [begun(environment, SIGN, str(issue.pk)) for issue in issues]

    for process in processes:
        let_go(process)
    told = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0, 0], told
    assert sorted(Issue.objects.values_list("number", flat=True)) == [1, 2]
    assert Counter.objects.get().last == 2
    assert verify_journal().faults == []


def test_a_process_killed_while_it_signs_and_sends_leaves_all_or_nothing_and_no_gap(own_database, settled):
    chance = random.Random(20221024)
    many_hazards(2)
    keys = [reviewed_issue(title=f"第{n}期　再查").pk for n in range(4)]
    environment = environment_of(own_database)

    for _kill in range(2):
        process = begun(environment, SIGN_AND_SEND)
        let_go(process)
        time.sleep(chance.uniform(0.02, 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        for key in keys:
            whole(fresh(key))
    process = begun(environment, SIGN_AND_SEND)
    let_go(process)
    told = process.communicate(timeout=180)

    assert process.returncode == 0, told
    issues = [fresh(key) for key in keys]
    for issue in issues:
        whole(issue)
    assert sorted(issue.number for issue in issues if issue.number) == [1, 2, 3, 4]
    for signed in archive.missing():
        archive.keep(signed, at=NOON)
    assert Archived.objects.count() == 4 * 4
    assert all(replay(issue).equal for issue in issues)
    assert verify_journal().faults == []


def test_a_postman_killed_at_any_point_sends_no_letter_twice(own_database, settled, settings):
    chance = random.Random(20221024)
    many_hazards(2)
    for body in Organisation.objects.filter(code__in=["office", "fire", "gas", "gov-a", "gov-b", "gov-zone"]):
        Organisation.objects.filter(pk=body.pk).update(mail=f"{body.code}@example.cn")
    with mail_server(settings) as server:
        for n in range(4):
            distributed_issue(title=f"第{n}期　再查")
        environment = environment_of(own_database, ANLAN_MAIL_URL=server.url)
        for _kill in range(2):
            process = begun(environment, POST)
            let_go(process)
            time.sleep(chance.uniform(0.02, 0.5))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
        posting.send_waiting()
        with clock.at(NOON + timedelta(minutes=11)):
            posting.send_waiting()

        letters = Tally(message["Message-ID"] for _to, message in server.letters)

    assert max(letters.values()) == 1
    assert Mail.objects.count() == 24
    states = Tally(Mail.objects.values_list("state", flat=True))
    assert set(states) <= {MailState.SENT, MailState.FAILED}
    # what was cut off counts as failed, with the reason, whether it arrived or not: at most one a kill
    cut_off = Mail.objects.filter(state=MailState.FAILED)
    assert set(cut_off.values_list("error", flat=True)) <= {"interrupted"}
    assert cut_off.count() <= 2
    assert states[MailState.SENT] <= sum(letters.values()) <= 24
