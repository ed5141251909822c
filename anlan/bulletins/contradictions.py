"""Printed numbers of an issue that cannot all be true, among themselves and against earlier issues of the year."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.bulletins.composing import Written
from anlan.bulletins.models import Correction, Issue, Series, SignedValue, WaiverKind
from anlan.bulletins.obstacles import Obstacle
from anlan.documents import consistency
from anlan.documents.collected import collected, parts_of
from anlan.documents.printed import Printed, quoted
from anlan.figures.registry import REGISTRY
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period

EARLIER_ISSUES = 12


def contradictions(issue: Issue, written: Written) -> list[Obstacle]:
    """Return what contradicts itself. Three queries for earlier issues and the parts of the area."""
    composed = written.composed
    found = consistency.check(
        collected(composed), earlier(issue.series, before=issue), areas=parts_of(composed.setting.area)
    )
    return [_obstacle(one) for one in found]


def earlier(series: Series, *, before: Issue) -> list[consistency.Issue]:
    """Return the last issues of a series as they were printed, what was corrected since left out. Three queries."""
    rows = Issue.objects.signed().filter(series=series, language=before.language).exclude(state="withdrawn")
    issues = list(rows.exclude(pk=before.pk).order_by("-year", "-number")[:EARLIER_ISSUES])
    keys = [one.pk for one in issues]
    corrected: dict[int, set[str]] = {}
    for key, subject in Correction.objects.filter(issue__in=keys).values_list("issue", "subject"):
        corrected.setdefault(key, set()).add(subject)
    printed: dict[int, list[Printed]] = {key: [] for key in keys}
    area_of: dict[int, dict[str, str]] = {key: {} for key in keys}
    for value in SignedValue.objects.filter(signed__in=keys).order_by("signed", "position"):
        area_of[value.signed_id][value.code] = value.area_code
        one = _signed(value)
        if one is not None:
            printed[value.signed_id].append(one)
    return [
        consistency.Issue(
            one.short,
            tuple(printed[one.pk]),
            frozenset(_subjects(corrected.get(one.pk, set()), area_of[one.pk])),
        )
        for one in issues
    ]


def _subjects(subjects: set[str], area_of: dict[str, str]) -> list[tuple[str, str]]:
    """Return which (figure, area) corrections are about: those whose subject is the code of a figure."""
    return [(code, area_of[code]) for subject in subjects if (code := subject.partition("@")[0]) in area_of]


def _signed(value: SignedValue) -> Printed | None:
    try:
        REGISTRY[value.code]
    except Unknown:  # a figure of an earlier version
        return None
    period = Period(value.first_on, value.last_on)
    return quoted(value.code, value.printed, area_code=value.area_code, period=period, where=value.key)


def _obstacle(one: consistency.Contradiction) -> Obstacle:
    numbers: Sequence[Printed] = one.printed
    subject = f"{one.kind}:" + ",".join(f"{n.code}#{n.area_code}={n.text}" for n in numbers)
    where = next((n.where for n in numbers if n.where), "")
    words = next((n.text for n in numbers if n.typed), "")
    return Obstacle(
        WaiverKind.CONTRADICTION, one.message, "", paragraph=where, subject=subject[:200], words=words
    )
