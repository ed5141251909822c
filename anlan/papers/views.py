"""Pages of the register of papers: the list, one paper with its file's digest, the paper as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anlan.documents.rendering import html
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.papers.access import PAGES
from anlan.papers.archive import kept
from anlan.papers.issuing import document_of
from anlan.papers.kinds import kinds
from anlan.papers.models import Archive, Form, Paper
from anlan.papers.rows import columns, tell_papers

TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@needs(Permission.HAZARD_READ)
@require_safe
def listing(request: ActedRequest) -> HttpResponse:
    """Show the papers of the cases that the reader sees, newest first."""
    query = request.GET
    rows = Paper.objects.within(request.actor.scope).select_related("issuer", "recipient").defer("content")
    if kind := parameters.choice(query, "kind", list(kinds())):
        rows = rows.filter(kind=kind)
    page = parameters.page(rows, query)
    context = {
        "columns": columns(),
        "rows": tell_papers(page.rows),
        "page": page,
        "query": query,
        "kinds": [("", _("All kinds of paper")), *((code, kind.label) for code, kind in kinds().items())],
    }
    return render(request, "papers/list.html", context)


@needs(Permission.HAZARD_READ)
@require_safe
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show one paper as it was issued, and how it is kept."""
    paper = seen(request.actor.scope, pk)
    return render(request, "papers/detail.html", {"paper": paper, **shown(paper)})


@needs(Permission.HAZARD_READ)
@require_safe
def download(request: ActedRequest, pk: int, form: str) -> HttpResponse:
    """Answer with a paper as a file: the archived one, or one made from the words as they were issued."""
    paper = seen(request.actor.scope, pk)
    if form not in Form.values:
        raise Unknown("paper.form", _("A paper is kept as pdf or docx."))
    return as_file(kept(paper, Form(form)), form=Form(form), name=paper.name)


def seen(scope: Scope, pk: int) -> Paper:
    """Return a paper in somebody's scope. Raises Unknown: what one may not see is not there."""
    rows = Paper.objects.within(scope).select_related("issuer", "recipient")
    paper = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if paper is None:
        raise Unknown("paper.unknown", _("There is no such paper that you may see."))
    return paper


def shown(paper: Paper) -> dict[str, Any]:
    """Return what a page shows of a paper: its text, its kind, its file, its case."""
    page = PAGES.get(paper.case_kind)
    return {
        "text": html.render(document_of(paper)),
        "kind": kinds()[paper.kind],
        "archived": Archive.objects.filter(paper=paper, form=Form.PDF).first(),
        "case_address": reverse(page, args=[paper.case_id]) if page else "",
    }


def as_file(content: bytes, *, form: Form, name: str) -> HttpResponse:
    """Return bytes as a file to be saved, under a Chinese name where the browser knows how."""
    answer = HttpResponse(content, content_type=TYPES[form])
    named = f"filename*=UTF-8''{quote(f'{name}.{form}')}"
    answer["Content-Disposition"] = f'attachment; filename="paper.{form}"; {named}'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
