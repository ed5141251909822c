"""Daily digests: the list, one of them, its files; and the flags of the quality of data, for the office."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, digest_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, ordered
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.bulletins.views.lists import as_file
from anlan.digests.flow import DIGEST_FLOW
from anlan.digests.listing import filtered
from anlan.digests.models import LANGUAGES, Digest, Edition
from anlan.documents.formats import FORMATS
from anlan.hazards.hollow import Rule
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.quality.telling import told
from anlan.quality.text_views import asked, rows_of
from anlan.quality.texts import ORIGINS
from anlan.quality.views import period_of

router = Router(tags=["digests"])
READ = AccessToken(TokenScope.READ, Permission.REPORT_READ)
MOST = 1_000
DISPATCH = AccessToken(TokenScope.READ, Permission.REPORT_DISPATCH)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(digest_schemas.DigestRow),
    operation_id="digests_list",
    summary=_("The list of daily digests"),
    description=_("One page of each day, made by the clock and kept, the newest first."),
    openapi_extra={"parameters": [PLACE[0], *DAYS, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Digest.objects.within(request.auth.actor.scope), request.GET)
    return ordered(
        request, rows.select_related("area"), lambda page: [_told(one) for one in page], order=NEWEST
    )


@router.get(
    "/{int:id}",
    auth=READ,
    response=digest_schemas.DigestDetail,
    operation_id="digests_get",
    summary=_("One daily digest"),
    description=_(
        "Its latest edition as composed, the numbers that it prints, its editions and its history."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    digest = _visible(request, id)
    editions = list(Edition.objects.filter(digest=digest).order_by("number"))
    latest = editions[-1]
    return answer(
        {
            **_told(digest),
            "documents": latest.compositions,
            "numbers": [{"key": key, **one} for key, one in latest.numbers.items()],
            "editions": [
                {
                    "number": one.number,
                    "at": one.at,
                    "why": one.why,
                    "known_seq": one.known_seq,
                    "sha256": one.sha256,
                }
                for one in editions
            ],
            "available": cases.available(DIGEST_FLOW, digest, request.auth.actor),
            "history": cases.history(DIGEST_FLOW, digest),
        }
    )


@router.get(
    "/{int:id}/file",
    auth=READ,
    operation_id="digests_file",
    summary=_("A daily digest as a file"),
    description=_("The latest edition, the same bytes every time."),
    response={200: None},
    openapi_extra={"parameters": [choice("format", tuple(FORMATS)), choice("language", LANGUAGES)]},
)
def file(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    digest = _visible(request, id)
    form = parameters.choice(request.GET, "format", tuple(FORMATS)) or "pdf"
    language = parameters.choice(request.GET, "language", LANGUAGES) or LANGUAGES[0]
    edition = Edition.objects.get(digest=digest, number=digest.edition)
    return as_file(FORMATS[form](edition.document(language)), f"digest-{digest.day}-{edition.number}", form)


@router.get(
    "/flags",
    auth=DISPATCH,
    response=digest_schemas.Flags,
    operation_id="quality_flags",
    summary=_("Flags of the quality of data"),
    description=_(
        "Reports and checks that look improbable, with reason and probability. For the office, ranks nobody."
    ),
    openapi_extra={"parameters": [*DAYS]},
)
def flags(request: ApiRequest) -> HttpResponse:
    period = period_of(request.GET)
    rows = [
        {
            "kind": one.kind.value,
            "organisation": {"id": one.organisation_id, "name": one.unit},
            "reason": one.reason,
            "probability": one.probability,
            "chance": one.chance,
        }
        for one in told(request.auth.actor.scope, period)
    ]
    return answer({"first": period.first, "last": period.last, "flags": rows})


@router.get(
    "/hollow",
    auth=DISPATCH,
    response=digest_schemas.HollowTexts,
    operation_id="quality_hollow",
    summary=_("Hollow text"),
    description=_(
        "What was written about hazards and says too little, with the rules that it meets and their reasons: of the "
        "last 90 days, unless others are asked for, newest first, at most 1,000."
    ),
    openapi_extra={
        "parameters": [
            *DAYS,
            choice("rule", [one.value for one in Rule]),
            choice("origin", tuple(ORIGINS)),
            *PLACE[:2],
        ]
    },
)
def hollow(request: ApiRequest) -> HttpResponse:
    period, _rule, _origin, found = asked(request.GET, request.auth.actor.scope)
    rows = [
        {
            "number": row["words"].number,
            "origin": row["words"].origin,
            "id": row["words"].key,
            "day": row["words"].day,
            "premises": {"id": row["words"].premises, "name": row["premises"]},
            "description": row["words"].finding,
            "rectification": row["words"].measure,
            "rules": [one.value for one in row["words"].rules],
            "reasons": row["reasons"],
        }
        for row in rows_of(found.words[:MOST])
    ]
    counts = {rule.value: number for rule, number in found.counts.items()}
    return answer(
        {"first": period.first, "last": period.last, "read": found.read, "found": len(found.words),
         "counts": counts, "texts": rows}
    )  # fmt: skip


def _visible(request: ApiRequest, key: int) -> Digest:
    rows = Digest.objects.within(request.auth.actor.scope).select_related("area")
    found = rows.filter(pk=key).first()
    if found is None:
        raise cases.unknown(DIGEST_FLOW)
    return found


def _told(digest: Digest) -> dict[str, Any]:
    return {
        "id": digest.pk,
        "number": digest.number,
        "day": digest.day,
        "area": {"id": digest.area_id, "name": digest.area.label},
        "edition": digest.edition,
        "made_at": digest.made_at,
        "sha256": digest.sha256,
        "revision": digest.revision,
    }
