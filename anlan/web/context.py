"""What the frame of every page needs beside the page's own content."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from anlan import __version__
from anlan.kernel import clock, simulation
from anlan.notifications.views import unread_badge
from anlan.org import profile
from anlan.web.navigation import navigation_for

THEMES = ("light", "dark", "auto")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables; those that cost something are worked out only if a template asks."""
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "auto")
    return {
        "actor": actor,
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # one for all forms of the page
        "language": "en" if (get_language() or "").startswith("en") else "zh-hans",
        "theme": theme if theme in THEMES else "auto",
        "navigation": SimpleLazyObject(lambda: navigation_for(actor, request.path)),
        "unread_notices": SimpleLazyObject(lambda: unread_badge(actor)),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "city": SimpleLazyObject(profile.city),
        "clock_shifted": clock.is_shifted(),
        "reporters_simulated": simulation.is_on(),
        "clock_now": clock.now(),
        "clock_offset_ms": clock.offset_ms(),
        "version": __version__,
    }
