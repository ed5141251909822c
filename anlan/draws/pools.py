"""Who may be drawn: pools built from the records, and how they and what was drawn are kept as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.kernel import draws
from anlan.kernel.draws import Candidate
from anlan.org.models import Area, Post
from anlan.org.models.areas import below
from anlan.org.models.people import held_at
from anlan.org.roles import GRANTS, Permission, Role
from anlan.premises.models import Premises


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a pool."""

    key: str
    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A place that was drawn, by which lot, and the keys of the officers who go there."""

    rank: int
    key: str
    lot: str
    officers: tuple[str, ...]


def _flat(text: str) -> str:
    return " ".join(text.split())


def places(area: Area, sectors: Sequence[int]) -> list[Member]:
    """Return the places at work in an area, grouped by the county or zone that counts them. Two queries."""
    rows = Premises.objects.filter(below(area.path or ""), is_active=True)
    if sectors:
        rows = rows.filter(sector__in=sectors)
    names = _parts(area)
    depth = len((area.path or "/").strip("/").split("/")) + 1
    return sorted(
        (
            Member(code, names.get(_above(path, depth), _flat(area.short_name)), _flat(name))
            for code, name, path in rows.values_list("code", "name", "area_path")
        ),
        key=lambda member: member.key,
    )


def _parts(area: Area) -> dict[str, str]:
    """Return the counties of a city, or the townships of a county, by path."""
    rows = Area.objects.filter(parent=area).values_list("path", "short_name")
    return {path: _flat(name) for path, name in rows if path}


def _above(path: str, depth: int) -> str:
    return "/" + "/".join(path.strip("/").split("/")[:depth]) + "/"


def officers(area: Area, sectors: Sequence[int], at: datetime) -> list[Member]:
    """Return who may record visits there at a moment, in the sectors, if any are named: everywhere in the area, or in
    the parts of it that stand as the group. Who answers for less than such a part is not drawn: to most places there
    he has no right to go. Two queries.
    """
    roles = [role for role in Role if Permission.VISIT_RECORD in GRANTS[role]]
    parts = (area.path or "").strip("/").split("/")
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))]
    names = _parts(area)
    posts = (
        Post.objects.filter(area__path__in=[area.path, *above, *names])
        .filter(held_at(at), role__in=roles, person__is_active=True)
        .filter(Q(sectors=None) | Q(sectors__in=sectors) if sectors else Q())
        .order_by("pk")
        .values_list("person_id", "person__name", "organisation__name", "area__path")
        .distinct()
    )
    reach: dict[str, set[str]] = {}
    told: dict[str, str] = {}
    for key, name, body, path in posts:
        reach.setdefault(str(key), set()).add(names.get(path or "", ""))
        told[str(key)] = _flat(f"{name}（{body}）")
    return [
        Member(key, "" if "" in reach[key] else draws.SEVERAL.join(sorted(reach[key])), told[key])
        for key in sorted(told)
    ]


def told(members: Iterable[Member]) -> str:
    return "".join(f"{member.key}\t{member.group}\t{member.name}\n" for member in members)


def read(text: str) -> list[Member]:
    return [Member(*line.split("\t", 2)) for line in text.splitlines()]


def reasons(excluded: str) -> dict[str, str]:
    """Return who is excluded, by key, and why."""
    return dict(line.split("\t", 1) for line in excluded.splitlines())


def digest(members: Iterable[Member], *, grouped: bool) -> str:
    return draws.pool_digest(candidates(members, grouped=grouped))


def candidates(members: Iterable[Member], *, grouped: bool) -> list[Candidate]:
    return [Candidate(member.key, member.group if grouped else "") for member in members]


def result(text: str) -> list[Pair]:
    """Return what was drawn, as the draw keeps it."""
    pairs = []
    for line in text.splitlines():
        rank, key, lot, who = line.split("\t")
        pairs.append(Pair(int(rank), key, lot, tuple(who.split(","))))
    return pairs


def result_told(pairs: Iterable[Pair]) -> str:
    return "".join(f"{p.rank}\t{p.key}\t{p.lot}\t{','.join(p.officers)}\n" for p in pairs)
