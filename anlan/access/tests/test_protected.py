"""Telephone numbers are masked until somebody asks and says why; registers are opened, and each look is noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.access.models import Look
from anlan.access.protected import CONTACTS, REGISTERS, masked
from anlan.kernel import clock
from anlan.org.models import Person
from anlan.premises.models import Premises
from anlan.testing import person, place, sign_in

NUMBER, OWN = "13812345678", "13999990000"


@pytest.fixture
def shop(city) -> Premises:
    Premises.objects.filter(code="shop").update(contact_name="周敏", contact_phone=NUMBER)
    Person.objects.filter(username="station1").update(phone=OWN)
    return place("shop")


def reader(account: str) -> Client:
    client = sign_in(Client(), account)
    client.cookies["django_language"] = "en"
    return client


def address(shop: Premises) -> str:
    return reverse("access:phone", args=["premises", shop.pk])


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (NUMBER, "138****5678"),
        ("+8613812345678", "+86*******5678"),
        ("0571-8765432", "057*****5432"),
        ("12345678", "******78"),
        ("110", "***10"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_masked_in_its_middle(number, shown):
    assert masked(number) == shown


def test_asking_shows_the_masked_number_and_writes_nothing(shop):
    page = reader("station1").get(address(shop)).content.decode()

    assert "138****5678" in page
    assert NUMBER not in page
    assert not Look.objects.exists()


def test_a_reason_shows_the_number_and_notes_the_look(shop):
    answer = reader("station1").post(address(shop), {"reason": "rectify"})

    look = Look.objects.get()
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (look.person, look.post, look.kind, look.key, look.reason, look.address) == (
        person("station1"),
        person("station1").posts.get(),
        "premises",
        shop.pk,
        "rectify",
        "127.0.0.1",
    )


@pytest.mark.parametrize("reason", ["", "curious", "routine"])
def test_without_a_reason_of_the_list_nothing_is_shown_or_noted(shop, reason):
    answer = reader("station1").post(address(shop), {"reason": reason})

    assert answer.status_code == 422
    assert NUMBER not in answer.content.decode()
    assert "Say why you need the number." in answer.content.decode()
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    ("account", "status"),
    [
        ("office1", 200),
        ("county1", 200),
        ("dept1", 200),
        ("inspector1", 200),
        ("county2", 404),
        ("dept2", 404),
        ("station3", 404),
        ("leader1", 403),
        ("editor1", 403),
        ("business1", 403),
        ("auditor1", 403),
        ("nobody1", 403),
    ],
)
def test_the_number_goes_by_right_and_scope(shop, account, status):
    answer = reader(account).post(address(shop), {"reason": "check"})

    assert answer.status_code == status
    assert (NUMBER in answer.content.decode()) is (status == 200)
    assert Look.objects.count() == (1 if status == 200 else 0)


def test_htmx_gets_the_fragment_that_takes_the_place_of_the_number(shop):
    client = reader("station1")

    asked = client.get(address(shop), headers={"hx-request": "true"}).content.decode()
    wrong = client.post(address(shop), {}, headers={"hx-request": "true"})
    shown = client.post(address(shop), {"reason": "check"}, headers={"hx-request": "true"}).content.decode()

    assert "<html" not in asked + shown
    assert wrong.status_code == 200, "htmx swaps no other"
    assert "Say why" in wrong.content.decode()
    assert NUMBER in shown


@pytest.mark.parametrize(
    ("account", "status"), [("county1", 200), ("office1", 200), ("county2", 404), ("business1", 403)]
)
def test_the_number_of_a_person_goes_by_the_area_of_the_posts(shop, account, status):
    url = reverse("access:phone", args=["person", person("station1").pk])

    answer = reader(account).post(url, {"reason": "emergency"})

    assert answer.status_code == status
    assert (OWN in answer.content.decode()) is (status == 200)


@pytest.mark.parametrize("kind", ["nothing", "premises", "person"])
def test_an_unknown_contact_is_unknown(shop, kind):
    assert reader("office1").get(reverse("access:phone", args=[kind, 999_999])).status_code == 404


def test_a_register_is_shut_until_it_is_opened_with_a_reason(city):
    client, url = reader("auditor1"), reverse("access:looks")

    shut = client.get(url).content.decode()
    refused = client.post(reverse("access:open", args=["looks"]), {"reason": "because"})
    none = Look.objects.count()
    opened = client.post(
        reverse("access:open", args=["looks"]), {"reason": "incident", "next": f"{url}?kind=person"}
    )
    page = client.get(url).content.decode()

    assert "Why do you open it?" in shut
    assert (refused.status_code, none) == (422, 0)
    assert opened["Location"] == f"{url}?kind=person"
    assert "Inquiry into an incident" in page, "one's own look is the first row"
    assert Look.objects.get().kind == "register.looks"


def test_an_opened_register_shuts_after_half_an_hour_and_with_the_session(city):
    client, url = reader("auditor1"), reverse("access:sign-ins")
    client.post(reverse("access:open", args=["sign-ins"]), {"reason": "routine"})
    stored = client.session
    stored["open_registers"] = {"sign-ins": (clock.real_now() - timedelta(seconds=1)).isoformat()}
    stored.save()

    assert "Why do you open it?" in client.get(url).content.decode()
    assert "Why do you open it?" in reader("auditor1").get(url).content.decode()


def test_one_register_does_not_open_another(city):
    client = reader("auditor1")
    client.post(reverse("access:open", args=["sign-ins"]), {"reason": "routine"})

    assert "Why do you open it?" in client.get(reverse("access:looks")).content.decode()


def test_a_register_leads_to_no_other_site(city):
    answer = reader("auditor1").post(
        reverse("access:open", args=["looks"]), {"reason": "routine", "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == reverse("access:looks")


def test_an_unknown_register_is_unknown(city):
    assert (
        reader("auditor1").post(reverse("access:open", args=["attic"]), {"reason": "routine"}).status_code
        == 404
    )


def test_the_auditor_sees_who_looked_at_what_and_why(shop):
    reader("station1").post(address(shop), {"reason": "rectify"})
    client = reader("auditor1")
    client.post(reverse("access:open", args=["looks"]), {"reason": "routine"})

    def found(**query: str) -> str:
        return client.get(reverse("access:looks"), query).content.decode()

    assert "station1 name" in found()
    assert shop.name in found(kind="premises")
    assert "station1 name" not in found(kind="person")
    assert "station1 name" in found(q="station1")
    assert "station1 name" not in found(q="county1")
    assert NUMBER not in found()


def test_every_register_and_contact_has_its_place(city):
    assert {"premises", "person"} <= set(CONTACTS)
    assert all(reverse(register.url_name) for register in REGISTERS.values())
