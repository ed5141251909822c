"""Advisories and warnings: the list and one of them; the receipts of those to whom they went."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.advisories.figures import median_of
from anlan.advisories.flow import ADVISORY_FLOW, RECEIPT_FLOW
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import AdvisoryKind, AdvisoryState, Category, ReceiptState, WarningLevel
from anlan.advisories.listing import filtered, receipts_filtered
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.papers import papers_of
from anlan.api import advisory_schemas, cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel.parameters import NEWEST
from anlan.org.models import Area, Organisation
from anlan.org.roles import Permission

router = Router(tags=["advisories"])
receipts = Router(tags=["advisory-receipts"])
READ = AccessToken(TokenScope.READ, Permission.ADVISORY_READ)
_SAME = (
    "title", "starts_at", "ends_at", "matters", "measures", "ack_minutes", "measures_hours", "checks_hours",
    "duty_hours", "report_hours", "is_public", "asked", "asked_at", "asked_reason", "reference",
    "issued_at", "sent_at", "message", "recipients", "ended_at", "revision",
)  # fmt: skip
_SAME_OF_RECEIPT = (
    "message", "sent_at", "due_at", "acknowledged_at", "seconds", "in_time", "by_phone", "escalated_at", "calls",
    "measures", "measures_at", "checks_due_at", "checks_at", "places_checked", "hazards_found", "duty_due_at",
    "duty_at", "duty_leader", "report_due_at", "reports", "situation", "situation_at", "revision",
)  # fmt: skip


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(advisory_schemas.AdvisoryRow),
    operation_id="advisories_list",
    summary=_("The list of advisories and warnings"),
    description=_(
        "Those of your area, those that went out in the areas above it, and what your body received, the latest first."
    ),
    openapi_extra={
        "parameters": [
            choice("state", AdvisoryState.values),
            choice("kind", AdvisoryKind.values),
            choice("level", WarningLevel.values),
            choice("category", Category.values),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Advisory.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("area", "organisation")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=advisory_schemas.AdvisoryDetail,
    operation_id="advisories_get",
    summary=_("One advisory or warning"),
    description=_("To whom it goes, its papers, and how the receipts that you see stand."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = Advisory.objects.within(actor.scope).select_related("area", "organisation")
    one = rows.filter(pk=id).first()
    if one is None:
        raise cases.unknown(ADVISORY_FLOW)
    got = Receipt.objects.within(actor.scope).filter(advisory=one.pk)
    sums = got.order_by().aggregate(
        acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        acknowledged_in_time=Count("pk", filter=Q(in_time=True)),
    )
    return answer(
        {
            **_told(one),
            "to": [name.removeprefix("to_") for name in WHO if getattr(one, name)],
            "sectors": [code for code in one.sectors.split(",") if code],
            "tags": [tag for tag in one.tags.split("\n") if tag],
            "kinds": [kind for kind in one.kinds.split("\n") if kind],
            "least_staff": one.least_staff,
            "papers": [name for _key, name in papers_of(one)],
            **sums,
            "median_seconds": median_of(got),
            "available": cases.available(ADVISORY_FLOW, one, actor),
            "history": cases.history(ADVISORY_FLOW, one),
        }
    )


@receipts.get(
    "",
    auth=READ,
    response=schemas.page_of(advisory_schemas.ReceiptRow),
    operation_id="advisory_receipts_list",
    summary=_("The list of receipts of warnings"),
    description=_("Of the bodies of your area, of your own body, and of what it issued, the latest first."),
    openapi_extra={
        "parameters": [
            parameter("advisory", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "of a warning"),
            choice(
                "standing",
                [
                    *ReceiptState.values,
                    "late",
                    "called",
                    "escalated",
                    "told",
                    "untold",
                    "unchecked",
                    "unguarded",
                    "unreported",
                ],
            ),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def receipt_list(request: ApiRequest) -> HttpResponse:
    rows = receipts_filtered(Receipt.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("advisory", "organisation", "area", "escalated_to")
    return ordered(request, rows, lambda page: [_receipt(one) for one in page], order=NEWEST)


@receipts.get(
    "/{int:id}",
    auth=READ,
    response=advisory_schemas.ReceiptDetail,
    operation_id="advisory_receipts_get",
    summary=_("One receipt of a warning"),
    description=_("When it was sent and acknowledged, the calls about it, and the measures told."),
)
def receipt_detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = Receipt.objects.within(actor.scope).select_related(
        "advisory", "organisation", "area", "escalated_to"
    )
    one = rows.filter(pk=id).first()
    if one is None:
        raise cases.unknown(RECEIPT_FLOW)
    return answer(
        {
            **_receipt(one),
            "available": cases.available(RECEIPT_FLOW, one, actor),
            "history": cases.history(RECEIPT_FLOW, one),
        }
    )


def _area(area: Area) -> dict[str, str]:
    return {"code": area.code, "name": area.short_name if in_chinese() else area.name_en}


def _body(body: Organisation) -> dict[str, Any]:
    return {"id": body.pk, "name": body.label}


def _told(one: Advisory) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "kind": spoken(AdvisoryKind)[one.kind],
        "category": spoken(Category)[one.category],
        "level": spoken(WarningLevel)[one.level] if one.level else None,
        "area": _area(one.area),
        "organisation": _body(one.organisation),
        "state": spoken(AdvisoryState)[one.state],
        **{name: getattr(one, name) for name in _SAME},
    }


def _receipt(one: Receipt) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "advisory": {"id": one.advisory_id, "name": one.advisory.title},
        "organisation": _body(one.organisation),
        "area": _area(one.area),
        "state": spoken(ReceiptState)[one.state],
        "escalated_to": _body(one.escalated_to) if one.escalated_to else None,
        **{name: getattr(one, name) for name in _SAME_OF_RECEIPT},
    }
