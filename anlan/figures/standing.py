"""The very records that a measure counts, as they stood at the end of a period and were known at a moment.

Asked about now, they are the rows that count now. Asked about the past, the rows whose counting changed since are
weighed again from the ledger: cost grows with what changed, not with the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from anlan.figures.counting import measure_ids
from anlan.figures.cut import Cut, Known
from anlan.figures.models import Contribution
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period, day_bucket
from anlan.org.models import AreaAncestor


def standing(
    rows: QuerySet[Any],
    *,
    here: Q,
    counts: Q,
    plus: Sequence[str],
    minus: Sequence[str] = (),
    cut: Cut,
    period: Period,
    known: Known,
) -> QuerySet[Any]:
    """Return those of `rows` that counted then.

    `here` says which rows lie in the cut and the period as they are now, `counts` which of them count now;
    `plus` and `minus` are the measures whose balance over a case then was above nothing.
    """
    ids = measure_ids([*plus, *minus])
    last = day_bucket(period.last)
    since = Q(seq__gt=known.seq)
    if period.last < clock.local_day(known.at):
        since |= Q(step_day__gt=last) & Q(step_day__gt=F("day"))
    later = Contribution.objects.filter(since, measure_id__in=ids.values())
    # an opening entry has its case's own number: what was opened later is left out by that
    moved = Entry.objects.filter(seq__in=later.values("seq"), n__gt=1).values("case_id")
    known_rows: Any = rows.filter(pk__lte=known.seq)
    if not moved.exists():
        return known_rows.filter(here, counts)  # type: ignore[no-any-return]
    sign = Case(
        When(measure_id__in=[ids[code] for code in plus], then=Value(1)),
        default=Value(-1),
        output_field=IntegerField(),
    )
    ledger = Contribution.objects.filter(
        measure_id__in=ids.values(),
        seq__in=Entry.objects.filter(case_id=OuterRef(OuterRef("pk"))).values("seq"),
        seq__lte=known.seq,
        day__range=(day_bucket(period.first), last),
        area_id__in=AreaAncestor.objects.filter(ancestor_id=cut.area_id).values("area_id"),
    ).filter(Q(step_day__lte=last) | Q(step_day__lte=F("day")))
    if cut.sector_ids:
        ledger = ledger.filter(sector_id__in=cut.sector_ids)
    if cut.grade:
        ledger = ledger.filter(grade=cut.grade)
    together: Any = (
        ledger.annotate(one=Value(1)).values("one").annotate(total=Sum(F("n") * sign)).values("total")
    )
    balance = Coalesce(Subquery(together), 0)
    found: QuerySet[Any] = known_rows.annotate(then=balance).filter(
        (here & counts & ~Q(pk__in=moved)) | (Q(pk__in=moved) & Q(then__gt=0))
    )
    return found
