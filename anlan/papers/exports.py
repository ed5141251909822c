"""The register of papers as a file: number, kind, title, between whom, when, and the digest of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import parameters
from anlan.listings.sheets import CODE, MOMENT, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.papers.kinds import kinds
from anlan.papers.models import Paper


def rows(actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the papers of the cases that the actor sees, of one kind if the filter says so."""
    found: QuerySet[Any] = Paper.objects.within(actor.scope)
    kind = parameters.choice(query, "kind", list(kinds()))
    return found.filter(kind=kind) if kind else found


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Kind")),
        Column(_("Title"), WIDE),
        Column(_("Issuing body"), NAME),
        Column(_("Addressed to"), NAME),
        Column(_("Issued at"), MOMENT),
        Column(_("Journal entry"), CODE),
        Column(_("SHA-256 of its words"), CODE),
    ]


def teller() -> Teller:
    labels = {code: str(kind.label) for code, kind in kinds().items()}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        papers = Paper.objects.filter(pk__in=keys).select_related("issuer", "recipient").defer("content")
        for paper in papers:
            yield (
                paper.pk,
                (
                    paper.name,
                    labels[paper.kind],
                    paper.title,
                    paper.issuer.label,
                    paper.recipient.label if paper.recipient else "",
                    paper.issued_at,
                    str(paper.seq),
                    paper.digest,
                ),
            )

    return tell


def choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {"kind": [(code, kind.label) for code, kind in kinds().items()]}


Sheet(
    code="papers",
    label=gettext_lazy("Papers"),
    route="papers:list",
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("kind",),
)
