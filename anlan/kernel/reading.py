"""Stored values as Python's, by column: what the ORM's converters give, without their questions for every value."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

Reader = Callable[[Any], Any]


def of(field: Any) -> Reader | None:
    """Return how a stored value of a column is read, or None where it comes as it is. It is not asked for NULL."""
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.DateField):
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(field, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    if isinstance(field, models.BooleanField):
        return bool
    return None


def moment(value: Any) -> datetime:
    """Return a stored moment as an aware one."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)  # type: ignore[no-any-return]
