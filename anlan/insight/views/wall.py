"""The wall board, polled by its screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from anlan.boards import live as shared
from anlan.figures.cut import Known
from anlan.insight import board
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

LIVE = shared.Live()
SECONDS = 15
"""How far the board may be behind: it is drawn anew at most so often for all who see the same, and then only when
something was recorded or another minute began, with which deadlines pass."""


@needs(Permission.FIGURE_READ)
def wall(request: ActedRequest) -> HttpResponse:
    """Show the board of an area, dark, for a wall."""
    area = parameters.words(request.GET, "area")
    part = shared.filled(request, _part(request, area).html)
    return render(request, "insight/wall.html", {"part": part, "area": area})


@needs(Permission.FIGURE_READ)
def live(request: ActedRequest) -> HttpResponse:
    """Show the part that changes; 304 while nothing did."""
    return shared.answer(request, _part(request, parameters.words(request.GET, "area")))


def _part(request: ActedRequest, area: str) -> Any:
    now, actor = clock.now(), request.actor
    board.of_year(
        actor, area
    )  # an area beyond the reader's posts is refused before anything shared is looked at

    def draw() -> str:
        with snapshot():
            context = board.content(actor, area)
        query = f"area={area}" if area else ""
        return render_to_string("insight/_wall.html", {**context, "query": query})

    slot = now - timedelta(seconds=now.second % SECONDS, microseconds=now.microsecond)
    key = (area, _sight(actor), get_language(), clock.local_day(now))
    return LIVE.part(key, at=slot, fingerprint=lambda: f"{Known.now().seq} {slot:%H:%M}", render=draw)


def _sight(actor: Actor) -> tuple[Any, ...]:
    """Return what decides which figures and records somebody sees: who shares it, shares the drawing."""
    posts = sorted(
        (
            post.area_path,
            sorted(post.sector_ids) if post.sector_ids is not None else [],
            post.sector_ids is None,
            post.organisation_id,
            sorted(post.permissions),
        )
        for post in actor.posts
    )
    return repr(posts), actor.is_system
