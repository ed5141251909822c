"""Assigned tasks: their list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import assignment_schemas, cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.kinds import Source as TaskSource
from anlan.assignments.listing import LATE, OPEN, TASKS, filtered_by_state
from anlan.assignments.models import AssignedTask, PartState, TaskPart, TaskState
from anlan.assignments.models.tasks import told_number
from anlan.org.roles import Permission
from anlan.org.scope import Actor

router = Router(tags=["tasks"])
READ = AccessToken(TokenScope.READ, Permission.ASSIGNMENT_READ)
_COLUMNS = (
    "id", "year", "number", "state", "source", "title", "meeting_id", "issued_on", "due_at", "revision", "lead_id",
    "lead__name", "lead__name_en", "issuer_id", "issuer__name", "issuer__name_en", "area__code",
    "area__short_name", "area__name_en",
)  # fmt: skip
_MORE = (
    "content", "standard", "person_in_charge", "paper_number", "source_reference", "cycle_days", "progress",
    "result", "reason", "asked_until", "extensions", "is_on_time",
    "submitted_at", "verified_at", "closed_at",
)  # fmt: skip


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(assignment_schemas.TaskRow),
    operation_id="tasks_list",
    summary=_("The list of assigned tasks"),
    description=_("What the page of tasks shows, with its filters and orders, the latest first."),
    openapi_extra={
        "parameters": of_spec(
            TASKS,
            choice("state", [OPEN, LATE, *TaskState.values]),
            choice("source", TaskSource.values),
            PLACE[0],
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return tasks as data."""
    chinese, states, sources = in_chinese(), spoken(TaskState), spoken(TaskSource)
    told = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        bodies = {
            name: {
                "id": row[f"{name}_id"],
                "name": row[f"{name}__name"] if chinese else row[f"{name}__name_en"] or row[f"{name}__name"],
            }
            for name in ("lead", "issuer")
        }
        told.append(
            {name: row[name] for name in ("id", "title", "issued_on", "due_at", "revision")}
            | bodies
            | {
                "number": told_number(row["year"], row["number"]),
                "state": states[row["state"]],
                "source": sources[row["source"]],
                "meeting": row["meeting_id"],
                "area": {
                    "code": row["area__code"],
                    "name": row["area__short_name"] if chinese else row["area__name_en"],
                },
            }
        )
    return told


SOURCE = Source(TASKS, AssignedTask.objects.within, filtered_by_state, _COLUMNS, tell)


@router.get(
    "/{int:id}",
    auth=READ,
    response=assignment_schemas.TaskDetail,
    operation_id="tasks_get",
    summary=_("One assigned task"),
    description=_("What is to be done, how far it has come, the parts of the joint units, and its history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    task = AssignedTask.objects.within(actor.scope).filter(pk=id).first()
    if task is None:
        raise cases.unknown(TASK_FLOW)
    parts = TaskPart.objects.within(actor.scope).filter(task=task.pk).exclude(state=PartState.WITHDRAWN)
    return answer(
        {
            **SOURCE.told([task.pk])[0],
            **{name: getattr(task, name) for name in _MORE},
            "origin": f"{task.origin_kind}-{task.origin_id}" if task.origin_id else "",
            "merged_in": _others(actor, merged_into=task.pk),
            "pieces": _others(actor, split_of=task.pk),
            "split_of": task.split_of_id,
            "merged_into": task.merged_into_id,
            "parts": [
                {"id": part.pk, "name": part.organisation.label}
                for part in parts.select_related("organisation").order_by("pk")
            ],
            "available": cases.available(TASK_FLOW, task, actor),
            "history": cases.history(TASK_FLOW, task),
            "photographs": cases.photographs("task", task.pk),
        }
    )


def _others(actor: Actor, **which: int) -> list[int]:
    rows = AssignedTask.objects.within(actor.scope).standing().filter(**which)
    return list(rows.order_by("pk").values_list("pk", flat=True))
