"""The nearest values with which a contradiction would be none, one number changed and the others as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from anlan.documents.printed import Printed
from anlan.documents.systems import Rule, holds, key_of, reach
from anlan.kernel.numerals import RateInterval

MOST_MENDED = 6
"""Of a long table that does not add up, the first of its numbers (the whole) and some more tell enough."""
TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Repair:
    """What one number would have to be: up to `most`, or from `least` on; one may be None.

    A count is a whole number, a rate a multiple of a tenth of a percent.
    """

    printed: Printed
    least: int | Fraction | None
    most: int | Fraction | None

    @property
    def message(self) -> str:
        """Say in the active language what would do."""
        words = {"text": self.printed.text, "least": self._shown(self.least), "most": self._shown(self.most)}
        if self.least is None:
            return _("With the others as they are, “%(text)s” could be at most %(most)s.") % words
        if self.most is None:
            return _("With the others as they are, “%(text)s” would have to be at least %(least)s.") % words
        return (
            _(
                "With the others as they are, “%(text)s” would have to be at most %(most)s or at least %(least)s."
            )
            % words
        )

    def _shown(self, value: int | Fraction | None) -> str:
        if value is None:
            return ""
        if not self.printed.is_rate:
            return str(int(value))
        return f"{float(value):.1f}".removesuffix(".0") + "%"


def repairs(
    guilty: Sequence[Printed], numbers: Sequence[Printed], rules: Sequence[Rule]
) -> tuple[Repair, ...]:
    """Return for each guilty number the nearest values that go with all the other numbers; none where no value does."""
    wholes = {rule.sum.plus[0] for rule in rules if rule.is_of_areas and rule.sum is not None}
    first = sorted(guilty, key=lambda one: key_of(one) not in wholes)[:MOST_MENDED]
    found = [_repair(one, [other for other in numbers if other is not one], rules) for one in first]
    return tuple(one for one in found if one.least is not None or one.most is not None)


def _repair(one: Printed, others: Sequence[Printed], rules: Sequence[Rule]) -> Repair:
    def would_do(low: int | Fraction, high: int | Fraction) -> bool:
        return holds([*others, replace(one, low=low, high=high)], rules)

    if one.is_rate:
        return Repair(one, _rate_from(one, would_do), _rate_to(one, would_do))
    left = reach(key_of(one), others, rules)
    if left is None:
        return Repair(one, None, None)
    least = _first(max(int(one.high), left[0]), left[1], lambda n: would_do(int(one.high), n + 1))
    most = _first(-min(int(one.low) - 1, left[1]), -left[0], lambda n: would_do(-n, int(one.low)))
    return Repair(one, least, None if most is None else -most)


def _first(low: int, high: int, does: Callable[[int], bool]) -> int | None:
    """Return the smallest n from `low` to `high` with `does(n)`, which once true stays true; None if there is none."""
    if low > high:
        return None
    if does(low):
        return low
    if not does(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if does(middle) else (middle + 1, high)
    return low


def _rate_from(one: Printed, would_do: Callable[[Fraction, Fraction], bool]) -> Fraction | None:
    edge = Fraction(one.high)
    if one.low < one.high <= 100:
        start = max(int(edge * 10), 1)
        tenth = _first(start, 999, lambda n: (top := _printed(n).high) > edge and would_do(edge, top))
        if tenth is not None:
            return tenth * TENTH
    if one.high == one.low == 0 and (tenth := _first(1, 999, lambda n: would_do(edge, _printed(n).high))):
        return tenth * TENTH
    return Fraction(100) if one.low < 100 and would_do(Fraction(100), Fraction(100)) else None


def _rate_to(one: Printed, would_do: Callable[[Fraction, Fraction], bool]) -> Fraction | None:
    edge = Fraction(one.low)
    tenth = _first(
        -min(int(edge * 10) + 1, 999),
        -1,
        lambda n: (bottom := _printed(-n).low) < edge and would_do(bottom, edge),
    )
    if tenth is not None:
        return -tenth * TENTH
    return Fraction(0) if edge > 0 and would_do(Fraction(0), Fraction(0)) else None


def _printed(tenths: int) -> RateInterval:
    return RateInterval.around(tenths * TENTH, TENTH)
