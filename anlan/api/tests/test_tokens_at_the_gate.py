"""A token at the gate: each fault has its own code, and rights are those of the posts held now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.access import tokens
from anlan.access.models import Look, SignIn, Token, TokenKind
from anlan.api.tests.callers import Caller, caller, token_of
from anlan.kernel import clock
from anlan.org.models import Person, Post
from anlan.testing import actor, found_hazard, person


def test_without_a_token_the_door_says_how(city):
    nobody = Caller()

    told = nobody.get("/hazards")

    assert (nobody.status, told["code"]) == (401, "token.missing")
    assert nobody.response["WWW-Authenticate"].startswith("Bearer")
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Basic b2ZmaWNlMTp4",
        "bearer anlan_1",
        "Bearer anlan_00000000_" + "x" * 43,
        "Bearer \x7f",
    ],
)
def test_what_is_no_token_opens_nothing(city, header):
    nobody = Caller()
    nobody.headers["authorization"] = header

    told = nobody.get("/me")

    assert nobody.status == 401
    assert told["code"] in ("token.missing", "token.unknown")


def test_a_revoked_token_says_so(city):
    dept = caller("dept1")
    tokens.revoke(Token.objects.get(), by=person("dept1"), at=clock.real_now())

    told = dept.get("/me")

    assert (dept.status, told["code"]) == (401, "token.revoked")


def test_an_expired_token_says_so(city):
    dept = caller("dept1")
    past = clock.real_now() - timedelta(seconds=1)
    Token.objects.update(made_at=past - timedelta(days=1), expires_at=past)

    told = dept.get("/me")

    assert (dept.status, told["code"]) == (401, "token.expired")


def test_the_token_of_a_deactivated_account_opens_nothing(city):
    dept = caller("dept1")
    Person.objects.filter(username="dept1").update(is_active=False)

    assert dept.get("/me")["code"] == "token.inactive"
    assert dept.status == 401


def test_a_left_post_ends_with_the_next_request(city):
    dept = caller("dept1")
    assert dept.get("/me")["posts"] == [{"code": "department", "label": "dept1 title"}]
    Post.objects.filter(person__username="dept1").update(valid_to=clock.today(), ended_at=clock.now())

    told = dept.get("/me")

    assert (dept.status, told["code"]) == (401, "token.no_post")


def test_a_token_gives_what_the_posts_give_now(city):
    hazard, office = found_hazard(), caller("office1")
    assert office.get(f"/hazards/{hazard.pk}")["id"] == hazard.pk
    Post.objects.filter(person__username="office1").update(area=city.areas["b"])

    told = office.get(f"/hazards/{hazard.pk}")

    assert (office.status, told["code"]) == (404, "case.unknown")


def test_a_password_that_must_be_changed_closes_the_door(city):
    dept = caller("dept1")
    Person.objects.filter(username="dept1").update(must_change_password=True)

    assert dept.get("/me")["code"] == "token.password"


def test_a_machine_that_was_given_a_password_is_closed(city):
    machine = Caller(token_of("dept1", "read", kind=TokenKind.MACHINE))
    assert machine.get("/me")["username"] == "dept1"
    who = person("dept1")
    who.set_password("calm-waters-2022")
    who.save()

    assert machine.get("/me")["code"] == "token.person"


def test_an_act_by_token_is_the_persons(city):
    hazard, dept = found_hazard(), caller("dept1")

    dept.step(f"/hazards/{hazard.pk}/assign", due_at="2022-10-31T18:00:00+08:00")

    hazard.refresh_from_db()
    assert hazard.assigned_by == person("dept1")


def test_use_is_noted_on_the_token_at_most_every_five_minutes(city, django_assert_num_queries):
    dept = caller("dept1")
    dept.get("/me")
    token = Token.objects.get()
    assert token.used_at is not None
    assert token.used_from == "127.0.0.1"

    with django_assert_num_queries(2):
        dept.get("/me")


def test_each_refused_token_is_written_down_with_whose_it_was(city):
    dept = caller("dept1")
    tokens.revoke(Token.objects.get(), by=None, at=clock.real_now())
    dept.get("/me")
    Caller("anlan_00000000_" + "x" * 43).get("/me")

    kept = SignIn.objects.filter(outcome="token_refused").order_by("pk")
    assert [(row.name, row.token_id) for row in kept] == [("dept1", Token.objects.get().pk), ("***", None)]


def test_too_many_wrong_tokens_wait_but_a_right_one_passes(city):
    wrong, right = Caller("anlan_00000000_" + "x" * 43), caller("dept1")
    for _try in range(tokens.MOST_REFUSED):
        wrong.get("/me")
        assert wrong.status == 401

    told = wrong.get("/me")

    assert (wrong.status, told["code"]) == (429, "token.many_refused")
    assert 0 < int(wrong.response["Retry-After"]) <= 900
    assert SignIn.objects.filter(outcome="token_refused").count() == tokens.MOST_REFUSED
    assert right.get("/me")["username"] == "dept1"


def test_the_wait_ends(city):
    wrong = Caller("anlan_00000000_" + "x" * 43)
    old = clock.real_now() - tokens.REFUSED_WITHIN - timedelta(seconds=1)
    SignIn.objects.bulk_create(
        SignIn(name="***", at=old, outcome="token_refused", address="127.0.0.1") for _n in range(40)
    )

    wrong.get("/me")

    assert wrong.status == 401


def test_reading_the_journal_is_a_look_once_in_half_an_hour(city):
    found_hazard()
    auditor = caller("auditor1", "journal")

    auditor.get("/journal")
    auditor.get("/journal")

    look = Look.objects.get()
    assert (look.person, look.kind) == (person("auditor1"), "register.journal")


def test_the_clock_of_the_city_does_not_lengthen_a_token(city):
    secret = token_of("dept1", days=1)

    with clock.at(clock.now() + timedelta(days=400)):
        told = Caller(secret).get("/me")

    assert told["username"] == actor("dept1").username
