"""Figures about look-backs: of what was drawn in the period, as it was answered by its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure, Heap
from anlan.kernel.period import Period
from anlan.lookbacks import estimates
from anlan.lookbacks.estimates import after, drawn, is_answered, is_overtaken
from anlan.lookbacks.models import LookQuerySet, Reason, Seen
from anlan.lookbacks.rows import tell_looks
from anlan.org.roles import Permission
from anlan.org.scope import EVERYTHING, Scope

REGISTRY.group("lookbacks", _("Look-backs"))
Rows = Callable[[Cut, Period, Known, Scope], LookQuerySet]
WHOLE = 1_000_000


def _answered(*seen: str, by_lot: bool = False) -> Rows:
    """Return the function that returns the answered looks, of these answers only, if any are named."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> LookQuerySet:
        found = drawn(cut, period, known, scope).filter(is_answered(period, known))
        found = found.filter(seen__in=seen) if seen else found
        return found.filter(reason=Reason.RANDOM) if by_lot else found

    return rows


def waiting(cut: Cut, period: Period, known: Known, scope: Scope) -> LookQuerySet:
    done = is_answered(period, known) | is_overtaken(period, known)
    return drawn(cut, period, known, scope).exclude(pk__in=drawn(cut, period, known, EVERYTHING).filter(done))


def late(cut: Cut, period: Period, known: Known, scope: Scope) -> LookQuerySet:
    return waiting(cut, period, known, scope).filter(due_at__lt=min(known.at, after(period)))


def overtaken(cut: Cut, period: Period, known: Known, scope: Scope) -> LookQuerySet:
    return drawn(cut, period, known, scope).filter(is_overtaken(period, known))


def _add(code: str, name: Promise, definition: Promise, rows: Rows, **more: Any) -> None:
    REGISTRY.add(
        Figure(
            code=f"lookbacks.{code}",
            name=name,
            definition=definition,
            rows=rows,
            tell=tell_looks,
            **{"unit": "条", "day": "drawn_on", **more},
        )
    )


_add(
    "drawn",
    _("Look-backs due"),
    _(
        "Closed hazards that were drawn for a look-back in the period: by lot, and beside the sample for a risk."
    ),
    drawn,
)
_add(
    "answered",
    _("Look-backs done"),
    _("Of these, those that a fourth person looked back at by the end of the period."),
    _answered(),
)
_add(
    "waiting",
    _("Look-backs not answered"),
    _(
        "Drawn in the period and neither answered by its end nor overtaken: nobody knows yet whether they held."
    ),
    waiting,
)
_add(
    "late",
    _("Look-backs overdue"),
    _("Drawn in the period, not answered, and past the day by which they were to be answered."),
    late,
)
_add(
    "overtaken",
    _("Look-backs overtaken"),
    _("Drawn in the period; the hazard was reopened or voided before anybody looked."),
    overtaken,
)
_add(
    "held",
    pgettext_lazy("look-back", "Held"),
    _("Drawn in the period and found to have stayed rectified."),
    _answered(Seen.HELD),
)
_add(
    "relapsed",
    _("Relapsed at look-back"),
    _("Drawn in the period and found to be there again: the hazard was opened again under its number."),
    _answered(Seen.RELAPSED),
)
_add(
    "false",
    _("False rectifications"),
    _(
        "Drawn in the period and found never to have been rectified: the hazard was opened again under its number."
    ),
    _answered(Seen.FALSE),
)


def _share(*seen: str) -> dict[str, Any]:
    """Return how a share of what was answered by lot is worked out, whole and in heaps."""
    rows = _answered(by_lot=True)

    def over(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
        sums = rows(cut, period, known, EVERYTHING).aggregate(
            above=Count("pk", filter=Q(seen__in=seen)), base=Count("pk")
        )
        return sums["above"], sums["base"]

    def spread(cut: Cut, period: Period, known: Known) -> Iterator[Heap]:
        heaps = rows(cut, period, known, EVERYTHING).order_by()
        yield from heaps.values_list("drawn_on", "area_path", "sector_id", "grade").annotate(
            above=Count("pk", filter=Q(seen__in=seen)), base=Count("pk")
        )

    return {"rows": rows, "over": over, "spread": spread, "unit": "%", "is_share": True}


_add(
    "relapse_rate",
    _("Relapse rate"),
    _(
        "Of the look-backs that were drawn by lot in the period and answered, the share that had relapsed. What was "
        "looked at for a risk is left out. Of nothing it is “—”."
    ),
    **_share(Seen.RELAPSED),
)
_add(
    "false_rate",
    _("Rate of false rectifications"),
    _("The same share of false rectifications: never rectified, though reported and accepted."),
    **_share(Seen.FALSE),
)


def _estimated(which: str, *, true: bool) -> Callable[[Cut, Period, Known], tuple[int, int]]:
    def over(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
        told = estimates.told(cut, period, known)
        share = None if told.estimate is None else getattr(told.estimate, which)
        if share is not None and true:
            share = told.true(share)
        return (0, 0) if share is None else (round(share * WHOLE), WHOLE)

    return over


_HOW = _(
    "By the samples drawn in the period, weighted by strata; the bounds are Wilson's interval (95 %). An area below "
    "the strata has none. For the office alone."
)
for _code, _name, _which, _true in (
    ("held_share", _("Estimated share that held"), "share", False),
    ("held_share_low", _("Estimated share that held, lower bound"), "low", False),
    ("held_share_high", _("Estimated share that held, upper bound"), "high", False),
    ("true_rate", _("Estimated true rectification rate"), "share", True),
    ("true_rate_low", _("Estimated true rectification rate, lower bound"), "low", True),
    ("true_rate_high", _("Estimated true rectification rate, upper bound"), "high", True),
):
    _add(
        _code,
        _name,
        _HOW,
        _answered(by_lot=True),
        unit="%",
        over=_estimated(_which, true=_true),
        is_share=True,
        sectored=False,
        reserved=Permission.LOOKBACK_KEEP,
        day="",
    )
