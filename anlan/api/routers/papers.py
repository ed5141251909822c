"""Numbered papers: the register, one paper in its words, its file."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, choice, ordered
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.documents.rendering import plain
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.papers.archive import kept
from anlan.papers.issuing import document_of
from anlan.papers.kinds import kinds
from anlan.papers.models import Archive, Form, Paper
from anlan.papers.views import seen

router = Router(tags=["papers"])
READ = AccessToken(TokenScope.READ, Permission.HAZARD_READ)


def _row(row: Paper) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "kind": {"code": row.kind, "label": kinds()[row.kind].label},
        "title": row.title,
        "issuer": {"id": row.issuer_id, "name": row.issuer.label},
        "recipient": {"id": row.recipient_id, "name": row.recipient.label} if row.recipient else None,
        "subject": f"{row.case_kind} {row.case_id}",
        "seq": row.seq,
        "issued_at": row.issued_at,
        "digest": row.digest,
    }


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(schemas.PaperRow),
    operation_id="papers_list",
    summary=_("Numbered papers"),
    description=_("Newest first."),
    openapi_extra={"parameters": [choice("kind", sorted(kinds())), *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = (
        Paper.objects.within(request.auth.actor.scope).select_related("issuer", "recipient").defer("content")
    )
    if kind := parameters.choice(request.GET, "kind", list(kinds())):
        rows = rows.filter(kind=kind)
    return ordered(request, rows, lambda page: [_row(row) for row in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=schemas.PaperDetail,
    operation_id="papers_get",
    summary=_("One paper"),
    description=_("Its words as they were issued, and the digest of its archived file."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    paper = seen(request.auth.actor.scope, id)
    archived = Archive.objects.filter(paper=paper, form=Form.PDF).first()
    return answer(
        {
            **_row(paper),
            "text": plain.render(document_of(paper)),
            "file_sha256": archived.sha256 if archived else "",
        }
    )


@router.get(
    "/{int:id}/file",
    auth=READ,
    operation_id="papers_file",
    summary=_("A paper as a file"),
    description=_("The archived PDF."),
    response={200: None},
)
def file(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    paper = seen(request.auth.actor.scope, id)
    return HttpResponse(kept(paper, Form.PDF), content_type="application/pdf")
