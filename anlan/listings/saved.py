"""Saved views: a list's filters and order under a name, at hand above the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from anlan.kernel.errors import Conflict, Invalid, Unknown
from anlan.kernel.parameters import storable
from anlan.listings.models import LONGEST_QUERY, MOST_VIEWS, SavedView
from anlan.org.models import Person
from anlan.org.scope import Actor

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Chip:
    """A saved view above its list."""

    name: str
    query: str
    current: bool
    own: bool
    shared: bool
    key: int


def chips_of(person_id: int, organisations: Iterable[int], page: str, query: str) -> list[Chip]:
    """Return the views that somebody sees above a list, their own first. One query."""
    rows = SavedView.objects.shown_to(person_id, organisations, page).values_list(
        "pk", "name", "query", "person_id", "organisation_id"
    )
    chips = [
        Chip(name, saved, saved == query, owner == person_id, organisation is not None, key)
        for key, name, saved, owner, organisation in rows
    ]
    return sorted(chips, key=lambda chip: not chip.own)


def save(*, by: Actor, page: str, name: str, query: str, shared: bool) -> SavedView:
    """Keep a view as the last of the person's views of the list. Raises Invalid, Conflict."""
    name = _name(name)
    if not query:
        raise Invalid("view.empty", _("Choose a filter first: a view without one is the list itself."))
    if len(query) > LONGEST_QUERY:
        raise Invalid(
            "view.long",
            _("These filters are too long to be saved (at most %(most)s characters).")
            % {"most": LONGEST_QUERY},
        )
    with transaction.atomic():
        # two tabs at once: the person's row is the lock under which their views are counted
        Person.objects.select_for_update().get(pk=by.person_id)
        own = SavedView.objects.filter(person=by.person_id, page=page)
        if own.count() >= MOST_VIEWS:
            raise Invalid(
                "view.many",
                _("You already keep %(most)s views of this list. Delete one that you no longer use.")
                % {"most": MOST_VIEWS},
            )
        if own.filter(name=name).exists():
            raise _clash(name)
        last = own.aggregate(last=Max("position"))["last"]
        return SavedView.objects.create(
            person_id=by.person_id,
            page=page,
            name=name,
            query=query,
            position=0 if last is None else last + 1,
            organisation_id=_organisation(by) if shared else None,
        )


def own_view(by: Actor, key: int) -> SavedView:
    """Return a view that the person may change: their own. Raises Unknown for a stranger's too."""
    view = SavedView.objects.filter(pk=key, person=by.person_id).first()
    if view is None:
        raise Unknown("view.unknown", _("You have no saved view with this number."))
    return view


def rename(view: SavedView, name: str) -> None:
    """Give a view another name. Raises Invalid, Conflict."""
    name = _name(name)
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError:
        raise _clash(name) from None


def share(view: SavedView, *, by: Actor, shared: bool) -> None:
    """Let the colleagues of the person's organisation see a view, or no longer."""
    SavedView.objects.filter(pk=view.pk).update(organisation_id=_organisation(by) if shared else None)


def put_first(view: SavedView) -> None:
    """Let a view stand before the person's others on its list."""
    own = SavedView.objects.filter(person=view.person_id, page=view.page)
    first: Any = own.aggregate(first=Min("position"))["first"]
    SavedView.objects.filter(pk=view.pk).update(position=first - 1)


def _organisation(by: Actor) -> int:
    if not by.posts:
        raise Invalid("view.no_post", _("Without a post you belong to no organisation to share with."))
    return by.posts[0].organisation_id


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not storable(name) or not name.isprintable():
        raise Invalid(
            "view.name",
            _("Give the view a name of 1 to %(most)s printable characters.") % {"most": LONGEST_NAME},
            field="name",
        )
    return name


def _clash(name: str) -> Conflict:
    return Conflict(
        "view.name_taken",
        _("You already have a view called “%(name)s” on this list. Choose another name.") % {"name": name},
        field="name",
    )
