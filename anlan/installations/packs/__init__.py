"""The tables of the standards, one file an edition; the one in force on a day is asked for by the day.

An edition that is not delivered with the programme is taken in by `anlan packs add` (adding.py): it lies in the folder
`packs/grading` of the data folder, in the same form, and the next start of the server reads it.

Source: GB 18218-2018 as corrected in the domain brief §3.1 and §3.2.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid, Unknown

FOLDER = Path(__file__).parent


class Dated(Protocol):
    """An edition of rule data: its code, and the day from which it holds."""

    @property
    def code(self) -> str: ...

    @property
    def effective_from(self) -> date: ...


T = TypeVar("T", bound=Dated)


@dataclass(frozen=True, slots=True)
class Substance:
    """A line of table 1: its number, names, CAS numbers, threshold Q in tonnes and, where known, its usual class."""

    no: int
    name: str
    name_en: str
    cas: tuple[str, ...]
    q: Fraction
    hazard_class: str = ""


@dataclass(frozen=True, slots=True)
class HazardClass:
    """A line of tables 2 and 4: a class with its threshold Q in tonnes and its correction β."""

    code: str
    name: str
    name_en: str
    q: Fraction
    beta: Fraction


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the standard: tables 1 to 5 as they stand in its file."""

    code: str
    title: str
    title_en: str
    effective_from: date
    substances: Mapping[int, Substance]
    by_cas: Mapping[str, tuple[Substance, ...]]
    classes: Mapping[str, HazardClass]
    toxic: Mapping[str, Fraction]
    alpha: tuple[tuple[int, Fraction], ...]
    """From how many residents on, the α: the greatest number first."""
    levels: tuple[tuple[Fraction, str], ...]
    """From which R on, the level: the greatest first."""


@cache
def editions() -> tuple[Edition, ...]:
    """Return every edition that has a file, oldest first."""
    return in_order([(path, read(path)) for path in files("grading", FOLDER)])


def in_order(found: Sequence[tuple[Path, T]]) -> tuple[T, ...]:
    """Return editions by the day from which they hold. Raises Invalid where a file takes the code of another."""
    codes: dict[str, T] = {}
    for path, one in found:
        if one.code in codes:
            raise unreadable(path, _("its code “%(code)s” is that of another edition") % {"code": one.code})
        codes[one.code] = one
    return tuple(sorted(codes.values(), key=lambda one: one.effective_from))


def files(kind: str, delivered: Path) -> list[Path]:
    """Return the files of rule data: those that are delivered, then those of the data folder, which come on top."""
    home = os.environ.get("ANLAN_HOME")
    own = sorted((Path(home) / "packs" / kind).glob("*.json")) if home else []
    return [*sorted(delivered.glob("*.json")), *own]


def edition_on(day: date) -> Edition:
    """Return the edition in force on a day. Raises Unknown before the first."""
    for one in reversed(editions()):
        if one.effective_from <= day:
            return one
    raise Unknown(
        "grading.edition", _("No edition of the standard that is kept here was in force then."), field="day"
    )


def edition(code: str) -> Edition:
    """Return the edition of a code. Raises Unknown."""
    for one in editions():
        if one.code == code:
            return one
    raise Unknown(
        "grading.edition",
        _("There is no edition “%(code)s”. There are: %(all)s.")
        % {"code": code[:40], "all": ", ".join(one.code for one in editions())},
        field="edition",
    )


def checked_cas(number: str) -> str:
    """Return a CAS number as it is written. Raises Invalid where its form or its check digit is wrong."""
    text = number.strip().replace("–", "-").replace("—", "-").replace("－", "-")
    parts = text.split("-")
    sound = len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)
    if sound:
        sound = 2 <= len(parts[0]) <= 7 and len(parts[1]) == 2 and len(parts[2]) == 1
    if sound:
        digits = parts[0] + parts[1]
        sound = sum(n * int(d) for n, d in enumerate(reversed(digits), start=1)) % 10 == int(parts[2])
    if not sound:
        raise Invalid(
            "grading.cas",
            _("“%(cas)s” is no CAS number: its form is 7664-41-7, and the last digit checks the others.")
            % {"cas": number[:30]},
            field="cas",
        )
    return text


def told_by(path: Path) -> dict[str, Any]:
    """Return what a file of rule data says. Raises Invalid with its name where it cannot be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise unreadable(path, fault) from None
    if not isinstance(told, dict):
        raise unreadable(path, _("it holds no object"))
    return told


def unreadable(path: Path, fault: Any) -> Invalid:
    return Invalid(
        "pack.unreadable",
        _("The rule data in %(file)s cannot be read: %(fault)s.") % {"file": path.name, "fault": fault},
        field="pack",
    )


def read(path: Path) -> Edition:
    """Return the edition that a file tells. Raises Invalid with the file's name."""
    try:
        return _edition(told_by(path))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as fault:
        raise unreadable(path, repr(fault)[:80]) from None


def _edition(told: dict[str, Any]) -> Edition:
    substances = {
        row["no"]: Substance(
            row["no"],
            row["name"],
            row["name_en"],
            tuple(row["cas"]),
            Fraction(row["q"]),
            row.get("class", ""),
        )
        for row in told["substances"]
    }
    by_cas: dict[str, tuple[Substance, ...]] = {}
    for one in substances.values():
        for cas in one.cas:
            by_cas[cas] = (*by_cas.get(cas, ()), one)
    return Edition(
        code=told["code"],
        title=told["title"],
        title_en=told["title_en"],
        effective_from=date.fromisoformat(told["effective_from"]),
        substances=substances,
        by_cas=by_cas,
        classes={
            row["code"]: HazardClass(
                row["code"], row["name"], row["name_en"], Fraction(row["q"]), Fraction(row["beta"])
            )
            for row in told["classes"]
        },
        toxic={row["cas"]: Fraction(row["beta"]) for row in told["toxic"]},
        alpha=tuple((row["from"], Fraction(row["alpha"])) for row in told["alpha"]),
        levels=tuple((Fraction(row["from"]), row["level"]) for row in told["levels"]),
    )
