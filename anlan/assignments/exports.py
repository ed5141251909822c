"""Meetings, what leaders do, and tasks as files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.assignments import attending
from anlan.assignments.kinds import ActivityKind, MeetingKind, Source
from anlan.assignments.listing import (
    LEADING,
    MEETINGS,
    TASKS,
    activity_choices,
    filtered_activities,
    filtered_meetings,
    filtered_tasks,
    meeting_choices,
    task_choices,
)
from anlan.assignments.models import AssignedTask, LeaderActivity, Meeting, PartState, TaskPart, TaskState
from anlan.assignments.models.tasks import told_number
from anlan.assignments.offenders import offences, rung_labels
from anlan.kernel.tellers import tell as words_of
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.obligations.models import Kind as Duty
from anlan.obligations.models import Obligation
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def _labels(choices: Any) -> dict[str, str]:
    return {code: str(label) for code, label in choices}


def meeting_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered_meetings(Meeting.objects.within(actor.scope), query)


def meeting_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Title"), WIDE),
        Column(_("Kind of meeting")),
        Column(_("Held at"), MOMENT),
        Column(_("Venue"), NAME),
        Column(_("In the chair")),
        Column(_("Post")),
        Column(_("On work safety")),
        Column(_("Topics"), WIDE),
        Column(_("Organisations asked to come"), WIDE),
        Column(_("Who came besides"), WIDE),
        Column(_("What was required"), WIDE),
        Column(_("Minutes of the meeting"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
    ]


def meeting_teller() -> Teller:
    areas, kinds = names.areas(), _labels(MeetingKind.choices)
    safety = {True: _("Yes"), False: _("No")}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Meeting.objects.filter(pk__in=keys).select_related("chair"))
        areas.learn(row.area_id for row in found)
        came = attending.in_words(keys)
        for row in found:
            yield (
                row.pk,
                (
                    row.number,
                    row.title,
                    kinds[row.kind],
                    row.held_at,
                    row.place,
                    row.chair.name,
                    row.chair.title,
                    safety[row.is_safety],
                    row.topics,
                    came.get(row.pk, ""),
                    row.attendees,
                    row.requirement,
                    row.minutes_reference,
                    *areas[row.area_id],
                ),
            )

    return tell


def activity_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered_activities(LeaderActivity.objects.within(actor.scope), query)


def activity_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Leader")),
        Column(_("Post")),
        Column(_("Kind")),
        Column(pgettext("of a leader", "What it was"), WIDE),
        Column(_("Happened at"), MOMENT),
        Column(_("Venue"), NAME),
        Column(_("What was required"), WIDE),
        Column(_("Where the words stand"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
    ]


def activity_teller() -> Teller:
    areas, kinds = names.areas(), _labels(ActivityKind.choices)

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(LeaderActivity.objects.filter(pk__in=keys).select_related("leader"))
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    row.number,
                    row.leader.name,
                    row.leader.title,
                    kinds[row.kind],
                    row.occasion,
                    row.happened_at,
                    row.place,
                    row.requirement,
                    row.source,
                    *areas[row.area_id],
                ),
            )

    return tell


def task_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered_tasks(AssignedTask.objects.within(actor.scope), query, actor=actor)


def task_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Task"), WIDE),
        Column(_("What is to be done"), WIDE),
        Column(_("Standard of completion"), WIDE),
        Column(_("Source")),
        Column(_("Meeting"), NAME),
        Column(_("Reference of the source"), NAME),
        Column(_("Number on paper"), CODE),
        Column(_("Task assigned by"), NAME),
        Column(_("Lead unit"), NAME),
        Column(_("Person in charge")),
        Column(_("Joint units"), WIDE),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Issued on"), DAY),
        Column(_("Due on"), MOMENT),
        Column(_("Extensions"), NUMBER),
        Column(_("Piece of"), CODE),
        Column(_("Merged into"), CODE),
        Column(_("State")),
        Column(_("Progress"), WIDE),
        Column(pgettext("task", "What was done"), WIDE),
        Column(_("Submitted"), MOMENT),
        Column(_("Verified"), MOMENT),
        Column(_("Closed at"), MOMENT),
        Column(_("Closed on time")),
    ]


def task_teller() -> Teller:
    bodies, areas = names.organisations(), names.areas()
    sources, states = _labels(Source.choices), _labels(TaskState.choices)

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        rows = AssignedTask.objects.filter(pk__in=keys)
        found = list(rows.select_related("meeting", "split_of", "merged_into"))
        joint = _joint(keys)
        bodies.learn(key for row in found for key in (row.issuer_id, row.lead_id))
        areas.learn(row.area_id for row in found)
        for row in found:
            yield (
                row.pk,
                (
                    told_number(row.year, row.number),
                    row.title,
                    row.content,
                    row.standard,
                    sources[row.source],
                    row.meeting.title if row.meeting else "",
                    row.source_reference,
                    row.paper_number,
                    bodies[row.issuer_id],
                    bodies[row.lead_id],
                    row.person_in_charge,
                    joint.get(row.pk, ""),
                    *areas[row.area_id],
                    row.issued_on,
                    row.due_at,
                    row.extensions,
                    row.split_of.told_number if row.split_of else "",
                    row.merged_into.told_number if row.merged_into else "",
                    states[row.state],
                    row.progress,
                    row.result,
                    row.submitted_at,
                    row.verified_at,
                    row.closed_at,
                    (_("Yes") if row.is_on_time else _("No")) if row.closed_at else "",
                ),
            )

    return tell


def _joint(keys: list[int]) -> dict[int, str]:
    """Return task → its joint units with how far each has come, withdrawn ones left out. One query."""
    states, told = _labels(PartState.choices), defaultdict(list)
    parts = TaskPart.objects.filter(task__in=keys).exclude(state=PartState.WITHDRAWN).order_by("task", "pk")
    for part in parts.select_related("organisation"):
        told[part.task_id].append(f"{part.organisation.label}（{states[part.state]}）")
    return {task: "、".join(units) for task, units in told.items()}


def offender_columns() -> list[Column]:
    return [
        Column(_("Unit"), NAME),
        Column(_("Number"), CODE),
        Column(_("Task"), WIDE),
        Column(_("What is owed")),
        Column(_("Was due"), MOMENT),
        Column(_("Done at"), MOMENT),
        Column(_("Step reached")),
    ]


def offender_teller() -> Teller:
    bodies, kinds = names.organisations(), _labels(Duty.choices)
    rungs = rung_labels()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Obligation.objects.filter(pk__in=keys))
        bodies.learn(row.owner_id for row in found)
        words = words_of((row.case_kind, row.case_id) for row in found)
        for row in found:
            case = words[row.case_kind, row.case_id]
            yield (
                row.pk,
                (
                    bodies[row.owner_id],
                    case.number,
                    case.text,
                    kinds[row.kind],
                    row.due_at,
                    row.discharged_at,
                    rungs.get(row.rung, ""),
                ),
            )

    return tell


Sheet(
    code="task-offenders",
    label=gettext_lazy("Late again and again"),
    route="assignments:offenders",
    permission=Permission.ASSIGNMENT_READ,
    rows=offences,
    columns=offender_columns,
    teller=offender_teller,
    choices=lambda actor: {},
    filters=("from", "to"),
)

for _spec, _rows, _columns, _teller, _choices in (
    (MEETINGS, meeting_rows, meeting_columns, meeting_teller, meeting_choices),
    (LEADING, activity_rows, activity_columns, activity_teller, activity_choices),
    (TASKS, task_rows, task_columns, task_teller, task_choices),
):
    Sheet(
        code=_spec.code,
        label=_spec.label,
        route=_spec.route,
        permission=Permission.ASSIGNMENT_READ,
        rows=_rows,
        columns=_columns,
        teller=_teller,
        choices=_choices,
        spec=_spec,
    )
