"""Counts and rates as the official prose writes them, and what one such number may stand for.

Counts are floored to the figure's step and marked 多 or 余 only if something was cut off; rates are
rounded half-up to one decimal, never show 100 % while one is outstanding, and of nothing are "—".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

WAN = 10_000
NOTHING = "—"

_PRINTED = re.compile(r"^([0-9]+)(?:\.([0-9]))?(多万|万多|万余|万)?\Z")


_RATE = re.compile(r"^([0-9]+)(?:\.([0-9]+))?%\Z")


@dataclass(frozen=True, slots=True)
class RateInterval:
    """The rates in percent that a printed one may stand for: `low` ≤ r < `high`; one exact rate where both are equal.

    A rate printed above 0% is above nothing, one printed below 100% below all: `low` = 0 and `high` = 100 are
    themselves left out.
    """

    low: Fraction
    high: Fraction

    def __contains__(self, rate: object) -> bool:
        if not isinstance(rate, int | Fraction):
            return False
        if self.low == self.high:
            return rate == self.low
        return self.low <= rate < self.high and rate > 0

    @classmethod
    def around(cls, shown: Fraction, unit: Fraction) -> RateInterval:
        """Return what a rate rounded half-up to `unit` percent may stand for, with the cap at both ends."""
        if shown in (0, 100):
            return cls(shown, shown)
        low = Fraction(0) if shown <= unit else shown - unit / 2
        high = Fraction(100) if 100 - unit <= shown < 100 else shown + unit / 2
        return cls(low, high)


@dataclass(frozen=True, slots=True)
class Interval:
    """The counts that a printed number may stand for: `low` ≤ n < `high`."""

    low: int
    high: int

    def __contains__(self, n: object) -> bool:
        return isinstance(n, int) and self.low <= n < self.high


def count(n: int, *, step: int = 1_000) -> str:
    """Return 11.1万多 for 111 234: exact below 10 000, else floored to `step`.

    `step` is 1 000, 10 000 or a multiple of 10 000 (1 000 000 prints 1600多万); a number smaller than
    its step is cut at 10 000 instead. A decimal before 万 takes 多, a whole 万 takes 余, and where the
    step cuts whole 万 the 多 stands before 万 (the four forms of the bulletin).
    """
    _check(n, step)
    if n < WAN:
        return str(n)
    kept = n // step * step
    if kept == 0:
        return count(n, step=WAN)
    cut = n != kept
    whole, rest = divmod(kept, WAN)
    if rest:
        return f"{whole}.{rest // 1_000}万{'多' if cut else ''}"
    if not cut:
        return f"{whole}万"
    return f"{whole}万余" if step <= WAN else f"{whole}多万"


def rate(done: int, total: int) -> str:
    """Return done/total as 99.9%: half-up at one decimal, capped below 100 % while any is outstanding.

    `done` and `total` are counts of one cohort, 0 ≤ done ≤ total.
    """
    if not 0 <= done <= total:
        raise ValueError(f"a rate needs 0 ≤ done ≤ total, not {done} of {total}")
    if total == 0:
        return NOTHING
    if done == total:
        return "100%"
    tenths = (2_000 * done + total) // (2 * total)
    tenths = min(tenths, 999)
    if done > 0:
        tenths = max(tenths, 1)
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def interval(text: str, *, step: int | None = None) -> Interval:
    """Return the counts that a printed number may stand for, e.g. 8.1万多 → [81 001, 82 000).

    Without the `step` that it was written with, 余 is read as cut at 10 000 and 多万 as cut at the
    zeros before it. Raises ValueError for text that is not a number in official prose.
    """
    found = _PRINTED.match(text)
    if not found:
        raise ValueError(f"not a number in official prose: {text!r}")
    whole, tenth, unit = found.groups()
    n = int(whole)
    if unit is None:
        if tenth:
            raise ValueError(f"a count has no decimals without 万: {text!r}")
        return Interval(n, n + 1)
    low = n * WAN + int(tenth or 0) * 1_000
    if unit == "万":
        return Interval(low, low + 1)
    if step is None:
        zeros = len(whole) - len(whole.rstrip("0"))
        step = {"万多": 1_000 if tenth else WAN, "万余": WAN}.get(unit, WAN * 10**zeros)
    elif unit == "万余":
        step = min(step, WAN)  # a number below its step is cut at 10 000
    return Interval(low + 1, low + step)


def rate_interval(text: str, *, decimals: int | None = 1) -> RateInterval:
    """Return the rates that a printed one may stand for, e.g. 99.9% → [99.85, 100) and 97.5% → [97.45, 97.55).

    A figure's rate is rounded to one decimal, of which “.0” is dropped; with `decimals=None` a rate that somebody
    typed is read by the decimals it shows. Raises ValueError for text that is no rate.
    """
    found = _RATE.match(text)
    if not found:
        raise ValueError(f"not a rate in official prose: {text!r}")
    whole, tail = found.groups()
    shown = Fraction(f"{whole}.{tail or 0}")
    return RateInterval.around(shown, Fraction(1, 10 ** (len(tail or "") if decimals is None else decimals)))


def _check(n: int, step: int) -> None:
    if n < 0:
        raise ValueError(f"a count cannot be negative: {n}")
    if step != 1_000 and (step < WAN or step % WAN):
        raise ValueError(f"step must be 1 000, 10 000 or a multiple of 10 000: {step}")
