"""The archive of issues: its filters and search, and issues as rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models import Delivery, Issue, IssueQuerySet, Series, State
from anlan.kernel import parameters
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.listings.spec import Choices, ListSpec
from anlan.org.scope import Actor

UNSIGNED = "unsigned"
TONES = {
    State.DRAFT: "neutral",
    State.IN_REVIEW: "info",
    State.RETURNED: "warn",
    State.REVIEWED: "info",
    State.SIGNED: "good",
    State.DISTRIBUTED: "good",
    State.CORRECTED: "warn",
    State.WITHDRAWN: "bad",
    State.DISCARDED: "neutral",
}

ISSUES = ListSpec(
    code="bulletins",
    label=_("Bulletins"),
    route="bulletins:list",
    filters=("series", "year", "state"),
    search="bulletin",
)


def filtered(issues: IssueQuerySet, query: Any) -> IssueQuerySet:
    """Return what the filters of an address leave, without the words searched for."""
    state = parameters.choice(query, "state", (UNSIGNED, *State.values))
    if state == UNSIGNED:
        issues = issues.filter(number=None).exclude(state=State.DISCARDED)
    elif state:
        issues = issues.filter(state=state)
    else:
        issues = issues.exclude(state=State.DISCARDED)
    if series := parameters.whole(query, "series"):
        issues = issues.filter(series=series)
    if year := parameters.whole(query, "year"):
        issues = (
            issues.filter(Q(year=year) | Q(number=None, on__year=year)) if year < 10_000 else issues.none()
        )
    return issues


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers: the series and years of what the reader may see. Two queries."""
    seen = Issue.objects.within(actor.scope)
    series = Series.objects.filter(pk__in=seen.values("series")).order_by("area", "position", "id")
    years = seen.filter(year__isnull=False).order_by("-year").values_list("year", flat=True).distinct()
    return {
        "series": [("", _("All series")), *((str(one.pk), one.label) for one in series)],
        "year": [("", _("All years")), *((str(year), str(year)) for year in years)],
        "state": [("", _("All states")), (UNSIGNED, _("Not signed yet")), *State.choices],
    }


def columns() -> list[dict[str, Any]]:
    return [
        {"label": gettext("Issue"), "kind": "code"},
        {"label": gettext("Title"), "kind": "wide"},
        {"label": gettext("Series"), "kind": "name"},
        {"label": gettext("State")},
        {"label": gettext("Figures to"), "kind": "date"},
        {"label": gettext("Signed on"), "kind": "date"},
    ]


def tell_issues(keys: list[int]) -> list[dict[str, Any]]:
    """Return issues as rows, in the order of keys. One query."""
    found = Issue.objects.select_related("series", "special").in_bulk(keys)
    return [_row(found[key]) for key in keys if key in found]


def _row(issue: Issue) -> dict[str, Any]:
    sub = f"{issue.special.label} {issue.special_number}" if issue.special and issue.special_number else ""
    return {
        "cells": [
            {"text": issue.short, "href": reverse("bulletins:detail", args=[issue.pk]), "sub": sub},
            {"text": issue.title, "lang": "zh-Hans" if issue.language == "zh" else ""},
            issue.series.label,
            {"text": State(issue.state).label, "tone": TONES[State(issue.state)]},
            issue.on.isoformat(),
            issue.signed_on.isoformat() if issue.signed_on else "",
        ],
        "tone": "bad" if issue.state == State.WITHDRAWN else "",
    }


def words_of(keys: list[int]) -> dict[int, CaseWords]:
    """Return how a to-do list tells of issues. One query."""
    return {
        issue.pk: CaseWords(
            issue.title, issue.series.label, reverse("bulletins:detail", args=[issue.pk]), issue.short
        )
        for issue in Issue.objects.select_related("series").filter(pk__in=keys)
    }


def words_of_deliveries(keys: list[int]) -> dict[int, CaseWords]:
    """Return how a to-do list tells of deliveries: by the issue that was sent. One query."""
    rows = Delivery.objects.select_related("issue__series").filter(pk__in=keys)
    return {
        row.pk: CaseWords(
            row.issue.title,
            row.issue.series.label,
            reverse("bulletins:detail", args=[row.issue_id]),
            row.issue.short,
        )
        for row in rows
    }


TELLERS["bulletin"] = words_of
TELLERS["delivery"] = words_of_deliveries
