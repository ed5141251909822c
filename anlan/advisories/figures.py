"""Figures about advisories and warnings: what went out, to how many, who acknowledged in time, after how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.advisories.flow import ADVISORIES, WARNINGS
from anlan.advisories.kinds import WENT_OUT, AdvisoryKind
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.receipt_flow import (
    ACKNOWLEDGED,
    ANSWERED,
    CALLED,
    CHECKED,
    EVERY,
    FOUND,
    IN_TIME,
    MEASURES,
    SENT_TO,
)
from anlan.advisories.rows import tell_advisories, tell_receipts
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.roles import Permission
from anlan.org.scope import EVERYTHING, Scope

REGISTRY.group("advisories", _("Advisories and warnings"))
for _measure in (ADVISORIES, WARNINGS, SENT_TO, ACKNOWLEDGED, IN_TIME, CALLED, MEASURES, CHECKED, FOUND):
    REGISTRY.measure(_measure)
Rows = Callable[[Cut, Period, Known, Scope], Any]


def _in(measure: str, model: Any, day: str, counts: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            model.objects.within(scope),
            here=cut.where(graded=False) & Q(**{f"{day}__range": (period.first, period.last)}),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _figure(code: str, name: Promise, definition: Promise, unit: str, rows: Rows, **more: Any) -> None:
    whole = {"graded": False, "sectored": False, **more}
    REGISTRY.add(Figure(code=code, name=name, definition=definition, unit=unit, rows=rows, **whole))


for _code, _kind, _name, _told in (
    (
        ADVISORIES,
        AdvisoryKind.ADVISORY,
        _("Advisories issued"),
        _("Advisories that were issued for the area or a part of it, counted on the day of issue."),
    ),
    (
        WARNINGS,
        AdvisoryKind.WARNING,
        _("Warnings issued"),
        _(
            "Warnings that were issued for the area or a part of it, counted on the day of issue; updates do not count."
        ),
    ),
):
    _figure(
        _code,
        _name,
        _told,
        "份",
        _in(_code, Advisory, "issued_on", Q(state__in=sorted(WENT_OUT), kind=_kind)),
        plus=(_code,),
        tell=tell_advisories,
    )

SENT_ROWS = _in(SENT_TO, Receipt, "sent_on", Q(state__in=sorted(EVERY)))
GOT_ROWS = _in(ACKNOWLEDGED, Receipt, "sent_on", Q(state__in=sorted(ANSWERED)))


def _receipts(
    code: str, name: Promise, definition: Promise, rows: Rows, unit: str = "家次", **more: Any
) -> None:
    _figure(code, name, definition, unit, rows, tell=tell_receipts, **more)


_receipts(
    SENT_TO,
    _("Bodies warned"),
    _(
        "Receipts: each body of the area to which an advisory or warning was sent, once for each, on the day it "
        "was sent."
    ),
    SENT_ROWS,
    plus=(SENT_TO,),
)
_receipts(
    ACKNOWLEDGED,
    _("Warnings acknowledged"),
    _("Of these, those whose last message the body acknowledged, in time or late."),
    GOT_ROWS,
    plus=(ACKNOWLEDGED,),
)
_receipts(
    IN_TIME,
    _("Warnings acknowledged in time"),
    _("Of these, those that were acknowledged within the minutes that the warning gave."),
    _in(IN_TIME, Receipt, "sent_on", Q(state__in=sorted(ANSWERED), in_time=True)),
    plus=(IN_TIME,),
)
_receipts(
    "advisories.in_time_rate",
    _("Share acknowledged in time"),
    _("Of the bodies that were warned, the share that acknowledged in time. Of none it is “—”."),
    SENT_ROWS,
    "%",
    plus=(IN_TIME,),
    of=(SENT_TO,),
)
_receipts(
    CALLED,
    _("Bodies called about a warning"),
    _("Receipts about which the body was called at least once, because it had not acknowledged."),
    _in(CALLED, Receipt, "sent_on", Q(was_called=True)),
    plus=(CALLED,),
)
_receipts(
    MEASURES,
    _("Bodies that told measures taken"),
    _("Receipts for which the body told what it did because of the warning."),
    _in(MEASURES, Receipt, "sent_on", Q(has_measures=True)),
    plus=(MEASURES,),
)


_receipts(
    CHECKED,
    _("Places checked because of warnings"),
    _(
        "Places that bodies checked beside the usual because a warning asked for it, as they told it with its receipt."
    ),
    _in(CHECKED, Receipt, "sent_on", Q(places_checked__gt=0)),
    "家次",
    plus=(CHECKED,),
)
_receipts(
    FOUND,
    _("Hazards found in checks because of warnings"),
    _("Hazards that these checks found, as the bodies told it; each hazard itself is recorded by its visit."),
    _in(FOUND, Receipt, "sent_on", Q(hazards_found__gt=0)),
    "处",
    plus=(FOUND,),
)


def median_of(receipts: Any) -> int | None:
    """Return the median seconds of receipts, None of none: two queries, the second of one row or two."""
    rows = receipts.exclude(seconds=None).order_by("seconds", "pk")
    count: int = rows.count()
    if not count:
        return None
    middle: list[int] = list(rows.values_list("seconds", flat=True)[(count - 1) // 2 : count // 2 + 1])
    return round(sum(middle) / len(middle))


def median_seconds(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
    """Return the median and 1, or nothing of nothing."""
    median = median_of(GOT_ROWS(cut, period, known, EVERYTHING))
    return (0, 0) if median is None else (median, 1)


_receipts(
    "advisories.median_seconds",
    _("Median time to acknowledge"),
    _(
        "Of the receipts that were acknowledged: half took no longer. From the sending of the last message, in seconds."
    ),
    GOT_ROWS,
    "秒",
    over=median_seconds,
    is_mean=True,
    reserved=Permission.ADVISORY_READ,  # told of the records as they are now: it stands in no document
)
