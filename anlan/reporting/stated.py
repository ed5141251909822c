"""What units state of numbers that the records know otherwise: their differences, by field of the form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from anlan.reporting.content import Content
from anlan.reporting.models import Due, ReportValue


def of(dues: Iterable[Due]) -> dict[int, dict[str, int]]:
    """Return report → field → what its unit states. One query."""
    rows = ReportValue.objects.filter(due__in=[due.pk for due in dues]).exclude(reason="")
    said: dict[int, dict[str, int]] = defaultdict(dict)
    for due, field, number in rows.values_list("due_id", "field", "number"):
        said[due][field] = int(number or 0)
    return said


def by(content: Content) -> dict[str, int]:
    """Return field → what is stated in the content of a report."""
    return {field: int(number) for field, (number, _reason) in content.differences.items()}
