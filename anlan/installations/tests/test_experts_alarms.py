"""Experts in plants with logs and hand-overs; alarms that come signed, once, within their time window."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.installations import jobs
from anlan.installations.alarm_flow import ALARM_FLOW
from anlan.installations.flow import LOG_FLOW, SOURCE_FLOW
from anlan.installations.models import HeardMessage, PlantAlarm
from anlan.installations.tests.factories import do, expert, installation, log, signed, source, station
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, TODAY, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def test_an_expert_writes_a_log_a_day_and_the_next_shift_takes_over(city: Any) -> None:
    first = station(expert("孟专家"))
    night = station(expert("郝专家"), shift="night")
    written = log(first)

    for act, code in (
        (lambda: log(first), "log.double"),
        (lambda: log(first, day=TODAY - timedelta(days=3)), "log.days"),
        (lambda: log(first, day=TODAY + timedelta(days=1)), "log.future"),
        (lambda: do(LOG_FLOW, written, "take_over", successor=first), "log.self"),
        (lambda: station(first.expert), "stationing.double"),
        (lambda: station(expert("温专家"), last_day=TODAY - timedelta(days=3)), "days.order"),
        (lambda: log(first, by="county2", day=TODAY - timedelta(days=1)), "installation.perform"),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == code
    do(LOG_FLOW, written, "take_over", successor=night)
    assert (written.state, written.taken_by) == ("taken_over", "郝专家")


def test_an_alarm_comes_signed_is_checked_and_closed_and_a_replay_is_refused(city: Any, client: Any) -> None:
    one, of = installation(), source()
    address = reverse("installations:receive")
    stamp = int(clock.real_now().timestamp())
    told = {"installation": one.number, "id": "A-1", "kind": "pressure", "tag": "PT-101", "value": 1.8,
            "limit": 1.6, "unit": "MPa", "at": "2022-10-24T11:59:00+08:00"}  # fmt: skip
    body = json.dumps(told).encode()

    def send(data: bytes = body, **headers: Any) -> tuple[int, str]:
        answer = client.post(address, data, content_type="application/json", **headers)
        return answer.status_code, json.loads(answer.content).get("code", "")

    good: dict[str, Any] = dict(signed(of, body, stamp=stamp))
    assert send(**(good | {"HTTP_X_ANLAN_SIGNATURE": "sha256=00"})) == (401, "alarm.signature")
    assert send(body + b" ", **good) == (401, "alarm.signature")
    assert send(**(good | {"HTTP_X_ANLAN_SOURCE": "999999"})) == (401, "alarm.signature")
    assert send(**signed(of, body, stamp=stamp - 301)) == (401, "alarm.stamp")
    assert send() == (401, "alarm.headers")
    assert not PlantAlarm.objects.exists()
    assert send(**good) == (202, "")
    assert send(**good) == (409, "alarm.replay")
    assert send(**signed(of, body, stamp=stamp, nonce="nonce-0000000002")) == (
        202,
        "",
    )  # the same alarm, sent anew
    alarm = PlantAlarm.objects.get()
    assert (alarm.state, alarm.value, alarm.foreign_id) == ("received", "1.8", "A-1")
    assert Obligation.objects.open().get(case_id=alarm.pk).kind == Kind.CHECK_ALARM
    assert Notice.objects.filter(event=Event.PLANT_ALARM).count() == 1
    do(ALARM_FLOW, alarm, "check", by="business1", finding="real", cause="安全阀未复位")
    do(ALARM_FLOW, alarm, "close", by="business1", measure="复位并校验")
    assert (alarm.state, Obligation.objects.open().filter(case_id=alarm.pk).exists()) == ("closed", False)
    with pytest.raises(Refused) as refusal:
        door.open_case(ALARM_FLOW, "receive", by=actor("county1"), input={
            "installation": one, "source": of, "foreign_id": "A-9", "kind": "level", "tag": "LT-1", "value": "1",
            "raised_at": NOON,
        })  # fmt: skip
    assert refusal.value.code == "alarm.source"


def test_what_a_message_says_is_judged_whole_and_a_new_key_ends_the_old(city: Any, client: Any) -> None:
    one, of = installation(), source()
    stamp = int(clock.real_now().timestamp())
    good: dict[str, Any] = {
        "installation": one.number,
        "id": "A-1",
        "kind": "level",
        "tag": "LT-1",
        "value": "9",
    }

    def send(told: Any, nonce: str) -> tuple[int, str]:
        body = json.dumps(told).encode()
        headers = signed(of, body, stamp=stamp, nonce=nonce)
        answer = client.post(
            reverse("installations:receive"), body, content_type="application/json", **headers
        )
        return answer.status_code, json.loads(answer.content).get("code", "")

    cases: list[tuple[Any, str]] = [
        ([good, good | {"id": "A-2", "kind": "smell"}], "input.choice"),
        (good | {"installation": "WXY-9999999"}, "alarm.installation"),
        (good | {"at": "2022-10-24T13:00:00+08:00"}, "alarm.future"),
        (good | {"note": "x"}, "alarm.fields"),
        ([], "alarm.body"),
    ]
    for number, (told, code) in enumerate(cases):
        assert send(told, f"nonce-00000000{number:02d}") == (422, code)
    assert not PlantAlarm.objects.exists()
    body = b"{}"
    old = signed(of, body, stamp=stamp, nonce="nonce-0000000099")
    do(SOURCE_FLOW, of, "turn", reason="人员变动")
    answer = client.post(reverse("installations:receive"), body, content_type="application/json", **old)
    assert answer.status_code == 401
    HeardMessage.objects.update(heard_at=clock.real_now() - timedelta(hours=1))
    assert "5 marks" in str(jobs.forget_old_messages())
