"""Whether a hazard may be recorded already: same place, much the same words, within some months (C37).

One rule for entry on a page, for the API and for ledgers.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from anlan.hazards.models import GONE_STATES, Category, Hazard

WITHIN_DAYS = 90
ALIKE = 0.55
ALIKE_IN_ANOTHER_CATEGORY = 0.7
"""Two clerks may file one hazard under two categories, but then its words must agree more."""
MOST_COMPARED = 200


@lru_cache(maxsize=4_096)
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, spaces and case aside."""
    plain = "".join(text.split()).casefold()
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain})


def likeness(one: str, other: str) -> float:
    """Return how much two texts share: 0 nothing, 1 the same pairs."""
    first, second = pairs(one), pairs(other)
    return len(first & second) / len(first | second)


def reads_like(one: str, other: str, least: float) -> bool:
    """Tell whether two texts share at least so much; told by their lengths alone where these differ too much."""
    first, second = pairs(one), pairs(other)
    few, many = sorted((len(first), len(second)))
    return few / many >= least and len(first & second) / len(first | second) >= least


def enough(category: str, other: str) -> float:
    """Return from which likeness on two findings of these categories may be one; unknown ones count as the same."""
    unknown = {"", Category.OTHER.value}
    return ALIKE if category == other or {category, other} & unknown else ALIKE_IN_ANOTHER_CATEGORY


def alike(
    text: str, *, premises_id: int, on: date, but: int | None = None, category: str = ""
) -> list[Hazard]:
    """Return earlier hazards of the place that read much like `text`, the likest first. One bounded query."""
    rows = (
        Hazard.objects.filter(premises=premises_id, found_on__gte=on - timedelta(days=WITHIN_DAYS))
        .exclude(state__in=GONE_STATES)
        .exclude(pk=but or 0)
        .order_by("-pk")[:MOST_COMPARED]
    )
    scored = [(likeness(text, row.description), row) for row in rows]
    ranked = sorted(scored, key=lambda pair: -pair[0])
    return [row for score, row in ranked if score >= enough(category, row.category)][:5]
