"""The burden of reporting: how many fields are typed and how long it takes, told of groups of units, never of people.

The rules on reducing burdens (国办函〔2026〕12号; domain brief §6.6) forbid rankings and statistics of time online.
So the measure is about the form: medians over a group of units; nothing tells it of a unit or a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Case, CharField, Count, Q, Value, When
from django.utils.translation import gettext_lazy as _

from anlan.org.models import AreaKind
from anlan.org.scope import Scope
from anlan.reporting.models import MOST_SECONDS, Axis, Due, Measured, ReportKind

SALT = "anlan.reporting.opened"


def token(due: Any, at: datetime) -> str:
    """Return what a page carries to tell when it was opened; signed, so that nobody can make a report look quick."""
    return signing.dumps([due.pk, at.isoformat()], salt=SALT)


def took(due: Any, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return how long a report took, by the server's own token or else as the client claims; nothing if nobody says."""
    opened = _opened(due, given.get("opened") or "")
    if opened is not None and opened <= at:
        return _told(int((at - opened).total_seconds()), Measured.SERVER)
    claimed = given.get("client_seconds")
    return {"seconds": None, "seconds_by": ""} if claimed is None else _told(claimed, Measured.CLIENT)


def _told(seconds: int, by: Measured) -> dict[str, Any]:
    return {"seconds": min(seconds, MOST_SECONDS), "seconds_by": by.value}


def _opened(due: Any, text: str) -> datetime | None:
    """Return when the page of this report was opened; a token of another report, or a forged one, tells nothing."""
    if not text:
        return None
    try:
        pk, at = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at) if pk == due.id else None


LEAST_UNITS = 3
"""A group of fewer units is not told: its median would be somebody's."""
TOWNSHIP = "township"
GROUPS: dict[str, Any] = {
    Axis.AREA.value: _("Areas"),
    TOWNSHIP: _("Townships"),
    Axis.DEPARTMENT.value: _("Departments"),
}
"""Groups of units, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Burden:
    """What a form asks of a group of units: medians over the reports of a period; None where too few are told of."""

    form: str
    group: str
    units: int
    reports: int
    zeros: int
    median_fields: float | None
    median_fields_of_reports: float | None  # without zeros
    measured: int
    median_seconds: float | None

    @property
    def group_label(self) -> str:
        return str(GROUPS.get(self.group, self.group))


def burdens(scope: Scope, first: date, last: date) -> list[Burden]:
    """Return the burden of each form on each group of units over the days of a period.

    Three statements, whatever the number of reports: the database counts them by value, medians are taken of
    the counts. Only what the server measured counts as seconds; what clients claim is evidence and not counted.
    """
    dues = Due.objects.within(scope).filter(day__range=(first, last), version__gte=1)
    grouped = dues.annotate(
        unit_group=Case(
            When(axis=Axis.AREA, area__kind=AreaKind.TOWNSHIP, then=Value(TOWNSHIP)),
            default="axis",
            output_field=CharField(),
        )
    ).order_by()
    by_fields: dict[tuple[str, str], Counter[tuple[str, int]]] = defaultdict(Counter)
    rows: Any = grouped.exclude(typed_fields=None).values("form", "unit_group", "first_kind", "typed_fields")
    for form, group, kind, fields, n in rows.annotate(n=Count("pk")).values_list(
        "form", "unit_group", "first_kind", "typed_fields", "n"
    ):
        by_fields[form, group][kind, fields] += n
    by_seconds: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    rows = grouped.filter(seconds_by=Measured.SERVER).values("form", "unit_group", "seconds")
    for form, group, seconds, n in rows.annotate(n=Count("pk")).values_list(
        "form", "unit_group", "seconds", "n"
    ):
        by_seconds[form, group][seconds] += n
    units = {
        (form, group): (n, m)
        for form, group, n, m in grouped.values("form", "unit_group")
        .annotate(
            n=Count("organisation", distinct=True),
            m=Count("organisation", distinct=True, filter=Q(seconds_by=Measured.SERVER)),
        )
        .values_list("form", "unit_group", "n", "m")
    }
    found = [_burden(key, units[key], by_fields[key], by_seconds[key]) for key in units]
    order = list(GROUPS)
    return sorted(found, key=lambda one: (one.form, order.index(one.group)))


def _burden(
    key: tuple[str, str], units: tuple[int, int], fields: Counter[tuple[str, int]], seconds: Counter[int]
) -> Burden:
    told, timed = units
    enough = told >= LEAST_UNITS
    every: Counter[int] = Counter()
    work: Counter[int] = Counter()
    for (kind, n), count in fields.items():
        every[n] += count
        if kind == ReportKind.REPORT:
            work[n] += count
    return Burden(
        *key,
        units=told,
        reports=every.total(),
        zeros=every.total() - work.total(),
        median_fields=median(every) if enough else None,
        median_fields_of_reports=median(work) if enough else None,
        measured=seconds.total(),
        median_seconds=median(seconds) if timed >= LEAST_UNITS else None,
    )


def median(counts: Counter[int]) -> float | None:
    """Return the median of values that are counted; of an even number the mean of the two in the middle."""
    total = counts.total()
    if not total:
        return None
    wanted = {(total - 1) // 2, total // 2}
    found: list[int] = []
    passed = 0
    for value in sorted(counts):
        found += [value] * len([place for place in wanted if passed <= place < passed + counts[value]])
        passed += counts[value]
    return sum(found) / len(found)
