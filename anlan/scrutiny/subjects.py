"""What a photograph is held against: the case it was attached to, told by the app that owns the case.

An app registers its kind when it loads: `SUBJECTS["hazard"] = told`. Only photographs of such kinds are flagged. Kinds
in `PEERS` are searched for the same picture too; a kind that stands in neither (tip-offs) never shows up in a flag:
that a picture came with a tip-off must tell nobody who informed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.errors import Unknown


@dataclass(frozen=True, slots=True)
class Subject:
    """A case for the rules: where it counts, at which place, since when, and which visit it belongs to.

    `on_the_spot`: found and rectified in one record, whose photographs are all older than the record.
    """

    area_id: int
    area_path: str
    sector_id: int
    place: str
    lat_e6: int | None
    lon_e6: int | None
    begins_at: datetime
    group: int
    on_the_spot: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody was, in millionths of a degree (WGS 84), how exactly that is known in metres, and who says so."""

    lat_e6: int
    lon_e6: int
    accuracy_m: int = 0
    source: str = "camera"  # or “phone”: taken down when the step was captured


SUBJECTS: dict[str, Callable[[list[int]], dict[int, Subject]]] = {}
"""Kind of case → its subjects by key, in one query; what must not be flagged (a hidden visit) is left out."""
PEERS: set[str] = set()
"""Further kinds among whose photographs the same picture is looked for."""
POSITIONS: list[Callable[[list[int]], dict[int, Position]]] = []
"""Positions by journal entry, told by the apps that took them down when the step was captured."""


def subjects(kind: str, keys: list[int]) -> dict[int, Subject]:
    return SUBJECTS[kind](keys) if kind in SUBJECTS and keys else {}


def subject(kind: str, key: int) -> Subject:
    """Return one subject. Raises Unknown."""
    found = subjects(kind, [key]).get(key)
    if found is None:
        raise Unknown("case.unknown", f"{kind} {key}")
    return found


def positions(seqs: list[int]) -> dict[int, Position]:
    """Return the positions that were told with these journal entries; one query for each app that has some."""
    found: dict[int, Position] = {}
    for told in POSITIONS:
        found |= told(seqs)
    return found


def searched() -> set[str]:
    return PEERS | SUBJECTS.keys()
