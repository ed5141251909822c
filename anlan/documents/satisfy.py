"""Can these whole numbers all be what was printed? Intervals narrowed by what must hold between them, split in halves.

Complete for the small systems that printed numbers make: an answer of no is a proof. Knows nothing of figures.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Domain = tuple[int, int]
MOST = 10**15
ROUNDS = 40
"""Narrowings of each constraint before a domain is split: two that creep towards each other are parted sooner so."""
NODES = 2_000
"""Splits before the answer is “perhaps”, which counts as yes: nobody is accused of what was not proved."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of `plus` less the sum of `minus` is 0, or with `at_least` 0 or more."""

    plus: tuple[Hashable, ...]
    minus: tuple[Hashable, ...]
    at_least: bool = False

    @property
    def names(self) -> tuple[Hashable, ...]:
        return (*self.plus, *self.minus)

    def narrow(self, domains: dict[Hashable, Domain]) -> bool:
        """Narrow the domains in place; return whether each still holds a number."""
        high = sum(domains[n][1] for n in self.plus) - sum(domains[n][0] for n in self.minus)
        low = sum(domains[n][0] for n in self.plus) - sum(domains[n][1] for n in self.minus)
        for name in self.plus:
            least, most = domains[name]
            new = (max(least, most - high), most if self.at_least else min(most, least - low))
            if not _set(domains, name, new):
                return False
        for name in self.minus:
            least, most = domains[name]
            new = (least if self.at_least else max(least, most + low), min(most, least + high))
            if not _set(domains, name, new):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Share:
    """`done` is a share of `total`, between `low` and `high` of it; the ends count where they are `closed`."""

    done: Hashable
    total: Hashable
    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = False

    @property
    def names(self) -> tuple[Hashable, ...]:
        return (self.done, self.total)

    def of_the_rest(self, rest: Hashable) -> Share:
        """Return the share of what is not done."""
        return Share(rest, self.total, 1 - self.high, 1 - self.low, self.high_closed, self.low_closed)

    def narrow(self, domains: dict[Hashable, Domain]) -> bool:
        least, most = domains[self.total]
        least = max(least, 1)
        done_least, done_most = domains[self.done]
        if self.low > 0:
            most = min(most, _at_most(done_most / self.low, self.low_closed))
        if self.high > 0:
            least = max(least, _at_least(done_least / self.high, self.high_closed))
        if not _set(domains, self.total, (least, most)):
            return False
        least, most = domains[self.total]
        new = (
            max(done_least, _at_least(self.low * least, self.low_closed)),
            min(done_most, _at_most(self.high * most, self.high_closed)),
        )
        return _set(domains, self.done, new)


Constraint = Sum | Share


def possible(domains: Mapping[Hashable, Domain], constraints: Sequence[Constraint]) -> bool:
    """Tell whether there are whole numbers within the domains of which every constraint holds."""
    net = _Net(constraints)
    pending = [(net.whole(domains), list(range(len(constraints))))]
    for _node in range(NODES):
        if not pending:
            return False
        here, due = pending.pop()
        if not net.narrow(here, due):
            continue
        wide = [name for name, (least, most) in here.items() if least < most]
        if not wide:
            return True
        name = min(wide, key=lambda one: here[one][1] - here[one][0])
        least, most = here[name]
        middle = (least + most) // 2
        again = net.of[name]
        pending += [({**here, name: (middle + 1, most)}, again), ({**here, name: (least, middle)}, again)]
    return True


def bounds(
    domains: Mapping[Hashable, Domain], constraints: Sequence[Constraint], name: Hashable
) -> Domain | None:
    """Return an interval outside of which a number cannot lie; None if there is nothing at all. May be too wide."""
    net = _Net(constraints)
    whole = net.whole(domains)
    return whole.get(name, (0, MOST)) if net.narrow(whole, list(range(len(constraints)))) else None


class _Net:
    """Constraints by the names that they bind: only what may have changed is narrowed again."""

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        self.constraints = constraints
        self.of: dict[Hashable, list[int]] = defaultdict(list)
        for number, constraint in enumerate(constraints):
            for name in constraint.names:
                self.of[name].append(number)

    def whole(self, domains: Mapping[Hashable, Domain]) -> dict[Hashable, Domain]:
        return {**dict.fromkeys(self.of, (0, MOST)), **domains}

    def narrow(self, domains: dict[Hashable, Domain], due: Sequence[int]) -> bool:
        """Narrow the domains in place until nothing changes or enough was tried; return whether each holds a number."""
        if any(least > most for least, most in domains.values()):
            return False
        waiting, queued = deque(due), set(due)
        for _turn in range(ROUNDS * len(self.constraints)):
            if not waiting:
                break
            number = waiting.popleft()
            queued.discard(number)
            constraint = self.constraints[number]
            before = [domains[name] for name in constraint.names]
            if not constraint.narrow(domains):
                return False
            for name, former in zip(constraint.names, before, strict=True):
                if domains[name] != former:
                    fresh = [one for one in self.of[name] if one not in queued]
                    waiting.extend(fresh)
                    queued.update(fresh)
        return True


def _set(domains: dict[Hashable, Domain], name: Hashable, new: Domain) -> bool:
    domains[name] = new
    return new[0] <= new[1]


def _at_least(edge: Fraction, closed: bool) -> int:
    floor = edge.numerator // edge.denominator
    return floor if closed and floor == edge else floor + 1


def _at_most(edge: Fraction, closed: bool) -> int:
    floor = edge.numerator // edge.denominator
    return floor if closed or floor != edge else floor - 1
