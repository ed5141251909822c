"""Notices that leave the system: whom they reach, when, how often they are tried, and that none is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from anlan.notifications import outgoing
from anlan.notifications.delivery import deliver
from anlan.notifications.models import Delivery, Event, Notice, Route, Sent, Via
from anlan.notifications.outgoing import AGAIN_MINUTES, CLAIM, ROUTE_CAP, after_quiet, drain
from anlan.notifications.tests.test_delivery import at, told
from anlan.testing import NOON, person

NUMBER = "13900000001"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.SMS = tmp_path, "file"
    return tmp_path


def route(city: Any, *, to: str = "shop", **changes: Any) -> Route:
    whole = {
        "organisation": city.organisations[to], "via": Via.SMS, "target": NUMBER, "changed_by": person("business1"),
        "changed_at": NOON, **changes,
    }  # fmt: skip
    return Route.objects.create(**whole)


def left(home: Path) -> list[dict[str, str]]:
    path = home / "sms.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_nothing_leaves_unless_somebody_adds_a_route(city: Any, home: Path) -> None:
    told(city, 3)

    deliver(NOON)

    assert not Delivery.objects.exists()
    assert str(drain(NOON)) == "0 sent in 0 messages, 0 to be tried again, 0 given up"
    assert left(home) == []


def test_a_notice_reaches_its_unit_once_and_nobody_else(city: Any, home: Path) -> None:
    route(city)
    route(city, to="kitchen", target="13900000002")
    told(city, 1, to="shop")

    deliver(NOON)
    first, again = drain(NOON), drain(NOON)

    (line,) = left(home)
    assert line["to"] == NUMBER
    assert "隐患" in line["text"]
    assert (first.sent, again.sent) == (1, 0)


def test_a_person_is_told_what_the_units_of_the_own_posts_are_told(city: Any, home: Path) -> None:
    route(city, organisation=None, person=person("business1"))
    told(city, 1, to="shop")
    told(city, 1, to="kitchen")

    deliver(NOON)
    drain(NOON)

    assert len(left(home)) == 1


def test_a_route_that_is_off_or_for_urgent_things_only_keeps_still(city: Any, home: Path) -> None:
    route(city, is_on=False)
    route(city, urgent_only=True, target="13900000002")
    told(city, 1)
    told(city, 1, event=Event.HAZARD_MAJOR)

    deliver(NOON)
    drain(NOON)

    assert [line["to"] for line in left(home)] == ["13900000002"]


def test_a_storm_is_twenty_messages_and_one_that_says_what_it_withheld(city: Any, home: Path) -> None:
    route(city)
    told(city, 300)
    told(city, 200, event=Event.HAZARD_ACCEPTED)

    deliver(NOON)
    drain(NOON)
    soon = len(left(home))
    drain(NOON + timedelta(hours=1))

    assert soon == ROUTE_CAP
    assert len(left(home)) == ROUTE_CAP + 1
    assert "480" in left(home)[-1]["text"]
    assert "280" in left(home)[-1]["text"]


def test_what_is_urgent_goes_through_a_storm_and_through_quiet_hours(city: Any, home: Path) -> None:
    route(city, quiet_from=11, quiet_to=14)
    told(city, 60)
    told(city, 1, event=Event.HAZARD_MAJOR)

    deliver(NOON)
    drain(NOON)

    assert len(left(home)) == 1


def test_a_digest_is_one_message_an_hour(city: Any, home: Path) -> None:
    route(city, is_digest=True)
    told(city, 4)
    told(city, 3, event=Event.HAZARD_ACCEPTED)

    deliver(NOON + timedelta(minutes=10))
    drain(NOON + timedelta(minutes=59))
    before = len(left(home))
    done = drain(NOON + timedelta(minutes=60))

    assert before == 0
    assert (done.sent, done.messages) == (7, 1)
    assert "4" in left(home)[0]["text"]


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ((22, 7), "2022-10-24T23:10", "2022-10-25T07:00"),
        ((22, 7), "2022-10-25T06:59", "2022-10-25T07:00"),
        ((22, 7), "2022-10-25T07:00", "2022-10-25T07:00"),
        ((22, 7), "2022-10-24T21:59", "2022-10-24T21:59"),
        ((12, 14), "2022-10-24T13:30", "2022-10-24T14:00"),
        ((12, 14), "2022-10-24T14:00", "2022-10-24T14:00"),
        ((12, 12), "2022-10-24T12:30", "2022-10-24T12:30"),
        ((None, None), "2022-10-24T03:00", "2022-10-24T03:00"),
    ],
)
def test_quiet_hours_end_on_the_hour(hours: tuple[Any, Any], moment: str, expected: str) -> None:
    given = Route(quiet_from=hours[0], quiet_to=hours[1])

    assert after_quiet(given, at(moment)) == at(expected)


def test_what_does_not_go_is_tried_again_and_given_up_in_the_end(
    city: Any, settings: Any, home: Path
) -> None:
    route(city)
    (home / "sms.jsonl").mkdir()  # nothing can be written there
    told(city, 1)
    deliver(NOON)
    moment: datetime = NOON

    for minutes in AGAIN_MINUTES:
        assert drain(moment).again == 1
        assert drain(moment).again == 0, "not before its time"
        moment += timedelta(minutes=minutes)
    assert drain(moment).failed == 1

    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (Sent.FAILED, len(AGAIN_MINUTES) + 1)
    assert row.fault
    assert drain(moment + timedelta(days=1)).failed == 0


def test_what_waits_goes_when_the_fault_is_gone(city: Any, home: Path) -> None:
    route(city)
    (home / "sms.jsonl").mkdir()
    told(city, 1)
    deliver(NOON)
    drain(NOON)
    (home / "sms.jsonl").rmdir()

    drain(NOON + timedelta(minutes=1))

    assert len(left(home)) == 1
    assert states() == [Sent.SENT]


def test_a_drain_that_was_killed_after_sending_repeats_its_batch_and_no_more(
    city: Any, home: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outgoing, "BATCH", 5)
    route(city, target="first")
    told(city, 12, event=Event.HAZARD_MAJOR)
    deliver(NOON)
    settle, turns = outgoing._settle, []

    def killed_in_the_second(*given: Any) -> None:
        turns.append(1)
        if len(turns) == 2:
            raise KeyboardInterrupt
        settle(*given)

    monkeypatch.setattr(outgoing, "_settle", killed_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        drain(NOON)
    monkeypatch.setattr(outgoing, "_settle", settle)
    drain(NOON)
    drain(NOON + CLAIM)

    assert set(states()) == {Sent.SENT}
    assert len(left(home)) == 12 + 5


def test_mail_goes_by_the_mail_of_the_installation(city: Any, settings: Any, home: Path) -> None:
    settings.MAIL_ON, settings.SITE = True, "https://safety.example.cn"
    route(city, via=Via.MAIL, target="duty@example.cn")
    told(city, 2)

    deliver(NOON)
    drain(NOON)

    assert [letter.to for letter in mail.outbox] == [["duty@example.cn"]] * 2
    assert "https://safety.example.cn/" in mail.outbox[0].body or not mail.outbox[0].body
    assert left(home) == []


def test_a_channel_that_is_not_set_up_leaves_its_notices_waiting(
    city: Any, settings: Any, home: Path
) -> None:
    settings.SMS = ""
    route(city)
    told(city, 1)
    deliver(NOON)

    drain(NOON)

    assert states() == [Sent.WAITING]


@pytest.mark.parametrize(
    "changes",
    [
        {"person_id": 1},
        {"organisation": None},
        {"target": ""},
        {"via": "pigeon"},
        {"quiet_from": 5},
        {"quiet_to": 5},
        {"quiet_from": 5, "quiet_to": 24},
    ],
    ids=[
        "two owners",
        "no owner",
        "nowhere",
        "unknown",
        "half of the hours",
        "the other half",
        "no such hour",
    ],
)
def test_the_database_refuses_a_route_that_cannot_be(city: Any, changes: dict[str, Any]) -> None:
    if "person_id" in changes:
        changes = {"person": person("business1")}

    with pytest.raises(IntegrityError), transaction.atomic():
        route(city, **changes)


def test_a_notice_is_on_a_route_once(city: Any, home: Path) -> None:
    given = route(city)
    told(city, 1)
    deliver(NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(route=given, notice=Notice.objects.get(), queued_at=NOON, next_at=NOON)


def test_three_thousand_are_queued_and_drained_with_few_queries(
    city: Any, home: Path, django_assert_max_num_queries: Any
) -> None:
    route(city)
    told(city, 1_500, event=Event.HAZARD_MAJOR)

    with django_assert_max_num_queries(80):
        deliver(NOON)
        drain(NOON)

    assert len(left(home)) == 1_500


def test_apprise_is_not_loaded_where_no_chat_is_used(tmp_path: Path) -> None:
    code = (
        "import django, sys; django.setup(); from anlan.notifications import jobs, views; "
        "from anlan.notifications.channels import available; assert available() == {}; "
        "print([m for m in ('apprise', 'requests', 'yaml', 'markdown') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin", "DJANGO_SETTINGS_MODULE": "anlan.config.settings", "ANLAN_HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
