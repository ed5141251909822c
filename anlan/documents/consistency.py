"""Numbers that cannot all be true, found by interval arithmetic over an issue and the issues before it.

A printed number stands for every value that would have been printed so; a contradiction is reported only if no values
at all satisfy what must hold (docs/adr/0032, domain brief §1.4 and §9.2). Pure: asks no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan.documents.printed import Printed
from anlan.documents.relations import RELATIONS, Words
from anlan.documents.repairs import Repair, repairs
from anlan.documents.systems import Key, System, holds, key_of, systems

T = TypeVar("T")

MOST_REPORTED = 50

SAME = gettext_lazy("one number of one area and period is printed in two ways")
ABOVE = gettext_lazy("no share is more than 100%")
FALLS = gettext_lazy("counted from one first day, this number can only grow")


@dataclass(frozen=True, slots=True)
class Issue:
    """An earlier issue as it was printed. `corrected` are the (figure, area) that a later issue has put right."""

    name: str
    printed: tuple[Printed, ...]
    corrected: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Printed numbers that cannot all be true, why, and the nearest values that could be.

    `kind` is same, relation, sum or falls; `issue` names the earlier issue that the last of `printed` stands in.
    """

    kind: str
    printed: tuple[Printed, ...]
    reasons: tuple[Words, ...]
    repairs: tuple[Repair, ...]
    issue: str = ""

    @property
    def message(self) -> str:
        """Say in the active language which numbers, why, and what would do."""
        told = _(", ").join(_told(one) for one in self.printed)
        why = _("; ").join(str(reason) for reason in self.reasons)
        where = _(" (issue: %(name)s)") % {"name": self.issue} if self.issue else ""
        first = _("%(numbers)s%(issue)s cannot all be true: %(why)s.") % {
            "numbers": told,
            "issue": where,
            "why": why,
        }
        between = "" if (get_language() or "zh").startswith("zh") else " "
        return between.join([first, *(one.message for one in self.repairs)])


def _told(one: Printed) -> str:
    return _("“%(text)s” (%(name)s)") % {"text": one.text, "name": RELATIONS.name(one.code)}


def check(
    printed: Sequence[Printed],
    earlier: Sequence[Issue] = (),
    *,
    areas: Mapping[str, Sequence[str]] | None = None,
) -> list[Contradiction]:
    """Return what contradicts itself among an issue's printed numbers, and against earlier issues.

    `areas` names the parts of each area, all of them: numbers of a whole and of its parts are held against each
    other where any part is printed. An issue of which nothing contradicts gives an empty list.
    """
    twice, torn = _printed_twice(printed)
    sound = [one for one in printed if key_of(one) not in torn]
    found = [*twice, *_above(sound)]
    sound = [one for one in sound if not _is_above(one)]
    for system in systems(sound, areas or {}):
        found += _of_system(system, {one for each in found for one in each.printed})
    for issue in earlier:
        found += _against(printed, issue)
    return found


def _is_above(one: Printed) -> bool:
    return one.is_rate and one.low > 100


def _above(printed: Sequence[Printed]) -> list[Contradiction]:
    """Return the rates that no share can be."""
    whole = Fraction(100)
    return [
        Contradiction("relation", (one,), (ABOVE,), (Repair(one, least=None, most=whole),))
        for one in printed
        if _is_above(one)
    ]


# -- one number in two ways --------------------------------------------------------------------------------


def _printed_twice(printed: Sequence[Printed]) -> tuple[list[Contradiction], set[Key]]:
    by_key: dict[Key, list[Printed]] = defaultdict(list)
    for one in printed:
        by_key[key_of(one)].append(one)
    found, torn = [], set()
    for key, same in by_key.items():
        pair = _apart(same)
        if pair:
            torn.add(key)
            found.append(Contradiction("same", pair, (SAME,), ()))
    return found, torn


def _apart(same: Sequence[Printed]) -> tuple[Printed, Printed] | None:
    """Return two of the numbers that no value satisfies both of, or None."""
    highest, lowest = max(same, key=lambda one: one.low), min(same, key=lambda one: one.high)
    if highest.meets(lowest):
        exact = [one for one in same if one.low == one.high]
        pairs = ((one, other) for one in exact for other in same)
        return next(((one, other) for one, other in pairs if not one.meets(other)), None)
    return lowest, highest


# -- what must hold ----------------------------------------------------------------------------------------


def _of_system(system: System, known: set[Printed]) -> list[Contradiction]:
    """Return the contradictions of numbers that hang together: smallest sets, no number in two of them or `known`."""
    found: list[Contradiction] = []
    numbers = [one for one in system.numbers if one not in known]
    while len(found) < MOST_REPORTED and not holds(numbers, system.rules):
        rules = _smallest(system.rules, lambda some: holds(numbers, some))  # noqa: B023 -- called at once
        guilty = _smallest(numbers, lambda some: holds(some, rules))  # noqa: B023
        kind = "sum" if any(rule.is_of_areas for rule in rules) else "relation"
        reasons = tuple(dict.fromkeys(rule.reason for rule in rules if rule.reason))
        # what would do beside everything else that is printed, or at least beside what it contradicts
        mended = repairs(guilty, numbers, system.rules) or repairs(guilty, guilty, rules)
        found.append(Contradiction(kind, tuple(guilty), reasons, mended))
        numbers = [one for one in numbers if one not in guilty]
    return found


def _smallest(items: Sequence[T], holds_with: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return as few of the items as still cannot hold together, each of them needed for that."""
    kept = list(items)
    size = max(len(kept) // 2, 1)
    while True:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if holds_with(fewer):
                start += size
            else:
                kept = fewer
        if size == 1:
            return kept
        size = max(size // 2, 1)


# -- earlier issues ----------------------------------------------------------------------------------------


def _against(printed: Sequence[Printed], issue: Issue) -> list[Contradiction]:
    rising = set(RELATIONS.rising)
    before: dict[tuple[str, str, date, str], Printed] = {}
    for one in issue.printed:
        if one.code in rising and not one.scope and (one.code, one.area_code) not in issue.corrected:
            key = (one.code, one.area_code, one.period_first, one.part)
            if key not in before or before[key].low < one.low:
                before[key] = one
    found = []
    for one in printed:
        former = before.get((one.code, one.area_code, one.period_first, one.part))
        if former is None or one.scope or one.period_last < former.period_last or not one.is_count:
            continue
        if one.high - 1 < former.low:
            repair = Repair(one, least=int(former.low), most=None)
            found.append(Contradiction("falls", (one, former), (FALLS,), (repair,), issue.name))
    return found
