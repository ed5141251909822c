"""Forms for superiors: brought, bound and filled; what was filled, its account, its file, and what came back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, exchange_schemas, schemas
from anlan.api.answers import JSON, answer, outcome_data
from anlan.api.gate import AccessToken, ApiRequest, too_large
from anlan.api.listed import DAYS, PAGING, PLACE, choice, ordered, spoken
from anlan.api.routers.photographs import MULTIPART
from anlan.api.stepping import KEY_HEADER, Number
from anlan.api.words import _
from anlan.exchange import actions
from anlan.exchange import bindings as bound
from anlan.exchange.effects import file_of
from anlan.exchange.flow import FILLING_FLOW, FORM_FLOW
from anlan.exchange.listing import filtered
from anlan.exchange.models import Filling, FillingState, FormState, SuperiorForm
from anlan.exchange.opening import opened
from anlan.exchange.views.forms import as_file
from anlan.exchange.xlsx import MOST_BYTES
from anlan.figures.cut import find_area
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import NEWEST
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.roles import Permission

router = Router(tags=["superior-forms"])
fillings = Router(tags=["superior-forms"])
READ = AccessToken(TokenScope.READ, Permission.FORM_FILL)
ACT = AccessToken(TokenScope.ACT, Permission.FORM_FILL, body=JSON)
UPLOAD = AccessToken(TokenScope.ACT, Permission.FORM_FILL, body=MULTIPART)
_FILE = {"type": "string", "format": "binary"}
_WORDS = {"type": "string", "maxLength": 80}


def _body(**more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {**more, "file": _FILE}, "required": [*more, "file"]}
    return {"required": True, "content": {MULTIPART: {"schema": schema}}}


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(exchange_schemas.SuperiorFormRow),
    operation_id="superior_forms_list",
    summary=_("Forms for superiors"),
    description=_("The blank forms of superiors that your area fills, the newest first."),
    openapi_extra={"parameters": PAGING},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = SuperiorForm.objects.within(request.auth.actor.scope).select_related("area")
    return ordered(request, rows, lambda page: [_row(one) for one in page], order=NEWEST)


@router.post(
    "",
    auth=UPLOAD,
    response=schemas.Outcome,
    operation_id="superior_forms_bring",
    summary=_("Bring a form"),
    description=_(
        "A blank .xlsx or .docx; macros, links to other files and endless sheets are refused with their place."
    ),
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": _body(area=_WORDS, code=_WORDS, name=_WORDS, receiver=_WORDS),
    },
)
def bring(request: ApiRequest) -> HttpResponse:
    name, content, given = _sent(request)
    raw = {field: given.get(field, "") for field in ("code", "name", "receiver")}
    raw |= {"area": find_area(given.get("area", "")), "file": actions.read(name, content)}
    outcome = door.open_case(FORM_FLOW, "bring", by=request.auth.actor, input=raw, key=_key(request))
    return answer(outcome_data(outcome))


@router.get(
    "{int:id}",
    auth=READ,
    response=exchange_schemas.SuperiorFormDetail,
    operation_id="superior_forms_get",
    summary=_("One form for superiors"),
    description=_(
        "Its sheets, what each bound cell takes, which bindings hold no more, the steps that lead on."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    form = _form(request, id)
    grids = opened(bytes(file_of(form).content), form.kind).grids()
    bindings = bound.read(form.bindings)
    return answer(
        {
            **_row(form),
            "bindings": bindings,
            "faults": [found for one in bindings if (found := bound.fault_of(one, grids))],
            "sheets": [
                {"name": name, "rows": grid.rows, "columns": grid.columns, "is_hidden": grid.is_hidden}
                for name, grid in grids.items()
            ],
            "available": cases.available(FORM_FLOW, form, request.auth.actor, without=frozenset({"replace"})),
            "history": cases.history(FORM_FLOW, form),
        }
    )


@router.post(
    "{int:id}/versions",
    auth=UPLOAD,
    response=schemas.Outcome,
    operation_id="superior_forms_replace",
    summary=_("Bring a new version of a form"),
    description=_("Every bound cell must still be there; what was filled keeps its version."),
    openapi_extra={"parameters": [KEY_HEADER], "requestBody": _body()},
)
def replace(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    form = _form(request, id)
    name, content, _given = _sent(request)
    given = {"file": actions.read(name, content)}
    outcome = door.apply(FORM_FLOW, form.pk, "replace", by=request.auth.actor, input=given, key=_key(request))
    return answer(outcome_data(outcome))


@router.post(
    "{int:id}/fill",
    auth=ACT,
    response=schemas.Outcome,
    operation_id="superior_forms_fill",
    summary=_("Fill a form"),
    description=_(
        "For whole days, as known now; what cannot be filled is told cell by cell and nothing is kept."
    ),
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": {"content": {JSON: {"example": {"first": "2022-10-01", "last": "2022-10-31"}}}},
    },
)
def fill(request: ApiRequest, id: Number, body: exchange_schemas.FillBody) -> HttpResponse:  # noqa: A002
    form = _form(request, id)
    if body.first > body.last:
        raise Invalid("period.order", gettext("The period ends before it begins."), field="first")
    period = Period(body.first, body.last)
    return answer(outcome_data(actions.fill_for(form, period, by=request.auth.actor, key=_key(request))))


@fillings.get(
    "",
    auth=READ,
    response=schemas.page_of(exchange_schemas.FillingRow),
    operation_id="form_fillings_list",
    summary=_("Filled forms"),
    description=_("Those of your area, the newest first."),
    openapi_extra={"parameters": [choice("state", FillingState.values), PLACE[0], *DAYS, *PAGING]},
)
def filled(request: ApiRequest) -> HttpResponse:
    rows = filtered(Filling.objects.within(request.auth.actor.scope), request.GET).select_related(
        "form", "area"
    )
    return ordered(request, rows, lambda page: [_filling_row(one) for one in page], order=NEWEST)


@fillings.get(
    "{int:id}",
    auth=READ,
    response=exchange_schemas.FillingDetail,
    operation_id="form_fillings_get",
    summary=_("One filled form"),
    description=_("With its account: each cell with the figure or list it took, each sum that was compared."),
)
def one_filled(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    filling = _filling(request, id)
    without = frozenset({"receive"})
    return answer(
        {
            **_filling_row(filling),
            "account": actions.current(filling),
            "available": cases.available(FILLING_FLOW, filling, request.auth.actor, without=without),
            "history": cases.history(FILLING_FLOW, filling),
        }
    )


@fillings.get(
    "{int:id}/file",
    auth=READ,
    operation_id="form_fillings_file",
    summary=_("A filled form as a file"),
    description=_("The same bytes every time; `sha256` of the filled form is over them."),
    response={200: None},
)
def file(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    filling = _filling(request, id)
    kept = actions.sent_file(filling)
    return as_file(bytes(kept.content), kept.file_name, filling.form.kind)


@fillings.post(
    "{int:id}/returned",
    auth=UPLOAD,
    response=schemas.Outcome,
    operation_id="form_fillings_receive",
    summary=_("Compare with what came back"),
    description=_("The form as the superior has it: each filled cell is compared with what was sent."),
    openapi_extra={"parameters": [KEY_HEADER], "requestBody": _body()},
)
def receive(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    filling = _filling(request, id)
    name, content, _given = _sent(request)
    given = {"returned": actions.returned(filling, name, content)}
    outcome = door.apply(
        FILLING_FLOW, filling.pk, "receive", by=request.auth.actor, input=given, key=_key(request)
    )
    return answer(outcome_data(outcome))


def _form(request: ApiRequest, key: int) -> SuperiorForm:
    rows = SuperiorForm.objects.within(request.auth.actor.scope).select_related("area", "organisation")
    found = rows.filter(pk=key).first()
    if found is None:
        raise cases.unknown(FORM_FLOW)
    return found


def _filling(request: ApiRequest, key: int) -> Filling:
    rows = Filling.objects.within(request.auth.actor.scope).select_related("form", "area")
    found = rows.filter(pk=key).first()
    if found is None:
        raise cases.unknown(FILLING_FLOW)
    return found


def _row(one: SuperiorForm) -> dict[str, Any]:
    names = ("code", "name", "receiver", "kind", "version", "cadence", "fill_day", "revision")
    told = {name: getattr(one, name) for name in names}
    return {"id": one.pk, "state": spoken(FormState)[one.state], "area": one.area.code, **told}


def _filling_row(one: Filling) -> dict[str, Any]:
    names = (
        "number", "first", "last", "known_at", "known_seq", "sha256", "cells", "checks", "checks_failed", "sent_at",
        "received_at", "differences", "revision",
    )  # fmt: skip
    return {
        "id": one.pk,
        "form": one.form_id,
        "name": one.form.name,
        "state": spoken(FillingState)[one.state],
        "area": one.area.code,
        **{name: getattr(one, name) for name in names},
    }


def _sent(request: ApiRequest) -> tuple[str, bytes, Any]:
    try:
        sent, given = request.FILES.get("file"), request.POST
    except RequestDataTooBig:
        raise too_large() from None
    except (MultiPartParserError, SuspiciousOperation):
        raise Invalid("body.unreadable", gettext("The body did not arrive whole.")) from None
    return (sent.name or "", sent.read(MOST_BYTES + 1), given) if sent else ("form.xlsx", b"", given)


def _key(request: ApiRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None
