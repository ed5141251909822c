"""The hazards that each figure counts, as they stood at the end of a period and were known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, When

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import Heap, Wait
from anlan.figures.standing import standing
from anlan.hazards.flow import FOUND, HAZARD_FLOW, RECTIFIED
from anlan.hazards.models import RECTIFIED_STATES, Hazard, HazardQuerySet, State
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import EVERYTHING, Scope

MINUTES_A_DAY = 1_440
AGES = ((0, 7), (8, 15), (16, 30), (31, 90), (91, None))
"""Bands of age of what is outstanding, in days since the finding, both ends included."""


def _here(cut: Cut, period: Period) -> Q:
    return cut.where() & Q(found_on__range=(period.first, period.last))


def counting_in(measure: str) -> Callable[[Cut, Period, Known, Scope], HazardQuerySet]:
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


found = counting_in(FOUND)


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
    rows = found(cut, period, known, scope)
    # every such step leaves its mark on the row, by which an index finds them: only those are looked up in the journal
    stands = Q(looked_back_at__isnull=False)
    marked = rows.filter(stands | Q(is_reopened=True))
    if _as_it_stands(
        period, known
    ):  # what bears the moment was looked back at; only a reopening may hide one
        return marked.filter(stands | Exists(seen))
    return marked.filter(Exists(seen))


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


def aged(least: int, most: int | None) -> Callable[[Cut, Period, Known, Scope], HazardQuerySet]:
    """Return the function that returns the outstanding hazards of one band of age."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        day = min(period.last, clock.local_day(known.at))
        old = outstanding(cut, period, known, scope).filter(found_on__lte=day - timedelta(days=least))
        return old if most is None else old.filter(found_on__gte=day - timedelta(days=most))

    return rows


rectified = counting_in(RECTIFIED)


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
    for day, path, sector, grade, minutes in _timed(rows, period, known):
        yield day, path, sector, grade, minutes, 1


def _timed(rows: Any, period: Period, known: Known) -> Iterator[tuple[Any, str, int, str, int]]:
    """Yield day of finding, area path, sector, grade and minutes of rectified hazards, timed by the journal."""
    accepted = Entry.objects.filter(
        case_id=OuterRef("pk"),
        seq__lte=known.seq,
        occurred_at__lt=_after(period),
        to_state__in=RECTIFIED_STATES,
    ).exclude(from_state__in=RECTIFIED_STATES)
    timed = rows.annotate(
        then=Subquery(accepted.values("case_id").annotate(at=Max("occurred_at")).values("at")[:1])
    ).values_list("found_on", "area_path", "sector_id", "grade", "found_at", "then")
    for *where, found_at, then in timed.iterator(chunk_size=5_000):
        yield (*where, int((then - found_at).total_seconds() // 60))


def waits(cut: Cut, period: Period, known: Known) -> Iterator[Wait]:
    """Yield how many minutes each hazard of the period took to be accepted; of those still open, how long they have
    been: area path, sector, minutes, whether it is done, number of hazards."""
    rows: Any = rectified(cut, period, known, EVERYTHING)
    if _as_it_stands(period, known):
        heaps = rows.values_list("area_path", "sector_id", "minutes_to_rectify").annotate(n=Count("pk"))
        for path, sector, minutes, n in heaps.order_by().iterator(chunk_size=5_000):
            yield path, sector, minutes, True, n
    else:
        for _day, path, sector, _grade, minutes in _timed(rows, period, known):
            yield path, sector, minutes, True, 1
    end = min(known.at, _after(period))
    still: Any = outstanding(cut, period, known, EVERYTHING)
    for path, sector, found_at in still.values_list("area_path", "sector_id", "found_at").iterator():
        yield path, sector, max(0, int((end - found_at).total_seconds() // 60)), False, 1


ON_THE_WAY = (State.ASSIGNED, State.CLAIMED, *RECTIFIED_STATES)
REPORTED = (State.CLAIMED, *RECTIFIED_STATES)


def having_reached(*states: str) -> Callable[[Cut, Period, Known, Scope], HazardQuerySet]:
    """Return the function that returns the hazards of the period which at its end, as known, were in one of states."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        here = found(cut, period, known, scope)
        if _as_it_stands(period, known):
            return here.filter(state__in=states)
        told = Entry.objects.filter(
            case_id=OuterRef("pk"), seq__lte=known.seq, occurred_at__lt=_after(period)
        )
        # a merge that was undone is as though it never had been
        last = told.exclude(step__in=("merge", "unmerge")).order_by("-seq")
        return here.annotate(state_then=Subquery(last.values("to_state")[:1])).filter(state_then__in=states)

    return rows


def of_major(rows: Callable[[Cut, Period, Known, Scope], HazardQuerySet]) -> Any:
    """Return the same rows of major hazards alone."""

    def major(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
        return rows(replace(cut, grade="major"), period, known, scope)

    return major
