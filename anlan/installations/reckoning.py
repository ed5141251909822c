"""An installation's grading as columns and back: what the register keeps, and the steps that the page shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from anlan.installations.grading import Grading, Holding, grade
from anlan.installations.kinds import LEVEL_FROM, Level
from anlan.installations.models.register import due_after, fraction
from anlan.installations.packs import edition, edition_on
from anlan.installations.substances import as_json, from_data, names
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Invalid

MILLI = 1_000


def reckon(holdings: Sequence[Holding], residents: int, day: date) -> Grading:
    """Return the grading by the edition in force on a day. Raises Invalid at the field of the form that is at fault."""
    try:
        return grade(holdings, residents=residents, edition=edition_on(day))
    except Invalid as fault:
        field = "residents" if fault.field == "residents" else "holdings"
        raise Invalid(fault.code, fault.message, field=field) from None


def is_one(outcome: Grading) -> Decision:
    """Refuse a unit that is no major hazard installation, with its S."""
    if outcome.is_installation:
        return ALLOWED
    return denied(
        _("S = %(s)s is below 1: the unit is no major hazard installation (%(edition)s)")
        % {"s": _short(outcome.s), "edition": outcome.edition},
        code="installation.none",
    )


def _short(number: Fraction) -> str:
    return f"{float(number):.4g}"


def columns_of(outcome: Grading, holdings: Sequence[Holding], day: date) -> dict[str, Any]:
    """Return what the register keeps of a grading."""
    return {
        "holdings": as_json(holdings),
        "substances": names(holdings),
        "residents": outcome.residents,
        "method": outcome.edition,
        "is_stated": False,
        "s": str(outcome.s),
        "alpha": str(outcome.alpha),
        "r": str(outcome.r),
        "r_milli": int(outcome.r * MILLI),
        "level": outcome.level,
        "assessed_on": day,
        "review_due_on": due_after(day),
    }


def stated_columns(given: Any) -> dict[str, Any]:
    """Return what the register keeps of a filing by an older method: as stated."""
    r = Fraction(given["r"])
    return {
        "holdings": as_json(given["holdings"]),
        "substances": names(given["holdings"]),
        "residents": None,
        "method": given["method"],
        "is_stated": True,
        "s": "",
        "alpha": "",
        "r": str(r),
        "r_milli": int(r * MILLI),
        "level": given["level"],
        "assessed_on": given["assessed_on"],
        "review_due_on": due_after(given["assessed_on"]),
    }


def level_fits(level: str, r: Fraction) -> Decision:
    """Refuse a filing whose level and R contradict each other."""
    least, below = LEVEL_FROM[level]
    if r >= least and (below is None or r < below):
        return ALLOWED
    right = next(one for one, (low, _high) in LEVEL_FROM.items() if r >= low)
    return denied(
        _("R = %(r)s is %(right)s, not %(level)s: level I from 100, II from 50, III from 10, IV below")
        % {"r": _short(r), "right": Level(right).label, "level": Level(level).label},
        code="installation.level",
    )


def holdings_of(case: Any) -> tuple[Holding, ...]:
    return from_data(json.loads(case.holdings or "[]"))


def grading_of(case: Any) -> Grading | None:
    """Return a reckoned installation's grading with every step, by its own edition; None of a stated one."""
    if case.is_stated:
        return None
    return grade(holdings_of(case), residents=case.residents, edition=edition(case.method))


def r_of(case: Any) -> Fraction:
    return fraction(case.r)
