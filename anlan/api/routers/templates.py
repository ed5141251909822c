"""The city's own DOCX templates: uploaded, replaced by a new version, read; series choose them by the steps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import bulletin_schemas, cases, schemas
from anlan.api.answers import answer, outcome_data
from anlan.api.gate import AccessToken, ApiRequest, too_large
from anlan.api.listed import COUNT, PAGING, choice, ordered, spoken
from anlan.api.routers.photographs import MULTIPART
from anlan.api.stepping import KEY_HEADER, Number
from anlan.api.words import _
from anlan.bulletins import templates
from anlan.bulletins.flow import TEMPLATE_FLOW
from anlan.bulletins.models import Template, TemplateState
from anlan.bulletins.views.lists import own_area
from anlan.bulletins.views.templates import as_docx, sample_response
from anlan.documents.templates.package import MOST_BYTES
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.parameters import NEWEST
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.org.roles import Permission

router = Router(tags=["bulletin-templates"])
READ = AccessToken(TokenScope.READ, Permission.BULLETIN_EDIT)
ACT = AccessToken(TokenScope.ACT, Permission.BULLETIN_EDIT, body=MULTIPART)
_FILE = {"type": "string", "format": "binary"}


def _body(**more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {**more, "file": _FILE}, "required": [*more, "file"]}
    return {"required": True, "content": {MULTIPART: {"schema": schema}}}


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(bulletin_schemas.TemplateRow),
    operation_id="templates_list",
    summary=_("Templates of bulletins"),
    description=_("The city's own Word templates, the newest first, with the series that print by them."),
    openapi_extra={"parameters": [COUNT, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Template.objects.within(request.auth.actor.scope).prefetch_related("series_set")
    return ordered(request, rows, lambda page: [_row(one) for one in page], order=NEWEST)


def _row(one: Template) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "state": spoken(TemplateState)[one.state],
        "version": one.version,
        "revision": one.revision,
        "series": [{"id": series.pk, "name": series.label} for series in one.series_set.all()],
    }


@router.post(
    "",
    auth=ACT,
    response=schemas.Outcome,
    operation_id="templates_upload",
    summary=_("Upload a template"),
    description=_(
        "A Word document with placeholders; whatever else could act in it is refused with its place."
    ),
    openapi_extra={
        "parameters": [KEY_HEADER],
        "requestBody": _body(name={"type": "string", "maxLength": 60}),
    },
)
def upload(request: ApiRequest) -> HttpResponse:
    actor = request.auth.actor
    area = own_area(actor, Permission.BULLETIN_EDIT)
    file, given = _file(request, area)
    raw = {"area": area, "name": given.get("name", ""), "file": file}
    outcome = door.open_case(TEMPLATE_FLOW, "upload", by=actor, input=raw, key=_key(request))
    return answer(outcome_data(outcome))


@router.get(
    "sample",
    auth=READ,
    operation_id="templates_sample",
    summary=_("A sample template"),
    description=_("A Word document with every placeholder of an issue in its place, to begin from."),
    response={200: None},
    openapi_extra={"parameters": [choice("language", ("zh", "en"))]},
)
def sample(request: ApiRequest) -> HttpResponse:
    return sample_response(parameters.choice(request.GET, "language", ("zh", "en")) or "zh")


@router.get(
    "{int:id}",
    auth=READ,
    response=bulletin_schemas.TemplateDetail,
    operation_id="templates_get",
    summary=_("One template"),
    description=_(
        "Its versions with their digests, its placeholders, the steps that lead on, and the history."
    ),
)
def one(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    found = _seen(request, id)
    return answer(
        {
            **_row(found),
            "versions": [
                {
                    "number": version.number,
                    "file": version.file_name,
                    "sha256": version.sha256,
                    "at": version.at,
                    "placeholders": version.placeholders,
                }
                for version in found.versions.defer("content").order_by("-number")
            ],
            "available": cases.available(
                TEMPLATE_FLOW, found, request.auth.actor, without=frozenset({"replace"})
            ),
            "history": cases.history(TEMPLATE_FLOW, found),
        }
    )


@router.post(
    "{int:id}/versions",
    auth=ACT,
    response=schemas.Outcome,
    operation_id="templates_replace",
    summary=_("Bring a new version of a template"),
    description=_("What is signed from now on is made by it; what was signed keeps its version."),
    openapi_extra={"parameters": [KEY_HEADER], "requestBody": _body()},
)
def replace(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    found = _seen(request, id)
    file, _given = _file(request, found.area)
    outcome = door.apply(
        TEMPLATE_FLOW, found.pk, "replace", by=request.auth.actor, input={"file": file}, key=_key(request)
    )
    return answer(outcome_data(outcome))


@router.get(
    "{int:id}/file",
    auth=READ,
    operation_id="templates_file",
    summary=_("A template as a file"),
    description=_("As it was uploaded; without a version the newest."),
    response={200: None},
    openapi_extra={
        "parameters": [
            {
                "in": "query",
                "name": "version",
                "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
            }
        ]
    },
)
def file(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    found = _seen(request, id)
    number = parameters.whole(request.GET, "version") or found.version
    version = found.versions.filter(number=min(number, 2**31 - 1)).first()
    if version is None:
        raise Unknown(
            "template.version",
            gettext("This template has no version %(n)s.") % {"n": number},
            field="version",
        )
    return as_docx(version)


def _seen(request: ApiRequest, key: int) -> Template:
    rows = (
        Template.objects.within(request.auth.actor.scope)
        .select_related("area")
        .prefetch_related("series_set")
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise cases.unknown(TEMPLATE_FLOW)
    return found


def _file(request: ApiRequest, area: Area) -> tuple[templates.TemplateFile, Any]:
    try:
        sent, given = request.FILES.get("file"), request.POST
    except RequestDataTooBig:
        raise too_large() from None
    except (MultiPartParserError, SuspiciousOperation):
        raise Invalid("body.unreadable", gettext("The body did not arrive whole.")) from None
    if sent is None:
        return templates.read_file("", b"", area), given
    return templates.read_file(sent.name or "template.docx", sent.read(MOST_BYTES + 1), area), given


def _key(request: ApiRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None
