"""The lists of people, areas and bodies: their filters and what those offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.org.choices import area_choices, areas_of
from anlan.org.models import Area, Organisation, OrganisationKind, Person, Post
from anlan.org.models.areas import below, standing_in
from anlan.org.models.people import PersonQuerySet, held_at
from anlan.org.roles import Permission, Role
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


def areas_on(actor: Actor, on: date) -> QuerySet[Area]:
    """Return the areas of the administrator's part of the tree as they stood on a day."""
    where = actor.scope.where(Permission.ORG_MANAGE, area="path", sector=None)
    return Area.objects.filter(where, standing_in(on, on))


def bodies_of(actor: Actor, query: Mapping[str, Any]) -> QuerySet[Organisation]:
    """Return the bodies that the filters leave; businesses only where they are asked or searched for."""
    where = actor.scope.where(Permission.ORG_MANAGE, area="area__path", sector=None)
    bodies = Organisation.objects.filter(where)
    text = parameters.words(query, "q")
    if text:
        bodies = bodies.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code=text.lower()))
    kind = parameters.choice(query, "kind", OrganisationKind.values)
    if kind:
        bodies = bodies.filter(kind=kind)
    elif not text:
        bodies = bodies.exclude(kind=OrganisationKind.BUSINESS)
    if code := parameters.words(query, "area"):
        bodies = bodies.filter(below(find_area(code).path or "", "area__path"))
    return bodies
