"""Suggestions as a file: what was proposed where, and what was answered; nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.listings.sheets import CODE, DAY, MOMENT, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor
from anlan.suggestions.listing import SUGGESTIONS, choices, filtered
from anlan.suggestions.models import Suggestion, SuggestionState


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(Suggestion.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Day"), DAY),
        Column(_("Role")),
        Column(_("Page"), CODE),
        Column(_("Suggestion"), WIDE),
        Column(_("State")),
        Column(_("Answer"), WIDE),
        Column(_("Answered at"), MOMENT),
    ]


def teller() -> Teller:
    roles = {code: str(label) for code, label in Role.choices}
    states = {code: str(label) for code, label in SuggestionState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for row in Suggestion.objects.filter(pk__in=keys):
            yield (
                row.pk,
                (
                    row.number,
                    row.sent_on,
                    roles[row.role],
                    row.page,
                    row.text,
                    states[row.state],
                    row.answer,
                    row.answered_at,
                ),
            )

    return tell


Sheet(
    code=SUGGESTIONS.code,
    label=SUGGESTIONS.label,
    route=SUGGESTIONS.route,
    permission=Permission.SUGGESTION_ANSWER,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=SUGGESTIONS,
)
