"""Puts restored parts in the place of what is there, so that a power cut in between is finished by whoever comes next.

No file system renames several files at once. So a plan of every rename is written first, beside the data, and taken
away last: while it stands, each command (serve, doctor and the others too) first carries out what is left of it. Each
rename tells by what lies where whether it was done, so the plan may be carried out from any point, any number of times.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from anlan.kernel import clock

PLAN = ".restore-plan.json"


@dataclass(frozen=True, slots=True)
class Move:
    """One part: where the restored one lies, its place, where the present one is set aside ("" if there is none)."""

    new: str
    place: str
    aside: str

    def carry_out(self) -> None:
        place, new = Path(self.place), Path(self.new)
        if self.aside and not Path(self.aside).exists() and place.exists():
            _rename(place, Path(self.aside))
        if new.exists():
            _rename(new, place)


def plan(home: Path, parts: Iterable[tuple[Path, Path]]) -> Path | None:
    """Write down every rename, the restored parts being safe on disk; return the folder for what is set aside.

    What has no restored part is only set aside. Parts on another file system than the data folder's are copied to
    theirs ahead, because no rename crosses from one to another.
    """
    old = home / f"replaced-{clock.real_now():%Y%m%dT%H%M%S}"
    moves = []
    for new, place in parts:
        place.parent.mkdir(parents=True, exist_ok=True)
        apart = place.parent.stat().st_dev != home.stat().st_dev
        near = place.with_name(f".restoring-{place.name}")
        if apart and new.exists():
            shutil.rmtree(near, ignore_errors=True)
            near.unlink(missing_ok=True)
            shutil.move(str(new), near)
        source = near if apart and near.exists() else new
        aside = place.with_name(f"{place.name}.{old.name}") if apart else old / place.name
        if place.exists():
            aside.parent.mkdir(exist_ok=True)
        moves.append(Move(str(source), str(place), str(aside) if place.exists() else ""))
    os.sync()
    draft = home / f"{PLAN}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"moves": [asdict(move) for move in moves]}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    _rename(draft, home / PLAN)
    return old if old.exists() else None


def is_pending(home: Path) -> bool:
    return (home / PLAN).exists()


def carry_out(home: Path, staging: Path) -> int:
    """Do what is left of the plan and take it away; return how many parts it names. The caller keeps others out."""
    moves = [Move(**told) for told in json.loads((home / PLAN).read_text("utf-8"))["moves"]]
    for move in moves:
        move.carry_out()
    (home / PLAN).unlink()
    _settle(home)
    shutil.rmtree(staging, ignore_errors=True)
    return len(moves)


def _rename(source: Path, target: Path) -> None:
    """Rename, and see to it that the rename is on disk before the next one."""
    source.replace(target)
    _settle(target.parent)
    _settle(source.parent)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
