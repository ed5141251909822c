"""Somebody's own duties, and the secret address under which a calendar reads them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.duty.kinds import SeatKind, Team
from anlan.duty.models import CalendarFeed, Seat, Swap, SwapState
from anlan.duty.words import shift_words
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Person
from anlan.org.roles import Permission

SHOWN = timedelta(days=120)
SECRET = "duty-calendar-secret"  # noqa: S105 -- the name under which a session keeps it for one showing
LONGEST_LINE = 75


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def seats_of(person: int, at: datetime) -> list[Seat]:
    """Return somebody's seats of published rosters from a month ago to four months ahead. One query."""
    rows = Seat.objects.live().filter(
        person=person, ends_at__gt=at - timedelta(days=31), begins_at__lt=at + SHOWN
    )
    return list(rows.select_related("room__organisation", "roster").order_by("begins_at", "id"))


@needs(Permission.DUTY_READ)
def mine(request: ActedRequest) -> HttpResponse:
    """Show the reader's own duties, what waits for his word, and his calendar's address once, when it was made."""
    at = clock.now()
    person = request.actor.person_id
    secret = request.session.pop(SECRET, "")
    waiting = Swap.objects.within(request.actor.scope).filter(state=SwapState.PROPOSED)
    waiting = waiting.filter(first_person=person) | waiting.filter(second_person=person)
    context = {
        "seats": [
            (
                seat,
                shift_words(seat.begins_at, seat.ends_at),
                Team(seat.team).label,
                SeatKind(seat.kind).label,
            )
            for seat in seats_of(person, at)
            if seat.ends_at > at
        ],
        "waiting": list(waiting.select_related("first_person", "second_person").order_by("id")),
        "feed": CalendarFeed.objects.filter(person=person, revoked_at=None).first(),
        "address": request.build_absolute_uri(reverse("duty:feed", args=[secret])) if secret else "",
    }
    return render(request, "duty/mine.html", context)


@needs(Permission.DUTY_READ)
@require_POST
def make(request: ActedRequest) -> HttpResponse:
    """Make an address; the one before it is dead at once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _revoke(request.actor.person_id)
        CalendarFeed.objects.create(
            person_id=request.actor.person_id, digest=digest(secret), made_at=clock.now()
        )
    request.session[SECRET] = secret
    return redirect("duty:mine")


@needs(Permission.DUTY_READ)
@require_POST
def revoke(request: ActedRequest) -> HttpResponse:
    _revoke(request.actor.person_id)
    messages.success(request, _("The calendar address is revoked."))
    return redirect("duty:mine")


def _revoke(person: int) -> None:
    CalendarFeed.objects.filter(person=person, revoked_at=None).update(revoked_at=clock.now())


@require_GET
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with a calendar (RFC 5545) to whoever knows the secret; a revoked or unknown one is not there."""
    found = (
        CalendarFeed.objects.filter(digest=digest(secret), revoked_at=None).select_related("person").first()
    )
    if found is None or not found.person.is_active:
        raise Http404
    body = calendar_of(found.person, seats_of(found.person_id, clock.now()), clock.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


def calendar_of(person: Person, seats: list[Seat], at: datetime) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//anlan//duty//ZH",
        f"X-WR-CALNAME:{_text(person.name)}",
    ]
    for seat in seats:
        title = f"{SeatKind(seat.kind).label} · {seat.room.label}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:seat-{seat.pk}@anlan",
            f"DTSTAMP:{_stamp(at)}",
            f"DTSTART:{_stamp(seat.begins_at)}",
            f"DTEND:{_stamp(seat.ends_at)}",
            f"SUMMARY:{_text(title)}",
            f"LOCATION:{_text(seat.room.organisation.label)}",
            f"DESCRIPTION:{_text(str(Team(seat.team).label) + ' · ' + seat.room.phone)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(folded + "\r\n" for line in lines for folded in _folded(line))


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: Any) -> str:
    text = str(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Fold a line to 75 bytes, not cutting a character (RFC 5545, 3.1)."""
    found, now = [], ""
    for sign in line:
        if len((now + sign).encode()) > LONGEST_LINE:
            found.append(now)
            now = " "
        now += sign
    return [*found, now]
