"""What is filled, and the account of it: each cell with what it took, each pair of numbers that must be one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.exchange import bindings as bound
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area


@dataclass(frozen=True, slots=True)
class Blank:
    """A form with what its cells take: what is filled."""

    name: str
    receiver: str
    kind: str
    content: bytes
    bindings: Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Line:
    """One cell or block as it was filled. `place` is where it stands in the filled form."""

    place: str
    take: str
    what: str
    shown: str
    code: str = ""
    exact: int | float | None = None
    rows: int | None = None

    def as_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Check:
    """Two numbers of the form that must be one: what was compared, both, and whether they are."""

    what: str
    one: int | float
    other: int | float

    @property
    def holds(self) -> bool:
        return self.one == self.other

    def as_data(self) -> dict[str, Any]:
        return {"what": self.what, "one": self.one, "other": self.other, "holds": self.holds}


@dataclass(slots=True)
class Filled:
    """A filled form with its account."""

    name: str
    kind: str
    content: bytes
    area: Area
    period: Period
    known: Known
    lines: list[Line] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def digest_text(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def agrees(self) -> bool:
        return all(one.holds for one in self.checks)

    def account(self) -> dict[str, Any]:
        return {
            "lines": [one.as_data() for one in self.lines],
            "checks": [one.as_data() for one in self.checks],
            "by_hand": [one.place for one in self.lines if one.take == bound.HAND],
        }
