"""A form as the superior has it, read back and compared with what was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.exchange import bindings as bound
from anlan.exchange.grids import Place, place_of
from anlan.exchange.opening import opened


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back: how many cells were compared, and those that differ (where, sent, received)."""

    file_name: str
    sha256: str
    compared: int
    differences: tuple[tuple[str, str, str], ...]

    @property
    def digest_text(self) -> str:
        return self.sha256

    @property
    def agrees(self) -> bool:
        return not self.differences


def compare(sent: bytes, returned: bytes, kind: str, account: Mapping[str, Any], name: str) -> Receipt:
    """Return how the returned form differs from the one that was sent: in the cells that were filled, and the lines."""
    ours, theirs = opened(sent, kind), opened(returned, kind)
    places = []
    for line in account["lines"]:
        if line["take"] == bound.HAND:
            continue
        place = place_of(line["place"])
        places += [Place(place.sheet, place.row + n, place.column) for n in range(max(1, line["rows"] or 1))]
        if (
            line["take"] == bound.ROWS
        ):  # the line after the last must be as it was too: nothing was added below
            places.append(Place(place.sheet, place.row + max(1, line["rows"] or 1), place.column))
    differences = []
    for place in dict.fromkeys(places):
        one, other = (form.value(place.sheet, place.row, place.column) for form in (ours, theirs))
        if not _alike(one, other):
            differences.append((str(place), one, other))
    return Receipt(
        name[-120:], hashlib.sha256(returned).hexdigest(), len(dict.fromkeys(places)), tuple(differences)
    )


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return one.strip() == other.strip()
