"""Meetings: their list and one of them."""

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
from anlan.assignments.flow import MEETING_FLOW
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.listing import MEETINGS, filtered_meetings
from anlan.assignments.models import Attendance, Coming, Meeting, RecordState
from anlan.org.roles import Permission

router = Router(tags=["meetings"])
READ = AccessToken(TokenScope.READ, Permission.ASSIGNMENT_READ)
_COLUMNS = (
    "id", "held_on", "held_at", "state", "kind", "title", "topics", "place", "chair__title", "chair__name",
    "is_safety", "revision", "area__code", "area__short_name", "area__name_en",
)  # fmt: skip
_MORE = ("attendees", "agenda", "requirement", "issues_raised", "issues_resolved", "minutes_reference")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(assignment_schemas.MeetingRow),
    operation_id="meetings_list",
    summary=_("The list of meetings"),
    description=_("What the page of meetings shows, with its filters and orders, the latest recorded first."),
    openapi_extra={
        "parameters": of_spec(
            MEETINGS, choice("kind", MeetingKind.values), choice("safety", ["yes", "no"]), PLACE[0], *DAYS
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return meetings as data."""
    chinese, states, kinds = in_chinese(), spoken(RecordState), spoken(MeetingKind)
    told = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        area = row["area__short_name"] if chinese else row["area__name_en"]
        kept = {name: row[name] for name in _COLUMNS if "__" not in name}
        told.append(
            kept
            | {
                "number": f"HY{row['held_on']:%Y}-{row['id']:07d}",
                "state": states[row["state"]],
                "kind": kinds[row["kind"]],
                "chair": f"{row['chair__title']} {row['chair__name']}",
                "area": {"code": row["area__code"], "name": area},
            }
        )
    return told


SOURCE = Source(MEETINGS, Meeting.objects.within, filtered_meetings, _COLUMNS, tell)


@router.get(
    "/{int:id}",
    auth=READ,
    response=assignment_schemas.MeetingDetail,
    operation_id="meetings_get",
    summary=_("One meeting"),
    description=_("Who was in the chair, who came, what was required, and its history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    meeting = Meeting.objects.within(actor.scope).filter(pk=id).first()
    if meeting is None:
        raise cases.unknown(MEETING_FLOW)
    return answer(
        {
            **SOURCE.told([meeting.pk])[0],
            **{name: getattr(meeting, name) for name in _MORE},
            "attendance": _attendance(meeting),
            "available": cases.available(MEETING_FLOW, meeting, actor),
            "history": cases.history(MEETING_FLOW, meeting),
        }
    )


def _attendance(meeting: Meeting) -> list[dict[str, Any]]:
    """Return how organisations came to a meeting. One query."""
    rows, coming = (
        Attendance.objects.filter(meeting=meeting.pk).select_related("organisation"),
        spoken(Coming),
    )
    return [
        {
            "organisation": {"id": row.organisation_id, "name": row.organisation.label},
            "coming": coming[row.coming],
            "deputy": row.deputy,
        }
        for row in rows.order_by("position", "pk")
    ]
