"""What the references of a form may name, for the reader who fills it in: a query each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from anlan.assignments.listing import leader_choices
from anlan.assignments.models import AssignedTask, Meeting, TaskState
from anlan.kernel import clock
from anlan.org.choices import areas_of
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST = 120
UNITS = 400
BACK = timedelta(days=92)
_KINDS = (
    OrganisationKind.OFFICE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.GOVERNMENT,
    OrganisationKind.STATION,
)


def leaders(actor: Actor) -> list[tuple[str, str]]:
    return leader_choices(actor.scope)


def areas(actor: Actor) -> list[tuple[int, str]]:
    found = areas_of(actor.scope)
    least = min((area.depth for area in found), default=0)
    return [(area.pk, "　" * (area.depth - least) + area.short_label) for area in found]


def own_area(actor: Actor, permission: Permission) -> int | str:
    """Return the area of the post by which somebody records: the first choice of a form."""
    return next((post.area_id for post in actor.posts if permission in post.permissions), "")


def meetings(actor: Actor, *, since: date | None = None) -> list[tuple[int, str]]:
    """Return the meetings of the last quarter of a year, the latest first."""
    rows = Meeting.objects.within(actor.scope).standing().filter(held_on__gte=since or clock.today() - BACK)
    told = rows.order_by("-held_on", "-pk").values_list("pk", "held_on", "title")[:MOST]
    return [(key, f"{on} {title}") for key, on, title in told]


def units(actor: Actor) -> list[tuple[int, str]]:
    """Return the authorities in the areas in which somebody assigns tasks, by their place in the tree."""
    paths = [post.area_path for post in actor.posts if Permission.TASK_ISSUE in post.permissions]
    if not paths:
        return []
    condition = below(paths[0], "area__path")
    for path in paths[1:]:
        condition |= below(path, "area__path")
    rows = Organisation.objects.filter(condition, kind__in=_KINDS, valid_to=None)
    return [(unit.pk, unit.label) for unit in rows.order_by("area__path", "pk")[:UNITS]]


def splits(actor: Actor) -> list[tuple[int, str]]:
    """Return the split tasks of the actor's offices, for the pieces that are given out."""
    rows = AssignedTask.objects.filter(issuer__in=sorted(actor.organisation_ids()), state=TaskState.SPLIT)
    return [(task.pk, f"{task.told_number} {task.title}") for task in rows.order_by("-pk")[:MOST]]


def goals(task: AssignedTask) -> list[tuple[int, str]]:
    """Return the tasks into which one may be merged."""
    rows = AssignedTask.objects.open().filter(issuer=task.issuer_id)
    rows = rows.exclude(pk=task.pk).exclude(state__in=(TaskState.SPLIT, TaskState.MERGED))
    return [(other.pk, f"{other.told_number} {other.title}") for other in rows.order_by("-pk")[:MOST]]


def of_issue(actor: Actor) -> dict[str, Any]:
    return {"meeting": meetings(actor), "lead": units(actor), "split_of": splits(actor)}


def of_task(task: AssignedTask, step: str, actor: Actor) -> dict[str, Any]:
    if step == "transfer":
        return {"lead": units(actor)}
    return {"into": goals(task)} if step == "merge" else {}
