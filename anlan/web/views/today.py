"""The first page after signing in: what the reader owes, what is late, what changed since the last look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anlan.administration.readiness import lines
from anlan.figures.asking import asked
from anlan.figures.registry import REGISTRY
from anlan.insight.board import glance
from anlan.kernel import clock
from anlan.notifications.models import Notice
from anlan.notifications.words import tell_notices
from anlan.obligations.models import Obligation
from anlan.obligations.rows import tell_duties
from anlan.obligations.views import sees_around
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.rows import tell_running
from anlan.web.changes import changes, reach
from anlan.web.front import owed_by, tiles
from anlan.web.navigation import FIGURES, KEEPING, job_of
from anlan.web.since import looked, remember

MOST, NEWEST = 8, 5


@needs()
def today(request: ActedRequest) -> HttpResponse:
    """Show what the reader has to do and to know today, from what their posts reach."""
    actor, now = request.actor, clock.now()
    since, cookie = looked(request, actor.person_id, now)
    since = reach(since)
    owed = owed_by(actor, since, now)
    context: dict[str, Any] = {
        "now": now,
        "first": job_of(actor),
        "tiles": tiles(actor, now, owed),
        "changes": changes(actor, since, now, late=owed["new"]),
        "since": since,
        "around": sees_around(actor),
        "periods": tell_running(clock.local_day(now), {post.area_path for post in actor.posts}),
        **_duties(actor, owed["all"], now),
        **_figures(request),
        **_keeping(actor, now),
    }
    response = render(request, "web/today.html", context)
    remember(response, cookie)
    return response


def _duties(actor: Actor, owed: int, now: datetime) -> dict[str, Any]:
    """Return the nearest duties, the longest overdue around, and the newest notices, each with its words."""
    organisations = sorted(actor.organisation_ids())
    own = Obligation.objects.open().begun(now).to_do(actor)
    around = Obligation.objects.within(actor.scope).overdue(now) if sees_around(actor) else own.none()
    if owed:
        around = around.exclude(owner__in=organisations)  # they stand among the reader's own already
    return {
        "own": tell_duties(_nearest(own) if owed else [], now),
        "own_count": owed,
        "overdue": tell_duties(_nearest(around), now),
        "notices": tell_notices(list(Notice.objects.to(organisations).listed().order_by("-pk")[:NEWEST])),
    }


def _nearest(rows: Any) -> list[Obligation]:
    return list(rows.order_by("due_at", "id").select_related("owner")[:MOST])


def _figures(request: ActedRequest) -> dict[str, Any]:
    """Return the leading figures of the reader's area, this year, in one statement or two."""
    if not request.actor.may(Permission.FIGURE_READ):
        return {"values": [], "asked": None, "ageing": None}
    question = asked(request.GET, request.actor)
    values = question.values(figure for figure in REGISTRY if figure.is_leading)
    context = {"values": list(values.values()), "asked": question, "ageing": None}
    # who decides sees where and since when it is left over, by the code that draws the wall board
    return context | (glance(question) if job_of(request.actor) == FIGURES else {})


def _keeping(actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what is missing before work can go on: for administrators, whose work that is."""
    if job_of(actor) != KEEPING or not actor.may(Permission.READINESS_READ):
        return {"missing": None}
    return {"missing": [line for line in lines(actor.scope, at=now) if not line.ready]}
