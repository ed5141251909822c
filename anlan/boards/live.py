"""Live parts of boards: rendered once for all screens that show the same, and answered by 304 while nothing moved.

Fifty screens poll every few seconds while thousands write. A part is made anew only when its fingerprint changed, and
then at most once in `SECONDS`: what a screen shows is that much behind at most, and says of which moment it is.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from weakref import WeakSet

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response
from markupsafe import Markup

SECONDS = 2
MOST = 200
CSRF_MARK = f"csrf-{secrets.token_hex(16)}"
"""Stands in a shared part where each reader's own token belongs."""


def csrf_field() -> Markup:
    """Return the hidden field of a form in a shared part; `answer` puts the reader's token in."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(CSRF_MARK)


@dataclass(frozen=True, slots=True)
class _Part:
    """A rendered part: what it was made of, when it was last found to hold, and its tag."""

    fingerprint: str
    at: datetime
    tag: str
    html: str


class Live:
    """The parts of one board in this process, by what the reader may see and asked for."""

    all: ClassVar[WeakSet[Live]] = WeakSet()

    def __init__(self) -> None:
        Live.all.add(self)
        self._parts: OrderedDict[Hashable, _Part] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def part(
        self,
        key: Hashable,
        *,
        at: datetime,
        fingerprint: Callable[[], str],
        render: Callable[[], str],
        fresh: bool = False,
    ) -> _Part:
        """Return the part for a key at a moment; `fresh` for whoever has just written and wants to see it.

        While one thread makes it anew the others show the former one; only the very first has to be waited for.
        """
        kept = self._parts.get(key)
        if kept is not None and not fresh and abs(at - kept.at) < timedelta(seconds=SECONDS):
            return kept
        with self._guard:
            lock = self._making.setdefault(key, threading.Lock())
        if kept is not None and not fresh:
            if not lock.acquire(blocking=False):
                return kept
        else:
            lock.acquire()
        try:
            return self._made(key, at, fingerprint, render)
        finally:
            lock.release()

    def drop(self) -> None:
        """Make everything anew from here on."""
        with self._guard:
            self._parts.clear()

    def _made(
        self, key: Hashable, at: datetime, fingerprint: Callable[[], str], render: Callable[[], str]
    ) -> _Part:
        kept = self._parts.get(key)
        found = fingerprint()
        if kept is not None and kept.fingerprint == found:
            part = _Part(found, at, kept.tag, kept.html)
        else:
            html = render()
            part = _Part(found, at, f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"', html)
        with self._guard:
            self._parts[key] = part
            self._parts.move_to_end(key)
            while len(self._parts) > MOST:
                old, _part = self._parts.popitem(last=False)
                self._making.pop(old, None)
        return part


def forget() -> None:
    """Make every part anew; for tests, whose databases come and go within a moment."""
    for live in Live.all:
        live.drop()


def filled(request: HttpRequest, html: str) -> Markup:
    """Return a shared part with the reader's own token in its forms."""
    return Markup(html.replace(CSRF_MARK, get_token(request)) if CSRF_MARK in html else html)  # noqa: S704 -- ours


def answer(request: HttpRequest, part: _Part) -> HttpResponse:
    """Answer a poll: 304 where the reader has this part already."""
    response = get_conditional_response(request, etag=part.tag)
    if response is None:
        response = HttpResponse(filled(request, part.html))
    response["ETag"] = part.tag
    response["Cache-Control"] = "private, no-cache"
    return response
