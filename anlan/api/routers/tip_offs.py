"""Tip-offs: the list, one of them, and taking one in (a hotline's own system). Nothing here tells who informed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field, WithJsonSchema

from anlan.access.models import TokenScope
from anlan.api import cases, described, schemas
from anlan.api.answers import JSON, answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, Source, choice, in_chinese, listed, of_spec, parameter, spoken
from anlan.api.opened import TIP_STEPS_WITHOUT
from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named, Photograph
from anlan.api.stepping import KEY_HEADER, Envelope, Number
from anlan.api.words import _
from anlan.org.roles import Permission
from anlan.tipoffs import actions
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.listing import LATE, TIPS, filtered
from anlan.tipoffs.models import Channel, Refusal, Result, Subject, TipOff, TipState, number

router = Router(tags=["tip-offs"])
READ = AccessToken(TokenScope.READ, Permission.TIP_HANDLE)
_COLUMNS = (
    "id", "state", "subject", "channel", "text", "place", "area__code", "area__short_name", "area__name_en",
    "received_at", "received_on", "triage_due_at", "handler_id", "handler__name", "handler__name_en", "answer_due_at",
    "premises_id", "visit_id", "result", "answer", "answered_at", "is_in_time", "refusal", "refusal_note", "reward",
    "reward_received_at", "revision",
)  # fmt: skip
_RECORD = TIP_FLOW.steps["record"]
_GIVEN = described.of_step(_RECORD, without=("receipt",))


class TipRow(Schema):
    id: int
    number: str
    state: Labelled
    subject: Labelled
    channel: Labelled
    text: str
    place: str
    area: Named
    received_at: datetime
    received_on: date
    triage_due_at: datetime
    handler: Keyed | None
    answer_due_at: datetime | None
    premises: int | None
    visit: int | None
    result: Labelled | None
    answer: str
    answered_at: datetime | None
    is_in_time: bool
    refusal: Labelled | None
    refusal_note: str
    reward: int = Field(description="yuan; 0: none was decided on")
    reward_received_at: datetime | None
    revision: int


class Said(Schema):
    at: datetime
    is_from_informant: bool
    text: str


class TipDetail(TipRow):
    said: list[Said]
    photographs: list[Photograph]
    available: list[Available]
    history: list[HistoryEntry]


class TakeIn(Envelope):
    """What came, without the receipt code: that is made here."""

    input: Annotated[dict[str, Any], WithJsonSchema(_GIVEN)]


class TakenIn(Schema):
    case: int
    number: str
    receipt: str = Field(description="for the informant; told once, and nothing keeps it")
    triage_due_at: datetime
    replayed: bool


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(TipRow),
    operation_id="tip_offs_list",
    summary=_("The list of tip-offs"),
    description=_("Those that your office sorts, and those assigned to your organisation, the latest first."),
    openapi_extra={
        "parameters": of_spec(
            TIPS,
            choice("state", [*TipState.values, LATE]),
            choice("subject", Subject.values),
            choice("channel", Channel.values),
            choice("result", Result.values),
            parameter(
                "area", {"type": "string", "maxLength": 60}, "code or name of an area, with all below it"
            ),
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


@router.get(
    "/{int:id}",
    auth=READ,
    response=TipDetail,
    operation_id="tip_offs_get",
    summary=_("One tip-off"),
    description=_(
        "What was told, what was written since, and the steps that lead on. Who informed is not told here."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    tip = TipOff.objects.within(actor.scope).filter(pk=id).first()
    if tip is None:
        raise cases.unknown(TIP_FLOW)
    (row,) = SOURCE.told([tip.pk])
    said = tip.messages.order_by("seq").values("at", "is_from_informant", "text")
    return answer(
        {
            **row,
            "said": list(said),
            "photographs": cases.photographs("tip_off", tip.pk),
            "available": cases.available(TIP_FLOW, tip, actor, without=TIP_STEPS_WITHOUT),
            "history": cases.history(TIP_FLOW, tip),
        }
    )


@router.post(
    "",
    auth=AccessToken(TokenScope.ACT, Permission.TIP_TRIAGE, body=JSON),
    response=TakenIn,
    operation_id="tip_offs_take_in",
    summary=_("Take a tip-off in"),
    description=_("Name and contact are sealed at once. The receipt code is for the informant."),
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": {
            "content": {JSON: {"example": {"input": described.example(_RECORD, without=("receipt",))}}}
        },
    },
)
def take_in(request: ApiRequest, body: TakeIn) -> HttpResponse:
    key = request.headers.get("Idempotency-Key") or None
    given = {name: value for name, value in body.input.items() if name != "receipt"}
    taken = actions.take_in("record", given, by=request.auth.actor, key=key)
    tip = TipOff.objects.within(request.auth.actor.scope).get(pk=taken.outcome.case_id)
    return answer(
        {
            "case": tip.pk,
            "number": tip.number,
            "receipt": taken.receipt,
            "triage_due_at": tip.triage_due_at,
            "replayed": taken.outcome.replayed,
        }
    )


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return tip-offs as data."""
    words: dict[str, Any] = {
        "state": TipState,
        "subject": Subject,
        "channel": Channel,
        "result": Result,
        "refusal": Refusal,
    }
    labels = {name: spoken(choices) for name, choices in words.items()}
    chinese = in_chinese()
    told = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        area = {"code": row.pop("area__code"), "name": row.pop("area__short_name")}
        english, handler, body, body_en = (
            row.pop(name) for name in ("area__name_en", "handler_id", "handler__name", "handler__name_en")
        )
        row |= {name: labels[name][row[name]] if row[name] else None for name in words}
        told.append(
            row
            | {
                "number": number(row["id"], row["received_on"]),
                "area": area if chinese else {**area, "name": english},
                "handler": {"id": handler, "name": body if chinese or not body_en else body_en}
                if handler
                else None,
                "premises": row.pop("premises_id"),
                "visit": row.pop("visit_id"),
            }
        )
    return told


SOURCE = Source(TIPS, TipOff.objects.within, filtered, _COLUMNS, tell)
