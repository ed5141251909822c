"""The parts of joint units in assigned tasks: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import assignment_schemas, cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, PAGING, choice, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.assignments.flow import PART_FLOW
from anlan.assignments.models import PartState, TaskPart
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission

router = Router(tags=["task-parts"])
READ = AccessToken(TokenScope.READ, Permission.ASSIGNMENT_READ)
_KEPT = ("id", "content", "joined_on", "due_at", "result", "ended_at", "revision")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(assignment_schemas.PartRow),
    operation_id="task_parts_list",
    summary=_("The list of joint units' parts"),
    description=_("Who takes part in which task, by when, and how far each has come; the latest first."),
    openapi_extra={
        "parameters": [
            parameter("task", {"type": "integer", "minimum": 1}, "key of a task"),
            choice("state", PartState.values),
            COUNT,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = TaskPart.objects.within(request.auth.actor.scope)
    if task := parameters.whole(request.GET, "task"):
        rows = rows.filter(task=task)
    if state := parameters.choice(request.GET, "state", PartState.values):
        rows = rows.filter(state=state)
    return ordered(request, rows.select_related("organisation", "issuer"), tell, order=NEWEST)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return parts as data."""
    states = spoken(PartState)
    return [
        {name: getattr(row, name) for name in _KEPT}
        | {
            "task": row.task_id,
            "state": states[row.state],
            "unit": {"id": row.organisation_id, "name": row.organisation.label},
            "issuer": {"id": row.issuer_id, "name": row.issuer.label},
        }
        for row in rows
    ]


@router.get(
    "/{int:id}",
    auth=READ,
    response=assignment_schemas.PartDetail,
    operation_id="task_parts_get",
    summary=_("One part of a task"),
    description=_("What a joint unit does in a task, and the history of its part."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = TaskPart.objects.within(actor.scope).select_related("organisation", "issuer")
    part = rows.filter(pk=id).first()
    if part is None:
        raise cases.unknown(PART_FLOW)
    return answer(
        {
            **tell([part])[0],
            "available": cases.available(PART_FLOW, part, actor),
            "history": cases.history(PART_FLOW, part),
        }
    )
