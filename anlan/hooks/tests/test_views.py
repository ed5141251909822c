"""The pages and the API of receivers: registered with a key that is shown once, the log, test messages, strangers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.hooks.keys import key_of
from anlan.hooks.models import Delivery, Receiver, Sent
from anlan.hooks.sender import Sender
from anlan.testing import person, sign_in
from anlan.testing.cases import record_visit

pytestmark = pytest.mark.django_db


def test_an_administrator_registers_a_receiver_and_sees_what_became_of_every_event(
    city: Any, here: Any, sender: Sender
) -> None:
    client = sign_in(Client(headers={"accept-language": "en"}), "security1")
    form = {"name": "指挥平台", "address": here.address, "account": person("county1").pk,
            "kinds": ["visit", "hazard"], "key": "register-0001"}  # fmt: skip

    shown = client.post(reverse("webhooks:register"), form)

    receiver = Receiver.objects.get()
    assert receiver.chosen == {"hazard", "visit"}
    assert key_of(receiver) in shown.content.decode()
    page = reverse("webhooks:receiver", args=[receiver.pk])
    assert key_of(receiver) not in client.get(page).content.decode()

    here.status = 500
    record_visit("shop")
    client.post(reverse("webhooks:test", args=[receiver.pk]))
    sender.drain(seconds=10)
    text = client.get(page).content.decode()
    assert "Not taken; tried again" in text
    assert "HTTP 500" in text
    here.status = 200
    failed = Delivery.objects.get(seq__isnull=False)
    client.post(reverse("webhooks:again", args=[receiver.pk, failed.pk]))
    sender.drain(seconds=10)
    failed.refresh_from_db()
    assert failed.state == Sent.DELIVERED

    turned = client.post(
        reverse("webhooks:take", args=[receiver.pk, "turn"]),
        {
            "overlap_hours": "24",
            "reason": "every year",
            "revision": receiver.revision,
            "key": "turn-00000001",
        },
    )
    receiver.refresh_from_db()
    assert receiver.turn == 2
    assert key_of(receiver) in turned.content.decode()


@pytest.mark.parametrize("who", ["office1", "county1"])
def test_whoever_manages_no_people_sees_no_receivers(city: Any, here: Any, register: Any, who: str) -> None:
    receiver = register(here.address).receiver
    client = sign_in(Client(), who)

    for address in (reverse("webhooks:list"), reverse("webhooks:receiver", args=[receiver.pk])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("webhooks:test", args=[receiver.pk])).status_code == 403
    assert not Delivery.objects.exists()


def test_a_programme_of_the_administrator_does_the_same(city: Any, here: Any) -> None:
    admin = caller("security1", "read", "administer")
    given = {"name": "指挥平台", "address": here.address, "account": person("county1").pk}

    made = admin.step("/webhooks/open", key="register-0001", **given)

    assert admin.status == 200, made
    receiver = Receiver.objects.get()
    assert (made["key"], made["number"]) == (key_of(receiver), receiver.number)
    assert admin.step("/webhooks/open", key="register-0001", **given)["replayed"]
    again = admin.step("/webhooks/open", **given)
    assert again["code"] == "webhook.double"
    assert admin.post(f"/webhooks/{receiver.pk}/test")["state"]["code"] == "waiting"
    assert admin.step(f"/webhooks/{receiver.pk}/pause", reason="repairs")["state"] == "paused"
    told = admin.get(f"/webhooks/{receiver.pk}")
    assert (told["paused_why"], [one["step"] for one in told["available"]]) == (
        "hand",
        ["amend", "turn", "resume", "close"],
    )
    assert admin.get("/webhooks")["rows"][0]["id"] == receiver.pk
    assert admin.get(f"/webhooks/{receiver.pk}/deliveries")["rows"][0]["event"] == "ping"
    caller("security1", "read", "act").step("/webhooks/open", **given)
    assert Receiver.objects.count() == 1
