"""Notices that leave the system: queued with their delivery, drained in batches, tried again, bundled in a storm.

A batch is claimed in one short transaction, sent outside of any, and settled in another. Whoever is killed in between
leaves a claim that runs out: none is lost, and at most that one batch is sent twice.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.notifications.channels import Message, available
from anlan.notifications.models import DIGESTS, URGENT, Delivery, Event, Notice, Route, Sent
from anlan.notifications.words import tell_notices
from anlan.org.models import Post
from anlan.org.models.people import held_at

BATCH = 500
ROUTE_CAP = 20
"""Single messages that a route takes within an hour; what is beyond and not urgent waits for the hour's bundle."""
HOUR = timedelta(hours=1)
CLAIM = timedelta(minutes=5)
DRAIN_SECONDS = 25.0
"""After so long no further batch is begun: the queue takes a job of more than a minute for dead."""
AGAIN_MINUTES = (1, 5, 15, 60)
"""After which waits a message is tried again; then it is given up."""
_LOCK = 0x616E6C6F


@dataclass
class Drained:
    """What a drain did: notices sent, messages that carried them, notices to be tried again, given up."""

    sent: int = 0
    messages: int = 0
    again: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.sent} sent in {self.messages} messages, {self.again} to be tried again, {self.failed} given up"


# -- queue -----------------------------------------------------------------------------------------------------------


def queue(notices: Sequence[int], now: datetime) -> int:
    """Write what the routes of these notices' readers owe them; return how many. In the caller's transaction.

    One query where no route is on.
    """
    if not notices or not Route.objects.filter(is_on=True).exists():
        return 0
    rows = list(Notice.objects.filter(pk__in=notices).values_list("pk", "event", "organisation_id"))
    routes = _routes({organisation for _pk, _event, organisation in rows}, now)
    if not routes:
        return 0
    taken = _taken_within_the_hour({route.pk for of_one in routes.values() for route in of_one}, now)
    deliveries = []
    for pk, event, organisation in rows:
        for route in routes.get(organisation, ()):
            if event in URGENT:
                deliveries.append(Delivery(route=route, notice_id=pk, queued_at=now, next_at=now))
            elif not route.urgent_only:
                deliveries.append(_ordinary(route, pk, event, taken, now))
    Delivery.objects.bulk_create(deliveries, batch_size=1_000, ignore_conflicts=True)
    return len(deliveries)


def _ordinary(route: Route, notice: int, event: str, taken: Counter[int], now: datetime) -> Delivery:
    """Return the delivery of what is not urgent: at once, with the hour's bundle, or after the quiet hours."""
    storm = taken[route.pk] >= ROUTE_CAP
    bundled = route.is_digest or storm or event in DIGESTS
    if not bundled:
        taken[route.pk] += 1
    at = after_quiet(route, _full_hour(now) if bundled else now)
    return Delivery(route=route, notice_id=notice, queued_at=now, next_at=at, is_bundled=bundled)


def _full_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR


def after_quiet(route: Route, at: datetime) -> datetime:
    """Return the first moment from `at` on that lies outside the route's quiet hours."""
    first, last = route.quiet_from, route.quiet_to
    if first is None or last is None or first == last:
        return at
    local = at.astimezone(clock.SHANGHAI)
    quiet = first <= local.hour < last if first < last else local.hour >= first or local.hour < last
    if not quiet:
        return at
    ends = local.replace(hour=last, minute=0, second=0, microsecond=0)
    return (ends if ends > local else ends + timedelta(days=1)).astimezone(at.tzinfo)


def _routes(organisations: set[int], now: datetime) -> dict[int, list[Route]]:
    """Return the routes that are on by organisation: its own, and those of who holds a post there. Three queries."""
    found: dict[int, list[Route]] = defaultdict(list)
    for route in Route.objects.filter(is_on=True, organisation__in=organisations).order_by("id"):
        found[route.organisation_id or 0].append(route)
    persons: dict[int, list[Route]] = defaultdict(list)
    for route in Route.objects.filter(is_on=True, person__isnull=False).order_by("id"):
        persons[route.person_id or 0].append(route)
    if persons:
        posts = Post.objects.filter(held_at(now), person__in=list(persons), organisation__in=organisations)
        for organisation, person in posts.order_by().values_list("organisation_id", "person_id").distinct():
            found[organisation] += persons[person]
    return found


def _taken_within_the_hour(routes: set[int], now: datetime) -> Counter[int]:
    rows = Delivery.objects.filter(route__in=routes, queued_at__gt=now - HOUR, is_bundled=False).exclude(
        notice__event__in=URGENT
    )
    return Counter(dict(rows.order_by().values_list("route").annotate(Count("id"))))


# -- drain -----------------------------------------------------------------------------------------------------------


def drain(now: datetime) -> Drained:
    """Send what is due by the channels that this installation has, for half a minute. One query where nothing waits."""
    done = Drained()
    channels = available()
    until = time.monotonic() + DRAIN_SECONDS
    while channels and time.monotonic() < until and (batch := _claim(now, list(channels))):
        with translation.override(settings.LANGUAGE_CODE):
            messages = _messages(batch)
        for via, channel in channels.items():
            of_one = [(message, rows) for message, rows in messages if rows[0].route.via == via]
            if of_one:
                faults = channel.send([message for message, _rows in of_one])
                _settle([(rows, fault) for (_m, rows), fault in zip(of_one, faults, strict=True)], now, done)
    return done


def _claim(now: datetime, vias: list[str]) -> list[Delivery]:
    """Take the next batch, for some minutes: another drain does not meet it, and a killed one gives it back."""
    waiting = Delivery.objects.filter(state=Sent.WAITING, next_at__lte=now, route__via__in=vias)
    if not waiting.exists():
        return []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        batch = list(waiting.select_related("route", "notice").order_by("next_at", "id")[:BATCH])
        Delivery.objects.filter(pk__in=[one.pk for one in batch]).update(next_at=now + CLAIM)
    return batch


def _messages(batch: list[Delivery]) -> list[tuple[Message, list[Delivery]]]:
    """Return the messages of a batch: one for each notice, one for all that a route bundles."""
    told = {one["pk"]: one for one in tell_notices([row.notice for row in batch])}
    messages: list[tuple[Message, list[Delivery]]] = []
    bundles: dict[int, list[Delivery]] = defaultdict(list)
    for row in batch:
        if row.is_bundled:
            bundles[row.route_id].append(row)
        else:
            messages.append((_single(row, told[row.notice_id]), [row]))
    return messages + [(_bundle(rows, told), rows) for rows in bundles.values()]


def _single(row: Delivery, told: dict[str, Any]) -> Message:
    text = "，".join(str(part) for part in (told["text"], told["place"]) if part)
    return Message(row.route.target, str(told["event"]), text, _address(told["href"]))


def _bundle(rows: list[Delivery], told: dict[int, dict[str, Any]]) -> Message:
    """Return one message for many: how many of what; a digest among them says what was withheld."""
    count: Counter[str] = Counter()
    for row in rows:
        if row.notice.event == Event.STORM:
            count.update({str(Event(e).label): n for e, n in (row.notice.counts or {}).items()})
        else:
            count[str(told[row.notice_id]["event"])] += 1
    total = sum(count.values())
    lines = [_("%(count)s × %(event)s") % {"count": n, "event": event} for event, n in count.most_common()]
    subject = _("%(n)s notices, held back and told together") % {"n": total}
    return Message(rows[0].route.target, subject, "\n".join(lines), _address("/notices/"))


def _address(href: str) -> str:
    return f"{settings.SITE}{href}" if settings.SITE and href else ""


def _settle(results: list[tuple[list[Delivery], str]], now: datetime, done: Drained) -> None:
    """Write what became of messages; a fault is tried again later, some times."""
    sent: list[int] = []
    tried: list[Delivery] = []
    for rows, fault in results:
        if not fault:
            sent += [row.pk for row in rows]
            done.messages += 1
            continue
        for row in rows:
            row.attempts, row.fault = row.attempts + 1, fault[:200]
            if row.attempts > len(AGAIN_MINUTES):
                row.state, row.settled_at = Sent.FAILED, now
                done.failed += 1
            else:
                row.next_at = now + timedelta(minutes=AGAIN_MINUTES[row.attempts - 1])
                done.again += 1
            tried.append(row)
    done.sent += len(sent)
    with transaction.atomic():
        Delivery.objects.filter(pk__in=sent).update(state=Sent.SENT, settled_at=now, fault="")
        Delivery.objects.bulk_update(tried, ["attempts", "fault", "state", "settled_at", "next_at"])
