"""Flags on photographs: the list and one of them. The decision is a step of the flag."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from anlan.access.models import TokenScope
from anlan.api import cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, spoken
from anlan.api.schemas import Available, HistoryEntry, Labelled
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.evidence.access import VISIBLE
from anlan.evidence.models import Role
from anlan.org.roles import Permission
from anlan.scrutiny.flow import FLAG_FLOW
from anlan.scrutiny.listing import FLAGS, filtered
from anlan.scrutiny.models import FlagState, PhotoFlag
from anlan.scrutiny.reasons import Reason, told
from anlan.scrutiny.subjects import SUBJECTS

router = Router(tags=["photo-flags"])
READ = AccessToken(TokenScope.READ, Permission.EVIDENCE_READ)
_COLUMNS = (
    "id", "state", "reason", "value", "bound", "detail", "case_kind", "case_id", "file_id", "role", "place",
    "area__code", "area__short_name", "area__name_en", "sector__code", "sector__name", "sector__name_en", "is_reuse",
    "attached_at", "flagged_at", "flagged_on", "decided_at", "decision", "revision",
)  # fmt: skip


class PhotoFlagRow(Schema):
    id: int
    number: str
    state: Labelled
    reason: Labelled
    value: int = Field(description="bits of 64, minutes, metres or times, by the reason")
    limit: int = Field(description="from where it is flagged, in the same unit")
    words: str = Field(description="what was measured, as a sentence")
    case_kind: str
    case: int
    photograph: str = Field(description="address of the flagged photograph")
    role: Labelled
    place: str
    area: Labelled
    sector: Labelled
    is_reuse: bool = Field(description="the reason names another photograph")
    attached_at: datetime
    flagged_at: datetime
    flagged_on: date
    decided_at: datetime | None
    decision: str = Field(description="why it was decided so; empty while it waits")
    revision: int


class Other(Schema):
    """The other photograph. Its case and address are told only to whoever may see that case."""

    visible: bool
    case_kind: str
    case: int | None
    photograph: str


class PhotoFlagDetail(PhotoFlagRow):
    other: Other | None
    available: list[Available]
    history: list[HistoryEntry]


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return flags as data."""
    states, reasons, roles = spoken(FlagState), spoken(Reason), spoken(Role)
    named = (SimpleNamespace(**dict(zip(_COLUMNS, values, strict=True))) for values in rows)
    return [_told(row, states, reasons, roles) for row in named]


def _told(row: Any, states: Any, reasons: Any, roles: Any) -> dict[str, Any]:
    chinese = in_chinese()
    return {
        "id": row.id,
        "number": f"ZPYD{row.flagged_on:%Y}-{row.id:07d}",
        "state": states[row.state],
        "reason": reasons[row.reason],
        "value": row.value,
        "limit": row.bound,
        "words": told(row),
        "case_kind": row.case_kind,
        "case": row.case_id,
        "photograph": _address(row.case_kind, row.case_id, row.file_id),
        "role": roles[row.role],
        "place": row.place,
        "area": {"code": row.area__code, "label": row.area__short_name if chinese else row.area__name_en},
        "sector": {"code": row.sector__code, "label": row.sector__name if chinese else row.sector__name_en},
        "is_reuse": row.is_reuse,
        "attached_at": row.attached_at,
        "flagged_at": row.flagged_at,
        "flagged_on": row.flagged_on,
        "decided_at": row.decided_at,
        "decision": row.decision,
        "revision": row.revision,
    }


def _address(kind: str, case: int, file: int) -> str:
    return f"/api/v1/photographs/{kind}/{case}/{file}"


SOURCE = Source(FLAGS, PhotoFlag.objects.within, filtered, _COLUMNS, tell)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(PhotoFlagRow),
    operation_id="photo_flags_list",
    summary=_("The list of photo flags"),
    description=_(
        "Photographs that look used before, doctored, or of another time or place, the latest first."
    ),
    openapi_extra={
        "parameters": of_spec(
            FLAGS,
            choice("state", FlagState.values),
            choice("reason", Reason.values),
            choice("kind", sorted(SUBJECTS)),
            *PLACE,
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


@router.get(
    "/{int:id}",
    auth=READ,
    response=PhotoFlagDetail,
    operation_id="photo_flags_get",
    summary=_("One photo flag"),
    description=_(
        "The reason with what was measured, both photographs as far as you may see them, the decision."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    flag = PhotoFlag.objects.within(actor.scope).filter(pk=id).first()
    if flag is None:
        raise cases.unknown(FLAG_FLOW)
    return answer(
        {
            **SOURCE.told([flag.pk])[0],
            "other": _other(flag, actor),
            "available": cases.available(FLAG_FLOW, flag, actor),
            "history": cases.history(FLAG_FLOW, flag),
        }
    )


def _other(flag: PhotoFlag, actor: Any) -> dict[str, Any] | None:
    if flag.other_id is None or flag.other_file_id is None:
        return None
    sees = VISIBLE.get(flag.other_kind)
    if sees is None or not sees(actor, flag.other_id):
        return {"visible": False, "case_kind": "", "case": None, "photograph": ""}
    return {
        "visible": True,
        "case_kind": flag.other_kind,
        "case": flag.other_id,
        "photograph": _address(flag.other_kind, flag.other_id, flag.other_file_id),
    }
