"""The delivery of the minute: from the outbox to what the posts of an organisation read.

Quiet hours hold back what is not urgent until the morning. A storm cap keeps a hundred notices at once from burying
the one that matters: beyond the cap one digest says how many of what were withheld, and opens the list of them all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count

from anlan.kernel import clock
from anlan.notifications import outgoing
from anlan.notifications.models import DIGESTS, URGENT, Event, Notice

QUIET_FROM, QUIET_TO = 22, 7  # Shanghai hours
CAP = 20
"""Single notices an organisation gets within an hour."""
WITHIN = timedelta(hours=1)
CHUNK = 1_000
_LOCK = 0x616E6C6E  # any number of our own: deliveries go one after the other


@dataclass
class Delivered:
    """What a delivery did."""

    single: int = 0
    withheld: int = 0

    def __str__(self) -> str:
        return f"{self.single} delivered, {self.withheld} told by a digest"


def is_quiet(now: datetime) -> bool:
    """Tell whether only urgent notices are delivered at this moment."""
    hour = now.astimezone(clock.SHANGHAI).hour
    return hour >= QUIET_FROM or hour < QUIET_TO


def deliver(now: datetime) -> Delivered:
    """Deliver what waits, in chunks of one transaction each: a delivery that was killed goes on where it stopped.

    One query when nothing waits.
    """
    delivered = Delivered()
    waiting = Notice.objects.waiting().order_by("id")
    if is_quiet(now):
        waiting = waiting.filter(event__in=URGENT)
    while waiting.exists():
        with transaction.atomic():
            _one_at_a_time()
            rows = list(waiting.values_list("id", "event", "organisation_id")[:CHUNK])
            _deliver(rows, now, delivered)
    return delivered


def _one_at_a_time() -> None:
    """Keep another delivery out until the commit; on SQLite the transaction does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _deliver(rows: list[tuple[int, str, int]], now: datetime, delivered: Delivered) -> None:
    sent = _sent_within_the_hour({organisation for _id, _event, organisation in rows}, now)
    single: list[int] = []
    withheld: dict[int, list[int]] = defaultdict(list)
    for key, event, organisation in rows:
        if event in URGENT or sent[organisation] < CAP:
            single.append(key)
            sent[organisation] += 1
        else:
            withheld[organisation].append(key)
    Notice.objects.filter(pk__in=single).update(delivered_at=now)
    digests = [_withhold(organisation, keys, now) for organisation, keys in withheld.items()]
    outgoing.queue([*single, *digests], now)
    delivered.single += len(single)
    delivered.withheld += sum(map(len, withheld.values()))


def _sent_within_the_hour(organisations: Iterable[int], now: datetime) -> Counter[int]:
    rows = (
        Notice.objects.to(organisations)
        .filter(digest=None, delivered_at__gt=now - WITHIN)
        .exclude(event__in=DIGESTS)
        .order_by()
        .values_list("organisation")
        .annotate(Count("id"))
    )
    return Counter(dict(rows))


def _withhold(organisation: int, keys: list[int], now: datetime) -> int:
    """Let the digest of this hour tell of these notices; it becomes unread again, and counts what it tells of.

    Returns the digest's key.
    """
    digest, _new = Notice.objects.get_or_create(
        event=Event.STORM,
        seq=int(now.timestamp()) // 3600,
        organisation_id=organisation,
        defaults={"case_kind": "", "case_id": 0, "created_at": now, "delivered_at": now, "counts": {}},
    )
    Notice.objects.filter(pk__in=keys).update(delivered_at=now, digest=digest)
    told = Notice.objects.filter(digest=digest).order_by().values_list("event").annotate(Count("id"))
    digest.counts = dict(told)
    digest.read_at = None
    digest.save(update_fields=["counts", "read_at"])
    return digest.pk
