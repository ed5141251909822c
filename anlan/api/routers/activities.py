"""Publicity: activities and campaigns, their lists and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, outreach_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.org.roles import Permission
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.kinds import ActivityKind, Channel, VenueKind
from anlan.outreach.listing import ACTIVITIES, filtered
from anlan.outreach.models import Activity, ActivityState

router = Router(tags=["activities"])
READ = AccessToken(TokenScope.READ, Permission.OUTREACH_READ)
_COLUMNS = (
    "id",
    "happened_on",
    "happened_at",
    "state",
    "kind",
    "channel",
    "venue_kind",
    "title",
    "place",
    "quantity",
    "measure_word",
    "is_estimated",
    "revision",
    "organisation_id",
    "organisation__name",
    "organisation__name_en",
    "area__code",
    "area__short_name",
    "area__name_en",
    "campaign_id",
    "campaign__name",
)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(outreach_schemas.ActivityRow),
    operation_id="activities_list",
    summary=_("The list of publicity"),
    description=_("What the page of publicity shows, with its filters and orders, newest first."),
    openapi_extra={
        "parameters": of_spec(
            ACTIVITIES,
            choice("state", ActivityState.values),
            choice("kind", ActivityKind.values),
            choice("channel", Channel.values),
            choice("venue", VenueKind.values),
            parameter("campaign", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "of a campaign"),
            PLACE[0],
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return activities as data."""
    chinese = in_chinese()
    states, kinds = spoken(ActivityState), spoken(ActivityKind)
    channels, venues = spoken(Channel), spoken(VenueKind)
    told: list[dict[str, Any]] = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        body, area = row["organisation__name"], row["area__short_name"]
        key, on = row["id"], row["happened_on"]
        campaign = row["campaign_id"] and {"id": row["campaign_id"], "name": row["campaign__name"]}
        told.append(
            {
                "id": key,
                "number": f"XC{on:%Y}-{key:07d}",
                "state": states[row["state"]],
                "kind": kinds[row["kind"]],
                "channel": channels[row["channel"]],
                "venue": venues[row["venue_kind"]] if row["venue_kind"] else None,
                "title": row["title"],
                "place": row["place"],
                "quantity": row["quantity"],
                "measure_word": row["measure_word"],
                "is_estimated": row["is_estimated"],
                "area": {"code": row["area__code"], "name": area if chinese else row["area__name_en"]},
                "organisation": {
                    "id": row["organisation_id"],
                    "name": body if chinese else row["organisation__name_en"] or body,
                },
                "campaign": campaign or None,
                "happened_at": row["happened_at"],
                "happened_on": on,
                "revision": row["revision"],
            }
        )
    return told


SOURCE = Source(ACTIVITIES, Activity.objects.within, filtered, _COLUMNS, tell)


@router.get(
    "/{int:id}",
    auth=READ,
    response=outreach_schemas.ActivityDetail,
    operation_id="activities_get",
    summary=_("One activity"),
    description=_(
        "What was published, handed out or visited, what shows it, who verified it, and its history."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    activity = (
        Activity.objects.within(actor.scope)
        .select_related("recorded_by", "verified_by")
        .filter(pk=id)
        .first()
    )
    if activity is None:
        raise cases.unknown(ACTIVITY_FLOW)
    names = (
        "grid_cell", "estimate_basis", "receipt_operator", "receipt_number", "receipt_count", "receipted_on",
        "reference", "returned_reason", "note", "verified_at",
    )  # fmt: skip
    return answer(
        {
            **SOURCE.told([activity.pk])[0],
            **{name: getattr(activity, name) for name in names},
            "recorded_by": activity.recorded_by.name,
            "verified_by": activity.verified_by.name if activity.verified_by else "",
            "available": cases.available(ACTIVITY_FLOW, activity, actor),
            "history": cases.history(ACTIVITY_FLOW, activity),
            "photographs": cases.photographs("activity", activity.pk),
        }
    )
