"""What a campaign came to: by kind and by month, what is verified and, apart from it, what is not."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from anlan.figures.registry import REGISTRY
from anlan.kernel import numerals
from anlan.outreach.flow import MEASURES
from anlan.outreach.kinds import MEASURE_WORDS, ActivityKind, Channel
from anlan.outreach.models import UNPROVEN_STATES, Activity, ActivityState

PROVEN, UNPROVEN = Q(state=ActivityState.VERIFIED), Q(state__in=UNPROVEN_STATES)


def by_kind(activities: QuerySet[Activity]) -> list[dict[str, Any]]:
    """Return a row a kind (of the other kind: a measure word): quantities, proven and not, what shows it. One query."""
    shown = ~Q(reference="") | Q(pictures__gt=0) | ~Q(receipt_number="") | ~Q(grid_cell="")
    rows = (
        activities.values("kind", "measure_word")
        .annotate(
            proven=Sum("quantity", filter=PROVEN),
            proven_rows=Count("pk", filter=PROVEN),
            unproven=Sum("quantity", filter=UNPROVEN),
            unproven_rows=Count("pk", filter=UNPROVEN),
            shown=Count("pk", filter=shown),
            estimated=Count("pk", filter=Q(is_estimated=True)),
        )
        .order_by("kind", "measure_word")
    )
    order = list(ActivityKind.values)
    told = [
        {
            **row,
            "label": ActivityKind(row["kind"]).label,
            "proven": row["proven"] or 0,
            "unproven": row["unproven"] or 0,
            "prose": prose(row["kind"], row["proven"] or 0, row["measure_word"]),
            "rows": row["proven_rows"] + row["unproven_rows"],
        }
        for row in rows
    ]
    return sorted(told, key=lambda row: (order.index(row["kind"]), row["measure_word"]))


def prose(kind: str, quantity: int, word: str) -> str:
    """Return a quantity as the official prose writes it, cut as the kind's figure is."""
    measure = MEASURES.get(ActivityKind(kind))
    step = REGISTRY[measure].step if measure else 1_000
    return numerals.count(quantity, step=step) + word


def by_channel(activities: QuerySet[Activity]) -> list[dict[str, Any]]:
    """Return the proven quantities of each medium: one row a channel and measure word. One query."""
    rows = (
        activities.filter(PROVEN)
        .values("channel", "measure_word")
        .annotate(quantity=Sum("quantity"), rows=Count("pk"))
        .order_by("channel", "measure_word")
    )
    order = list(Channel.values)
    told = [{**row, "label": Channel(row["channel"]).label} for row in rows]
    return sorted(told, key=lambda row: (order.index(row["channel"]), row["measure_word"]))


def by_month(activities: QuerySet[Activity]) -> dict[str, Any]:
    """Return the proven quantities month by month: kinds as columns, months as rows. One query."""
    rows = (
        activities.filter(PROVEN)
        .exclude(kind=ActivityKind.OTHER)
        .annotate(month=TruncMonth("happened_on"))
        .values("month", "kind")
        .annotate(quantity=Sum("quantity"))
        .order_by("month", "kind")
    )
    found: dict[tuple[str, str], int] = {
        (f"{row['month']:%Y-%m}", row["kind"]): row["quantity"] for row in rows
    }
    kinds = [kind for kind in MEASURE_WORDS if any(code == kind for _month, code in found)]
    months = sorted({month for month, _kind in found})
    return {
        "head": [(kind.label, MEASURE_WORDS[kind]) for kind in kinds],
        "rows": [(month, [found.get((month, kind.value), 0) for kind in kinds]) for month in months],
    }
