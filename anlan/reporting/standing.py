"""Where a due report stands at a moment: seven exclusive words, derived from what happened and when.

Nothing here is stored. “As at 16:00” is the same question about an earlier moment, so it never changes; what came
later is the question about now (domain brief §6.3; capabilities C51 to C53).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.reporting.models import ReportKind


class Standing(models.TextChoices):
    NOT_DUE = "not_due", _("Not due yet")
    DUE = "due", _("Awaited")
    REPORTED = "reported", _("Reported")
    ZERO = "zero_reported", _("Zero reported")
    LATE = "late", _("Late")
    MISSING = "missing", _("Missing")
    EXCUSED = "excused", _("Excused")


TONES: dict[str, str] = {
    Standing.NOT_DUE: "neutral",
    Standing.DUE: "info",
    Standing.REPORTED: "good",
    Standing.ZERO: "good",
    Standing.LATE: "warn",
    Standing.MISSING: "bad",
    Standing.EXCUSED: "neutral",
}


def kind_at(due: Any, at: datetime) -> str:
    """Return what had been reported by a moment: a zero that was amended later was a zero until then."""
    if due.amended_at is not None and due.amended_at > at:
        return str(due.first_kind)
    return str(due.kind)


def standing(due: Any, at: datetime) -> Standing:
    """Return the one word for a due report at a moment; to the second and beyond, by the server's time."""
    if due.received_at is not None and due.received_at <= at:
        if not due.is_on_time:
            return Standing.LATE
        return Standing.ZERO if kind_at(due, at) == ReportKind.ZERO else Standing.REPORTED
    if due.excused_at is not None and due.excused_at <= at:
        return Standing.EXCUSED
    if at < due.opens_at:
        return Standing.NOT_DUE
    return Standing.DUE if at <= due.due_at else Standing.MISSING


def where(word: Standing, at: datetime) -> Q:
    """Return the same as a condition on rows; `test_standing` compares the two on every combination."""
    sent = Q(received_at__isnull=False, received_at__lte=at)
    excused = ~sent & Q(excused_at__isnull=False, excused_at__lte=at)
    nothing = (Q(received_at=None) | Q(received_at__gt=at)) & (Q(excused_at=None) | Q(excused_at__gt=at))
    zero = Q(kind=ReportKind.ZERO) | Q(
        first_kind=ReportKind.ZERO, amended_at__isnull=False, amended_at__gt=at
    )
    return {
        Standing.LATE: sent & Q(is_on_time=False),
        Standing.ZERO: sent & Q(is_on_time=True) & zero,
        Standing.REPORTED: sent
        & Q(is_on_time=True, kind=ReportKind.REPORT)
        & (Q(first_kind=ReportKind.REPORT) | Q(amended_at=None) | Q(amended_at__lte=at)),
        Standing.EXCUSED: excused,
        Standing.NOT_DUE: nothing & Q(opens_at__gt=at),
        Standing.DUE: nothing & Q(opens_at__lte=at, due_at__gte=at),
        Standing.MISSING: nothing & Q(due_at__lt=at),
    }[word]


def at_deadline(due: Any) -> Standing:
    """Return where a report stood once its deadline had passed: what still was awaited then is missing. It stays."""
    word = standing(due, due.due_at)
    return Standing.MISSING if word == Standing.DUE else word


def tally(words: Iterable[Standing]) -> dict[str, int]:
    """Return how many stand where, every word with its number, and what they add up to: `all` without the excused.

    `sent` is told apart from `missing`, so that a total never pretends completeness.
    """
    return total(Counter(word.value for word in words))


def total(count: Mapping[str, int]) -> dict[str, int]:
    """Return the same from how many stand at each word; a word that is not there counts none."""
    told = {word: count.get(word, 0) for word in Standing.values}
    told["all"] = sum(told.values()) - told[Standing.EXCUSED]
    told["sent"] = told[Standing.REPORTED] + told[Standing.ZERO] + told[Standing.LATE]
    return told
