"""Which checks of one place can be one visit: intervals of days, stabbed by as few days as possible. No tables.

Each check has the days on which it may be made, the first and the last (both count, as whole numbers). Greedily by the
last day: the check that is due first sets a visit, and everything that may be made on its last day joins. For intervals
no choice of visits is smaller (a proof by exchange: the check that is due first needs a visit by its last day, and no
earlier day meets more of the others); a test compares with trying every choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which one check may be made, and whose it is. `anyone`: a visit of any body meets it."""

    code: str
    body: int
    first: int
    last: int
    anyone: bool = False


@dataclass(slots=True)
class Stop:
    """One visit that meets all of its checks on any day from `first` to `last`; `forced` is the check that set it."""

    spans: list[Span] = field(default_factory=list)

    @property
    def first(self) -> int:
        return max(span.first for span in self.spans)

    @property
    def last(self) -> int:
        return min(span.last for span in self.spans)

    @property
    def forced(self) -> Span:
        return self.spans[0]

    @property
    def bodies(self) -> set[int]:
        return {span.body for span in self.spans}

    def takes(self, span: Span) -> bool:
        """Tell whether one more check leaves a day that meets all."""
        return max(self.first, span.first) <= min(self.last, span.last)


def due_first(span: Span) -> tuple[int, int, str]:
    return span.last, span.first, span.code


def merge(spans: Iterable[Span]) -> list[Stop]:
    """Return the fewest visits that meet every check, the earliest first."""
    stops: list[Stop] = []
    day = None
    for span in sorted(spans, key=due_first):
        if day is not None and span.first <= day:
            stops[-1].spans.append(span)
        else:
            stops.append(Stop([span]))
            day = span.last
    return stops


def join(stops: Sequence[Stop], spans: Iterable[Span]) -> list[Span]:
    """Let checks that are due later join visits that are made anyway; return those that joined.

    None of them makes a visit necessary, and none takes from a visit the last day that it has.
    """
    joined = []
    for span in sorted(spans, key=due_first):
        stop = next((stop for stop in reversed(stops) if stop.takes(span)), None)
        if stop is not None:
            stop.spans.append(span)
            joined.append(span)
    return joined


def separately(spans: Sequence[Span]) -> int:
    """Return how many visits the same checks take when each body plans for itself, at the least.

    A body merges its own checks too, and what anybody's visit meets is met by another body's wherever its days touch:
    so the visits saved by planning together are never told too high.
    """
    own: dict[int, list[Span]] = {}
    for span in spans:
        if not span.anyone:
            own.setdefault(span.body, []).append(span)
    visits = [stop for body in sorted(own) for stop in merge(own[body])]
    left = [span for span in spans if span.anyone and not any(stop.takes(span) for stop in visits)]
    return len(visits) + len(merge(left))


@dataclass(slots=True)
class Pool:
    """A plan of which only a share of the places is to be visited by its last day: how many are still wanted."""

    wanted: int
    spans: dict[int, Span]  # by place


def fill(stops: Mapping[int, list[Stop]], pools: Mapping[Any, Pool]) -> dict[int, list[Stop]]:
    """Return the visits of each place with what shares of plans still want.

    Places that are visited anyway are taken first: they cost no visit. Only what is wanted then sets visits, first
    where more than one plan wants the same place.
    """
    filled = {place: list(found) for place, found in stops.items()}
    for _key, pool in sorted(pools.items()):
        for place in sorted(pool.spans.keys() & filled.keys()):
            if pool.wanted and join(filled[place], [pool.spans.pop(place)]):
                pool.wanted -= 1
    wishes: dict[int, int] = {}
    for pool in pools.values():
        for place in pool.spans if pool.wanted else ():
            wishes[place] = wishes.get(place, 0) + 1
    for place in sorted(wishes, key=lambda key: (-wishes[key], key)):
        asked = [(key, pool) for key, pool in sorted(pools.items()) if pool.wanted and place in pool.spans]
        for _key, pool in asked:
            pool.wanted -= 1
        if asked:
            found = merge([pool.spans[place] for _key, pool in asked])
            filled[place] = sorted([*filled.get(place, []), *found], key=lambda stop: stop.last)
    return filled
