"""Whether a hazard may be recorded already: same place, much the same words, within some months (C37)."""

from __future__ import annotations

from datetime import date, timedelta

from anlan.hazards.models import GONE_STATES, Hazard

WITHIN_DAYS = 90
ALIKE = 0.55
MOST_COMPARED = 200


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, spaces and case aside."""
    plain = "".join(text.split()).casefold()
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain})


def likeness(one: str, other: str) -> float:
    """Return how much two texts share: 0 nothing, 1 the same pairs."""
    first, second = pairs(one), pairs(other)
    return len(first & second) / len(first | second)


def alike(text: str, *, premises_id: int, on: date, but: int | None = None) -> list[Hazard]:
    """Return earlier hazards of the place that read much like `text`, the likest first. One bounded query."""
    rows = (
        Hazard.objects.filter(premises=premises_id, found_on__gte=on - timedelta(days=WITHIN_DAYS))
        .exclude(state__in=GONE_STATES)
        .exclude(pk=but or 0)
        .order_by("-pk")[:MOST_COMPARED]
    )
    scored = [(likeness(text, row.description), row) for row in rows]
    return [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score >= ALIKE][:5]
