"""The table of rights that people read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.access.rights import REACH, RIGHTS, Reach, grouped, reach
from anlan.org.roles import GRANTS, Permission, Role
from anlan.testing import sign_in


def test_every_permission_has_words_and_a_heading():
    told = [permission for _heading, permissions in grouped() for permission in permissions]

    assert set(RIGHTS) == set(Permission)
    assert sorted(told) == sorted(Permission)


def test_the_table_says_what_the_code_grants():
    granted = {
        (role, permission)
        for role in Role
        for permission in Permission
        if reach(role, permission) is not Reach.NONE
    }

    assert granted == {
        (role, permission) for role, permissions in GRANTS.items() for permission in permissions
    }
    assert reach(Role.BUSINESS, Permission.HAZARD_READ) is Reach.OWN
    assert reach(Role.OFFICE, Permission.HAZARD_READ) is Reach.AREA
    assert set(REACH) == set(Reach)


@pytest.mark.parametrize("account", ["business1", "auditor1", "nobody1"])
def test_everybody_signed_in_reads_it_in_words(city, account):
    client = sign_in(Client(), account)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("access:permissions")).content.decode()

    assert page.count('<th scope="row"') >= len(Permission)
    assert "Only what belongs to the post&#39;s own organisation" in page


def test_it_can_be_read_for_one_role(city):
    client = sign_in(Client(), "business1")

    page = client.get(reverse("access:permissions"), {"role": "auditor"}).content.decode()

    assert page.count("<td") == len(Permission)
    assert client.get(reverse("access:permissions"), {"role": "tsar"}).status_code == 422
