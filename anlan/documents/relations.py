"""How printed numbers hang together, and what a number typed by hand counts: declared by the apps, read by the checks.

An app declares in its `relations.py` (found by name when the apps load, as figures are) what must hold between its
figures, which of them never fall within a year, and by which words a text names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from anlan.figures.registry import REGISTRY as FIGURES

Sign = Literal["=", "<=", ">=", "/"]
Words = str | Promise


@dataclass(frozen=True)
class Relation:
    """What must hold between figures of one area and period.

    `left` against the sum of `right`; with the sign "/" `left` is a rate, the first of `right` in percent of the
    second.
    """

    left: str
    sign: Sign
    right: tuple[str, ...]
    reason: Words

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.left, *self.right)

    def __str__(self) -> str:
        if self.sign == "/":
            return f"{self.left} = {self.right[0]} / {self.right[1]}"
        return f"{self.left} {self.sign} {' + '.join(self.right)}"


@dataclass(frozen=True)
class Reading:
    """By which words a text says that a number stands for a figure.

    `before` ends at the number, or `after` begins behind it and its measure word; both are regular expressions.
    `units` are the measure words it may have (none: it is a rate); `noun` must stand beside it or have been
    named before in the sentence.
    """

    code: str
    language: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    noun: re.Pattern[str] | None
    units: frozenset[str]
    anywhere: bool = False  # the noun may follow later in the sentence


_EXPRESSION = re.compile(r"^[a-z_.0-9]+(?: \+ [a-z_.0-9]+)*$|^[a-z_.0-9]+ / [a-z_.0-9]+$")


class Relations:
    """Everything declared; filled when the apps load, read-only after."""

    def __init__(self) -> None:
        self._relations: list[Relation] = []
        self._rising: dict[str, None] = {}
        self._readings: list[Reading] = []
        self._typed: dict[str, Words] = {}

    def relation(self, left: str, sign: Literal["=", "<=", ">="], right: str, reason: Words) -> None:
        """Declare that `left` = (≤, ≥) a sum “a + b”, or that the rate `left` = “a / b”. `reason` says it in words."""
        if not _EXPRESSION.match(right) or ("/" in right and sign != "="):
            raise RuntimeError(f"{left} {sign} {right}: a sum “a + b”, or “= a / b”, is expected")
        if "/" in right:
            self._relations.append(Relation(left, "/", tuple(right.split(" / ")), reason))
        else:
            self._relations.append(Relation(left, sign, tuple(right.split(" + ")), reason))

    def never_falls(self, *codes: str) -> None:
        """Declare figures that from issue to issue of one year can only grow, unless an earlier one is corrected."""
        self._rising.update(dict.fromkeys(codes))

    def counted_by_hand(self, code: str, name: Words) -> None:
        """Declare what texts count and no figure does, so that relations can name it."""
        self._typed[code] = name

    def reads(
        self,
        code: str,
        *,
        language: str = "zh",
        before: str = "",
        after: str = "",
        noun: str = "",
        units: str = "",
        anywhere: bool = False,
    ) -> None:
        """Declare by which words a typed number is read as a figure; `units` are parted by spaces."""
        if not before and not after:
            raise RuntimeError(f"a reading of {code} needs words before or after the number")
        flags = re.IGNORECASE if language == "en" else 0
        self._readings.append(
            Reading(
                code,
                language,
                re.compile(before, flags) if before else None,
                re.compile(after, flags) if after else None,
                re.compile(noun, flags) if noun else None,
                frozenset(units.split()),
                anywhere,
            )
        )

    def __iter__(self) -> Iterator[Relation]:
        return iter(self._relations)

    @property
    def rising(self) -> tuple[str, ...]:
        return tuple(self._rising)

    @property
    def readings(self) -> tuple[Reading, ...]:
        return tuple(self._readings)

    @property
    def typed(self) -> dict[str, Words]:
        return dict(self._typed)

    def name(self, code: str) -> str:
        """Return what a code is called in the active language."""
        if code in self._typed:
            return str(self._typed[code])
        return str(FIGURES[code].name)

    def strangers(self) -> list[str]:
        """Return the codes that are declared here and that nothing else knows: a mistake of the programme."""
        known = {figure.code for figure in FIGURES} | self._typed.keys()
        used = [code for one in self._relations for code in one.codes]
        used += [*self._rising, *(one.code for one in self._readings)]
        return sorted(set(used) - known)


RELATIONS = Relations()
