"""The postman of bulletins: takes mails out of the outbox one by one and sends them.

A mail is taken in a transaction of its own before it is sent, and noted as sent after. A process that ends between
the two leaves it taken: it is never sent a second time by itself, but counts as failed after a while, and a person
decides. So with a connection that ends while a letter is handed over. A server that refuses for now is asked again,
five times over a day.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import F

from anlan.bulletins.letters import letter
from anlan.bulletins.mails import INTERRUPTED
from anlan.bulletins.models import Mail, MailState
from anlan.kernel import clock, mailing
from anlan.kernel.mailing import NotSent, Send

LEASE = timedelta(minutes=10)
"""After so long a mail that was taken and not noted as sent is given up."""
AGAIN = tuple(timedelta(minutes=n) for n in (5, 20, 60, 240, 720))
"""How long to wait after each attempt that a server refused for now; after the last it has failed."""
SECONDS = 30
"""For so long a run goes on: the queue ends a job after sixty."""


def send_waiting(*, seconds: float = SECONDS) -> str:
    """Send what is due; return in words what was done."""
    if not mailing.is_on():
        return "mail is off"
    given_up = give_up(clock.now())
    sent = refused = 0
    ends = time.monotonic() + seconds
    with mailing.post() as send:
        while time.monotonic() < ends and (mail := _take(clock.now())) is not None:
            if _deliver(mail, send):
                sent += 1
            else:
                refused += 1
    return f"{sent} sent, {refused} refused, {given_up} given up"


def give_up(now: datetime) -> int:
    """Let fail what was taken long ago and never noted as sent: it may have gone out, or not."""
    left = Mail.objects.filter(state=MailState.SENDING, next_at__lte=now)
    return left.update(state=MailState.FAILED, error=INTERRUPTED)


def _take(now: datetime) -> Mail | None:
    """Take the mail that is due longest, so that nobody else does; None where nothing is due."""
    while True:
        due = Mail.objects.filter(state=MailState.QUEUED, next_at__lte=now).order_by("next_at", "id")
        key = due.values_list("pk", flat=True).first()
        if key is None:
            return None
        taken = Mail.objects.filter(pk=key, state=MailState.QUEUED).update(
            state=MailState.SENDING, attempts=F("attempts") + 1, next_at=now + LEASE
        )
        if taken:
            return Mail.objects.select_related("delivery__organisation", "group").get(pk=key)


def _deliver(mail: Mail, send: Send) -> bool:
    """Send one mail and note what came of it."""
    row = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING)
    try:
        send(letter(mail))
    except NotSent as refusal:
        now = clock.now()
        if refusal.in_doubt:
            row.update(state=MailState.FAILED, error=INTERRUPTED)
        elif refusal.for_good or mail.attempts > len(AGAIN):
            row.update(state=MailState.FAILED, error=str(refusal))
        else:
            row.update(state=MailState.QUEUED, error=str(refusal), next_at=now + AGAIN[mail.attempts - 1])
        return False
    row.update(state=MailState.SENT, sent_at=clock.now(), error="")
    return True
