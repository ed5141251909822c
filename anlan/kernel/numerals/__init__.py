"""Numbers in official prose: how they are written, what they may stand for, and where they are in a text.

The rules are those of the domain brief §1.4, derived from published bulletins (docs/adr/0013).
"""

from anlan.kernel.numerals.finding import Numeral, find
from anlan.kernel.numerals.phrases import Kind
from anlan.kernel.numerals.writing import (
    NOTHING,
    WAN,
    Interval,
    RateInterval,
    count,
    interval,
    rate,
    rate_interval,
)

__all__ = [
    "NOTHING",
    "WAN",
    "Interval",
    "Kind",
    "Numeral",
    "RateInterval",
    "count",
    "find",
    "interval",
    "rate",
    "rate_interval",
]
