"""Whether anything rests on a record: what is taken back must rest under nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

AT_ONCE = 400


def referenced(
    model: type[models.Model], keys: Collection[int], *, besides: Iterable[type[models.Model]] = ()
) -> set[int]:
    """Return those of these records that a row of another table names; a query a table (and 400 keys)."""
    known, passed = set(), set(besides)
    for relation in _relations(model):
        if relation.related_model in passed:
            continue
        rows = relation.related_model._default_manager.all()
        column = relation.field.attname
        for start in range(0, len(keys), AT_ONCE):
            some = list(keys)[start : start + AT_ONCE]
            known.update(rows.filter(**{f"{column}__in": some}).values_list(column, flat=True))
    return known


def _relations(model: type[models.Model]) -> list[Any]:
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]
