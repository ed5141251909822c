"""The small city at a screen: somebody signed in, on a page, in Chinese unless said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from anlan.testing import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from anlan.testing import SmallCity
    from tests.chromium import PageMaker

Visitor = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path, monkeypatch):
    """Serve static files under their own names, and keep the clock of the developer's installation out."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"  # WhiteNoise warns where there is no such folder
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def town(settled: SmallCity, served: str) -> SmallCity:
    """Return the small city, served."""
    return settled


@pytest.fixture
def visitor(town: SmallCity, served: str, open_page: PageMaker) -> Visitor:
    """Return visitor("county1", "/hazards/", phone=True): a page of somebody who has signed in."""

    def visit(username: str, path: str | None = None, *, english: bool = False, **options: Any) -> Page:
        if options.pop("phone", False):
            options |= {"width": 390, "height": 844, "phone": True}
        page = open_page(**options)
        let_in(page.context, served, username, english=english)
        if path is not None:
            page.goto(path)
        return page

    return visit


def let_in(context: BrowserContext, served: str, username: str, *, english: bool = False) -> None:
    """Give a browser the session of an account, without its password."""
    session = sign_in(Client(), username).cookies["sessionid"].value
    cookies = [{"name": "sessionid", "value": session, "url": served}]
    if english:
        cookies.append({"name": "django_language", "value": "en", "url": served})
    context.add_cookies(cookies)  # type: ignore[arg-type]
