"""What the tests of access share."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.org.models import Person

PASSWORD = "calm-waters-2022"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/120.0.0.0 Safari/537.36"


@pytest.fixture(autouse=True)
def plain_static_files(settings, tmp_path):
    """Serve static files under their own names: the hashed ones exist only after collectstatic."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def wang(db) -> Person:
    return Person.objects.create_person(username="wang", name="王建军", password=PASSWORD)


@pytest.fixture
def enter(wang):
    """Return a function that signs in by the page, as a browser of its own."""

    def enter(password: str = PASSWORD, username: str = "wang", **extra: Any) -> Client:
        client = Client(headers={"user-agent": CHROME, "accept-language": "en"})
        client.cookies["django_language"] = "en"
        client.answer = client.post(  # type: ignore[attr-defined]
            reverse("sign-in"), {"username": username, "password": password}, **extra
        )
        return client

    return enter
