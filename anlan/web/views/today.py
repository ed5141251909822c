"""The first page after signing in: what the reader owes, what is overdue around, the figures, the news."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anlan.figures.registry import REGISTRY
from anlan.figures.views import asked
from anlan.kernel import clock
from anlan.notifications.models import Notice
from anlan.notifications.views import tell_notices
from anlan.obligations.models import Obligation
from anlan.obligations.rows import tell_duties
from anlan.obligations.views import sees_around
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST = 12


@needs()
def today(request: ActedRequest) -> HttpResponse:
    """Show what the reader has to do and to know today, from what their posts reach."""
    actor, now = request.actor, clock.now()
    organisations = sorted(actor.organisation_ids())
    own = Obligation.objects.open().owed_by(organisations)
    around = Obligation.objects.within(actor.scope).overdue(now)
    context: dict[str, Any] = {
        "now": now,
        "own": tell_duties(list(own.order_by("due_at", "id").select_related("owner")[:MOST]), now),
        "own_count": own.count(),
        "overdue": tell_duties(list(around.order_by("due_at", "id").select_related("owner")[:MOST]), now),
        "overdue_count": around.count(),
        "notices": tell_notices(list(Notice.objects.to(organisations).listed().order_by("-pk")[:MOST])),
        "around": sees_around(actor),
        "values": [],
        "asked": None,
    }
    if actor.may(Permission.FIGURE_READ):
        question = asked(request.GET, actor)
        values = question.values(figure for figure in REGISTRY if figure.is_leading)
        context |= {"values": list(values.values()), "asked": question}
    return render(request, "web/today.html", context)
