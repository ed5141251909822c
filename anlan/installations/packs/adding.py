"""Taking in a pack of rule data: read whole, judged against what is kept, laid into the data folder in one move.

A pack never replaces another: what was graded or laid down keeps the code of its edition, and says the same for ever.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.installations import duty_packs, packs
from anlan.installations.kinds import LEVEL_FROM
from anlan.installations.packs import Edition, checked_cas, told_by
from anlan.kernel.errors import Conflict, Invalid

GRADING, GUARANTEE = "grading", "guarantee"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it is listed: what it rules, its code and title, from when on, and how much it holds."""

    kind: str
    code: str
    title: str
    title_en: str
    effective_from: date
    size: int


def kept() -> list[Pack]:
    """Return every pack that is kept, by kind and the day from which it holds."""
    return [*map(_graded, packs.editions()), *map(_owed, duty_packs.packs())]


def _graded(one: Edition) -> Pack:
    size = len(one.substances)
    return Pack(GRADING, one.code, one.title, one.title_en, one.effective_from, size)


def _owed(one: duty_packs.DutyPack) -> Pack:
    return Pack(GUARANTEE, one.code, one.title, one.title_en, one.effective_from, len(one.duties))


def judged(path: Path) -> Pack:
    """Return what a file would add. Raises Invalid, Conflict with what is wrong and what to do."""
    told = told_by(path)
    if "substances" in told:
        edition = packs.read(path)
        _check_edition(path, edition)
        found = _graded(edition)
    elif "duties" in told:
        found = _owed(duty_packs.read(path))
    else:
        raise packs.unreadable(path, _("it holds neither “substances” nor “duties”"))
    _check_beside(found, kept())
    return found


def _check_beside(found: Pack, others: Sequence[Pack]) -> None:
    code = found.code
    if not code or len(code) > 30 or not code.replace("-", "").isalnum() or not code.isascii():
        raise Invalid(
            "pack.code",
            _("“%(code)s” is no code: up to 30 Latin letters, digits and hyphens.") % {"code": code[:40]},
            field="code",
        )
    for one in others:
        if one.kind != found.kind:
            continue
        if one.code == code:
            raise Conflict(
                "pack.known",
                _("An edition “%(code)s” is kept already. A corrected one gets a code of its own: what was made by the "
                  "first keeps saying so.") % {"code": code},
            )  # fmt: skip
        if one.effective_from == found.effective_from:
            raise Conflict(
                "pack.day",
                _("“%(code)s” holds from %(day)s on already: two editions from one day cannot be told apart.")
                % {"code": one.code, "day": one.effective_from},
            )


def _check_edition(path: Path, one: Edition) -> None:
    """Judge the tables of an edition: positive numbers, sound CAS numbers, steps that cover every number."""
    rules: tuple[tuple[bool, Callable[[], Any]], ...] = (
        (bool(one.substances) and bool(one.classes), lambda: _("a table is empty")),
        (
            all(
                q > 0
                for q in (
                    *(row.q for row in one.substances.values()),
                    *(row.q for row in one.classes.values()),
                )
            ),
            lambda: _("a threshold Q is not above 0"),
        ),
        (
            all(beta > 0 for beta in (*(row.beta for row in one.classes.values()), *one.toxic.values())),
            lambda: _("a β is not above 0"),
        ),
        (
            {row.hazard_class for row in one.substances.values()} <= {"", *one.classes},
            lambda: _("a substance has a class that table 2 does not hold"),
        ),
        (_falls(one.alpha), lambda: _("α goes from the most residents down to 0")),
        (
            {name: least for least, name in one.levels}
            == {name: low for name, (low, _to) in LEVEL_FROM.items()}
            and _falls(one.levels),
            lambda: _(
                "the levels are I from 100, II from 50, III from 10, IV from 0; the register holds no others"
            ),
        ),
    )
    for holds, why in rules:
        if not holds:
            raise packs.unreadable(path, why())
    for cas in (*one.by_cas, *one.toxic):
        checked_cas(cas)


def _falls(steps: Sequence[tuple[Any, Any]]) -> bool:
    starts = [start for start, _value in steps]
    return bool(starts) and starts == sorted(set(starts), reverse=True) and starts[-1] == 0


def add(path: Path) -> tuple[Pack, Path]:
    """Lay a sound pack into the data folder; return it with its file. Raises Invalid, Conflict."""
    found = judged(path)
    folder = Path(os.environ["ANLAN_HOME"]) / "packs" / found.kind
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{found.code}.json"
    half = target.with_suffix(".part")
    shutil.copyfile(path, half)
    half.replace(target)
    return found, target
