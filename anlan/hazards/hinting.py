"""Hints about words for whoever enters them: those of the rules, and whether the place has the same words already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from anlan.hazards import hollow
from anlan.kernel import clock, parameters

LOOKED_AT = 200
WITHIN_DAYS = 365
LONGEST = 500


def is_again(rows: QuerySet[Any], text: str, *, on: date) -> bool:
    """Tell whether `rows`, the findings of one place, hold these words so often that once more is hollow.

    One bounded query, over the newest of the last year.
    """
    wanted = hollow.squeezed(text)
    if not wanted:
        return False
    last = rows.filter(found_on__gte=on - timedelta(days=WITHIN_DAYS)).order_by("-pk")
    same = sum(
        hollow.squeezed(one) == wanted for one in last.values_list("description", flat=True)[:LOOKED_AT]
    )
    return same >= hollow.MANY - 1


def typed(query: Mapping[str, Any], name: str) -> str:
    """Return words as they are being typed; what no form would take is as good as nothing."""
    text = str(query.get(name) or "")[:LONGEST]
    return text if parameters.storable(text) else ""


def told(query: Mapping[str, Any], rows: QuerySet[Any], *, finding: str = "") -> list[str]:
    """Return the hints about what is being typed: a finding, a measure for it, or a measure for `finding`."""
    mine = typed(query, "description")
    again = bool(mine) and is_again(rows, mine, on=clock.today())
    return [
        *hollow.hints(mine, is_again=again),
        *hollow.hints_of_measure(typed(query, "rectification"), mine or finding),
    ]
