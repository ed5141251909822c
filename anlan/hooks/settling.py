"""What becomes of a receiver by the answers it gives: on, again later, one event given up, paused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.hooks.flow import WEBHOOK_FLOW
from anlan.hooks.models import Course, Delivery, Receiver, ReceiverState, Sent, Why
from anlan.hooks.posting import Result
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM

AGAIN_SECONDS = (30, 60, 120, 300, 900, 1_800, 3_600)
"""After which attempt an event is tried again how soon; after the last of them the receiver is paused (2 hours)."""
MOST_REFUSED = 3
"""Attempts of an event that the receiver itself calls wrong (4xx): then it is given up and the next one sent."""
MOST_FAILURES = 24
"""Failures in a row, of whatever events, after which the receiver is paused."""
GONE = 410
_KEPT = ["state", "attempts", "status", "answer", "took_ms", "tried_at"]


def settle(
    receiver_id: int, items: Sequence[Any], results: Sequence[Result], *, through: int, now: datetime
) -> None:
    """Write down what became of messages and how the receiver goes on: one transaction, and the door where it stops."""
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=receiver_id)
        rows: list[Delivery] = []
        why = Why.NOTHING
        for item, result in zip(items, results, strict=False):
            if item.delivery is not None:
                _write_asked(item, result, now)
                continue
            rows.append(_row(course, item, result, now))
            if result.is_taken:
                course.seq, course.tries, course.failures = item.seq, 0, 0
                course.next_at, course.delivered_at = None, now
            else:
                why = _failed(course, rows[-1], item, result, now)
        if len(results) == len(items) and all(one.is_taken for one in results):
            course.seq = max(course.seq, through)
        course.claimed_until = None
        Delivery.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["receiver", "mark"], update_fields=_KEPT
        )
        course.save()
    if why:
        stop(receiver_id, why)


def _row(course: Course, item: Any, result: Result, now: datetime) -> Delivery:
    return Delivery(
        receiver_id=course.pk,
        seq=item.seq,
        mark=item.mark,
        event=item.event,
        case_id=item.case_id,
        state=Sent.DELIVERED if result.is_taken else Sent.FAILED,
        attempts=course.tries + 1,
        status=result.status,
        answer=result.answer,
        took_ms=result.took_ms,
        begun_at=now,
        tried_at=now,
    )


def _failed(course: Course, row: Delivery, item: Any, result: Result, now: datetime) -> Why:
    """Say when the event is tried again, or give it up; return why the receiver is to be paused, if it is."""
    course.tries, course.failures = course.tries + 1, course.failures + 1
    if result.status == GONE:
        course.next_at = None
        return Why.GONE
    if result.is_refused and course.tries >= MOST_REFUSED:
        row.state = Sent.GIVEN_UP
        course.seq, course.tries, course.next_at = item.seq, 0, None
    elif course.tries > len(AGAIN_SECONDS):
        course.next_at = None
        return Why.FAILURES
    else:
        wait = max(AGAIN_SECONDS[course.tries - 1], result.after)
        course.next_at = now + timedelta(seconds=wait)
    return Why.FAILURES if course.failures >= MOST_FAILURES else Why.NOTHING


def _write_asked(item: Any, result: Result, now: datetime) -> None:
    row = Delivery.objects.get(pk=item.delivery)
    row.state = Sent.DELIVERED if result.is_taken else Sent.FAILED
    row.attempts, row.status, row.answer = row.attempts + 1, result.status, result.answer
    row.took_ms, row.tried_at = result.took_ms, now
    row.save(update_fields=_KEPT)


def stop(receiver_id: int, why: Why) -> None:
    """Pause a receiver by itself; whoever closed or paused it meanwhile was first."""
    try:
        door.apply(WEBHOOK_FLOW, receiver_id, "stop", by=SYSTEM, input={"why": why.value})
    except AnlanError:
        if Receiver.objects.filter(pk=receiver_id, state=ReceiverState.OPEN).exists():
            raise
