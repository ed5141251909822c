"""Who reads in the walks of routes and operations, and the table of what they get."""

from __future__ import annotations

from pathlib import Path

from anlan.testing import WITHOUT_POST

# column → account, and what it is to the case: the hazard lies at the shop: sector fire, township a1 of county a
READERS = {
    "office": ("office1", "superior: the whole city"),
    "area_office": ("county1", "superior: county a; supervises"),
    "department": ("dept1", "owner: the responsible department, sector fire; recorded it"),
    "inspector": ("inspector1", "owner: inspects sector fire in county a"),
    "township": ("station1", "owner: the station of township a1"),
    "duty_officer": ("watch1", "keeps the duty room of county a"),
    "business": ("business1", "owner: the shop itself, which rectifies"),
    "leader": ("leader1", "superior: the whole city, reads"),
    "editor": ("editor1", "reads the whole city"),
    "reviewer": ("reviewer1", "reads the whole city, reviews bulletins"),
    "signer": ("signer1", "reads the whole city, signs bulletins"),
    "system_admin": ("system1", "keeps the tree of areas and organisations, no cases"),
    "security_admin": ("security1", "keeps people and posts, no cases"),
    "auditor": ("auditor1", "reads what was done and seen, no cases"),
    "no post": (WITHOUT_POST, "signed in, without a post"),
    "other area": ("county2", "stranger: another county"),
    "other sector": ("dept2", "stranger: sector gas"),
    "other business": ("business2", "stranger: another business of the same township"),
    "other station": ("station3", "stranger: a station of another county"),
}
STRANGERS = ("other area", "other sector", "other business", "other station", "no post")


def table(title: str, told: dict[str, dict[str, str]]) -> list[str]:
    """Return a line for each row of the table."""
    width = max(map(len, (*told, title)))
    lines = [" ".join([title.ljust(width), *(column.ljust(7) for column in READERS)]).rstrip()]
    for name, cells in told.items():
        words = [cells[column].ljust(max(7, len(column))) for column in READERS]
        lines.append(" ".join([name.ljust(width), *words]).rstrip())
    return lines


def kept(path: Path, title: str) -> dict[str, dict[str, str]]:
    """Return a table as it is kept: cells by row and column, of the part that begins with `title`."""
    cells: dict[str, dict[str, str]] = {}
    inside = False
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            inside = False
        elif words[0] == title:
            inside = True
        elif inside:
            cells[words[0]] = dict(zip(READERS, words[1:], strict=True))
    return cells


def changed(walked: dict[str, dict[str, str]], path: Path, title: str) -> list[str]:
    """Return what differs between a walk of some columns and the table as it is kept."""
    before = kept(path, title)
    found = [f"{name}: no row in {path.name}" for name in walked.keys() - before.keys()]
    found += [f"{name}: only a row in {path.name}" for name in before.keys() - walked.keys()]
    found += [
        f"{name}: {column} {before[name][column]} → {cell}"
        for name, cells in walked.items()
        if name in before
        for column, cell in cells.items()
        if cell != before[name][column]
    ]
    return sorted(found)
