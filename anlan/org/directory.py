"""Everybody with all posts of all times, in memory: who somebody named in a ledger was on a day of the past.

For work on thousands of rows; a page asks `actors_for` about the few it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from anlan.kernel import clock
from anlan.org.actors import Holding, holdings
from anlan.org.models import Person
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class _Entry:
    pk: int
    username: str
    name: str


class Directory:
    """People by user name and by name, and the actor that each was at a moment."""

    def __init__(self) -> None:
        people = [_Entry(*row) for row in Person.objects.values_list("pk", "username", "name")]
        self._people = {one.pk: one for one in people}
        self._by_username = {one.username: one.pk for one in people}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for one in people:
            self._by_name[one.name].append(one.pk)
        self._held: dict[int, list[Holding]] = defaultdict(list)
        for holding in holdings():
            self._held[holding.held_by].append(holding)
        self._actors: dict[tuple[int, date], Actor] = {}

    def actor(self, person: int, at: datetime) -> Actor:
        """Return somebody with the posts held at a moment."""
        day = clock.local_day(at)
        known = self._actors.get((person, day))
        ended = any(holding.ended_at is not None for holding in self._held[person])
        if known is None or ended:
            one = self._people[person]
            posts = tuple(holding.held for holding in self._held[person] if holding.stands(at, day))
            known = self._actors[person, day] = Actor(person, one.username, one.name, posts)
        return known

    def named(self, text: str, at: datetime, *, organisations: Iterable[int] = ()) -> list[Actor]:
        """Return who may be meant by a user name or a name at a moment: holders of a post then, of the
        organisations if any are named and one of them fits."""
        if text in self._by_username:
            return [self.actor(self._by_username[text], at)]
        found = [self.actor(key, at) for key in self._by_name.get(text, ())]
        holding = [actor for actor in found if actor.posts]
        bodies = set(organisations)
        there = [actor for actor in holding if bodies & set(actor.organisation_ids())]
        return there or holding

    def names(self, person: int) -> tuple[str, ...]:
        """Return by which names somebody goes: user name and name; nothing for the system."""
        one = self._people.get(person)
        return (one.username, one.name) if one else ()

    def knows(self, text: str) -> bool:
        return text in self._by_username or text in self._by_name
