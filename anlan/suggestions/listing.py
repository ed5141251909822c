"""The lists of suggestions: the office's, one's own, and what of both waits on the to-do page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.obligations.inbox import INBOX, Waiting
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor
from anlan.suggestions.models import Suggestion, SuggestionQuerySet, SuggestionState

TONES = {SuggestionState.SENT: "warn", SuggestionState.ANSWERED: "good", SuggestionState.NOTED: "neutral"}
MOST_WAITING = 3
SUGGESTIONS = ListSpec(
    code="suggestions",
    label=gettext_lazy("Suggestions"),
    route="suggestions:list",
    filters=("state", "role", "from", "to"),
    sorts=(Sort("day", Order(("sent_on",)), index="suggestion_by_day"),),
)


def filtered(rows: SuggestionQuerySet, query: Any) -> SuggestionQuerySet:
    """Return what the filters of an address leave."""
    if state := parameters.choice(query, "state", SuggestionState.values):
        rows = rows.filter(state=state)
    if role := parameters.choice(query, "role", Role.values):
        rows = rows.filter(role=role)
    if first := parameters.day(query, "from"):
        rows = rows.filter(sent_on__gte=first)
    if last := parameters.day(query, "to"):
        rows = rows.filter(sent_on__lte=last)
    return rows


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *SuggestionState.choices],
        "role": [("", _("All roles")), *Role.choices],
    }


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Suggestion"), "kind": "wide"},
        {"label": _("Answer"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Role")},
        {"label": _("Page"), "kind": "code"},
        {"label": _("Day"), "kind": "date", "sort": "day"},
    ]


def tell_suggestions(keys: list[int]) -> list[list[Any]]:
    """Return suggestions as rows, in the order of the keys. One query."""
    roles, states = dict(Role.choices), dict(SuggestionState.choices)
    found = Suggestion.objects.in_bulk(keys)
    return [
        [
            {"text": one.number, "href": reverse("suggestions:detail", args=[one.pk])},
            {"text": one.text},
            {"text": one.answer},
            {"text": states[one.state], "tone": TONES[SuggestionState(one.state)]},
            roles[one.role],
            one.page,
            one.sent_on.isoformat(),
        ]
        for one in (found[key] for key in keys if key in found)
    ]


def waiting(actor: Actor) -> list[Waiting]:
    """Return what waits for somebody: answers to what he sent, and suggestions that his office answers. Two queries."""
    rows = Suggestion.objects.sent_by(actor).filter(state=SuggestionState.ANSWERED).order_by("pk")
    told = [
        Waiting(
            _("Your suggestion was answered: %(answer)s") % {"answer": one.answer[:120]},
            reverse("suggestions:detail", args=[one.pk]),
        )
        for one in rows[:MOST_WAITING]
    ]
    if actor.may(Permission.SUGGESTION_ANSWER):
        open_ones = Suggestion.objects.within(actor.scope).filter(state=SuggestionState.SENT).order_by()
        if count := open_ones.count():
            text = ngettext(
                "%(count)s suggestion waits for an answer", "%(count)s suggestions wait for an answer", count
            )
            told.append(Waiting(text % {"count": count}, reverse("suggestions:list") + "?state=sent"))
    return told


INBOX.append(waiting)
