"""The digest of the morning: one notice an organisation about what is due today and what is overdue."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from anlan.kernel import clock
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Obligation


def tell_today(now: datetime) -> int:
    """Write the day's digest for every organisation that owes something by tonight; return how many.

    One range of the due index. A day's digest is unique by organisation and day: run again, it writes only what is
    missing.
    """
    today = clock.local_day(now)
    owed = (
        Obligation.objects.open()  # what begins later today is due today too
        .filter(due_at__lt=clock.day_end(today))
        .order_by()
        .values("owner")
        .annotate(overdue=Count("id", filter=Q(due_at__lt=now)), today=Count("id", filter=Q(due_at__gte=now)))
    )
    digests = [
        Notice(
            event=Event.DAILY,
            case_kind="",
            case_id=0,
            seq=today.toordinal(),
            organisation_id=row["owner"],
            created_at=now,
            delivered_at=now,
            counts={"overdue": row["overdue"], "today": row["today"]},
        )
        for row in owed
    ]
    before = Notice.objects.filter(event=Event.DAILY, seq=today.toordinal()).count()
    Notice.objects.bulk_create(digests, batch_size=500, ignore_conflicts=True)
    return Notice.objects.filter(event=Event.DAILY, seq=today.toordinal()).count() - before
