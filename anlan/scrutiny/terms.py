"""From when a photograph is flagged: limits with the day from which they hold, as files that a city may add to.

`packs` holds what is delivered, `HOME/packs/photos` what the city lays down; of one day the city's goes first. A flag
keeps the limit by which it was made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

OWN = Path(__file__).resolve().parent / "packs"
BOUNDS = {"far_metres": (20, 100_000), "clock_minutes": (0, 1_440), "old_hours": (1, 8_760)}
"""Field → the least and the most that it may be."""


@dataclass(frozen=True, slots=True)
class Term:
    """From `since` on: metres from the premises, minutes a camera's clock may be off, hours a picture may be older."""

    since: date
    far_metres: int
    clock_minutes: int
    old_hours: int
    basis: str


def term_on(day: date) -> Term:
    """Return what holds on a day. Raises Invalid, which names the file, where one cannot be read."""
    found = [(term.since, place, term) for place, folder in enumerate(_folders()) for term in _read(folder)]
    return max((one for one in found if one[0] <= day), key=lambda one: one[:2])[2]


def _folders() -> tuple[Path, Path]:
    return OWN, Path(settings.HOME) / "packs" / "photos"


def _read(folder: Path) -> list[Term]:
    return [_term(path) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []


def _term(path: Path) -> Term:
    try:
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        numbers = {name: given[name] for name in BOUNDS}
        term = Term(date.fromisoformat(given["since"]), **numbers, basis=str(given.get("basis", "")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(path, f"{type(error).__name__}: {error}") from None
    for name, (least, most) in BOUNDS.items():
        value = numbers[name]
        if type(value) is not int or not least <= value <= most:
            raise _unreadable(path, f"{name}: {least} … {most}")
    return term


def _unreadable(path: Path, why: str) -> Invalid:
    return Invalid(
        "photo_terms.unreadable",
        _("The limits for photographs in “%(file)s” cannot be read (%(why)s). Mend the file or take it away.")
        % {"file": path.name, "why": why[:200]},
    )
