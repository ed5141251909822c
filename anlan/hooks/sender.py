"""Sends what is journalled to the receivers: in order for each, none of them waiting for another (ADR 0107).

The database is asked by one thread alone. It makes the messages of a receiver that has something to come, hands them
to a thread that posts them one after the other until one is not taken, and writes down what came back. So a receiver
that hangs holds nothing but its own thread.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from anlan.hooks import events, keys
from anlan.hooks.events import Readable
from anlan.hooks.models import Course, Delivery, Receiver, ReceiverState, Sent, Why
from anlan.hooks.posting import Line, Result
from anlan.hooks.settling import settle, stop
from anlan.journal.models import Head
from anlan.kernel import clock
from anlan.org.actors import actor_for
from anlan.org.scope import Actor

BATCH = 100
"""Messages handed to a thread at once: one transaction writes down what became of them."""
MOST_PAGES = 20
"""Pages of the journal that are looked through at once for a receiver that little is for."""
MOST_ASKED = 20
BATCH_SECONDS = 20.0
CLAIM = timedelta(seconds=45)
KEPT_BEHIND = 500
"""So many entries that a receiver is not told of are passed in memory before they are written down as passed."""


@dataclass(slots=True)
class Item:
    """One message: its id, what it holds, and of an event its number; `delivery` of one that a person asked for."""

    mark: str
    event: str
    content: dict[str, Any]
    seq: int | None = None
    case_id: int | None = None
    delivery: int | None = None

    def body(self) -> bytes:
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(slots=True)
class Load:
    """What a thread takes to one receiver, and what became of it: `through` is how far all of it reaches."""

    receiver: Receiver
    items: list[Item]
    through: int
    line: Line
    results: list[Result] = field(default_factory=list)


def carry(load: Load, signing: Sequence[str], done: Callable[[Load], None]) -> None:
    """Post the messages in order until one is not taken or their time is over. Asks no database."""
    until = time.monotonic() + BATCH_SECONDS
    number = load.receiver.number
    try:
        for item in load.items:
            body, stamp = item.body(), str(int(clock.real_now().timestamp()))
            result = load.line.post(body, keys.headers(number, signing, item.mark, body, stamp=stamp))
            load.results.append(result)
            if not result.is_taken or time.monotonic() >= until:
                break
    finally:
        load.line.close()
        done(load)


class Sender:
    """The deliveries of one process. `round()` is called again and again, by one thread."""

    def __init__(self, readable: Mapping[str, Readable]) -> None:
        self.readable = readable
        self.busy: dict[int, Load] = {}
        self.back: queue.SimpleQueue[Load] = queue.SimpleQueue()
        self.passed: dict[int, int] = {}

    def round(self, *, wait: float = 0.0) -> int:
        """Write down what came back, waiting for it so long; start what is due; return how many are under way."""
        self._take_back(wait)
        now = clock.real_now()
        for load in self.busy.values():
            if time.monotonic() > load.line.until:
                load.line.abort()
        for receiver in self._due(now):
            self._begin(receiver, now)
        return len(self.busy)

    def drain(self, *, seconds: float) -> None:
        """Go on until nothing is under way and nothing is due: for tests and the bench."""
        until = time.monotonic() + seconds
        while self.round(wait=0.05) and time.monotonic() < until:
            pass

    def _take_back(self, wait: float) -> None:
        while True:
            try:
                load = self.back.get(timeout=wait) if wait else self.back.get_nowait()
            except queue.Empty:
                return
            wait = 0.0
            self.busy.pop(load.receiver.pk, None)
            self.passed.pop(load.receiver.pk, None)
            settle(load.receiver.pk, load.items, load.results, through=load.through, now=clock.real_now())

    def _due(self, now: datetime) -> list[Receiver]:
        """Return those that may be sent to now and have something to come. Three queries."""
        head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
        free = Q(course__claimed_until=None) | Q(course__claimed_until__lt=now)
        ready = Q(course__next_at=None) | Q(course__next_at__lte=now)
        asked = set(Delivery.objects.filter(state=Sent.WAITING).values_list("receiver", flat=True))
        news = Q(state=ReceiverState.OPEN, course__seq__lt=head) & ready
        living = Receiver.objects.exclude(state=ReceiverState.CLOSED)
        rows = living.filter(free & (news | Q(pk__in=asked))).select_related("account", "course")
        return [
            one
            for one in rows.order_by("pk")
            if one.pk not in self.busy and (one.pk in asked or self.passed.get(one.pk, one.course.seq) < head)
        ]

    def _begin(self, receiver: Receiver, now: datetime) -> None:
        account = receiver.account
        actor = actor_for(account, at=clock.now())
        if not account.is_active or account.last_login is not None or not actor.posts:
            if receiver.state == ReceiverState.OPEN:
                stop(receiver.pk, Why.ACCOUNT)
            receiver.deliveries.filter(state=Sent.WAITING).update(state=Sent.WITHHELD, tried_at=now)
            return
        with translation.override(settings.LANGUAGE_CODE):
            load = self._load(receiver, actor, now)
        if not load.items:
            self._pass(receiver, load.through)
            return
        claimed = Course.objects.filter(receiver=receiver).filter(
            Q(claimed_until=None) | Q(claimed_until__lt=now)
        )
        if not claimed.update(claimed_until=now + CLAIM):
            return  # another process was first
        self.busy[receiver.pk] = load
        signing = keys.keys_of(receiver, at=now)
        threading.Thread(
            target=carry, args=(load, signing, self.back.put), name=f"webhook {receiver.pk}", daemon=True
        ).start()

    def _load(self, receiver: Receiver, actor: Actor, now: datetime) -> Load:
        """Return what is to be sent: first what a person asked for, then the events in their order."""
        items = self._asked(receiver, actor, now)
        since = self.passed.get(receiver.pk, receiver.course.seq)
        through, course = since, receiver.course
        if receiver.state == ReceiverState.OPEN and (course.next_at is None or course.next_at <= now):
            for _page in range(MOST_PAGES):
                told = events.changes(actor, self.readable, since=through, kinds=receiver.chosen, most=BATCH)
                items += [_item(event) for event in told.events]
                through = told.next
                if told.events or through >= told.head:
                    break
        return Load(receiver, items, through, Line(receiver.address))

    def _asked(self, receiver: Receiver, actor: Actor, now: datetime) -> list[Item]:
        items = []
        for row in receiver.deliveries.filter(state=Sent.WAITING).order_by("pk")[:MOST_ASKED]:
            if row.seq is None:
                content = {"id": row.mark, "event": row.event, "receiver": receiver.number,
                           "sent_at": now.isoformat(timespec="seconds")}  # fmt: skip
                items.append(Item(row.mark, row.event, content, delivery=row.pk))
                continue
            event = events.one(actor, self.readable, row.seq)
            if event is None:
                Delivery.objects.filter(pk=row.pk).update(state=Sent.WITHHELD, tried_at=now)
            else:
                items.append(Item(row.mark, row.event, event, row.seq, row.case_id, row.pk))
        return items

    def _pass(self, receiver: Receiver, through: int) -> None:
        """Remember how far the journal held nothing for a receiver."""
        self.passed[receiver.pk] = through
        if through - receiver.course.seq >= KEPT_BEHIND:
            Course.objects.filter(receiver=receiver, seq__lt=through).update(seq=through)


def _item(event: dict[str, Any]) -> Item:
    return Item(event["id"], event["event"], event, event["seq"], event["case"]["id"])
