"""Deliveries to a real receiver: signed, in order, again and again, given up, paused; nobody waits for another."""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import timedelta
from typing import Any

import pytest

from anlan.hooks import acts, posting, settling
from anlan.hooks.models import Course, Delivery, Receiver, Sent
from anlan.hooks.sender import Sender
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.notifications.models import Event, Notice
from anlan.testing import actor, person
from anlan.testing.cases import found_hazard, record_visit, take
from anlan.testing.receivers import listening

pytestmark = pytest.mark.django_db


def later(receiver: Receiver) -> None:
    """Let the time pass that a receiver is left alone."""
    Course.objects.filter(receiver=receiver).update(next_at=clock.real_now() - timedelta(seconds=1))


def right(got: Any, key: str) -> bool:
    """Tell, as a receiver would, whether a message bears the signature of a key."""
    head = f"{got.headers['X-Anlan-Timestamp']}.{got.headers['X-Anlan-Event']}.".encode()
    mark = "sha256=" + hmac.new(key.encode(), head + got.body, hashlib.sha256).hexdigest()
    return mark in got.headers["X-Anlan-Signature"].split(", ")


def test_what_is_journalled_reaches_the_receiver_signed_and_in_order(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    made = register(here.address)
    hazard = found_hazard("shop")
    take(hazard, "assign")

    sender.drain(seconds=10)

    assert here.events == ["visit.record", "hazard.record", "hazard.assign"]
    assert [one.told["seq"] for one in here.got] == sorted(one.told["seq"] for one in here.got)
    assert all(right(one, made.key) for one in here.got)
    assert not right(here.got[0], "0" * 64)
    assert here.got[0].headers["X-Anlan-Receiver"] == made.receiver.number
    told = here.got[1].told
    assert told["case"] == {
        "kind": "hazard", "id": hazard.pk, "number": hazard.number, "href": f"/api/v1/hazards/{hazard.pk}"
    }  # fmt: skip
    assert set(told) == {"id", "seq", "event", "label", "case", "from_state", "to_state", "occurred_at",
                         "recorded_at"}  # fmt: skip
    assert set(Delivery.objects.values_list("state", "attempts", "status")) == {("delivered", 1, 204)}
    sender.drain(seconds=2)
    assert len(here.got) == 3


def test_nothing_leaves_that_the_account_may_not_see(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    register(here.address, account="county2")
    with listening() as other:
        register(other.address, account="county1", kinds=["hazard"])
        found_hazard("shop")  # in county a
        record_visit("depot")  # in county b
        sender.drain(seconds=10)

        assert other.events == ["hazard.record"]
    assert here.events == ["visit.record"]


def test_a_receiver_that_fails_is_tried_again_later_and_loses_nothing(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    receiver = register(here.address).receiver
    here.status = 503
    found_hazard("shop")

    sender.drain(seconds=10)
    assert len(here.got) == 1
    sender.drain(seconds=2)
    assert len(here.got) == 1  # not before its time

    here.status = 200
    later(receiver)
    sender.drain(seconds=10)

    assert here.events == ["visit.record", "visit.record", "hazard.record"]
    assert here.got[0].headers["X-Anlan-Event"] == here.got[1].headers["X-Anlan-Event"]
    assert list(Delivery.objects.order_by("seq").values_list("state", "attempts")) == [
        ("delivered", 2),
        ("delivered", 1),
    ]


def test_after_the_last_attempt_the_receiver_is_paused_and_the_administrator_told(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    receiver = register(here.address).receiver
    here.status = 500
    record_visit("shop")
    for _attempt in range(len(settling.AGAIN_SECONDS) + 1):
        later(receiver)
        sender.drain(seconds=10)

    receiver.refresh_from_db()
    assert (receiver.state, receiver.paused_why) == ("paused", "failures")
    assert len(here.got) == len(settling.AGAIN_SECONDS) + 1
    notice = Notice.objects.get(event=Event.WEBHOOK_STOPPED)
    assert (notice.case_id, notice.organisation.name) == (receiver.pk, "安州市安委办")

    here.status = 200
    record_visit("shop")  # while it is paused
    given = {"begin": "stopped", "reason": "repaired"}
    acts.take(receiver, "resume", by=actor("security1"), given=given, key=None)
    sender.drain(seconds=10)

    assert len({one.told["id"] for one in here.got}) == 2  # nothing is left out
    assert Course.objects.get(receiver=receiver).failures == 0


def test_an_event_that_the_receiver_refuses_is_given_up_and_the_next_one_sent(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    receiver = register(here.address).receiver
    here.answers = lambda got: 422 if got.told["event"].startswith("visit") else 204
    found_hazard("shop")
    for _attempt in range(settling.MOST_REFUSED):
        later(receiver)
        sender.drain(seconds=10)

    assert here.events == ["visit.record"] * 3 + ["hazard.record"]
    given_up = Delivery.objects.get(state=Sent.GIVEN_UP)

    here.answers = None
    acts.redeliver(receiver, given_up.pk, by=actor("security1"), at=clock.real_now())
    sender.drain(seconds=10)

    assert here.events[-1] == "visit.record"
    given_up.refresh_from_db()
    assert (given_up.state, given_up.attempts) == (Sent.DELIVERED, 4)


@pytest.mark.parametrize(("status", "why"), [(410, "gone"), (302, "")])
def test_gone_pauses_at_once_and_a_redirect_is_not_followed(
    city: Any, here: Any, register: Any, sender: Sender, status: int, why: str
) -> None:
    receiver = register(here.address).receiver
    here.status, here.headers = status, {"Location": here.address + "/elsewhere"}
    record_visit("shop")

    sender.drain(seconds=10)

    receiver.refresh_from_db()
    assert receiver.paused_why == why
    assert [one.path for one in here.got] == ["/hook"]


def test_a_receiver_that_hangs_keeps_nobody_waiting(
    city: Any, here: Any, register: Any, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.6)
    with listening(trickles=True) as slow, listening(wait=3.0) as dead:
        hanging = [register(one.address, account="dept1").receiver for one in (slow, dead)]
        register(here.address)
        record_visit("shop")
        began = time.monotonic()

        while not here.got:
            sender.round(wait=0.02)
        reached = time.monotonic() - began
        sender.drain(seconds=10)

    assert reached < 0.5
    assert time.monotonic() - began < 3.0
    rows = Delivery.objects.filter(receiver__in=hanging)
    assert [(one.state, one.status, one.answer) for one in rows] == [
        (Sent.FAILED, None, "no answer within 1 seconds")
    ] * 2


def test_while_a_key_is_turned_both_sign_and_then_the_new_one_alone(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    made = register(here.address)
    given = {"overlap_hours": 24, "reason": "every year"}
    new = acts.turn(made.receiver, by=actor("security1"), given=given, key=None)
    record_visit("shop")
    sender.drain(seconds=10)

    assert right(here.got[-1], made.key)
    assert right(here.got[-1], new.key)
    Receiver.objects.filter(pk=made.receiver.pk).update(former_until=clock.real_now())
    record_visit("shop")
    sender.drain(seconds=10)
    assert right(here.got[-1], new.key)
    assert not right(here.got[-1], made.key)


def test_a_test_message_leaves_and_an_account_that_lost_its_posts_is_told_nothing(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    receiver = register(here.address).receiver
    acts.ping(receiver, by=actor("security1"), at=clock.real_now())
    sender.drain(seconds=10)
    assert here.events == ["ping"]
    assert Delivery.objects.get().state == Sent.DELIVERED

    person("county1").posts.update(ended_at=clock.now(), valid_to=clock.today())
    record_visit("shop")
    sender.drain(seconds=10)

    receiver.refresh_from_db()
    assert (here.events, receiver.paused_why) == (["ping"], "account")


def test_two_processes_do_not_send_to_one_receiver_at_once(
    city: Any, here: Any, register: Any, sender: Sender
) -> None:
    receiver = register(here.address).receiver
    record_visit("shop")
    Course.objects.filter(receiver=receiver).update(claimed_until=clock.real_now() + timedelta(seconds=30))

    sender.drain(seconds=2)
    assert not here.got

    Course.objects.filter(receiver=receiver).update(claimed_until=clock.real_now() - timedelta(seconds=1))
    sender.drain(seconds=10)
    assert len(here.got) == 1  # what a dead process held is given back


@pytest.mark.parametrize(
    ("by", "given", "code"),
    [
        ("county1", {}, "people.manage"),
        ("security1", {"address": "http://10.0.0.1/"}, "webhook.plain"),
        ("security1", {"address": "https://localhost/"}, "webhook.network"),
        ("security1", {"kinds": ["account"]}, "input.kind"),
        ("security1", {"account": None}, "input.required"),
    ],
)
def test_a_registration_that_may_not_be_writes_nothing(
    city: Any, settings: Any, by: str, given: dict[str, Any], code: str
) -> None:
    whole = {
        "name": "指挥平台",
        "address": "https://8.8.8.8/hook",
        "account": person("county1").pk,
        **given,
    }

    with pytest.raises((Refused, Invalid)) as met:
        acts.register(by=actor(by), given=whole, key=None)

    assert met.value.code == code
    assert not Receiver.objects.exists()
    assert not Course.objects.exists()
