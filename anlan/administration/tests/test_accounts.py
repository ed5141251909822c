"""Accounts: opened with a password that is shown once and kept nowhere, deactivated at once, never one's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from anlan.administration import actions
from anlan.administration.actions import one_time_password
from anlan.administration.models import Account
from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid, Refused
from anlan.org.models import Person
from anlan.testing import actor, person, sign_in, written


def open_account(*, by: str = "security1", key: str | None = None, **changes: Any) -> actions.Secret:
    given = {"name": "王小明", "username": "wang.xm", "phone": "13900000000"} | changes
    return actions.open_account(by=actor(by), given=given, key=key)


def test_a_new_account_has_a_one_time_password_that_must_be_changed_and_no_journal_keeps(city):
    secret = open_account()

    made = Person.objects.get(username="wang.xm")
    assert secret.password is not None
    assert made.check_password(secret.password)
    assert made.must_change_password
    assert made.account_seq == secret.outcome.case_id
    assert json.loads(Entry.objects.get(seq=secret.outcome.seq).input) == {
        "name": "王小明",
        "phone": "13900000000",
        "username": "wang.xm",
    }


def test_the_form_sent_again_shows_no_password_and_opens_nothing(city):
    open_account(key="one-account")
    before = written()

    again = open_account(key="one-account")

    assert again.password is None
    assert written() == before


@pytest.mark.parametrize("who", ["system1", "auditor1", "office1", "business1", "nobody1"])
def test_only_the_security_administrator_opens_accounts(city, who):
    with pytest.raises(Refused, match="security administrator"):
        open_account(by=who)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"username": "station1"}, "is taken"),
        ({"username": "Wang"}, "small letters"),
        ({"username": "-wang"}, "small letters"),
        ({"username": "王"}, "at least 2"),
        ({"name": ""}, "required"),
    ],
    ids=["taken", "capital", "dash", "short", "no name"],
)
def test_an_account_is_refused_with_a_reason_and_leaves_no_trace(city, changes, reason):
    before, people = written(), Person.objects.count()

    with pytest.raises((Refused, Invalid), match=reason):
        open_account(**changes)

    assert (written(), Person.objects.count()) == (before, people)


def test_a_new_password_ends_the_old_one_and_open_sessions(city):
    client = sign_in(Client(), "county1")
    assert client.get("/account/").status_code == 200

    secret = actions.reset_password(person("county1"), by=actor("security1"), given={"reason": "Forgotten"})

    assert secret.password is not None
    assert person("county1").check_password(secret.password)
    assert person("county1").must_change_password
    assert client.get("/account/").status_code == 302


def test_a_deactivated_account_is_out_with_the_next_request_and_comes_back_by_another_step(city):
    client = sign_in(Client(), "county1")
    given = {"reason": "Retired"}

    actions.take_account(person("county1"), "deactivate", by=actor("security1"), given=given)
    assert client.get("/account/").status_code == 302
    assert Account.objects.get(username="county1").state == "inactive"

    actions.take_account(person("county1"), "reactivate", by=actor("security1"), given=given)
    assert person("county1").is_active


@pytest.mark.parametrize("step", ["deactivate", "reset_password"])
def test_nobody_decides_about_their_own_account(city, step):
    with pytest.raises(Refused, match="their own account"):
        actions.take_account(person("security1"), step, by=actor("security1"), given={"reason": "-"})


def test_an_amended_account_has_its_new_name(city):
    given = {"name": "王大明", "phone": "", "reason": "Marriage"}

    actions.take_account(person("county1"), "amend", by=actor("security1"), given=given)

    assert person("county1").name == "王大明"


def test_one_time_passwords_differ_and_have_no_signs_that_are_taken_for_one_another():
    made = {one_time_password() for _n in range(200)}

    assert len(made) == 200
    assert not set("".join(made)) & set("0O1lIio")
    assert {len(password) for password in made} == {19}
