"""The dispatcher's board, and the part of it that is polled."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.reporting import board


def _shown(request: ActedRequest) -> tuple[str, dict[str, Any]]:
    """Return the tag and the context of the board of the asked day. One query."""
    now = clock.now()
    day = parameters.day(request.GET, "day") or clock.local_day(now)
    wall = request.GET.get("wall") == "1"
    may_call = request.actor.may(Permission.REPORT_DISPATCH)
    dues = board.dues_of(day, request.actor.scope)
    context = {
        "board": board.board(dues, now),
        "day": day,
        "now": now,
        "is_today": day == clock.local_day(now),
        "may_call": may_call,
        "wall": wall,
    }
    return board.etag(dues, now, str(day), str(may_call), str(wall)), context


@needs(Permission.REPORT_READ)
def board_page(request: ActedRequest) -> HttpResponse:
    """Show who has reported, zero, late, missing on a day."""
    _tag, context = _shown(request)
    return render(request, "reporting/board.html", context)


@needs(Permission.REPORT_READ)
def live(request: ActedRequest) -> HttpResponse:
    """Show the part that changes; 304 while nothing did."""
    tag, context = _shown(request)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = render(request, "reporting/_board.html", context)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
