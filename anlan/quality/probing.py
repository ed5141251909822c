"""The four tests: what is counted of a unit, against whom, and when it is flagged. Pure functions of what was
gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from anlan.quality.chances import (
    LEAST_PEERS,
    Peers,
    binomial_at_least,
    clustering,
    fitted,
    hypergeometric_at_most,
    mode,
    ratio,
)

LIMIT = 0.01
"""A flag is raised where an honest unit would show the same with less than this probability."""
LIMIT_OF_RUNS = 0.003
"""The same of a run of zeros: what is not known of few peers and of busy weeks doubles the chance of one
(docs/quality.md)."""
LEAST_RUN = 10  # zeros in a row
LEAST_REPORTS = 20  # received, for the pattern of seconds
LEAST_SHARE = 0.3  # of them on one second: less is no programme, however rare
USUAL_REPEATS = 0.05  # taken for the rate of peers who never repeated themselves
LEAST_TEXTS = 10  # reports with words, for the repeated ones
LEAST_LENGTH = 6  # characters of a text that can be said to be copied
LEAST_VISITS = 10  # on either side
LEAST_RATIO = 2.0
SECONDS = 60
WEEK = 7


class Kind(StrEnum):
    ZEROS = "zeros"
    SECONDS = "seconds"
    COPIES = "copies"
    SELF_CHECK = "self_check"


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that came in: whether it said that nothing happened, the second of its minute, its words."""

    is_zero: bool
    second: int
    text: str = ""


@dataclass(slots=True)
class Unit:
    """What was gathered of a unit: its reports in order of their days, and the visits in its area: (with
    hazards, all)."""

    key: int
    group: str
    sent: list[Sent] = field(default_factory=list)
    own: tuple[int, int] = (0, 0)
    external: tuple[int, int] = (0, 0)

    @property
    def reported(self) -> tuple[int, int]:
        """Days on which there was something to report, of days reported."""
        return sum(not one.is_zero for one in self.sent), len(self.sent)

    @property
    def weeks(self) -> list[int]:
        """Days with something to report in each whole week of reports."""
        told = [not one.is_zero for one in self.sent]
        return [sum(told[at : at + WEEK]) for at in range(0, len(told) - WEEK + 1, WEEK)]

    @property
    def repeats(self) -> tuple[int, int]:
        """Reports whose words had been sent by the unit before, of reports with words, the first left out."""
        texts = self.texts
        return len(texts) - len(set(texts)), max(0, len(texts) - 1)

    @property
    def texts(self) -> list[str]:
        words = ("".join(one.text.split()) for one in self.sent if not one.is_zero)
        return [text for text in words if len(text) >= LEAST_LENGTH]


@dataclass(frozen=True, slots=True)
class Found:
    """A test's answer for a unit: the probability, and the numbers that its reason names."""

    kind: Kind
    unit: int
    probability: float
    numbers: dict[str, int | float]

    @property
    def is_flagged(self) -> bool:
        return self.probability < (LIMIT_OF_RUNS if self.kind is Kind.ZEROS else LIMIT)


def zeros(unit: Unit, peers: Sequence[Unit]) -> Found | None:
    """Test the run of zeros up to the last report: how probable is it, given what the unit and its peers
    report else?"""
    run = 0
    for one in reversed(unit.sent):
        if not one.is_zero:
            break
        run += 1
    if run < LEAST_RUN:
        return None
    rates = fitted(peer.reported for peer in peers if peer.key != unit.key)
    if rates is None:
        return None
    events, days = unit.reported
    bursts = clustering(peer.weeks for peer in peers if peer.key != unit.key)
    # the run begins after an event, which is no sign of a high rate: neither it nor its day counts
    chance = rates.none_in(
        run / bursts,
        events=max(0, events - 1) / bursts,
        over=max(0, days - run - 1) / bursts,
    )
    return Found(
        Kind.ZEROS,
        unit.key,
        chance,
        {"run": run, "events": events, "days": days, "peers": round(100 * rates.mean, 1)},
    )


def seconds(unit: Unit, _peers: Sequence[Unit] = ()) -> Found | None:
    """Test how often reports arrive at one and the same second of the minute: people do not, programmes do."""
    if len(unit.sent) < LEAST_REPORTS:
        return None
    second, times = mode([one.second for one in unit.sent])
    if times < LEAST_SHARE * len(unit.sent):
        return None
    chance = min(1.0, SECONDS * binomial_at_least(times, len(unit.sent), 1 / SECONDS))
    return Found(Kind.SECONDS, unit.key, chance, {"second": second, "times": times, "of": len(unit.sent)})


def copies(unit: Unit, peers: Sequence[Unit]) -> Found | None:
    """Test how often a unit sends the words that it had sent before, against its peers."""
    repeats, of = unit.repeats
    if of + 1 < LEAST_TEXTS or 2 * repeats < of:
        return None
    others = [peer.repeats for peer in peers if peer.key != unit.key and peer.repeats[1]]
    if len(others) < LEAST_PEERS:
        return None
    rates = fitted(others) or Peers(USUAL_REPEATS)
    return Found(
        Kind.COPIES,
        unit.key,
        rates.at_least(repeats, of),
        {"repeats": repeats, "of": of + 1, "peers": round(100 * rates.mean, 1)},
    )


def self_check(unit: Unit, _peers: Sequence[Unit] = ()) -> Found | None:
    """Test whether a unit's own checks find hazards as often as checks from outside in the same area (Fisher's
    exact)."""
    (hits, of), (other_hits, other_of) = unit.own, unit.external
    if min(of, other_of) < LEAST_VISITS:
        return None
    times, low, high = ratio(hits, of, other_hits, other_of)
    if times < LEAST_RATIO:
        return None
    chance = hypergeometric_at_most(hits, of, hits + other_hits, of + other_of)
    return Found(
        Kind.SELF_CHECK,
        unit.key,
        chance,
        {
            "hits": hits,
            "of": of,
            "other_hits": other_hits,
            "other_of": other_of,
            "ratio": round(times, 1),
            "low": round(low, 1),
            "high": round(high, 1),
        },
    )


TESTS = (zeros, seconds, copies, self_check)


def flags(units: Sequence[Unit]) -> list[Found]:
    """Return the flags of all units, each tested against the others of its group."""
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.group, []).append(unit)
    found = [test(unit, groups[unit.group]) for unit in units for test in TESTS]
    return [one for one in found if one is not None and one.is_flagged]
