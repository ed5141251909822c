"""What the history of sign-ins holds, and who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from anlan.access.address import browser_of, client_address
from anlan.access.models import Look, SignIn
from anlan.access.tests.conftest import PASSWORD
from anlan.kernel import clock
from anlan.org.models import Person
from anlan.testing import person, sign_in


def history() -> list[tuple[str, str, str]]:
    return list(SignIn.objects.order_by("pk").values_list("name", "outcome", "address"))


def test_signing_in_and_out_is_written_down_with_place_and_browser(enter, wang):
    client = enter()
    client.post(reverse("sign-out"))

    first = SignIn.objects.order_by("pk")[0]
    assert history() == [("wang", "ok", "127.0.0.1"), ("wang", "signed_out", "127.0.0.1")]
    assert (first.person, first.browser) == (wang, "Chrome 120 · Windows")
    assert abs(first.at - clock.real_now()) < timedelta(minutes=1)


def test_the_history_tells_real_time_while_the_clock_is_shifted(enter):
    with clock.at(clock.real_now() - timedelta(days=1500)):
        enter()

    assert abs(SignIn.objects.get().at - clock.real_now()) < timedelta(minutes=1)


def test_wrong_passwords_and_the_lock_are_written_down_and_the_lock_once(enter):
    for _try in range(8):
        enter("wrong")

    assert [outcome for _name, outcome, _address in history()] == ["wrong"] * 4 + ["locked"]


def test_a_right_password_against_the_lock_is_not_a_sign_in(enter):
    for _try in range(5):
        enter("wrong")

    client = enter()

    assert client.answer.status_code == 429
    assert "ok" not in [outcome for _name, outcome, _address in history()]


def test_a_deactivated_account_is_told_from_a_wrong_password(enter, wang):
    Person.objects.filter(pk=wang.pk).update(is_active=False)

    enter()

    assert history() == [("wang", "inactive", "127.0.0.1")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nobody", "nobody"),
        ("My-Secret-99!", "***"),
        ("x" * 90, "x" * 40),
        ("王建军", "***"),
        ("a\x00b", "***"),
    ],
    ids=["a name", "a password in the wrong field", "long", "chinese", "control character"],
)
def test_a_name_that_nobody_has_is_kept_only_if_it_can_be_one(enter, typed, kept):
    enter(username=typed)

    assert [name for name, _outcome, _address in history()] in ([kept], [])


def test_an_empty_field_is_no_attempt(enter):
    enter("")

    assert history() == []


def test_neither_sign_ins_nor_looks_can_be_changed_or_removed(enter, city):
    enter()
    post = person("auditor1").posts.get()
    Look.objects.create(at=clock.real_now(), person=post.person, post=post, kind="x", reason="routine")

    for table in (SignIn, Look):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            table.objects.update(address="::1")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            table.objects.all().delete()


def test_a_person_sees_the_own_last_twenty_and_nobody_elses(enter, db):
    Person.objects.create_person(username="li", name="李梅", password=PASSWORD)
    enter("wrong", username="li")
    client = enter()
    for _count in range(22):
        SignIn.objects.create(
            person=person("wang"), name="wang", at=clock.real_now(), outcome="wrong", address="10.9.8.7"
        )

    page = client.get(reverse("account")).content.decode()

    assert page.count("10.9.8.7") == 20
    assert page.count("Wrong password") == 20


@pytest.fixture
def auditor(city) -> Client:
    client = sign_in(Client(headers={"accept-language": "en"}), "auditor1")
    client.post(reverse("access:open", args=["sign-ins"]), {"reason": "routine"})
    return client


def test_the_auditor_filters_by_name_outcome_address_and_day(auditor, enter):
    enter("wrong")
    enter(username="nobody")

    def found(**query: str) -> int:
        page: str = auditor.get(reverse("access:sign-ins"), query).content.decode()
        return page.count("Wrong password</span>")

    today = clock.local_day(clock.real_now())
    assert found() == 2
    assert found(q="wang") == 1
    assert found(q="王建军") == 1
    assert found(outcome="wrong") == 2
    assert found(outcome="ok") == 0
    assert found(address="127.0.0.1") == 2
    assert found(address="10.0.0.1") == 0
    assert found(**{"from": today.isoformat(), "to": today.isoformat()}) == 2
    assert found(to=(today - timedelta(days=1)).isoformat()) == 0


def test_a_page_of_the_history_is_fifty_rows_whatever_lies_behind(auditor, django_assert_max_num_queries):
    SignIn.objects.bulk_create(
        SignIn(name="wang", at=clock.real_now(), outcome="wrong", address=f"10.0.0.{n}") for n in range(120)
    )

    with django_assert_max_num_queries(6):
        first = auditor.get(reverse("access:sign-ins")).content.decode()

    assert first.count("10.0.0.") == 50
    assert "10.0.0.119" in first
    assert "before=" in first


@pytest.mark.parametrize("account", ["office1", "security1", "system1", "county1", "business1"])
def test_only_the_auditor_reads_the_history(city, account):
    client = sign_in(Client(), account)

    answers = [
        client.get(reverse("access:sign-ins")),
        client.get(reverse("access:looks")),
        client.post(reverse("access:open", args=["sign-ins"]), {"reason": "routine"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    ("count", "forwarded", "peer", "address"),
    [
        (0, "203.0.113.9", "10.0.0.5", "10.0.0.5"),
        (1, "203.0.113.9", "10.0.0.5", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "10.0.0.5", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.6", "10.0.0.5", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.5", "10.0.0.5"),
        (1, "", "10.0.0.5", "10.0.0.5"),
        (1, "not an address", "10.0.0.5", "10.0.0.5"),
        (1, "[2001:db8::1]:443", "10.0.0.5", "2001:db8::1"),
        (1, "203.0.113.9:5123", "10.0.0.5", "203.0.113.9"),
        (0, "", "::ffff:10.0.0.5", "10.0.0.5"),
        (0, "", "", ""),
    ],
)
def test_the_address_is_what_the_outermost_own_proxy_saw(settings, count, forwarded, peer, address):
    settings.TRUSTED_PROXIES = count
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)) == address


def test_behind_a_proxy_wrong_passwords_lock_one_address_and_not_the_city(enter, settings):
    settings.TRUSTED_PROXIES = 1
    for _try in range(5):
        enter("wrong", headers={"x-forwarded-for": "203.0.113.66"})

    attacker = enter(headers={"x-forwarded-for": "203.0.113.66"})
    owner = enter(headers={"x-forwarded-for": "203.0.113.1"})
    forger = enter(headers={"x-forwarded-for": "1.2.3.4, 203.0.113.66"})

    assert [client.answer.status_code for client in (attacker, owner, forger)] == [429, 302, 429]


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari 17 · iOS",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13) Chrome/111.0 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat 8 · Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge 120 · Windows"),
        ("curl/8.1", ""),
    ],
)
def test_a_browser_is_told_in_two_words(agent, told):
    assert browser_of(RequestFactory().get("/", headers={"user-agent": agent})) == told
