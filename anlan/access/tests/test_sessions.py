"""How many sessions an account may have, how long each stands, and what its owner is told."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from anlan.access import sessions
from anlan.access.models import Outcome, Session, SignIn
from anlan.access.tests.conftest import PASSWORD
from anlan.kernel import clock
from anlan.org.actions import add_area
from anlan.org.models import Person

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def city_stands(request):
    """Found the city: before that the sign-in page leads to the set-up page."""
    if "own_database" in request.fixturenames:
        return
    request.getfixturevalue("db")
    add_area(
        code="101", official_code=None, name="安州市", name_en="Anzhou", short_name="安州", kind="city",
        parent=None, valid_from=date(2020, 1, 1),
    )  # fmt: skip


def signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def told(client: Client) -> str:
    return client.get(reverse("sign-in")).content.decode()


def aged(client: Client, *, started: timedelta = timedelta(0), seen: timedelta = timedelta(0)) -> Session:
    """Move a session back in time; return its row."""
    row = Session.objects.get(pk=client.session.session_key)
    data = client.session
    data["_started"] = (row.started_at - started).isoformat()
    data.save()
    Session.objects.filter(pk=row.pk).update(started_at=row.started_at - started, seen_at=row.seen_at - seen)
    return row


def outcomes() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("outcome", flat=True))


def test_the_fourth_session_ends_the_oldest_and_both_sides_are_told(enter):
    first, second, third = enter(), enter(), enter()

    fourth = enter()

    page = fourth.get(reverse("account")).content.decode()
    assert [signed_in(client) for client in (first, second, third, fourth)] == [False, True, True, True]
    assert "signed in to on another device" in told(first)
    assert "Your oldest session on another device was ended" in page
    assert outcomes() == ["ok", "ok", "ok", "ok", "newer"]


def test_how_many_sessions_stand_is_a_setting(enter, settings):
    settings.SESSIONS_PER_ACCOUNT = 1
    first, second = enter(), enter()

    assert [signed_in(client) for client in (first, second)] == [False, True]


def test_the_sessions_of_others_do_not_count(enter, db):
    Person.objects.create_person(username="li", name="李梅", password=PASSWORD)
    first = enter()
    for _count in range(3):
        enter(username="li")

    assert signed_in(first)


def test_sign_ins_at_the_same_time_do_not_find_room_twice(own_database):
    person = Person.objects.create_person(username="zhao", name="赵", password=PASSWORD)
    clients = [Client() for _count in range(6)]

    def go(client: Client) -> None:
        client.post(reverse("sign-in"), {"username": "zhao", "password": PASSWORD})
        connection.close()

    threads = [threading.Thread(target=go, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sessions.of_person(person.pk, at=clock.real_now()).count() == 3
    assert SignIn.objects.filter(outcome="newer").count() == 3


@pytest.mark.parametrize(
    ("started", "seen", "stands", "sentence"),
    [
        (HOUR, timedelta(minutes=119), True, ""),
        (HOUR * 3, timedelta(minutes=121), False, "not used for too long"),
        (HOUR * 11, timedelta(0), True, ""),
        (HOUR * 12, timedelta(0), False, "reached its longest time"),
    ],
    ids=["used lately", "idle", "long", "too long"],
)
def test_a_session_ends_by_time_and_says_so(enter, started, seen, stands, sentence):
    client = enter()
    aged(client, started=started, seen=seen)

    assert signed_in(client) is stands
    assert sentence in told(client) if sentence else True


def test_limits_go_by_real_time_while_the_city_lives_in_another_year(enter):
    with clock.at(clock.real_now() - timedelta(days=1500)):
        client = enter()
        stands = signed_in(client)

    with clock.at(clock.real_now() + timedelta(days=1500)):
        assert stands
        assert signed_in(client)


def test_a_request_keeps_a_session_in_use_and_writes_it_at_most_every_five_minutes(enter):
    client = enter()
    before = aged(client, seen=timedelta(minutes=100)).seen_at

    client.get(reverse("access:permissions"))
    after = Session.objects.get(pk=client.session.session_key).seen_at
    client.get(reverse("access:permissions"))

    assert after >= before
    assert Session.objects.get(pk=client.session.session_key).seen_at == after


def test_a_request_costs_session_person_and_posts(enter, django_assert_num_queries):
    client = enter()

    with django_assert_num_queries(3):
        client.get(reverse("set-theme"))
        client.get(reverse("access:permissions"))


def test_the_job_writes_what_time_ended_into_the_history_once(enter):
    client, other = enter(), enter()
    row = aged(client, started=HOUR * 5, seen=HOUR * 3)
    now = clock.real_now()

    counts = [sessions.sweep(at=now), sessions.sweep(at=now)]

    ended = SignIn.objects.get(outcome="idle")
    assert counts == [1, 0]
    assert abs(ended.at - (row.seen_at - HOUR)) < timedelta(seconds=5), (
        "the moment of the limit, not of the job"
    )
    assert "not used for too long" in told(client)
    assert signed_in(other)


def test_one_ends_ones_other_sessions_only(enter, db):
    Person.objects.create_person(username="li", name="李梅", password=PASSWORD)
    own, other, stranger = enter(), enter(), enter(username="li")

    answer = own.post(reverse("access:end-others"), follow=True)

    assert "1 other session was ended." in answer.content.decode()
    assert [signed_in(client) for client in (own, other, stranger)] == [True, False, True]
    assert "You ended this session from another device" in told(other)


def test_ending_the_others_needs_a_post(enter):
    assert enter().get(reverse("access:end-others")).status_code == 405


def test_a_new_password_ends_the_other_sessions_and_they_are_told(enter):
    own, other = enter(), enter()
    fields = {
        "old_password": PASSWORD,
        "new_password1": "Still-Waters-98",
        "new_password2": "Still-Waters-98",
    }

    answer = own.post(reverse("password"), fields, follow=True)

    assert "1 other session was ended." in answer.content.decode()
    assert [signed_in(client) for client in (own, other)] == [True, False]
    assert "Your password was changed" in told(other)
    assert outcomes()[-1] == "password"


def test_a_password_set_by_somebody_else_ends_every_session(enter, wang):
    client = enter()
    wang.set_password("Other-Waters-98")
    wang.save()

    assert not signed_in(client)


def test_a_deactivated_account_is_out_with_the_next_request_and_told(enter, wang):
    client = enter()
    Person.objects.filter(pk=wang.pk).update(is_active=False)

    assert not signed_in(client)
    assert "Your account was deactivated" in told(client)


def test_a_request_under_way_does_not_raise_an_ended_session_again(enter):
    client = enter()
    under_way = client.session
    under_way["work"] = "half done"
    sessions.end_all(Person.objects.get(username="wang").pk, why=Outcome.ADMINISTRATOR, at=clock.real_now())

    under_way.save()

    assert not signed_in(client)
    assert "An administrator ended your session" in told(client)


def test_signing_in_again_clears_what_was_told(enter, settings):
    settings.SESSIONS_PER_ACCOUNT = 1
    first = enter()
    enter()
    assert "another device" in told(first)

    first.post(reverse("sign-in"), {"username": "wang", "password": PASSWORD})

    assert signed_in(first)


def test_a_changed_password_keeps_the_start_of_the_session(enter):
    client = enter()
    aged(client, started=HOUR * 11)
    before = Session.objects.get(pk=client.session.session_key).started_at
    fields = {
        "old_password": PASSWORD,
        "new_password1": "Still-Waters-98",
        "new_password2": "Still-Waters-98",
    }

    client.post(reverse("password"), fields)

    assert Session.objects.get(pk=client.session.session_key).started_at == before


def test_old_sessions_are_dropped_a_day_after_their_last_moment(enter):
    client = enter()
    row = Session.objects.get(pk=client.session.session_key)
    Session.objects.filter(pk=row.pk).update(expire_date=clock.real_now() - timedelta(hours=23))
    sessions.SessionStore.clear_expired()
    kept = Session.objects.filter(pk=row.pk).exists()

    Session.objects.filter(pk=row.pk).update(expire_date=clock.real_now() - timedelta(hours=25))
    sessions.SessionStore.clear_expired()

    assert kept
    assert not Session.objects.filter(pk=row.pk).exists()


def test_the_account_page_lists_ones_own_sessions_and_never_their_keys(enter):
    client, other = enter(), enter()

    page = client.get(reverse("account")).content.decode()

    assert page.count("Chrome 120 · Windows") >= 2
    assert "this session" in page
    assert client.session.session_key not in page
    assert other.session.session_key not in page


def test_an_ending_without_its_reason_cannot_be_written(enter):
    key = enter().session.session_key

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=key).update(ended_at=clock.real_now())
