"""Meetings: the list, recording one, one with the tasks that it assigned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.assignments import attending
from anlan.assignments.flow import MEETING_FLOW
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.listing import MEETINGS, filtered_meetings, meeting_choices
from anlan.assignments.models import AssignedTask, Meeting
from anlan.assignments.rows import tell_meetings, tell_tasks
from anlan.assignments.views import choosing, records
from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST_TASKS = 100
_TEXTS = (
    "kind", "title", "held_at", "place", "topics", "attendees", "agenda", "requirement", "issues_raised",
    "issues_resolved", "minutes_reference",
)  # fmt: skip


def _chosen(actor: Actor) -> dict[str, Any]:
    return {"chair": choosing.leaders(actor), "area": choosing.areas(actor)}


def _defaults(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    kind = parameters.choice(query, "kind", MeetingKind.values)
    return {"kind": kind, "is_safety": "yes", "area": choosing.own_area(actor, Permission.MEETING_RECORD)}


def _as_it_is(meeting: Meeting) -> dict[str, Any]:
    told = {name: getattr(meeting, name) for name in _TEXTS}
    return told | {
        "attendance": attending.as_lines(meeting),
        "chair": meeting.chair_id,
        "is_safety": "yes" if meeting.is_safety else "no",
    }


def _told(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Return what a meeting's page tells beside its steps. Two queries."""
    rows = AssignedTask.objects.within(actor.scope).standing().filter(meeting=meeting.pk)
    columns, tasks = tell_tasks(list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_TASKS]))
    facts: list[tuple[Any, Any]] = [
        (_("Number"), meeting.number),
        (_("Kind of meeting"), MeetingKind(meeting.kind).label),
        (_("Held at"), f"{meeting.held_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
        (_("Venue"), meeting.place),
        (_("In the chair"), meeting.chair.label),
        (_("On work safety"), _("Yes") if meeting.is_safety else _("No")),
        (_("Topics"), meeting.topics),
        (_("Who came besides"), "、".join(meeting.attendees.split("\n"))),
        (_("Minutes of the meeting"), meeting.minutes_reference),
        (_("Area"), meeting.area.label),
        (_("Recorded by"), f"{meeting.recorded_by.name} · {meeting.organisation.label}"),
    ]
    texts = [
        (_("What was required"), meeting.requirement),
        (_("Agenda"), meeting.agenda),
        (_("Problems raised"), meeting.issues_raised),
        (_("Problems settled"), meeting.issues_resolved),
    ]
    return {
        "heading": meeting.title,
        "sub": f"{MeetingKind(meeting.kind).label} · {meeting.held_on}",
        "particulars": [(label, value) for label, value in facts if value],
        "texts": [(label, value) for label, value in texts if value],
        "attendance": attending.told(meeting),
        "columns": columns,
        "tasks": tasks,
    }


REGISTER = records.Register(
    flow=MEETING_FLOW,
    opening="record",
    title=gettext_lazy("Record a meeting"),
    lead=gettext_lazy(
        "Once it was held: who was in the chair, what was required. Its tasks are assigned from its page."
    ),
    listed=(gettext_lazy("Meetings"), "assignments:meetings"),
    page="assignments:meeting",
    take="assignments:take-meeting",
    record="assignments:record-meeting",
    chosen=_chosen,
    defaults=_defaults,
    as_it_is=_as_it_is,
    related=("chair", "recorded_by"),
    template="assignments/meeting.html",
    told=_told,
)


@needs(Permission.ASSIGNMENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the meetings of the reader's area, the latest recorded first."""
    shown = MEETINGS.show(
        request, filtered_meetings(Meeting.objects.within(request.actor.scope), request.GET)
    )
    columns, rows = tell_meetings(shown.keys)
    return shown.render(
        "assignments/meetings.html", columns=columns, rows=rows, choices=meeting_choices(request.actor)
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
