"""The frame: who is acting, what the navigation shows, what a browser may load."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from anlan.access.rights import RIGHTS
from anlan.org import profile
from anlan.org.models import Person
from anlan.org.roles import GRANTS, Permission, Role
from anlan.org.scope import Actor, Held
from anlan.web.middleware import ActorMiddleware
from anlan.web.navigation import NAVIGATION, navigation_for

PACKAGE = Path(__file__).resolve().parents[2]


def actor(*permissions: Permission) -> Actor:
    post = Held(1, "office", "科长", 1, "市安委办", 1, "/1/", "漯河市", frozenset(permissions))
    return Actor(1, "wang", "王建军", (post,))


@pytest.mark.urls("anlan.web.tests.doors")
def test_the_policy_lets_a_browser_load_from_here_only(client, db):
    policy = client.get(reverse("sign-in"))["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self'(;|$)", policy)
    assert "frame-ancestors 'none'" in policy


@pytest.mark.urls("anlan.web.tests.doors")
def test_the_sign_of_life_needs_neither_session_nor_database(client):
    response = client.get("/healthz")

    assert response.json()["status"] == "ok"
    assert not response.cookies


def test_nobody_is_acting_for_a_stranger(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()
    ActorMiddleware(lambda request: HttpResponse())(request)

    assert not request.actor  # type: ignore[attr-defined]


@pytest.mark.urls("anlan.web.tests.doors")
def test_a_page_costs_session_person_and_posts(client, db, django_assert_max_num_queries):
    client.force_login(
        Person.objects.create_person(username="wang", name="王建军"),
        "django.contrib.auth.backends.ModelBackend",
    )

    profile.city()  # read once a minute

    with django_assert_max_num_queries(3):
        client.get(reverse("access:permissions"))


def test_every_entry_leads_somewhere():
    missing = [entry.url_name for group in NAVIGATION for entry in group.entries if entry.address() is None]

    assert missing == []


@pytest.mark.urls("anlan.web.tests.doors")
def test_what_an_actor_has_no_right_to_is_not_shown():
    assert navigation_for(None, "/") == []
    for_everybody = [
        entry.address() for group in NAVIGATION for entry in group.entries if entry.permission is None
    ]
    assert [link.url for _name, links in navigation_for(actor(), "/") for link in links] == for_everybody


def test_the_entry_of_the_open_page_is_marked():
    reader = actor(Permission.HAZARD_READ, Permission.FIGURE_READ)
    hazards = reverse("hazards:list")

    links = [link for _name, links in navigation_for(reader, f"{hazards}17/") for link in links]

    assert [link.url for link in links if link.current] == [hazards]


def in_role(role: Role) -> Actor:
    return Actor(
        1, "wang", "王建军", (Held(1, role, "科长", 1, "市安委办", 1, "/1/", "漯河市", GRANTS[role]),)
    )


@pytest.mark.parametrize("role", Role)
def test_a_phone_has_the_work_of_each_role_in_its_bar(role):
    links = [link for _name, links in navigation_for(in_role(role), "/") for link in links]

    bar = [link.url for link in links if link.phone]

    assert 3 <= len(bar) <= 4
    assert bar[0] == reverse("today")


@pytest.mark.parametrize(
    ("role", "second"),
    [
        (Role.INSPECTOR, "hazards:list"),
        (Role.BUSINESS, "hazards:list"),
        (Role.LEADER, "figures:list"),
        (Role.EDITOR, "figures:list"),
        (Role.AUDITOR, "journal"),
        (Role.SECURITY_ADMIN, "administration:people"),
    ],
)
def test_each_role_meets_its_work_first(role, second):
    _first, (_heading, links), *_rest = navigation_for(in_role(role), "/")

    assert links[0].url == reverse(second)


def test_a_letter_leads_to_one_page():
    letters = [entry.key for group in NAVIGATION for entry in group.entries if entry.key]

    assert len(letters) == len(set(letters))
    assert not set(letters) & {"g", "x", "k", "/"}


def test_every_permission_has_a_name_for_people():
    assert set(RIGHTS) == set(Permission)


@pytest.mark.parametrize("template", sorted(PACKAGE.glob("*/jinja2/**/*.html")), ids=lambda path: path.name)
def test_a_template_holds_nothing_that_the_policy_refuses(template):
    text = template.read_text("utf-8")

    assert not re.search(r"\sstyle=", text), "no style attribute"
    assert not re.search(r"\son[a-z]+=|hx-on", text), "no inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style", text), "no inline script or style sheet"
    assert not re.search(r'hx-trigger="[^"]*\[', text), "no trigger filter"
    assert not re.search(r'(src|href|action)="(https?:)?//', text), "nothing from outside"


def test_the_vendored_files_are_as_fetched():
    script = PACKAGE.parent / "scripts" / "vendor_assets.py"

    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_the_static_files_can_be_hashed(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}

    call_command("collectstatic", interactive=False, verbosity=0)

    assert list((tmp_path / "static" / "anlan").glob("anlan.*.css"))
