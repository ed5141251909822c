"""What a step leaves in the outbox of mail: a row for each recipient with an address, in the step's own transaction.

Nothing is left where mail is off: turning it on later sends nothing of the past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, Q

from anlan.bulletins.models import (
    Delivery,
    DeliveryState,
    Group,
    Issue,
    Mail,
    MailState,
    Message,
    State,
)
from anlan.kernel import clock, mailing
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org.models import Organisation

RECALLED, INTERRUPTED = "recalled", "interrupted"
"""Codes in `Mail.error` of what no mail server said; letters.py has their words."""


def to_organisation(message: Message) -> Callable[[Delivery, Taken, int], None]:
    """Return what a step of a delivery writes: a mail to its organisation, where that has an address."""

    def queue(case: Delivery, taken: Taken, seq: int) -> None:
        if not mailing.is_on():
            return
        address = Organisation.objects.values_list("mail", flat=True).get(pk=case.organisation_id)
        if address:
            of = case.told_of if message == Message.CORRECTION else 0
            _queue(case.issue_id, message, address, taken, seq, of=of, delivery_id=case.id)

    return queue


def recall(case: Delivery, taken: Taken, seq: int) -> None:
    """Take back what still waits; tell whoever may have got something."""
    if _take_back(Mail.objects.filter(delivery=case.id)):
        to_organisation(Message.RECALL)(case, taken, seq)


def _take_back(mails: Any) -> bool:
    """Let mails that nobody tried to send yet fail as recalled; tell whether there is one that was tried.

    One that was put back into the outbox begins its attempts anew, but its turn is later than when it was queued.
    """
    tried = mails.filter(Q(attempts__gt=0) | Q(next_at__gt=F("queued_at"))).exists()
    mails.filter(state=MailState.QUEUED).update(state=MailState.FAILED, error=RECALLED)
    return bool(tried)


def issue_to_groups(case: Issue, taken: Taken, seq: int) -> None:
    """Queue the mail to the addresses of the groups themselves: mailing lists, offices outside of this system."""
    if not mailing.is_on():
        return
    groups = Group.objects.on(clock.local_day(taken.at)).filter(series=case.series_id).exclude(mail="")
    for group in groups.order_by("pk"):
        _queue(case.id, Message.ISSUE, group.mail, taken, seq, group_id=group.pk)


def correction_to_groups(case: Issue, taken: Taken, seq: int, *, of: int) -> None:
    for group in _written_to(case):
        _queue(case.id, Message.CORRECTION, group.mail, taken, seq, of=of, group_id=group.pk)


def recall_from_groups(case: Issue, taken: Taken, seq: int) -> None:
    for group in _written_to(case):
        if _take_back(Mail.objects.filter(issue=case.id, group=group)):
            _queue(case.id, Message.RECALL, group.mail, taken, seq, group_id=group.pk)


def _written_to(case: Issue) -> Iterable[Group]:
    """Return the groups to whose address the issue went, with the address that they have now."""
    if not mailing.is_on():
        return []
    sent = Mail.objects.filter(issue=case.id, message=Message.ISSUE, group__isnull=False).values("group")
    return Group.objects.filter(pk__in=sent).exclude(mail="").order_by("pk")


def _queue(issue: int, message: Message, to: str, taken: Taken, seq: int, **whom: Any) -> None:
    Mail.objects.create(
        issue_id=issue, message=message, to=to, seq=seq, queued_at=taken.at, next_at=taken.at, **whom
    )


# -- sending again --------------------------------------------------------------------------------------------


def something_failed(case: Any) -> Decision:
    """Allow sending again where a mail failed, or an organisation got an address since."""
    if not mailing.is_on():
        return denied("", code=NOT_NOW)
    if _failed(case.id).exists() or _unmailed(case.id).exists():
        return ALLOWED
    return denied("", code=NOT_NOW)


def _failed(issue: int) -> Any:
    """Return the mails that failed and are still wanted: to whom an issue was recalled from, only the recall is."""
    gone = Q(delivery__state=DeliveryState.RECALLED) | Q(delivery=None, issue__state=State.WITHDRAWN)
    rows = Mail.objects.filter(issue=issue, state=MailState.FAILED).exclude(error=RECALLED)
    return rows.exclude(gone & ~Q(message=Message.RECALL))


def _unmailed(issue: int) -> Any:
    """Return the deliveries that have the issue, whose organisation has an address and was never written to."""
    written = Mail.objects.filter(issue=issue, delivery__isnull=False).values("delivery")
    rows = Delivery.objects.filter(issue=issue).exclude(state=DeliveryState.RECALLED)
    return rows.exclude(organisation__mail="").exclude(pk__in=written)


def queue_again(case: Issue, taken: Taken, seq: int) -> None:
    """Put what failed back into the outbox, to the address of today; write to those who had none before."""
    for mail in _failed(case.id).select_related("delivery__organisation", "group").order_by("pk"):
        address = mail.delivery.organisation.mail if mail.delivery else mail.group.mail
        if address:
            Mail.objects.filter(pk=mail.pk).update(
                state=MailState.QUEUED, to=address, attempts=0, error="", next_at=taken.at
            )
    for delivery in _unmailed(case.id).select_related("organisation").order_by("pk"):
        _queue(case.id, Message.ISSUE, delivery.organisation.mail, taken, seq, delivery_id=delivery.pk)
