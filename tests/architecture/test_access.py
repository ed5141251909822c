"""Who may open which page: every route walked by every role and compared with access.txt, the table for people.

After a change that is meant, write the table anew: ANLAN_WRITE_ACCESS=1 pytest tests/architecture/test_access.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anlan.org.models import Post
from anlan.org.roles import Role
from anlan.testing import WITHOUT_POST, record_hazard, sign_in

TABLE = Path(__file__).with_name("access.txt")
# route → why anybody may open it
PUBLIC = {
    "sign-in": "the door itself",
    "sign-out": "by POST only; ends a session, or nothing",
    "set-language": "by POST only; a cookie",
    "set-theme": "by POST only; a cookie",
    "healthz": "a sign of life without data",
}
# column → account; the cases that the pages show are at the shop: sector fire, township a1 of county a
READERS = {
    "office": "office1",
    "area_office": "county1",
    "department": "dept1",
    "inspector": "inspector1",
    "township": "station1",
    "business": "business1",
    "leader": "leader1",
    "editor": "editor1",
    "system_admin": "system1",
    "security_admin": "security1",
    "auditor": "auditor1",
    "no post": WITHOUT_POST,
    "other area": "county2",
    "other sector": "dept2",
    "other business": "business2",
}


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any, list[str]]]:
    """Yield (name, view, names of the parameters) of every route."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern.callback, sorted(pattern.pattern.converters)


ROUTES = {name: (view, parameters) for name, view, parameters in routes()}
GUARDED = sorted(set(ROUTES) - set(PUBLIC))


@pytest.fixture
def addresses(city) -> dict[str, str]:
    """Return an address of every guarded route, on cases of the shop."""
    hazard = record_hazard("shop")
    values = {
        "pk": {"hazards": hazard.pk, "inspections": hazard.visit_id, "premises": hazard.premises_id},
        "visit": hazard.visit_id,
        "premises": hazard.premises_id,
        "step": "assign",
        "code": "hazards.found",
    }
    found = {}
    for name in GUARDED:
        given = {}
        for parameter in ROUTES[name][1]:
            assert parameter in values, f"{name} takes “{parameter}”: give it a value in this test"
            value = values[parameter]
            given[parameter] = value[name.partition(":")[0]] if isinstance(value, dict) else value
        found[name] = reverse(name, kwargs=given)
    return found


def test_every_route_has_a_name_of_its_own():
    names = [name for name, _view, _parameters in routes()]

    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith("None")]


def test_the_public_routes_are_still_there():
    assert set(PUBLIC) <= set(ROUTES)


@pytest.mark.parametrize("name", GUARDED)
def test_every_view_is_guarded(name):
    view = ROUTES[name][0]

    signed_in_only = issubclass(getattr(view, "view_class", object), LoginRequiredMixin)
    assert getattr(view, "guarded", False) or signed_in_only, f"{name}: put @needs(…) before it"


def test_a_stranger_is_sent_to_sign_in_from_everywhere(addresses, subtests):
    client = Client()

    for name, address in addresses.items():
        for method in ("get", "post", "head", "put", "delete"):
            with subtests.test(name=name, method=method):
                response = getattr(client, method)(address)
                assert response.status_code == 302
                assert response["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next=")


def test_every_role_has_its_column():
    assert set(Role.values) <= set(READERS)


def test_the_readers_hold_the_roles_of_their_columns(city):
    for role in Role.values:
        assert list(Post.objects.filter(person__username=READERS[role]).values_list("role", flat=True)) == [
            role
        ]


def test_every_role_opens_what_the_table_says(addresses):
    clients = {column: sign_in(Client(), account) for column, account in READERS.items()}
    width = max(map(len, addresses))
    lines = [" ".join(["route".ljust(width), *READERS])]
    for name, address in sorted(addresses.items()):
        cells = [
            str(client.get(address).status_code).ljust(len(column)) for column, client in clients.items()
        ]
        lines.append(" ".join([name.ljust(width), *cells]).rstrip())
    told = "\n".join(lines) + "\n"
    if os.environ.get("ANLAN_WRITE_ACCESS"):
        TABLE.write_text(told, "utf-8")

    assert told.splitlines() == TABLE.read_text("utf-8").splitlines()
