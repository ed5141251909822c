"""Keeping series: one call an act, also where a series was there before its book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anlan.bulletins.books import SERIES_FLOW
from anlan.bulletins.models import Series, SeriesBook
from anlan.kernel.errors import Conflict, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def kept_by(actor: Actor) -> QuerySet[Series]:
    """Return the series that somebody keeps: those of the areas over which a post grants to draft bulletins."""
    if actor.is_system:
        return Series.objects.select_related("area", "issuer")
    where: Q = actor.scope.where(Permission.BULLETIN_EDIT, area="area__path", sector=None)
    return Series.objects.select_related("area", "issuer").filter(where)


def find(actor: Actor, key: int) -> Series:
    """Return a series that somebody keeps. Raises Unknown."""
    found = kept_by(actor).filter(pk=key).first()
    if found is None:
        raise Unknown(
            "bulletin.series", _("There is no series with this number that you keep."), field="series"
        )
    return found


def open_series(*, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    return _first("open", by=by, given=given, key=key)


def keep(
    series: Series, step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None
) -> Outcome:
    """Take a series through a step; one that was founded without a book gets it with its first."""
    with transaction.atomic():
        Series.objects.select_for_update(no_key=True).filter(
            pk=series.pk
        ).first()  # of two first acts one waits
        case = book_of(series)
        if case is None:
            case = _first("enrol", by=by, given={"series": series}).case_id
        return door.apply(SERIES_FLOW, case, step, by=by, input=given, key=key)


def book_of(series: Series) -> int | None:
    return SeriesBook.objects.filter(series=series).values_list("pk", flat=True).first()


def _first(step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    try:
        with transaction.atomic():
            return door.open_case(SERIES_FLOW, step, by=by, input=given, key=key)
    except IntegrityError as error:
        raise Conflict(
            "case.first", _("Somebody else did the same at the same moment. Load the page again.")
        ) from error
