"""What somebody may see and do: grants of permissions over an area subtree, sectors and, for a business, itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from anlan.org.models.areas import below
from anlan.org.models.people import NOBODY
from anlan.org.roles import Permission

SYSTEM_ID = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A post as it is held at one moment."""

    post_id: int
    role: str
    title: str
    organisation_id: int
    organisation_name: str
    area_id: int
    area_path: str
    area_name: str
    permissions: frozenset[Permission]
    sector_ids: frozenset[int] | None = None
    own_only: bool = False
    # held as a deputy (代理): the person deputised for
    for_person_id: int | None = None
    for_name: str = ""

    def covers(self, *, area_path: str, sector_id: int | None, organisation_id: int | None) -> bool:
        """Tell whether a thing in this area and sector, run by this organisation, falls to the post."""
        if self.own_only:
            return organisation_id == self.organisation_id
        if not area_path.startswith(self.area_path):
            return False
        return self.sector_ids is None or sector_id in self.sector_ids


@dataclass(frozen=True)
class Scope:
    """The union of what the posts grant; `everything` is the system's own scope (jobs, command line)."""

    held: tuple[Held, ...] = ()
    everything: bool = False

    def where(
        self,
        permission: Permission,
        *,
        area: str = "area_path",
        sector: str | None = "sector_id",
        organisation: str | None = None,
    ) -> Q:
        """Return the condition on rows that a permission reaches; the names are those of the row's columns.

        A row without an organisation column shows nothing to a post that sees only its own organisation.
        """
        if self.everything:
            return Q()
        reached = [h for h in self.held if permission in h.permissions]
        conditions: list[Q] = []
        for post in reached:
            if post.own_only:
                if organisation:
                    conditions.append(Q(**{organisation: post.organisation_id}))
                continue
            condition = below(post.area_path, area)
            if post.sector_ids is not None and sector:
                condition &= Q(**{f"{sector}__in": sorted(post.sector_ids)})
            conditions.append(condition)
        if not conditions:
            return NOBODY
        whole = conditions[0]
        for condition in conditions[1:]:
            whole |= condition
        return whole

    @cached_property
    def root_path(self) -> str | None:
        """Return the highest area path reached by any post, for a page's first view."""
        paths = sorted((h.area_path for h in self.held if not h.own_only), key=lambda path: path.count("/"))
        return paths[0] if paths else None


EVERYTHING = Scope(everything=True)


@dataclass(frozen=True)
class Actor:
    """Somebody acting: a person with the posts held at this moment."""

    person_id: int
    username: str
    name: str
    posts: tuple[Held, ...] = ()
    details: dict[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def scope(self) -> Scope:
        return EVERYTHING if self.is_system else Scope(self.posts)

    @property
    def is_system(self) -> bool:
        """Tell whether this is the system itself: jobs and the command line; it holds no post."""
        return self.person_id == SYSTEM_ID

    @cached_property
    def identities(self) -> frozenset[int]:
        """Return the keys of the persons in whose name the actor may act: the own one and those deputised for.

        Who may not accept for having rectified may not do it through a deputy either: rules that keep persons
        apart compare with these.
        """
        deputised = {post.for_person_id for post in self.posts if post.for_person_id is not None}
        return frozenset({self.person_id} | deputised)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset(p for post in self.posts for p in post.permissions)

    def may(self, permission: Permission | str) -> bool:
        """Tell whether any post grants the permission somewhere."""
        return permission in self.permissions

    def holds(
        self,
        permission: Permission,
        *,
        area_path: str,
        sector_id: int | None = None,
        organisation_id: int | None = None,
    ) -> Held | None:
        """Return the post in whose right the actor may do this to such a thing, or None."""
        for post in self.posts:
            if permission in post.permissions and post.covers(
                area_path=area_path, sector_id=sector_id, organisation_id=organisation_id
            ):
                return post
        return None

    def holds_in(self, permission: Permission, *, area_path: str) -> Held | None:
        """Return the post for a thing that has an area and no sector: one limited to sectors reaches it too."""
        for post in self.posts:
            if permission in post.permissions and not post.own_only and area_path.startswith(post.area_path):
                return post
        return None

    @property
    def person(self) -> Actor:
        return self

    def organisation_ids(self) -> Iterable[int]:
        return {post.organisation_id for post in self.posts}


SYSTEM = Actor(SYSTEM_ID, "system", "system")
"""The system itself, for what it does by the clock: its acts carry no post."""
