"""Who is on duty now, the duty room's screen for the night, and the same on a wall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from anlan.duty import exports, levels
from anlan.duty.kinds import NORMAL, Level, ResponseLevel, SeatKind, Team
from anlan.duty.models import CheckState, Seat
from anlan.duty.rows import TONES
from anlan.duty.watching import gaps_ahead, night, on_duty
from anlan.duty.words import shift_words
from anlan.kernel import clock
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

AHEAD = timedelta(days=14)
PANELS = (
    ("forces:panel", Permission.FORCE_READ),
    ("incidents:panel", Permission.INCIDENT_READ),
    ("reporting:not-in", Permission.REPORT_READ),
)
"""Parts of the screen that other apps own, loaded by their address: call-outs, incidents, missing reports."""


@needs(Permission.DUTY_READ)
def now(request: ActedRequest) -> HttpResponse:
    """Show who is on duty now, room by room, with the duty phones; it prints as a phone book."""
    at = clock.now()
    context = {
        "lines": on_duty(request.actor.scope, at),
        "at": at,
        "gaps": gaps_ahead(request.actor.scope, at, clock.local_day(at) + AHEAD)
        if request.actor.may(Permission.DUTY_KEEP)
        else [],
    }
    return render(request, "duty/now.html", context)


@needs(Permission.DUTY_READ)
def screen(request: ActedRequest) -> HttpResponse:
    """Show the duty room's screen; on a wall it is dark and nothing on it can be pressed."""
    wall = request.GET.get("wall") == "1"
    context = _night(request.actor) | {"wall": wall}
    return render(request, "duty/wall.html" if wall else "duty/night.html", context)


@needs(Permission.DUTY_READ)
def screen_live(request: ActedRequest) -> HttpResponse:
    """Show the part of the screen that changes."""
    wall = request.GET.get("wall") == "1"
    return render(request, "duty/_night.html", _night(request.actor) | {"wall": wall})


def _night(actor: Actor) -> dict[str, Any]:
    """Return what the screen shows: ten queries or so, however many rooms."""
    at = clock.now()
    scope = actor.scope
    told = night(scope, at)
    lines = on_duty(scope, at)
    unread = Notice.objects.to(actor.organisation_ids()).unread()
    return {
        "at": at,
        "lines": lines,
        "gap_count": sum(line.is_gap for line in lines),
        "unread_count": unread.count(),
        "corrections": Obligation.objects.within(scope).open().filter(kind=Kind.CORRECT_DUTY).count(),
        "panels": [address for name, right in PANELS if actor.may(right) and (address := _address(name))],
        "level_word": _level(actor, at),
        "check_words": {state.value: state.label for state in CheckState},
        "check_tones": TONES,
        **told,
        "readiness_lines": [(Level(one.level).label, one) for one in told["readiness"]],
        "response_lines": [(ResponseLevel(one.level).label, one) for one in told["responses"]],
    }


def _level(actor: Actor, at: Any) -> str:
    path = actor.scope.root_path
    level = levels.now_in(path, at) if path else NORMAL
    return str(Level(level).label) if level != NORMAL else _("Ordinary times")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@needs(Permission.DUTY_READ)
def seats(request: ActedRequest) -> HttpResponse:
    """Show the seats of published rosters, one a line, for whoever wants them as a file."""
    shown = exports.SEATS.show(request, exports.seats(request.actor, request.GET))
    found = Seat.objects.filter(pk__in=shown.keys).select_related("room__organisation", "person").in_bulk()
    rows = [
        [
            {"text": seat.room.label, "href": reverse("duty:case", args=["roster", seat.roster_id])},
            seat.room.organisation.label,
            shift_words(seat.begins_at, seat.ends_at),
            str(Team(seat.team).label),
            str(SeatKind(seat.kind).label),
            seat.person.name if seat.person else "—",
        ]
        for key in shown.keys
        if (seat := found.get(key)) is not None
    ]
    columns = [
        {"label": _("Duty room"), "kind": "wide"},
        {"label": _("Body")},
        {"label": _("Shift")},
        {"label": _("Shift team")},
        {"label": _("Kinds of seat")},
        {"label": _("Person")},
    ]
    return shown.render(
        "duty/seats.html", columns=columns, rows=rows, choices=exports.seat_choices(request.actor)
    )
