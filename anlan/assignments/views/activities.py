"""What leaders do: the list, recording it, one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.assignments.chronicles import sentence
from anlan.assignments.flow import LEADING_FLOW
from anlan.assignments.kinds import ActivityKind
from anlan.assignments.listing import LEADING, activity_choices, filtered_activities
from anlan.assignments.models import AssignedTask, LeaderActivity, RecordState
from anlan.assignments.rows import tell_activities, tell_tasks
from anlan.assignments.views import choosing, records
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST_TASKS = 50
_COLUMNS = ("kind", "occasion", "happened_at", "place", "requirement", "source")


def _chosen(actor: Actor) -> dict[str, Any]:
    return {
        "leader": choosing.leaders(actor),
        "meeting": choosing.meetings(actor),
        "area": choosing.areas(actor),
    }


def _defaults(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    return {"area": choosing.own_area(actor, Permission.MEETING_RECORD)}


def _as_it_is(activity: LeaderActivity) -> dict[str, Any]:
    told = {name: getattr(activity, name) for name in _COLUMNS}
    return told | {"leader": activity.leader_id, "meeting": activity.meeting_id or ""}


def _told(activity: LeaderActivity, actor: Actor) -> dict[str, Any]:
    meeting: Any = ""
    if activity.meeting is not None:
        address = reverse("assignments:meeting", args=[activity.meeting_id])
        meeting = {"text": activity.meeting.title, "href": address}
    facts: list[tuple[Any, Any]] = [
        (_("Number"), activity.number),
        (_("Leader"), activity.leader.label),
        (_("Kind"), ActivityKind(activity.kind).label),
        (_("Happened at"), f"{activity.happened_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
        (_("Venue"), activity.place),
        (_("Meeting"), meeting),
        (_("Where the words stand"), activity.source),
        (_("Area"), activity.area.label),
        (_("Recorded by"), f"{activity.recorded_by.name} · {activity.organisation.label}"),
    ]
    return {
        "heading": activity.occasion,
        "sub": f"{activity.leader.label} · {activity.happened_on}",
        "particulars": [(label, value) for label, value in facts if value],
        "texts": [(_("As the bulletin tells it"), sentence(activity, "zh"))],
        "gives_a_task": activity.state == RecordState.RECORDED and actor.may(Permission.TASK_ISSUE),
        "below": _("Tasks that arose out of it"),
        **_tasks(activity, actor),
    }


def _tasks(activity: LeaderActivity, actor: Actor) -> dict[str, Any]:
    rows = AssignedTask.objects.within(actor.scope).standing()
    arose = rows.filter(origin_kind="leading", origin_id=activity.pk).order_by("-pk")
    keys = list(arose.values_list("pk", flat=True)[:MOST_TASKS])
    if not keys:
        return {}
    columns, tasks = tell_tasks(keys)
    return {"columns": columns, "tasks": tasks}


REGISTER = records.Register(
    flow=LEADING_FLOW,
    opening="record",
    title=gettext_lazy("Record what a leader did"),
    lead=gettext_lazy("What is quoted stands in the bulletin word for word, so its source is needed."),
    listed=(gettext_lazy("What leaders do"), "assignments:activities"),
    page="assignments:activity",
    take="assignments:take-activity",
    record="assignments:record-activity",
    chosen=_chosen,
    defaults=_defaults,
    as_it_is=_as_it_is,
    related=("leader", "meeting", "recorded_by"),
    template="assignments/meeting.html",
    told=_told,
)


@needs(Permission.ASSIGNMENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show what leaders of the reader's area did, the latest recorded first."""
    rows = filtered_activities(LeaderActivity.objects.within(request.actor.scope), request.GET)
    shown = LEADING.show(request, rows)
    columns, told = tell_activities(shown.keys)
    return shown.render(
        "assignments/activities.html", columns=columns, rows=told, choices=activity_choices(request.actor)
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
