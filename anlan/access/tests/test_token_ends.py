"""What ends a token besides its day: a new password, a deactivation, the loss of the last post; what does not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.access import tokens
from anlan.access.jobs import revoke_tokens_of_who_left
from anlan.access.models import SignIn, Token, TokenKind
from anlan.administration import actions
from anlan.kernel import clock
from anlan.org.models import Post
from anlan.testing import actor, person, sign_in


def make(username: str, kind: TokenKind = TokenKind.PERSONAL) -> Token:
    token, _secret = tokens.make(
        person(username), kind=kind, by=None, purpose="test", scopes=["read"], days=30, at=clock.real_now()
    )
    return token


def is_living(token: Token) -> bool:
    return tokens.living(token.person_id, at=clock.real_now()).filter(pk=token.pk).exists()


def test_a_new_password_revokes_ones_own_tokens_and_nobody_elses(city):
    own, other = make("dept1"), make("dept2")
    who = person("dept1")

    who.set_password("Calm-waters-2022")
    who.save()

    assert not is_living(own)
    assert is_living(other)
    kept = list(SignIn.objects.filter(token=own).order_by("pk").values_list("outcome", flat=True))
    assert kept == ["token_made", "token_revoked"]


def test_the_page_says_how_many_were_revoked(city):
    who = person("dept1")
    who.set_password("Calm-waters-2022")
    who.save()
    make("dept1")
    client = sign_in(Client(), "dept1")
    client.cookies["django_language"] = "en"

    given = {
        "old_password": "Calm-waters-2022",
        "new_password1": "Deep.rivers.2023",
        "new_password2": "Deep.rivers.2023",
    }
    page = client.post(reverse("password"), given, follow=True).content.decode()

    assert "1 access token was revoked" in page
    assert not tokens.personal(who.pk, at=clock.real_now()).exists()


def test_a_password_given_by_the_administrator_revokes_them_too(city):
    token = make("dept1")

    actions.reset_password(person("dept1"), by=actor("security1"), given={"reason": "forgotten it"})

    assert not is_living(token)


@pytest.mark.parametrize("kind", [TokenKind.PERSONAL, TokenKind.MACHINE])
def test_a_deactivated_account_loses_its_tokens_for_good(city, kind):
    token = make("dept1", kind)
    actions.take_account(
        person("dept1"), "deactivate", by=actor("security1"), given={"reason": "left the office"}
    )
    actions.take_account(person("dept1"), "reactivate", by=actor("security1"), given={"reason": "came back"})

    assert not is_living(token)


def test_whoever_left_the_last_post_loses_them_for_good(city):
    left, holds = make("dept1"), make("dept2")
    Post.objects.filter(person__username="dept1").update(valid_to=clock.today(), ended_at=clock.now())

    assert revoke_tokens_of_who_left() == "1 tokens"

    Post.objects.filter(person__username="dept1").update(valid_to=None, ended_at=None)
    assert not is_living(left)
    assert is_living(holds)


def test_a_lock_after_wrong_passwords_ends_no_token(city):
    token = make("dept1")
    client = Client()
    for _try in range(6):
        client.post(reverse("sign-in"), {"username": "dept1", "password": "wrong-password-1"})

    assert SignIn.objects.filter(name="dept1", outcome="locked").exists()
    assert is_living(token)
