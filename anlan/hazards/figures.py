"""Figures about hazards: all over one dated cohort, the hazards found in the period, as they stood at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure, Heap
from anlan.figures.standing import standing
from anlan.hazards import flow
from anlan.hazards.flow import FOUND, HAZARD_FLOW, RECTIFIED
from anlan.hazards.models import RECTIFIED_STATES, Hazard, HazardQuerySet
from anlan.hazards.rows import tell_hazards
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import EVERYTHING, Scope

for _count in HAZARD_FLOW.counts:
    REGISTRY.measure(_count.measure)
REGISTRY.group("hazards", _("Hazards"))

MINUTES_A_DAY = 1_440
AGES = ((0, 7), (8, 15), (16, 30), (31, 90), (91, None))
"""Bands of age of what is outstanding, in days since the finding, both ends included."""


def _here(cut: Cut, period: Period) -> Q:
    return cut.where() & Q(found_on__range=(period.first, period.last))


def _in(measure: str) -> Callable[[Cut, Period, Known, Scope], HazardQuerySet]:
    """Return the function that returns the hazards which count in a measure."""
    count = next(count for count in HAZARD_FLOW.counts if count.measure == measure)
    counts = Q(state__in=count.states) & (Q(**{count.when: True}) if count.when else Q())

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        found: Any = standing(
            Hazard.objects.within(scope),
            here=_here(cut, period),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


found = _in(FOUND)


def outstanding(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the hazards found in the period that at its end, as known, were in a state before acceptance."""
    rows: Any = standing(
        Hazard.objects.within(scope),
        here=_here(cut, period),
        counts=Q(settled_at=None),
        plus=(FOUND,),
        minus=(RECTIFIED,),
        cut=cut,
        period=period,
        known=known,
    )
    return rows  # type: ignore[no-any-return]


def _after(period: Period) -> datetime:
    """Return the first moment after a period."""
    return clock.day_start(period.last + timedelta(days=1))


def _as_it_stands(period: Period, known: Known) -> bool:
    """Tell whether the rows as they are now answer: nothing happened after the period, nothing was recorded since."""
    if not known.latest or period.last < clock.local_day(known.at):
        return False
    return not Entry.objects.filter(seq__gt=known.seq).exists()


def _due_then(period: Period, known: Known) -> Subquery:
    """Return the deadline of a hazard as it stood at the end of a period and was known."""
    deadline = (
        Obligation.objects.filter(
            case_id=OuterRef("pk"),
            kind__in=(Kind.RECTIFY, Kind.ASSIGN),
            opened_seq__lte=known.seq,
            opened_at__lt=_after(period),
        )
        .order_by("-opened_seq")
        .values(due=Case(When(kind=Kind.RECTIFY, then=F("due_at"))))[:1]
    )
    return Subquery(deadline)


def overdue(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the outstanding hazards whose deadline, as it stood then, had passed.

    A deadline that was set, moved or taken off later is looked up among the obligations, of the outstanding rows
    only: what is to be assigned (anew) has none.
    """
    rows = outstanding(cut, period, known, scope)
    end = min(known.at, _after(period))
    if _as_it_stands(period, known):
        return rows.filter(due_at__lt=end)
    return rows.annotate(due_then=_due_then(period, known)).filter(due_then__lt=end)


def without_deadline(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the outstanding hazards that no deadline was set for as it stood then."""
    rows = outstanding(cut, period, known, scope)
    if _as_it_stands(period, known):
        return rows.filter(due_at=None)
    return rows.annotate(due_then=_due_then(period, known)).filter(due_then=None)


def looked_back(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the hazards of the period that were looked back at by its end, as the journal tells."""
    seen = Entry.objects.filter(
        case_id=OuterRef("pk"), step="look_back", seq__lte=known.seq, occurred_at__lt=_after(period)
    )
    # every such step leaves its mark on the row: only those few are looked up in the journal
    marked = Q(looked_back_at__isnull=False) | Q(reopenings__gt=0)
    return found(cut, period, known, scope).filter(marked, Exists(seen))


def merged(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the hazards found in the period that were merged into another, as known.

    A merge holds for the past too, so the end of the period does not matter; what was merged and unmerged since is
    looked up in the journal.
    """
    rows = Hazard.objects.within(scope).filter(_here(cut, period), pk__lte=known.seq)
    if known.latest:
        return rows.filter(merged_into__isnull=False)
    last = Entry.objects.filter(case_id=OuterRef("pk"), step__in=("merge", "unmerge"), seq__lte=known.seq)
    touched = rows.filter(Q(merged_into__isnull=False) | ~Q(former_state=""))
    return touched.annotate(then=Subquery(last.order_by("-seq").values("step")[:1])).filter(then="merge")


def _aged(least: int, most: int | None) -> Callable[[Cut, Period, Known, Scope], HazardQuerySet]:
    """Return the function that returns the outstanding hazards of one band of age."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        day = min(period.last, clock.local_day(known.at))
        old = outstanding(cut, period, known, scope).filter(found_on__lte=day - timedelta(days=least))
        return old if most is None else old.filter(found_on__gte=day - timedelta(days=most))

    return rows


rectified = _in(RECTIFIED)


def time_to_rectify(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
    """Return the minutes from finding to acceptance, added up, and the number of hazards accepted.

    What was rectified then and changed since is timed by the journal.
    """
    if _as_it_stands(period, known):
        rows = rectified(cut, period, known, EVERYTHING)
        now = rows.aggregate(total=Sum("minutes_to_rectify"), rows=Count("pk"))
        return now["total"] or 0, now["rows"]
    total = number = 0
    for *_where, minutes, n in times_to_rectify(cut, period, known):
        total += minutes
        number += n
    return total, number


def times_to_rectify(cut: Cut, period: Period, known: Known) -> Iterator[Heap]:
    """Yield the same in heaps: day of finding, area path, sector, grade, minutes, number of hazards."""
    where = ("found_on", "area_path", "sector_id", "grade")
    rows: Any = rectified(cut, period, known, EVERYTHING)
    if _as_it_stands(period, known):
        heaps = rows.values_list(*where).annotate(total=Sum("minutes_to_rectify"), n=Count("pk")).order_by()
        yield from ((*heap[:-2], heap[-2] or 0, heap[-1]) for heap in heaps.iterator(chunk_size=5_000))
        return
    accepted = Entry.objects.filter(
        case_id=OuterRef("pk"),
        seq__lte=known.seq,
        occurred_at__lt=_after(period),
        to_state__in=RECTIFIED_STATES,
    ).exclude(from_state__in=RECTIFIED_STATES)
    timed = rows.annotate(
        then=Subquery(accepted.values("case_id").annotate(at=Max("occurred_at")).values("at")[:1])
    ).values_list(*where, "found_at", "then")
    for *heap, found_at, then in timed.iterator(chunk_size=5_000):
        yield (*heap, int((then - found_at).total_seconds() // 60), 1)


def _major(rows: Callable[[Cut, Period, Known, Scope], HazardQuerySet]) -> Any:
    """Return the same rows of major hazards alone."""

    def major(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        return rows(replace(cut, grade="major"), period, known, scope)

    return major


def _add(code: str, name: Any, definition: Any, unit: str, rows: Any, **more: Any) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=rows,
            tell=tell_hazards,
            day="found_on",
            **more,
        )
    )


def _cohort(code: str, name: str | Promise, definition: str | Promise) -> None:
    _add(code, name, definition, "条", _in(code), plus=(code,))


_add(
    FOUND,
    _("Hazards found"),
    _(
        "Hazards whose finding lies in the period, each recorded on a visit, whatever became of them; without "
        "those that were voided or merged into another."
    ),
    "条",
    found,
    plus=(FOUND,),
    is_leading=True,
    revision=2,
)
_cohort(
    RECTIFIED,
    _("Hazards rectified"),
    _("Hazards found in the period and accepted as rectified by its end, closed out or not."),
)
_add(
    "hazards.outstanding",
    _("Hazards outstanding"),
    _(
        "Hazards found in the period that, at its end, were not yet accepted as rectified: found, assigned, "
        "refused, being transferred, or reported rectified and waiting for acceptance."
    ),
    "处",
    outstanding,
    plus=(FOUND,),
    minus=(RECTIFIED,),
    is_leading=True,
    revision=2,
)
_add(
    "hazards.rectification_rate",
    _("Rectification rate"),
    _(
        "Hazards found in the period and accepted as rectified by its end, divided by all hazards found in the "
        "period: one cohort above and below the line. Rounded half up to one decimal; never 100 % while one is "
        "outstanding; of nothing it is “—”."
    ),
    "%",
    found,
    plus=(RECTIFIED,),
    of=(FOUND,),
    is_leading=True,
)
_add(
    "hazards.overdue",
    _("Hazards overdue"),
    _(
        "Outstanding hazards of the period whose deadline, with its extensions as they stood, had passed at its "
        "end; the deadline of a hazard that waits for acceptance counts too."
    ),
    "处",
    overdue,
    is_leading=True,
)
_add(
    "hazards.major_found",
    _("Major hazards found"),
    _("Hazards found in the period that are major by the published criteria, whatever became of them."),
    "处",
    _major(found),
    graded=False,
)
_add(
    "hazards.major_outstanding",
    _("Major hazards outstanding"),
    _("Major hazards found in the period that, at its end, were not yet accepted as rectified."),
    "处",
    _major(outstanding),
    graded=False,
)
_add(
    "hazards.without_deadline",
    _("Hazards without a deadline"),
    _(
        "Outstanding hazards of the period for which no deadline had been set at its end: to be assigned, or "
        "assigned to nobody any more."
    ),
    "处",
    without_deadline,
)
_add(
    "hazards.looked_back",
    _("Hazards looked back at"),
    _(
        "Hazards found in the period that a fourth person looked back at after acceptance by its end, each "
        "counted once."
    ),
    "条",
    looked_back,
)
_cohort(
    flow.CLOSED,
    _("Hazards closed out"),
    _("Hazards found in the period and closed out by its end, and not reopened since."),
)
_cohort(
    flow.ON_THE_SPOT,
    _("Rectified on the spot"),
    _("Hazards found in the period and rectified in the same visit, with photographs before and after."),
)
_cohort(
    flow.REOPENED,
    _("Hazards reopened"),
    _("Hazards found in the period that were reopened after acceptance by its end, each counted once."),
)
_cohort(
    flow.EXTENDED,
    _("Hazards extended"),
    _("Hazards found in the period whose deadline was extended by its end, each counted once."),
)
_cohort(
    flow.RELAPSED,
    _("Relapses"),
    _("Hazards found in the period that were recorded as the relapse of a former one of the same premises."),
)
_add(
    "hazards.merged",
    _("Duplicates merged"),
    _(
        "Hazards found in the period that were recorded twice and merged into another: the other counts, they count "
        "nowhere else. A merge that was undone does not count."
    ),
    "条",
    merged,
)
_cohort(
    flow.EXCEPTED,
    _("Exceptions from the four persons"),
    _(
        "Hazards found in the period for which an exception from the rule of four different persons was granted "
        "and signed by its end."
    ),
)
_add(
    "hazards.days_to_rectify",
    _("Days to rectify"),
    _(
        "The mean time from finding to acceptance, in days, of the hazards found in the period and accepted as "
        "rectified by its end."
    ),
    "天",
    rectified,
    over=time_to_rectify,
    spread=times_to_rectify,
    is_mean=True,
    per=MINUTES_A_DAY,
)
for _least, _most in AGES:
    _add(
        f"hazards.aged_{_least}_{_most}" if _most else f"hazards.aged_{_least}_up",
        {
            0: _("Outstanding up to 7 days"),
            8: _("Outstanding 8 to 15 days"),
            16: _("Outstanding 16 to 30 days"),
            31: _("Outstanding 31 to 90 days"),
            91: _("Outstanding over 90 days"),
        }[_least],
        _("Outstanding hazards of the period by the days from their finding to its end; the bands add up."),
        "处",
        _aged(_least, _most),
    )
