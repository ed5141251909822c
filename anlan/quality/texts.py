"""Hollow text: what was written about hazards of some days and says too little, each with its reasons.

Counted when it is asked for, in the reader's scope, among the findings of inspections and those of enterprises
themselves. The rules are those at entry (`anlan/hazards/hollow.py`); that a place has the same words again only shows
over many rows, and is looked for among those of the days asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from anlan.enterprise.models import CheckState, SelfCheck
from anlan.figures.cut import where_and_when
from anlan.hazards import hollow
from anlan.hazards.hollow import Rule
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.kernel.period import Period
from anlan.org.scope import Scope

HAZARD, SELF_CHECK = "hazard", "self_check"
ORIGINS: dict[str, Promise] = {
    HAZARD: gettext_lazy("Found by inspections"),
    SELF_CHECK: gettext_lazy("Found by the enterprise itself"),
}
_ROUTES = {HAZARD: "hazards:detail", SELF_CHECK: "enterprises:check"}
_COLUMNS = ("pk", "found_on", "premises", "area", "description", "rectification")


@dataclass(frozen=True, slots=True)
class Words:
    """What was written about one hazard, and the rules that it meets: those of the finding and of the measure."""

    origin: str
    key: int
    day: date
    premises: int
    area: int
    finding: str
    measure: str
    met: tuple[Rule, ...] = ()
    met_by_measure: tuple[Rule, ...] = ()

    @property
    def number(self) -> str:
        return f"{'YH' if self.origin == HAZARD else 'ZC'}{self.day:%Y}-{self.key:07d}"

    @property
    def address(self) -> str:
        return reverse(_ROUTES[self.origin], args=[self.key])

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in Rule if rule in self.met or rule in self.met_by_measure)

    @property
    def labels(self) -> list[str]:
        return [str(hollow.LABELS[rule]) for rule in self.rules]

    @property
    def reasons(self) -> list[str]:
        told = [hollow.reason(rule, self.finding) for rule in self.met]
        return [*told, *(hollow.reason(rule, self.measure, is_measure=True) for rule in self.met_by_measure)]


@dataclass(frozen=True, slots=True)
class Found:
    """What is hollow of all that was read, newest first; `counts` by rule, before the list is cut to one rule."""

    words: list[Words]
    counts: dict[Rule, int]
    read: int


def found(
    scope: Scope, period: Period, query: Mapping[str, Any], *, rule: str = "", origin: str = ""
) -> Found:
    """Return what is hollow in a period; `query` may ask for an area and a sector. Two queries."""
    here = where_and_when({name: query.get(name, "") for name in ("area", "sector")})
    rows = [one for name in ORIGINS if origin in ("", name) for one in _read(name, scope, period, here)]
    again = hollow.again((one.premises, one.finding) for one in rows)
    judged = [told for one in rows if (told := _judged(one, again)).rules]
    judged.sort(key=lambda one: (one.day, one.origin, one.key), reverse=True)
    counts = {one: sum(one in words.rules for words in judged) for one in Rule}
    return Found([one for one in judged if not rule or rule in one.rules], counts, len(rows))


def _read(origin: str, scope: Scope, period: Period, here: Q) -> Iterator[Words]:
    days = Q(found_on__range=(period.first, period.last))
    rows: Any = (
        Hazard.objects.within(scope).exclude(state__in=GONE_STATES)
        if origin == HAZARD
        else SelfCheck.objects.within(scope).exclude(state=CheckState.WITHDRAWN)
    )
    for key, day, place, area, finding, measure in rows.filter(here, days).order_by().values_list(*_COLUMNS):
        yield Words(origin, key, day, place, area, finding, measure)


def _judged(one: Words, again: frozenset[tuple[int, str]]) -> Words:
    met = hollow.of_finding(one.finding)
    if again and (one.premises, hollow.squeezed(one.finding)) in again:
        met = (*met, Rule.REPEATED)
    by_measure = hollow.of_measure(one.measure, one.finding)
    if not met and not by_measure:
        return one
    return Words(
        one.origin, one.key, one.day, one.premises, one.area, one.finding, one.measure, met, by_measure
    )
