"""The list of people: its filters and what they offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.org.choices import area_choices, areas_of
from anlan.org.models import Person, Post
from anlan.org.models.areas import below
from anlan.org.models.people import PersonQuerySet, held_at
from anlan.org.roles import Role
from anlan.org.scope import Actor


def filtered(actor: Actor, query: Mapping[str, Any]) -> PersonQuerySet:
    """Return the people of the administrator's area whom the filters leave."""
    people = Person.objects.within(actor.scope)
    if text := parameters.words(query, "q"):
        people = people.filter(Q(name__icontains=text) | Q(username__icontains=text.lower()))
    posts = Q()
    if role := parameters.choice(query, "role", Role.values):
        posts &= Q(role=role)
    if area := parameters.words(query, "area"):
        posts &= below(find_area(area).path or "", "area__path")
    if posts:
        people = people.filter(pk__in=Post.objects.filter(posts, held_at(clock.now())).values("person"))
    return people


def choices(actor: Actor) -> dict[str, Sequence[tuple[str, Any]]]:
    """Return what each filter offers to a reader."""
    return {
        "role": [("", _("All roles")), *Role.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
