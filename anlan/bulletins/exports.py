"""The archive of issues as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.bulletins import marks
from anlan.bulletins.listing import ISSUES, choices, filtered
from anlan.bulletins.models import Issue, IssueQuerySet, State
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> IssueQuerySet:
    return filtered(Issue.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Series"), NAME),
        Column(_("Year"), NUMBER),
        Column(_("Number"), NUMBER),
        Column(_("Special series"), NAME),
        Column(_("Number of the special series"), NUMBER),
        Column(_("Title"), WIDE),
        Column(_("State")),
        Column(_("Figures to"), DAY),
        Column(_("Signed on"), DAY),
        Column(_("Signed at"), MOMENT),
        Column(_("Reviewed by")),
        Column(_("Signed by")),
        Column(_("Sent out at"), MOMENT),
        Column(_("Corrected or withdrawn"), WIDE),
        Column(_("Text as signed"), WIDE),
        Column(_("Internal number"), CODE),
    ]


def teller() -> Teller:
    states = {code: str(label) for code, label in State.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = Issue.objects.filter(pk__in=keys).select_related(
            "series", "special", "reviewed_by", "signed_by"
        )
        for issue in found:
            yield (
                issue.pk,
                (
                    issue.series.label,
                    issue.year,
                    issue.number,
                    issue.special.label if issue.special else "",
                    issue.special_number,
                    issue.title,
                    states[issue.state],
                    issue.on,
                    issue.signed_on,
                    issue.signed_at,
                    issue.reviewed_by.name if issue.reviewed_by else "",
                    issue.signed_by.name if issue.signed_by else "",
                    issue.distributed_at,
                    "; ".join(marks.lines(issue)) if issue.state in marks.MARKED else "",
                    issue.text,
                    str(issue.pk),
                ),
            )

    return tell


Sheet(
    code="bulletins",
    label=gettext_lazy("Bulletins"),
    route="bulletins:list",
    permission=Permission.BULLETIN_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("series", "year", "state"),
    spec=ISSUES,
)
