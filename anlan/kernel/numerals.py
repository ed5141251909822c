"""How the official prose writes counts and rates (domain brief §1.4, derived from the bulletin itself).

Counts are floored to the figure's step and marked 多 or 余 only if something was cut off; rates are
rounded half-up to one decimal, never show 100 % while one is outstanding, and of nothing are "—".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WAN = 10_000
NOTHING = "—"

_PRINTED = re.compile(r"^([0-9]+)(?:\.([0-9]))?(多万|万多|万余|万)?\Z")


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
        step = {"万多": 1_000, "万余": WAN}.get(unit, WAN * 10**zeros)
    if unit == "万余":
        step = min(
            step, WAN
        )  # a number smaller than its step is cut at 10 000 (16万余 of a step of a million)
    return Interval(low + 1, low + step)


def _check(n: int, step: int) -> None:
    if n < 0:
        raise ValueError(f"a count cannot be negative: {n}")
    if step != 1_000 and (step < WAN or step % WAN):
        raise ValueError(f"step must be 1 000, 10 000 or a multiple of 10 000: {step}")
