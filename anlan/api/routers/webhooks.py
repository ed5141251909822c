"""Receivers of webhooks: read by a token that reads; what is decided on them asks for the scope of administration."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, WithJsonSchema, create_model

from anlan.access.models import TokenScope
from anlan.api import cases, described, schemas, webhook_schemas
from anlan.api.administering import without_keys
from anlan.api.answers import JSON, answer, outcome_data
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, choice, ordered, spoken
from anlan.api.stepping import KEY_HEADER, Envelope, Number, Seen
from anlan.api.words import _
from anlan.hooks import acts
from anlan.hooks.flow import WEBHOOK_FLOW
from anlan.hooks.models import Delivery, Receiver, ReceiverState, Sent
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission

router = Router(tags=["webhooks"])
MANAGE = Permission.PEOPLE_MANAGE
READ = AccessToken(TokenScope.READ, MANAGE)
DECIDE = AccessToken(TokenScope.ADMINISTER, MANAGE, body=JSON)
_ONCE = _("The key is in the answer, and nowhere else: it signs what is sent to the receiver.")
_ASKED = _("It leaves within a minute; the deliveries tell what became of it.")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(webhook_schemas.WebhookRow),
    operation_id="webhooks_list",
    summary=_("The list of receivers of webhooks"),
    description=_("Those of the administrator’s area, newest first; never their keys."),
    openapi_extra={"parameters": [choice("state", ReceiverState.values), *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Receiver.objects.within(request.auth.actor.scope).select_related("account", "course")
    if state := parameters.choice(request.GET, "state", ReceiverState.values):
        rows = rows.filter(state=state)
    return ordered(request, rows, lambda page: [_row(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=webhook_schemas.WebhookDetail,
    operation_id="webhooks_get",
    summary=_("One receiver of webhooks"),
    description=_("How far it has come, the steps that lead on, and its history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    found = acts.find(actor, id)
    return answer(
        {
            **_row(found),
            "available": cases.available(WEBHOOK_FLOW, found, actor, without=frozenset({"stop"})),
            "history": cases.history(WEBHOOK_FLOW, found),
        }
    )


@router.get(
    "/{int:id}/deliveries",
    auth=READ,
    response=schemas.page_of(webhook_schemas.DeliveryRow),
    operation_id="webhooks_deliveries",
    summary=_("What became of the deliveries to a receiver"),
    description=_("Newest first, of the last three months."),
    openapi_extra={"parameters": [choice("state", Sent.values), *PAGING]},
)
def deliveries(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    rows = Delivery.objects.filter(receiver=acts.find(request.auth.actor, id))
    if state := parameters.choice(request.GET, "state", Sent.values):
        rows = rows.filter(state=state)
    return ordered(request, rows, lambda page: [_delivery(one) for one in page], order=NEWEST)


def _row(one: Receiver) -> dict[str, Any]:
    course = one.course
    return {
        "id": one.pk,
        "number": one.number,
        "name": one.name,
        "address": one.address,
        "kinds": one.kinds.split(),
        "account": {"id": one.account_id, "username": one.account.username, "name": one.account.name},
        "state": spoken(ReceiverState)[one.state],
        "paused_why": one.paused_why,
        "turn": one.turn,
        "former_until": one.former_until,
        "seq": course.seq,
        "failures": course.failures,
        "next_at": course.next_at,
        "delivered_at": course.delivered_at,
        "revision": one.revision,
    }


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.pk,
        "seq": one.seq,
        "event_id": one.mark,
        "event": one.event,
        "case": one.case_id,
        "state": spoken(Sent)[one.state],
        "attempts": one.attempts,
        "status": one.status,
        "answer": one.answer,
        "took_ms": one.took_ms,
        "begun_at": one.begun_at,
        "tried_at": one.tried_at,
    }


# -- what is decided ---------------------------------------------------------------------------------------------


def _body(name: str) -> type[BaseModel]:
    step = WEBHOOK_FLOW.steps[name]
    given = Annotated[dict[str, Any], WithJsonSchema(without_keys(described.of_step(step)))]
    fields: dict[str, Any] = {"input": (given, ...)}
    if not step.opening:
        fields["revision"] = (Seen, None)
    model: type[BaseModel] = create_model(f"Webhook{name.title()}", __base__=Envelope, **fields)
    return model


def _told(name: str) -> dict[str, Any]:
    step = WEBHOOK_FLOW.steps[name]
    example = {"input": described.example(step)}
    return {"parameters": [KEY_HEADER], "requestBody": {"content": {JSON: {"example": example}}}}


def _key(request: ApiRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None


def _keyed(made: acts.Keyed) -> HttpResponse:
    return answer({**outcome_data(made.outcome), "number": made.receiver.number, "key": made.key})


def _open(request: ApiRequest, body: Any) -> HttpResponse:
    return _keyed(acts.register(by=request.auth.actor, given=body.input, key=_key(request)))


def _turn(request: ApiRequest, id: int, body: Any) -> HttpResponse:  # noqa: A002 -- the name in the path
    found = acts.find(request.auth.actor, id)
    given: dict[str, Any] = body.input
    return _keyed(
        acts.turn(found, by=request.auth.actor, given=given, key=_key(request), revision=body.revision)
    )


def _takes(name: str) -> Any:
    def take(request: ApiRequest, id: int, body: Any) -> HttpResponse:  # noqa: A002 -- the name in the path
        found = acts.find(request.auth.actor, id)
        given: dict[str, Any] = body.input
        outcome = acts.take(
            found, name, by=request.auth.actor, given=given, key=_key(request), revision=body.revision
        )
        return answer(outcome_data(outcome))

    return take


def _add(name: str, view: Any) -> None:
    step = WEBHOOK_FLOW.steps[name]
    view.__annotations__ = {"request": ApiRequest, "body": _body(name)}
    if not step.opening:
        view.__annotations__["id"] = Number
    view.__doc__ = None
    router.post(
        f"/{name}" if step.opening else f"/{{int:id}}/{name}",
        auth=DECIDE,
        response=webhook_schemas.KeyedOutcome if name in ("open", "turn") else schemas.Outcome,
        operation_id=f"webhook_{name}",
        summary=cast(str, step.label),
        description=_ONCE if name in ("open", "turn") else _("Decided by the rules of the page."),
        openapi_extra=_told(name),
    )(view)


for _name, _view in (
    ("open", _open),
    ("turn", _turn),
    *((name, _takes(name)) for name in ("amend", "pause", "resume", "close")),
):
    _add(_name, _view)


@router.post(
    "/{int:id}/test",
    auth=AccessToken(TokenScope.ADMINISTER, MANAGE),
    response=webhook_schemas.DeliveryRow,
    operation_id="webhook_test",
    summary=_("Send a test message"),
    description=_ASKED,
)
def test(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    return answer(_delivery(acts.ping(acts.find(actor, id), by=actor, at=clock.real_now())))


@router.post(
    "/{int:id}/deliveries/{int:delivery}/again",
    auth=AccessToken(TokenScope.ADMINISTER, MANAGE),
    response=webhook_schemas.DeliveryRow,
    operation_id="webhook_again",
    summary=_("Send an event once more"),
    description=_ASKED,
)
def again(request: ApiRequest, id: Number, delivery: Number) -> HttpResponse:  # noqa: A002 -- as in the path
    actor = request.auth.actor
    return answer(_delivery(acts.redeliver(acts.find(actor, id), delivery, by=actor, at=clock.real_now())))
