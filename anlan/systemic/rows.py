"""Systemic problems as rows of tables, one way for page, figure and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.hazards.models import GONE_STATES, Category
from anlan.kernel.tellers import TELLERS
from anlan.lifecycle.told import Told
from anlan.systemic.kinds import ProblemKind, ProblemState
from anlan.systemic.models import Link, SystemicProblem

TONES: Mapping[str, str] = {
    ProblemState.PROPOSED: "info",
    ProblemState.CONFIRMED: "warn",
    ProblemState.UNDER_WAY: "warn",
    ProblemState.RESULT: "info",
    ProblemState.CLOSED: "good",
    ProblemState.DISMISSED: "neutral",
}
RELATED = ("area", "sector", "owner", "organisation", "office", "owner_post", "proposed_by", "confirmed_by")


def linked_counts(keys: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return problem → (its hazards that still count, those of them that are not accepted yet). One query."""
    rows = Link.objects.filter(problem__in=keys).order_by().values_list("problem")
    counts = ~Q(hazard__state__in=GONE_STATES)
    told = rows.annotate(n=Count("pk", filter=counts), left=Count("pk", filter=Q(hazard__settled_at=None)))
    return {key: (n, left) for key, n, left in told}


class ProblemTold(Told):
    """A problem is told with the number of its hazards, counted for all rows at once."""

    def href(self, pk: int) -> str:
        return reverse(self.page, args=[pk])

    def read(self, keys: Sequence[int]) -> list[Any]:
        found = super().read(keys)
        counts = linked_counts([one.pk for one in found])
        for one in found:
            one.linked, one.left = counts.get(one.pk, (0, 0))
        return found


def kind_words(one: Any) -> str:
    return str(ProblemKind(one.kind).label)


def sector_words(one: Any) -> str:
    return one.sector.label if one.sector is not None else _("All sectors")


def category_words(one: Any) -> str:
    return str(Category(one.category).label) if one.category else _("All categories")


def _columns() -> list[tuple[str, str]]:
    return [
        (_("Title"), "wide"),
        (pgettext("systemic", "Whose problem"), ""),
        (_("Area"), ""),
        (_("Sector"), ""),
        (pgettext("systemic", "Category of hazards"), ""),
        (_("Found from"), "date"),
        (_("to"), "date"),
        (_("Hazards"), "num"),
        (_("Outstanding"), "num"),
        (pgettext("systemic", "What is wrong"), "wide"),
        (pgettext("systemic", "Root cause"), "wide"),
        (pgettext("systemic", "Measures"), "wide"),
        (pgettext("systemic", "Body in charge"), "name"),
        (pgettext("systemic", "To be solved by"), "date"),
        (pgettext("systemic", "Result"), "wide"),
        (pgettext("systemic", "Confirmed on"), "date"),
        (pgettext("systemic", "Closed on"), "date"),
    ]


def _cells(one: Any) -> list[Any]:
    return [
        one.title,
        kind_words(one),
        one.area.short_label,
        sector_words(one),
        category_words(one),
        one.first_day,
        one.last_day,
        one.linked,
        one.left,
        one.description,
        one.root_cause,
        one.measures,
        one.owner.label if one.owner else None,
        one.due_on,
        one.result,
        one.confirmed_on,
        one.closed_on,
    ]


def _brief_columns() -> list[tuple[str, str]]:
    return [
        (_("Title"), "wide"),
        (pgettext("systemic", "Whose problem"), ""),
        (_("Hazards"), "num"),
        (pgettext("systemic", "Body in charge"), "name"),
        (pgettext("systemic", "To be solved by"), "date"),
    ]


def _brief_cells(one: Any) -> list[Any]:
    left = _("%(n)s outstanding") % {"n": f"{one.left:,}"} if one.left else ""
    return [
        {"text": one.title, "sub": f"{one.area.short_label} · {sector_words(one)}", "lang": "zh-Hans"},
        kind_words(one),
        {"text": f"{one.linked:,}", "sub": left},
        one.owner.label if one.owner else None,
        one.due_on,
    ]


TOLD = ProblemTold(
    "systemic_problem",
    SystemicProblem,
    _columns,
    _cells,
    RELATED,
    lambda one: one.title,
    _brief_columns,
    _brief_cells,
    page="systemic:detail",
    tones=TONES,
)


TELLERS["systemic_problem"] = TOLD.tell
