"""What leaders do: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import assignment_schemas, cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.assignments.flow import LEADING_FLOW
from anlan.assignments.kinds import ActivityKind
from anlan.assignments.listing import LEADING, filtered_activities
from anlan.assignments.models import LeaderActivity, RecordState
from anlan.org.roles import Permission

router = Router(tags=["leading"])
READ = AccessToken(TokenScope.READ, Permission.ASSIGNMENT_READ)
_COLUMNS = (
    "id", "state", "kind", "leader_id", "leader__title", "leader__name", "occasion", "happened_at", "happened_on",
    "place", "requirement", "source", "meeting_id", "revision", "area__code", "area__short_name", "area__name_en",
)  # fmt: skip
_KEPT = ("id", "occasion", "happened_at", "happened_on", "place", "requirement", "source", "revision")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(assignment_schemas.LeadingRow),
    operation_id="leading_list",
    summary=_("The list of what leaders do"),
    description=_("What the page of leaders' activities shows, with its filters, the latest recorded first."),
    openapi_extra={
        "parameters": of_spec(
            LEADING,
            choice("kind", ActivityKind.values),
            parameter("leader", {"type": "integer", "minimum": 1}, "key of a leader's term"),
            PLACE[0],
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return what leaders did as data."""
    chinese, states, kinds = in_chinese(), spoken(RecordState), spoken(ActivityKind)
    told = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        area = row["area__short_name"] if chinese else row["area__name_en"]
        told.append(
            {name: row[name] for name in _KEPT}
            | {
                "number": f"LD{row['happened_on']:%Y}-{row['id']:07d}",
                "state": states[row["state"]],
                "kind": kinds[row["kind"]],
                "leader": {"id": row["leader_id"], "name": f"{row['leader__title']} {row['leader__name']}"},
                "meeting": row["meeting_id"],
                "area": {"code": row["area__code"], "name": area},
            }
        )
    return told


SOURCE = Source(LEADING, LeaderActivity.objects.within, filtered_activities, _COLUMNS, tell)


@router.get(
    "/{int:id}",
    auth=READ,
    response=assignment_schemas.LeadingDetail,
    operation_id="leading_get",
    summary=_("One activity of a leader"),
    description=_("What a leader did or required, where the words stand, and its history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    activity = LeaderActivity.objects.within(actor.scope).filter(pk=id).first()
    if activity is None:
        raise cases.unknown(LEADING_FLOW)
    return answer(
        {
            **SOURCE.told([activity.pk])[0],
            "available": cases.available(LEADING_FLOW, activity, actor),
            "history": cases.history(LEADING_FLOW, activity),
        }
    )
