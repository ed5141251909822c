"""What each guarantee post owes in each cycle, as rule data: one file an edition, in force from a day.

AQ 3072-2026 (mandatory from 30 September 2026) is not delivered: its text was not at hand, and rules are not invented.
It is taken in by `anlan packs add`, in the form of the file beside this one, and lies in `packs/guarantee` of the data
folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from anlan.installations.kinds import Role
from anlan.installations.packs import files, in_order, told_by, unreadable

FOLDER = Path(__file__).parent
CYCLES = ("day", "week", "month", "quarter", "half_year", "year", "before_event")
END_OF_DAY = time(23, 59)
LONGEST_CODE = 24


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a post: due at `due` of its cycle's last day, and `close_days` later it is missed for good."""

    code: str
    role: str
    cycle: str
    due: time
    close_days: int
    name: str
    name_en: str
    basis: str
    of_plant: bool = False

    @property
    def label(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True)
class DutyPack:
    """An edition of the rules: its duties by code, and what each post's notice says."""

    code: str
    title: str
    title_en: str
    effective_from: date
    duties: Mapping[str, Duty]
    answers_for: Mapping[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        return self.title if (get_language() or "zh").startswith("zh") else self.title_en


@cache
def packs() -> tuple[DutyPack, ...]:
    """Return every edition that has a file, oldest first."""
    return in_order([(path, read(path)) for path in files("guarantee", FOLDER)])


def pack_on(day: date) -> DutyPack | None:
    """Return the edition in force on a day; None before the first."""
    return next((one for one in reversed(packs()) if one.effective_from <= day), None)


def duty_words(code: str, pack: str) -> str:
    """Return what a duty is called, in the reader's language."""
    for one in packs():
        if one.code == pack and code in one.duties:
            return one.duties[code].label
    return code


def duties() -> dict[str, str]:
    """Return every duty of every edition, for a filter: code → words."""
    return {code: duty.label for one in packs() for code, duty in one.duties.items()}


def read(path: Path) -> DutyPack:
    """Return the edition that a file tells. Raises Invalid with the file's name."""
    try:
        told = told_by(path)
        found = [_duty(row) for row in told["duties"]]
        return DutyPack(
            told["code"],
            told["title"],
            told["title_en"],
            date.fromisoformat(told["effective_from"]),
            {one.code: one for one in found},
            {Role(role).value: tuple(lines) for role, lines in told["posts"].items()},
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise unreadable(path, repr(fault)[:80]) from None


def _duty(row: dict[str, Any]) -> Duty:
    if row["cycle"] not in CYCLES:
        raise ValueError(f"cycle {row['cycle']}")
    if not 0 < len(row["code"]) <= LONGEST_CODE:
        raise ValueError(f"code {row['code']}")
    return Duty(
        code=row["code"],
        role=Role(row["role"]).value,
        cycle=row["cycle"],
        due=time.fromisoformat(row["due"]) if "due" in row else END_OF_DAY,
        close_days=int(row["close_days"]),
        name=row["name"],
        name_en=row["name_en"],
        basis=row["basis"],
        of_plant=bool(row.get("of_plant")),
    )
