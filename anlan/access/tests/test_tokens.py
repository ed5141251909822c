"""Tokens made and revoked: bounds, who may, what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.access import tokens
from anlan.access.models import SignIn, Token, TokenKind
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.org.models import Person
from anlan.testing import person, sign_in

FORM = {"purpose": "evening report", "scope_read": "1", "days": "90"}


def make(username: str = "dept1", **changes):
    given = {
        "kind": TokenKind.PERSONAL,
        "by": None,
        "purpose": "evening report",
        "scopes": ["read"],
        "days": 30,
    }
    return tokens.make(person(username), **{**given, **changes}, at=clock.real_now())


def test_only_a_digest_and_the_first_characters_are_kept(city):
    token, secret = make()

    kept = [str(value) for value in Token.objects.values_list()[0]]
    assert secret.startswith(token.prefix)
    assert not any(secret[len(token.prefix) + 1 :] in value for value in kept)
    assert len(token.digest) == 64


def test_making_and_revoking_stand_in_the_history_of_access(city):
    token, _secret = make()
    tokens.revoke(token, by=person("security1"), at=clock.real_now())
    tokens.revoke(token, by=person("security1"), at=clock.real_now())

    kept = SignIn.objects.order_by("pk").values_list("name", "outcome", "token")
    assert list(kept) == [("dept1", "token_made", token.pk), ("dept1", "token_revoked", token.pk)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "everything"]}, "scopes"),
        ({"purpose": " "}, "purpose"),
        ({"purpose": "x" * 61}, "purpose"),
        ({"purpose": "a\x00b"}, "purpose"),
    ],
    ids=[
        "no day",
        "too long",
        "no scope",
        "unknown scope",
        "no purpose",
        "long purpose",
        "control character",
    ],
)
def test_what_a_token_may_not_be(city, changes, field):
    with pytest.raises(Invalid) as refusal:
        make(**changes)

    assert field in refusal.value.details["errors"]
    assert not Token.objects.exists()
    assert not SignIn.objects.exists()


def test_the_longest_is_a_leap_year(city):
    token, _secret = make(days=366)

    assert token.expires_at - token.made_at == timedelta(days=366)


def test_whoever_holds_no_post_gets_no_token(city):
    with pytest.raises(Refused, match="no post"):
        make("nobody1")


def test_the_journal_is_for_whoever_may_read_it(city):
    with pytest.raises(Refused, match="journal"):
        make(scopes=["read", "journal"])

    assert make("auditor1", scopes=["journal"])[0].scopes == "journal"


def test_twenty_living_tokens_are_enough(city):
    made = [make() for _n in range(tokens.MOST_LIVING)]
    with pytest.raises(Conflict, match="20 tokens"):
        make()

    tokens.revoke(made[0][0], by=None, at=clock.real_now())

    assert make()


def test_a_machines_account_can_no_longer_be_signed_in_to(city):
    who = person("inspector1")
    who.set_password("calm-waters-2022")
    who.save()

    make("inspector1", kind=TokenKind.MACHINE)

    assert not person("inspector1").has_usable_password()


@pytest.mark.parametrize("account", ["system1", "security1"])
def test_administrators_are_no_machines(city, account):
    with pytest.raises(Refused, match="account of a person"):
        make(account, kind=TokenKind.MACHINE)


def test_an_account_that_somebody_signed_in_to_is_no_machine(city):
    sign_in(Client(headers={"accept-language": "en"}), "dept1")

    with pytest.raises(Refused, match="account of a person"):
        make(kind=TokenKind.MACHINE)


# -- pages -----------------------------------------------------------------------------------------------------------


def test_a_person_makes_a_token_on_the_own_page_and_sees_it_once(city):
    client = sign_in(Client(headers={"accept-language": "en"}), "dept1")

    made = client.post(reverse("access:tokens"), FORM).content.decode()
    later = client.get(reverse("access:tokens")).content.decode()

    token = Token.objects.get()
    secret = made.split(f"{token.prefix}_")[1].split("<")[0].split('"')[0]
    assert tokens.FORM.fullmatch(f"{token.prefix}_{secret}")
    assert secret not in later
    assert f"{token.prefix}_…" in later
    assert (token.person.username, token.kind, token.scopes) == ("dept1", "personal", "read")


def test_a_form_with_faults_comes_back_with_what_was_typed(city):
    client = sign_in(Client(headers={"accept-language": "en"}), "dept1")

    page = client.post(reverse("access:tokens"), {"purpose": "evening report", "days": "9999"})

    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="evening report"' in text
    assert "A token is valid for 1 to 366 days." in text
    assert "Choose at least one thing" in text


def test_somebody_elses_token_is_not_there_to_be_revoked(city):
    token, _secret = make("dept1")
    client = sign_in(Client(headers={"accept-language": "en"}), "county1")

    assert client.post(reverse("access:revoke-token", args=[token.pk])).status_code == 404
    assert client.post(reverse("access:revoke-token", args=[2**63])).status_code == 404
    assert Token.objects.get().revoked_at is None


def test_the_security_administrator_revokes_anybodys(city):
    token, _secret = make("dept1")
    client = sign_in(Client(headers={"accept-language": "en"}), "security1")

    client.post(reverse("access:revoke-token", args=[token.pk]))

    token.refresh_from_db()
    assert token.revoked_by == person("security1")


def test_the_security_administrator_makes_one_for_a_machine(city):
    client = sign_in(Client(headers={"accept-language": "en"}), "security1")
    machine = person("inspector1")

    page = client.post(reverse("access:machines"), {**FORM, "account": str(machine.pk)})

    token = Token.objects.get()
    assert page.status_code == 200
    assert (token.person, token.kind, token.made_by) == (machine, "machine", person("security1"))


def test_a_person_who_signs_in_is_not_offered_as_a_machine(city):
    Person.objects.filter(username="dept1").update(last_login=clock.real_now())
    client = sign_in(Client(headers={"accept-language": "en"}), "security1")

    page = client.post(reverse("access:machines"), {**FORM, "account": str(person("dept1").pk)})

    assert page.status_code == 422
    assert "Choose the account of the machine." in page.content.decode()
    assert not Token.objects.exists()
