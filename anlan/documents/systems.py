"""Printed numbers and what must hold between them, put together where they hang together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from anlan.documents.printed import Printed
from anlan.documents.relations import RELATIONS, Relation, Words
from anlan.documents.satisfy import MOST, Constraint, Share, Sum, bounds, possible
from anlan.figures.registry import REGISTRY


class Key(NamedTuple):
    """One number: a figure, or a part of one, of an area and days, in the document or in a sentence of its own."""

    code: str
    area: str
    first: date
    last: date
    scope: str
    part: str = ""


PART = gettext_lazy("a part is no more than the whole")
PARTS = gettext_lazy("parts that exclude one another are together no more than the whole")
APART = (re.compile(r"^(?:重大|一般)"), re.compile(r"^(?!全).*(?:[县区市镇乡园]|街道)(?:#\d+)?$"))
"""Kinds of parts of which none lies in another: the grades, places named beside one another."""
AREAS = gettext_lazy("the areas add up to the whole")
SOME_AREAS = gettext_lazy("some of the areas are no more than the whole")


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold: a sum, or that `rate` is the share of `share`. Without a reason it is not told."""

    reason: Words
    sum: Sum | None = None
    rate: Key | None = None
    share: tuple[Key, Key] | None = None
    is_of_areas: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        if self.sum is not None:
            return self.sum.names  # type: ignore[return-value]
        assert self.rate is not None
        assert self.share is not None
        return (self.rate, *self.share)


@dataclass(frozen=True, slots=True)
class System:
    """Printed numbers that hang together, and the rules between them."""

    numbers: tuple[Printed, ...]
    rules: tuple[Rule, ...]


def key_of(one: Printed) -> Key:
    return Key(one.code, one.area_code, one.period_first, one.period_last, one.scope, one.part)


def holds(numbers: Iterable[Printed], rules: Iterable[Rule]) -> bool:
    """Tell whether some values would have been printed as these numbers and satisfy the rules."""
    return possible(*_put(numbers, rules))


def reach(key: Key, numbers: Iterable[Printed], rules: Iterable[Rule]) -> tuple[int, int] | None:
    """Return the least and the most that the other numbers leave to a count at the widest; None if nothing."""
    return bounds(*_put(numbers, rules), key)


def _put(
    numbers: Iterable[Printed], rules: Iterable[Rule]
) -> tuple[dict[Hashable, tuple[int, int]], list[Constraint]]:
    domains: dict[Hashable, tuple[int, int]] = {}
    rates: dict[Key, list[Printed]] = defaultdict(list)
    for one in numbers:
        key = key_of(one)
        if one.is_count:
            least, most = domains.get(key, (0, MOST))
            domains[key] = (max(least, int(one.low)), min(most, int(one.high) - 1))
        elif one.is_rate:
            rates[key].append(one)
    constraints: list[Constraint] = []
    for rule in rules:
        if rule.sum is not None:
            constraints.append(rule.sum)
        elif rule.rate is not None and rule.share is not None:
            constraints += [_share(one, rule.share) for one in rates[rule.rate]]
    return domains, [*constraints, *_rests(constraints)]


def _rests(constraints: Sequence[Constraint]) -> list[Share]:
    """Return the share of what is left where a total is what is done and one thing more: bounds close in fast."""
    totals: dict[Hashable, list[Sum]] = defaultdict(list)
    for one in constraints:
        if isinstance(one, Sum) and not one.at_least and len(one.plus) == 1 and len(one.minus) == 2:
            totals[one.plus[0]].append(one)
    return [
        share.of_the_rest(other)
        for share in constraints
        if isinstance(share, Share)
        for one in totals[share.total]
        if share.done in one.minus
        for other in one.minus
        if other != share.done
    ]


def _share(rate: Printed, share: tuple[Key, Key]) -> Share:
    low, high = Fraction(rate.low) / 100, Fraction(rate.high) / 100
    exact = low == high
    return Share(*share, low, high, low_closed=exact or low > 0, high_closed=exact)


def systems(printed: Sequence[Printed], areas: Mapping[str, Sequence[str]]) -> list[System]:
    """Return what hangs together, small before large: each place by itself, each sum of areas, then the whole.

    So a contradiction is told by the numbers that are nearest to it, and is found among few.
    """
    keys = dict.fromkeys(key_of(one) for one in printed)
    rules = _bound([*_relations(keys), *_parts(keys), *_areas(keys, areas)], set(keys))
    of_areas = [rule for rule in rules if rule.is_of_areas]
    local = _connected([rule for rule in rules if not rule.is_of_areas], printed)
    if not of_areas:
        return local
    alone = [system for rule in of_areas for system in _connected([rule], printed)]
    return [*local, *alone, *_connected(rules, printed)]


def _connected(rules: Sequence[Rule], printed: Sequence[Printed]) -> list[System]:
    groups = _Groups()
    for rule in rules:
        groups.join(rule.keys)
    numbers: dict[Key, list[Printed]] = defaultdict(list)
    held: dict[Key, list[Rule]] = defaultdict(list)
    for rule in rules:
        held[groups.root(rule.keys[0])].append(rule)
    for one in printed:
        numbers[groups.root(key_of(one))].append(one)
    return [System(tuple(numbers[root]), tuple(some)) for root, some in held.items()]


def _relations(keys: Iterable[Key]) -> list[Rule]:
    """Return each declared relation for each area, period and scope in which one of its figures is printed."""
    places: dict[Key, set[str]] = defaultdict(set)
    for key in keys:
        places[key._replace(code="", part="")].add(key.code)
    return [
        _rule(relation, place)
        for place, codes in places.items()
        for relation in RELATIONS
        if codes & set(relation.codes)
    ]


def _rule(relation: Relation, place: Key) -> Rule:
    left = place._replace(code=relation.left)
    right = tuple(place._replace(code=code) for code in relation.right)
    if relation.sign == "/":
        return Rule(relation.reason, rate=left, share=(right[0], right[1]))
    if relation.sign == "<=":
        return Rule(relation.reason, Sum(right, (left,), at_least=True))
    return Rule(relation.reason, Sum((left,), right, at_least=relation.sign == ">="))


def _parts(keys: Mapping[Key, None]) -> list[Rule]:
    parts: dict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        if key.part and not _is_rate(key.code):
            parts[key._replace(part="")].append(key)
    rules = []
    for whole, some in parts.items():
        rules += [Rule(PART, Sum((whole,), (part,), at_least=True)) for part in some]
        rules += [
            Rule(PARTS, Sum((whole,), tuple(apart), at_least=True))
            for apart in (_of_kind(some, kind) for kind in APART)
            if len(apart) > 1
        ]
        if whole.scope and whole not in keys:
            rules.append(Rule("", Sum(tuple(some), (whole,), at_least=True)))
    return rules


def _of_kind(parts: Sequence[Key], kind: re.Pattern[str]) -> list[Key]:
    """Return the parts of one kind, of those with one beginning (重大, 重大事故) the first."""
    found: dict[str, Key] = {}
    for key in parts:
        if hit := kind.match(key.part):
            found.setdefault(hit.group(), key)
    return list(found.values())


def _areas(keys: Mapping[Key, None], areas: Mapping[str, Sequence[str]]) -> list[Rule]:
    rules = []
    for key in keys:
        children = areas.get(key.area, ())
        if key.scope or not children or not _adds_up(key.code):
            continue
        parts = tuple(key._replace(area=child) for child in children)
        printed = tuple(part for part in parts if part in keys)
        if not printed:
            continue
        whole = len(printed) == len(parts)
        rules.append(
            Rule(AREAS if whole else SOME_AREAS, Sum((key,), printed, at_least=not whole), is_of_areas=True)
        )
    return rules


def _figure_kinds() -> dict[str, tuple[bool, bool]]:
    return {figure.code: (figure.is_rate, figure.is_counted and not figure.is_rate) for figure in REGISTRY}


def _is_rate(code: str) -> bool:
    return _figure_kinds().get(code, (False, False))[0]


def _adds_up(code: str) -> bool:
    """Tell whether the numbers of areas add up: of what is kept by measures, not of distinct things or rates."""
    return _figure_kinds().get(code, (False, False))[1]


def _bound(rules: Sequence[Rule], printed: set[Key]) -> list[Rule]:
    """Leave out rules that bind nothing: with fewer than two numbers that are printed or bound elsewhere."""
    kept = list(rules)
    while True:
        uses: dict[Key, int] = defaultdict(int)
        for rule in kept:
            for key in set(rule.keys):
                uses[key] += 1
        fewer = [rule for rule in kept if sum(key in printed or uses[key] > 1 for key in set(rule.keys)) > 1]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


class _Groups:
    """Which keys hang together."""

    def __init__(self) -> None:
        self._over: dict[Key, Key] = {}

    def root(self, key: Key) -> Key:
        while key in self._over:
            key = self._over[key]
        return key

    def join(self, keys: Sequence[Key]) -> None:
        first = self.root(keys[0])
        for key in keys[1:]:
            other = self.root(key)
            if other != first:
                self._over[other] = first
