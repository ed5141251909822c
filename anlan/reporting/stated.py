"""What units state of numbers that the records know otherwise: their differences, by figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.reporting.models import Due


def of(dues: Iterable[Due]) -> dict[int, dict[str, int]]:
    """Return report → figure → what its unit states."""
    return {
        due.pk: {due.difference_of: due.difference_value}
        for due in dues
        if due.difference_of and due.difference_value is not None
    }


def by(given: Mapping[str, Any]) -> dict[str, int]:
    """Return figure → what is stated in the input of a step."""
    code, value = given.get("difference_of"), given.get("difference_value")
    return {code: value} if code and value is not None else {}
