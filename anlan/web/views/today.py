"""The first page after signing in: what the reader owes, what is overdue around, the figures, the news."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anlan.figures.evaluation import evaluate_all
from anlan.figures.registry import REGISTRY
from anlan.figures.views import asked
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
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
        "own": _told(list(own.order_by("due_at", "id").select_related("owner")[:MOST])),
        "own_count": own.count(),
        "overdue": _told(list(around.order_by("due_at", "id").select_related("owner")[:MOST])),
        "overdue_count": around.count(),
        "notices": _notices(organisations),
        "values": [],
        "asked": None,
    }
    if actor.may(Permission.FIGURE_READ):
        question = asked(request.GET, actor)
        codes = [figure.code for figure in REGISTRY]
        values = evaluate_all(codes, cut=question.cut, period=question.period)
        context |= {"values": list(values.values()), "asked": question}
    return render(request, "web/today.html", context)


def _told(rows: list[Obligation]) -> list[dict[str, Any]]:
    """Return obligations with the words that tell their hazard, in one further query."""
    hazards = Hazard.objects.filter(pk__in=[row.case_id for row in rows])
    words = {pk: told for pk, *told in hazards.values_list("pk", "description", "premises__name")}
    return [
        {
            "kind": Kind(row.kind).label,
            "text": words.get(row.case_id, ["", ""])[0],
            "place": words.get(row.case_id, ["", ""])[1],
            "href": reverse("hazards:detail", args=[row.case_id]),
            "owner": row.owner.label,
            "due_at": row.due_at,
        }
        for row in rows
    ]


def _notices(organisations: list[int]) -> list[dict[str, Any]]:
    rows = list(Notice.objects.to(organisations).order_by("-pk")[:MOST])
    words = dict(Hazard.objects.filter(pk__in=[r.case_id for r in rows]).values_list("pk", "description"))
    return [
        {
            "event": Event(row.event).label,
            "text": words.get(row.case_id, ""),
            "href": reverse("hazards:detail", args=[row.case_id]),
            "at": row.created_at,
        }
        for row in rows
    ]
