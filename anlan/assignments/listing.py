"""The lists of meetings, of what leaders do, and of tasks: filters, orders and search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.assignments.kinds import ActivityKind, MeetingKind, Source
from anlan.assignments.models import LeaderTerm, TaskState
from anlan.assignments.models.registers import RecordQuerySet
from anlan.assignments.models.tasks import OPEN_STATES, TaskQuerySet
from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor, Scope

MOST_LEADERS = 200
LATE, OPEN = "late", "open"
UNSUBMITTED = tuple(s for s in OPEN_STATES if s not in (TaskState.SUBMITTED, TaskState.VERIFIED))

MEETINGS = ListSpec(
    code="meetings",
    label=_("Meetings"),
    route="assignments:meetings",
    filters=("kind", "safety", "area", "from", "to"),
    sorts=(Sort("day", Order(("held_on",)), index="meeting_by_day"),),
    search="meeting",
)
LEADING = ListSpec(
    code="leading",
    label=_("What leaders do"),
    route="assignments:activities",
    filters=("kind", "leader", "area", "from", "to"),
    sorts=(Sort("day", Order(("happened_on",)), index="leading_by_day"),),
)
TASKS = ListSpec(
    code="tasks",
    label=_("Assigned tasks"),
    route="assignments:tasks",
    filters=("state", "source", "ours", "area", "from", "to"),
    sorts=(
        Sort("day", Order(("issued_on",)), index="task_by_day"),
        Sort("due", Order(("due_at",)), index="task_by_due"),
    ),
    search="task",
)


def _placed(query: Any, day: str) -> Q:
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return where_and_when(place, day)


def filtered_meetings(meetings: RecordQuerySet, query: Any) -> RecordQuerySet:
    """Return what the filters of an address leave of the meetings; voided ones never."""
    meetings = meetings.standing()
    if kind := parameters.choice(query, "kind", MeetingKind.values):
        meetings = meetings.filter(kind=kind)
    if safety := parameters.choice(query, "safety", ("yes", "no")):
        meetings = meetings.filter(is_safety=safety == "yes")
    return meetings.filter(_placed(query, "held_on"))


def filtered_activities(activities: RecordQuerySet, query: Any) -> RecordQuerySet:
    activities = activities.standing()
    if kind := parameters.choice(query, "kind", ActivityKind.values):
        activities = activities.filter(kind=kind)
    if leader := parameters.whole(query, "leader"):
        activities = activities.filter(leader=leader)
    return activities.filter(_placed(query, "happened_on"))


def filtered_by_state(tasks: TaskQuerySet, query: Any) -> TaskQuerySet:
    """Return what the filters leave of the tasks; voided ones only if asked for."""
    state = parameters.choice(query, "state", [OPEN, LATE, *TaskState.values])
    tasks = tasks.filter(state=state) if state in TaskState.values else tasks.standing()
    if state == OPEN:
        tasks = tasks.open()
    if state == LATE:
        tasks = tasks.filter(state__in=UNSUBMITTED, due_at__lt=clock.now())
    if source := parameters.choice(query, "source", Source.values):
        tasks = tasks.filter(source=source)
    return tasks.filter(_placed(query, "issued_on"))


def filtered_tasks(tasks: TaskQuerySet, query: Any, *, actor: Actor) -> TaskQuerySet:
    """Return the same, and of those what the reader's own organisations lead or issued, if asked for."""
    own = sorted(actor.organisation_ids())
    if ours := parameters.choice(query, "ours", ("lead", "issuer")):
        tasks = tasks.filter(**{f"{ours}__in": own})
    return filtered_by_state(tasks, query)


def leader_choices(scope: Scope) -> list[tuple[str, str]]:
    """Return the leaders on record in a scope, in their order."""
    rows = LeaderTerm.objects.within(scope).standing().order_by("rank", "pk")
    return [
        (str(key), f"{title} {name}")
        for key, title, name in rows.values_list("pk", "title", "name")[:MOST_LEADERS]
    ]


def meeting_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "kind": [("", _("All kinds")), *MeetingKind.choices],
        "safety": [("", _("On anything")), ("yes", _("On work safety")), ("no", _("On something else"))],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }


def activity_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "kind": [("", _("All kinds")), *ActivityKind.choices],
        "leader": [("", _("All leaders")), *leader_choices(actor.scope)],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }


def task_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), (OPEN, _("Open")), (LATE, _("Overdue")), *TaskState.choices],
        "source": [("", _("All sources")), *Source.choices],
        "ours": [("", _("All units")), ("lead", _("Led by us")), ("issuer", _("Issued by us"))],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
