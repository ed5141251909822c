"""What concerns enterprises: codes for their page, what they found themselves, messages."""

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
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, spoken
from anlan.api.schemas import Labelled, Named
from anlan.api.stepping import KEY_HEADER, Envelope, Number, Seen
from anlan.api.words import _
from anlan.enterprise import codes, listing
from anlan.enterprise.flow import ADMISSION_FLOW
from anlan.enterprise.models import Admission, AdmissionState, CheckState, Letter, LetterState, SelfCheck
from anlan.hazards.models import Category, Grade
from anlan.org.roles import Permission
from anlan.premises.models import Premises

router = Router()
ADMIT = AccessToken(TokenScope.READ, Permission.ENTERPRISE_ADMIT)
_AREA = ("area__code", "area__short_name", "area__name_en")
_HEAD = ("id", "state", "premises_id", "premises__name", *_AREA)
CODE_COLUMNS = (*_HEAD, "holder", "given_on", "expires_at", "revoked_at", "revision")
CHECK_COLUMNS = (
    *_HEAD, "sector__code", "category", "grade", "description", "measure", "found_on", "due_on", "rectification",
    "rectified_at", "revision",
)  # fmt: skip
LETTER_COLUMNS = (
    *_HEAD, "is_from_office", "text", "written_at", "written_on", "answer", "answered_at", "revision",
)  # fmt: skip
CODED = ("digest",)
_GIVE, _RENEW = ADMISSION_FLOW.steps["give"], ADMISSION_FLOW.steps["renew"]


class Place(Schema):
    id: int
    name: str


class _Row(Schema):
    id: int
    number: str
    state: Labelled
    premises: Place
    area: Named
    revision: int


class CodeRow(_Row):
    holder: str
    given_on: date
    expires_at: datetime
    revoked_at: datetime | None


class CheckRow(_Row):
    sector: str
    category: Labelled
    grade: Labelled
    description: str
    measure: str
    found_on: date
    due_on: date
    rectification: str
    rectified_at: datetime | None


class LetterRow(_Row):
    is_from_office: bool
    text: str
    written_at: datetime
    written_on: date
    answer: str
    answered_at: datetime | None


class Give(Envelope):
    input: Annotated[dict[str, Any], WithJsonSchema(described.of_step(_GIVE, without=CODED))]


class Renew(Envelope):
    input: Annotated[dict[str, Any], WithJsonSchema(described.of_step(_RENEW, without=CODED))]
    revision: Seen = None


class GivenCode(Schema):
    case: int
    number: str
    code: str = Field(description="for the enterprise; told once, and nothing keeps it")
    expires_at: datetime
    replayed: bool


@router.get(
    "/enterprise-codes",
    auth=ADMIT,
    response=schemas.page_of(CodeRow),
    tags=["enterprises"],
    operation_id="enterprise_codes_list",
    summary=_("The list of codes of enterprises"),
    description=_("Who holds a code for which place, until when; never what opens a page."),
    openapi_extra={
        "parameters": of_spec(
            listing.CODES,
            choice("state", [listing.VALID, listing.RUN_OUT, AdmissionState.REVOKED.value]),
            *PLACE,
            *DAYS,
        )
    },
)
def code_list(request: ApiRequest) -> HttpResponse:
    return listed(request, CODES)


@router.get(
    "/self-checks",
    auth=AccessToken(TokenScope.READ, Permission.HAZARD_READ),
    response=schemas.page_of(CheckRow),
    tags=["enterprises"],
    operation_id="self_checks_list",
    summary=_("The list of self-found hazards"),
    description=_(
        "What enterprises found and recorded themselves; none of it stands in the list of hazards."
    ),
    openapi_extra={
        "parameters": of_spec(
            listing.CHECKS,
            choice("state", CheckState.values),
            choice("grade", Grade.values),
            *PLACE,
            *DAYS,
        )
    },
)
def check_list(request: ApiRequest) -> HttpResponse:
    return listed(request, CHECKS)


@router.get(
    "/letters",
    auth=ADMIT,
    response=schemas.page_of(LetterRow),
    tags=["enterprises"],
    operation_id="letters_list",
    summary=_("The list of messages of enterprises"),
    description=_("What enterprises asked, what was answered, and what was written to them."),
    openapi_extra={
        "parameters": of_spec(listing.LETTERS, choice("state", LetterState.values), *PLACE, *DAYS)
    },
)
def letter_list(request: ApiRequest) -> HttpResponse:
    return listed(request, LETTERS)


def _body(step: Any) -> dict[str, Any]:
    example = {"input": described.example(step, without=CODED)}
    return {"parameters": [KEY_HEADER], "requestBody": {"content": {JSON: {"example": example}}}}


@router.post(
    "/enterprise-codes",
    auth=AccessToken(TokenScope.ACT, Permission.ENTERPRISE_ADMIT, body=JSON),
    response=GivenCode,
    tags=["enterprises"],
    operation_id="enterprise_codes_give",
    summary=_("Give a code"),
    description=_("For a place that has none. The code is in the answer, once."),
    openapi_extra=_body(_GIVE),
)
def give(request: ApiRequest, body: Give) -> HttpResponse:
    given = _given(body.input)
    key = given.get("premises")
    if isinstance(key, int) and not Premises.objects.within(request.auth.actor.scope).filter(pk=key).exists():
        given["premises"] = "—"  # what one may not see names nothing
    return _answer(request, codes.give("give", given, by=request.auth.actor, key=_key(request)))


@router.post(
    "/enterprise-codes/{int:id}/renew",
    auth=AccessToken(TokenScope.ACT, Permission.ENTERPRISE_ADMIT, body=JSON),
    response=GivenCode,
    tags=["enterprises"],
    operation_id="enterprise_codes_renew",
    summary=_("Give a new code"),
    description=_("The old code ends, and whoever came in by it is out."),
    openapi_extra=_body(_RENEW),
)
def renew(request: ApiRequest, id: Number, body: Renew) -> HttpResponse:  # noqa: A002 -- the name in the path
    if not Admission.objects.within(request.auth.actor.scope).filter(pk=id).exists():
        raise cases.unknown(ADMISSION_FLOW)
    one = codes.give(
        "renew",
        _given(body.input),
        by=request.auth.actor,
        key=_key(request),
        case_id=id,
        revision=body.revision,
    )
    return _answer(request, one)


def _given(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name != "digest"}


def _key(request: ApiRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None


def _answer(request: ApiRequest, one: codes.Given) -> HttpResponse:
    admission = Admission.objects.within(request.auth.actor.scope).get(pk=one.outcome.case_id)
    return answer(
        {
            "case": admission.pk,
            "number": admission.number,
            "code": one.code,
            "expires_at": admission.expires_at,
            "replayed": one.outcome.replayed,
        }
    )


def _told(columns: tuple[str, ...], mark: str, day: str, words: dict[str, Any]) -> Any:
    def tell(rows: list[Any]) -> list[dict[str, Any]]:
        """Return such rows as data."""
        labels = {name: spoken(choices) for name, choices in words.items()}
        chinese, told = in_chinese(), []
        for values in rows:
            row = dict(zip(columns, values, strict=True))
            area = {"code": row.pop("area__code"), "name": row.pop("area__short_name")}
            english = row.pop("area__name_en")
            row |= {name: labels[name][row[name]] for name in words}
            if "sector__code" in row:
                row["sector"] = row.pop("sector__code")
            told.append(
                row
                | {
                    "number": f"{mark}{row[day]:%Y}-{row['id']:07d}",
                    "area": area if chinese else {**area, "name": english},
                    "premises": {"id": row.pop("premises_id"), "name": row.pop("premises__name")},
                }
            )
        return told

    return tell


CODES = Source(
    listing.CODES,
    Admission.objects.within,
    listing.codes_filtered,
    CODE_COLUMNS,
    _told(CODE_COLUMNS, "QY", "given_on", {"state": AdmissionState}),
)
CHECKS = Source(
    listing.CHECKS,
    SelfCheck.objects.within,
    listing.checks_filtered,
    CHECK_COLUMNS,
    _told(CHECK_COLUMNS, "ZC", "found_on", {"state": CheckState, "category": Category, "grade": Grade}),
)
LETTERS = Source(
    listing.LETTERS,
    Letter.objects.within,
    listing.letters_filtered,
    LETTER_COLUMNS,
    _told(LETTER_COLUMNS, "LX", "written_on", {"state": LetterState}),
)
