"""From an account to an actor: one query reads the posts that are held at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import get_language

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
    "sectors__id",
)


def actor_for(person: Person, *, at: datetime) -> Actor:
    """Return the person with the posts held at the moment `at`; a left post is gone at once."""
    return actors_for([person], at=at)[person.pk]


def actors_for(people: Iterable[Person], *, at: datetime) -> dict[int, Actor]:
    """Return the actors by person key, in one query whatever their number; names in the reader's language."""
    by_id = {person.pk: person for person in people}
    rows = Post.objects.filter(held_at(at), person__in=by_id).order_by("id").values_list(*_COLUMNS)
    held: dict[int, dict[int, Held]] = {key: {} for key in by_id}
    english = (get_language() or "").startswith("en")
    for (
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
        sector_id,
    ) in rows:
        known = held[person_id].get(post_id)
        sectors = None if sector_id is None else frozenset({sector_id})
        if known is not None and known.sector_ids and sectors:
            sectors = known.sector_ids | sectors
        held[person_id][post_id] = Held(
            post_id=post_id,
            role=role,
            title=title,
            organisation_id=org_id,
            organisation_name=org_en if english and org_en else org_zh,
            area_id=area_id,
            area_path=path,
            area_name=area_en if english else area_zh,
            permissions=GRANTS[Role(role)],
            sector_ids=sectors,
            own_only=role in OWN_ORGANISATION_ONLY,
            for_person_id=for_person_id,
            for_name=for_name or "",
        )
    return {
        key: Actor(key, person.username, person.name, tuple(held[key].values()))
        for key, person in by_id.items()
    }
