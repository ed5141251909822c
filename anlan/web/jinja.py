"""The Jinja2 environment of all pages: strict, escaped, in the reader's language."""

from __future__ import annotations

import re
from collections import UserList
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage
from django.templatetags.static import static as django_static
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from anlan.access.protected import masked
from anlan.web import moments
from anlan.web.cells import inside, slot

SPRITE = "vendor/tabler-icons/sprite.svg"


def url(name: str, *args: Any, query: str = "", **kwargs: Any) -> str:
    """Return the address of a named route, with the query string (without ?) if one is given."""
    address = reverse(name, args=args, kwargs=kwargs) if args or kwargs else plain(name)
    return f"{address}?{query}" if query else address


def plain(name: str) -> str:
    """Return the address of a route without parameters, looked up once: a page asks for forty."""
    return _plain(name, get_script_prefix())


@lru_cache(maxsize=1024)
def _plain(name: str, _prefix: str) -> str:
    return reverse(name)


def static(path: str) -> str:
    """Return the address of a static file; looked up once for each storage, a page asks fifty times."""
    storage: Any = vars(staticfiles_storage).get(
        "_wrapped"
    )  # tests change it: an address belongs to one storage
    return _address(storage, path) if isinstance(storage, Storage) else django_static(path)


@lru_cache(maxsize=512)
def _address(_storage: Storage, path: str) -> str:
    return django_static(path)


@cache
def icon_names() -> frozenset[str]:
    """Return the icons that the sprite holds."""
    path = finders.find(SPRITE)
    if path is None:
        raise FileNotFoundError(SPRITE)
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text("utf-8")))


def icon(name: str, label: str = "", css: str = "") -> Markup:
    """Return an icon of the sprite; with a label it speaks, without one it is decoration.

    Raises LookupError for a name that is not in the sprite (scripts/vendor_assets.py, ICONS).
    """
    return _icon(static(SPRITE), name, str(label), css)


@lru_cache(maxsize=4096)
def _icon(sprite: str, name: str, label: str, css: str) -> Markup:
    if name not in icon_names():
        raise LookupError(f"no icon {name!r} in the sprite: add it to ICONS in scripts/vendor_assets.py")
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="i{}" {}><use href="{}#{}"/></svg>').format(
        f" {css}" if css else "", spoken, sprite, name
    )


def sentences(value: Any) -> str:
    """Return an error, or a list of errors, as running text."""
    if isinstance(value, (list, tuple, UserList)):
        return " ".join(str(part) for part in value)
    return "" if value is None else str(value)


def coded(text: Any) -> Markup:
    """Return text with what stands between backticks as code: names of parameters, in descriptions of the API."""
    parts = str(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def environment(**options: Any) -> Environment:
    """Return the environment that settings.TEMPLATES names."""
    options.update(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 autoescape is on above
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(static=static, url=url, icon=icon, slot=slot, cell=inside)
    env.filters.update(
        sentences=sentences,
        coded=coded,
        moment=moments.moment,
        day=moments.day,
        short=moments.short,
        iso=moments.iso,
        ago=moments.ago,
        until=moments.until,
        masked=masked,
    )
    return env
