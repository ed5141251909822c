"""What apps above need to name a special period: a step's input, what may be chosen, what a spreadsheet may mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.lifecycle.inputs import Reference
from anlan.org.scope import Scope
from anlan.periods.models import SpecialPeriod, SpecialPeriodQuerySet


def period_input(*, required: bool = True, help: Any = "") -> Reference:  # noqa: A002 -- the word of every input
    """Return the input that names a standing special period."""
    return Reference(
        name="period",
        label=gettext_lazy("Special period"),
        find=lambda key: SpecialPeriod.objects.standing().filter(pk=key).first(),
        model=SpecialPeriod,
        required=required,
        help=help,
    )


def known(scope: Scope) -> SpecialPeriodQuerySet:
    """Return the standing periods that somebody sees."""
    return SpecialPeriod.objects.within(scope).standing()


def to_choose(scope: Scope, day: date) -> list[tuple[int, str]]:
    """Return the periods that have not ended by a day, as (key, name with its days). One query."""
    rows = known(scope).filter(last_day__gte=day).order_by("first_day", "id")
    return [(row.pk, f"{row.label} · {row.first_day} – {row.last_day}") for row in rows]
