"""Since when the first page tells what changed: the reader's last look, which only their own browser knows.

Nothing is kept on the server about who looked when: the rules on burden reduction forbid statistics of use
(国办函〔2026〕12号; domain brief §6.6). A cookie holds two moments; whoever has none is told what changed since
yesterday 16:00, when the day's bulletin is closed.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anlan.kernel.clock import SHANGHAI, local_day

COOKIE = "looked"
ONE_LOOK = timedelta(minutes=30)
"""A page loaded again within this belongs to the same look: what was new a minute ago is not gone yet."""
FARTHEST = timedelta(days=7)
CLOSING = time(16, 0)


def looked(request: HttpRequest, person_id: int, now: datetime) -> tuple[datetime, str]:
    """Return since when changes are told, and what the cookie shall hold from now on."""
    stamps = _read(request.COOKIES.get(COOKIE, ""), person_id)
    if stamps is None or not stamps[0] <= stamps[1] <= now:
        since = yesterday_at_closing(now)
    else:
        before, last = stamps
        since = before if now - last < ONE_LOOK else last
    since = max(since, now - FARTHEST)
    return since, f"{person_id}.{int(since.timestamp())}.{int(now.timestamp())}"


def remember(response: HttpResponse, value: str) -> None:
    """Leave the moments with the browser."""
    response.set_cookie(
        COOKIE,
        value,
        max_age=30 * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def yesterday_at_closing(now: datetime) -> datetime:
    day = local_day(now) - timedelta(days=1)
    return datetime.combine(day, CLOSING, SHANGHAI).astimezone(UTC)


def _read(text: str, person_id: int) -> tuple[datetime, datetime] | None:
    """Return the two moments of a cookie, or None where it is damaged or somebody else's."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 11 for part in parts):
        return None
    if int(parts[0]) != person_id:
        return None
    return datetime.fromtimestamp(int(parts[1]), UTC), datetime.fromtimestamp(int(parts[2]), UTC)
