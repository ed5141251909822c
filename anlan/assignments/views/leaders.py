"""Leaders with their posts and days: the list, entering one, one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.assignments.flow import LEADER_FLOW
from anlan.assignments.models import LeaderActivity, LeaderTerm
from anlan.assignments.rows import tell_activities, tell_leaders
from anlan.assignments.views import choosing, records
from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_COLUMNS = ("name", "title", "leads", "rank", "first_day", "last_day")
MOST = 50


def _chosen(actor: Actor) -> dict[str, Any]:
    return {"area": choosing.areas(actor)}


def _defaults(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    return {"rank": 50, "area": choosing.own_area(actor, Permission.MEETING_RECORD)}


def _as_it_is(term: LeaderTerm) -> dict[str, Any]:
    return {name: getattr(term, name) or "" for name in _COLUMNS}


def _told(term: LeaderTerm, actor: Actor) -> dict[str, Any]:
    rows = LeaderActivity.objects.within(actor.scope).standing().filter(leader=term.pk)
    keys = rows.order_by("-happened_on", "-pk").values_list("pk", flat=True)[:MOST]
    columns, activities = tell_activities(list(keys))
    facts = [
        (_("Post"), term.title),
        (_("What he leads"), term.leads),
        (_("In the post from"), term.first_day.isoformat()),
        (_("to"), term.last_day.isoformat() if term.last_day else ""),
        (_("Area"), term.area.label),
    ]
    return {
        "heading": term.name,
        "sub": term.title,
        "particulars": [(label, value) for label, value in facts if value],
        "columns": columns,
        "tasks": activities,
        "below": _("What this leader did"),
    }


REGISTER = records.Register(
    flow=LEADER_FLOW,
    opening="enter",
    title=gettext_lazy("Enter a leader"),
    lead=gettext_lazy("Name and post with their days: meetings and activities tell the post of their day."),
    listed=(gettext_lazy("Leaders"), "assignments:leaders"),
    page="assignments:leader",
    take="assignments:take-leader",
    record="assignments:enter-leader",
    chosen=_chosen,
    defaults=_defaults,
    as_it_is=_as_it_is,
    related=(),
    template="assignments/meeting.html",
    told=_told,
)


@needs(Permission.ASSIGNMENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the leaders of the reader's area, the latest entered first."""
    rows = LeaderTerm.objects.within(request.actor.scope).standing()
    page = parameters.page(rows.only("pk"), request.GET)
    columns, told = tell_leaders([row.pk for row in page.rows])
    return render(
        request,
        "assignments/leaders.html",
        {"columns": columns, "rows": told, "page": page, "today": clock.today()},
    )


@needs(Permission.MEETING_RECORD)
@require_http_methods(["GET", "POST"])
def record(request: ActedRequest) -> HttpResponse:
    return records.put_in(request, REGISTER)


@needs(Permission.ASSIGNMENT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return records.show(request, REGISTER, records.visible(request, REGISTER, pk))


@needs(Permission.ASSIGNMENT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    return records.take(request, REGISTER, pk, step)
