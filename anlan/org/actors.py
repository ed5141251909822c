"""From an account to an actor: one query reads the posts that are held at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from anlan.kernel import clock
from anlan.kernel.compiled import Compiled
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import GRANTS, OWN_ORGANISATION_ONLY, Role
from anlan.org.scope import Actor, Held

_COLUMNS = (
    "id",
    "person_id",
    "role",
    "title",
    "organisation_id",
    "organisation__name",
    "organisation__name_en",
    "area_id",
    "area__path",
    "area__short_name",
    "area__name_en",
    "acting_for__person_id",
    "acting_for__person__name",
    "valid_from",
    "valid_to",
    "ended_at",
    "acting_for__valid_from",
    "acting_for__valid_to",
    "acting_for__ended_at",
    "sectors__id",
)


def actor_for(person: Person, *, at: datetime) -> Actor:
    """Return the person with the posts held at the moment `at`; a left post is gone at once.

    Every request asks this: the query is made once, and the days are compared in memory.
    """
    return actor_of(person.pk, person.username, person.name, at=at)


def actor_of(key: int, username: str, name: str, *, at: datetime) -> Actor:
    """Return the same for whom only the key and the names are known."""
    day = clock.local_day(at)
    return Actor(
        key,
        username,
        name,
        tuple(one.held for one in _grouped(_OF_PERSON.rows([key])) if one.stands(at, day)),
    )


def actors_for(people: Iterable[Person], *, at: datetime) -> dict[int, Actor]:
    """Return the actors by person key, in one query whatever their number; names in the reader's language."""
    by_id = {person.pk: person for person in people}
    held: dict[int, list[Held]] = {key: [] for key in by_id}
    for holding in holdings(held_at(at), person__in=by_id):
        held[holding.held_by].append(holding.held)
    return {key: Actor(key, person.username, person.name, tuple(held[key])) for key, person in by_id.items()}


@dataclass(frozen=True, slots=True)
class Holding:
    """A post with the days of itself and, of a deputy, of the post that is deputised for."""

    held_by: int
    held: Held
    valid_from: date
    valid_to: date | None
    ended_at: datetime | None
    principal: tuple[date | None, date | None, datetime | None]

    def stands(self, at: datetime, day: date) -> bool:
        """Tell in memory what `held_at` asks the database."""
        own = (self.valid_from, self.valid_to, self.ended_at)
        return all(
            (first is None or first <= day) and (last is None or last >= day) and (end is None or end > at)
            for first, last, end in (own, self.principal)
        )


def holdings(*conditions: Q, **lookups: Any) -> Iterator[Holding]:
    """Return posts as they are held; one query, which reads a post once for each of its sectors."""
    rows = Post.objects.filter(*conditions, **lookups).order_by("id").values_list(*_COLUMNS)
    return _grouped(rows.iterator(chunk_size=5_000))


_OF_PERSON = Compiled(lambda keys: Post.objects.filter(person=keys[0]).order_by("id").values_list(*_COLUMNS))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[Holding]:
    """Yield posts from their rows in order, one row for each sector of a post."""
    english = (get_language() or "").startswith("en")
    last: Holding | None = None
    for row in rows:
        sector = row[-1]
        if last is not None and last.held.post_id == row[0]:
            sectors = (last.held.sector_ids or frozenset()) | {sector}
            last = replace(last, held=replace(last.held, sector_ids=sectors))
            continue
        if last is not None:
            yield last
        last = _holding(row, english)
    if last is not None:
        yield last


def _holding(row: tuple[Any, ...], english: bool) -> Holding:
    (
        post_id,
        person_id,
        role,
        title,
        org_id,
        org_zh,
        org_en,
        area_id,
        path,
        area_zh,
        area_en,
        for_person_id,
        for_name,
        valid_from,
        valid_to,
        ended_at,
        *principal,
        sector_id,
    ) = row
    held = Held(
        post_id=post_id,
        role=role,
        title=title,
        organisation_id=org_id,
        organisation_name=org_en if english and org_en else org_zh,
        area_id=area_id,
        area_path=path,
        area_name=area_en if english else area_zh,
        permissions=GRANTS[Role(role)],
        sector_ids=None if sector_id is None else frozenset({sector_id}),
        own_only=role in OWN_ORGANISATION_ONLY,
        for_person_id=for_person_id,
        for_name=for_name or "",
    )
    first, until, ended = principal
    return Holding(person_id, held, valid_from, valid_to, ended_at, (first, until, ended))
