"""Signing in and out, and what a reader may choose about the look."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.org.actions import add_area
from anlan.org.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("anlan.web.tests.doors")]

PASSWORD = "calm-waters-2022"


@pytest.fixture(autouse=True)
def city_stands(db):
    """Found the city: before that the sign-in page leads to the set-up page."""
    add_area(
        code="101", official_code=None, name="安州市", name_en="Anzhou", short_name="安州", kind="city",
        parent=None, valid_from=date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def person():
    return Person.objects.create_person(username="wang", name="王建军", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **extra: str) -> Any:
    return client.post(
        reverse("sign-in"),
        {"username": "wang", "password": password, **extra},
        headers={"accept-language": "en"},
    )


def test_the_right_password_leads_to_the_first_page(client, person):
    response = sign_in(client)

    assert response.status_code == 302
    assert response["Location"] == reverse("today")
    assert "王建军" in client.get(reverse("today")).content.decode()


def test_the_page_that_was_asked_for_comes_after_signing_in(client, person):
    asked = client.get(reverse("account"))
    response = sign_in(client, next=reverse("account"))

    assert asked["Location"] == f"{reverse('sign-in')}?next={reverse('account')}"
    assert response["Location"] == reverse("account")


def test_a_wrong_password_is_said_plainly_and_keeps_the_name(client, person):
    response = sign_in(client, "wrong")

    page = response.content.decode()
    assert response.status_code == 200
    assert "User name or password is wrong" in page
    assert 'value="wang"' in page
    assert "wrong" not in page.split('type="password"')[1].split(">")[0]


def test_five_wrong_passwords_lock_and_say_for_how_long(client, person, settings):
    tries = [sign_in(client, "wrong") for _attempt in range(settings.AXES_FAILURE_LIMIT)]
    afterwards = sign_in(client)

    assert [response.status_code for response in tries] == [200, 200, 200, 200, 429]
    assert afterwards.status_code == 429
    assert "Try again in 15 minutes." in afterwards.content.decode()
    assert afterwards["Retry-After"] == "900"


def test_the_sign_in_page_tells_the_true_limits(settings):
    assert (settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME) == (5, 0.25), (
        "change the text of sign_in.html too"
    )


def test_signing_out_needs_a_post(client, person):
    sign_in(client)

    by_link = client.get(reverse("sign-out"))
    by_form = client.post(reverse("sign-out"))

    assert by_link.status_code == 405
    assert by_form["Location"] == reverse("sign-in")
    assert client.get(reverse("account")).status_code == 302


def test_demo_accounts_are_offered_only_while_the_clock_is_shifted(client, own_home):
    account = {"username": "office", "password": "demo-pass", "title": "市安委办", "name": "王建军"}
    (own_home / "demo-accounts.json").write_text(json.dumps([account]), "utf-8")
    real = client.get(reverse("sign-in")).content.decode()
    clock.write_shift(datetime(2022, 10, 24, 7, 40, tzinfo=UTC), running=False)

    shifted = client.get(reverse("sign-in")).content.decode()
    chosen = client.get(reverse("sign-in"), {"as": "office"}).content.decode()

    assert "市安委办" not in real
    assert "市安委办" in shifted
    assert 'value="demo-pass"' in chosen, "filling in works without JavaScript"
    assert "2022年10月24日 15:40" in shifted or "24 Oct 2022, 15:40" in shifted


def test_the_language_is_switched_and_kept(client):
    first = client.get(reverse("sign-in"), headers={"accept-language": "en"}).content.decode()
    response = client.post(reverse("set-language"), {"language": "zh-hans", "next": reverse("sign-in")})

    second = client.get(reverse("sign-in"), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in first
    assert response["Location"] == reverse("sign-in")
    assert '<html lang="zh-Hans"' in second


@pytest.mark.parametrize(("theme", "painted"), [("dark", "dark"), ("light", "light"), ("auto", "light")])
def test_the_theme_is_kept_in_a_cookie(client, theme, painted):
    response = client.post(reverse("set-theme"), {"theme": theme, "next": reverse("sign-in")})

    page = client.get(reverse("sign-in")).content.decode()
    assert response["Location"] == reverse("sign-in")
    assert f'data-bs-theme="{painted}" data-theme-choice="{theme}"' in page


def test_an_unknown_theme_and_a_foreign_next_are_ignored(client):
    response = client.post(reverse("set-theme"), {"theme": "neon", "next": "https://elsewhere.example/"})

    assert response["Location"] == reverse("today")
    assert "theme" not in response.cookies


def test_the_password_is_changed_and_the_session_stays(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    fields = {
        "old_password": PASSWORD,
        "new_password1": "still-waters-1998",
        "new_password2": "still-waters-1998",
    }

    response = client.post(reverse("password"), fields)

    person.refresh_from_db()
    assert response["Location"] == reverse("account")
    assert person.check_password("still-waters-1998")
    assert client.get(reverse("account")).status_code == 200


def test_a_refused_new_password_says_why_at_its_field(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    response = client.post(
        reverse("password"), {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="f-new_password2-error"' in page
    assert 'href="#f-new_password2"' in page


def test_a_form_without_its_token_is_refused_with_a_reason(person):
    strict = Client(enforce_csrf_checks=True)

    response = sign_in(strict)

    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()
