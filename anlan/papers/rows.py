"""Papers as rows of a table."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.papers.kinds import kinds
from anlan.papers.models import Paper


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number")},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Kind")},
        {"label": _("Issuing body"), "kind": "name"},
        {"label": _("Addressed to"), "kind": "name"},
        {"label": _("Issued at"), "kind": "date"},
    ]


def tell_papers(papers: list[Paper]) -> list[list[Any]]:
    """Return papers (with issuer and recipient) as rows. No query."""
    return [
        [
            {"text": paper.name, "href": reverse("papers:detail", args=[paper.pk]), "lang": "zh-Hans"},
            {"text": paper.title, "lang": "zh-Hans"},
            kinds()[paper.kind].label,
            paper.issuer.label,
            paper.recipient.label if paper.recipient else "",
            f"{paper.issued_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        ]
        for paper in papers
    ]
