"""To whom an issue went, as its page and the API tell it: each recipient with receipts and mails."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from anlan.bulletins.models import Delivery, Issue, Mail, Receipt
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Recipient:
    """A delivery with what came of it; mails only for those who look after the issue."""

    row: Delivery
    receipts: tuple[Receipt, ...]
    mails: tuple[Mail, ...]
    looks_after: bool

    def signed_for(self, of: int) -> Receipt | None:
        """Return the receipt by which the recipient has the issue (0) or a correction: its own, else a later one's,
        which was signed with all before it."""
        return next((one for one in self.receipts if one.of >= of), None)

    @property
    def has_the_issue(self) -> bool:
        """Tell whether the issue itself was signed for, whatever correction still waits."""
        return self.signed_for(0) is not None


def looks_after(actor: Actor, issue: Issue) -> bool:
    """Tell whether a reader makes or sends this issue: who sees where mail goes."""
    return any(
        actor.holds(permission, area_path=issue.area_path) is not None
        for permission in (Permission.BULLETIN_EDIT, Permission.BULLETIN_SIGN)
    )


def of(issue: Issue, actor: Actor) -> list[Recipient]:
    """Return the recipients of an issue that a reader may see, in the order of the colophon. Three queries."""
    deliveries = Delivery.objects.within(actor.scope).filter(issue=issue.pk)
    receipts: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in Receipt.objects.filter(delivery__in=deliveries).select_related("by").order_by("of", "pk"):
        receipts[receipt.delivery_id].append(receipt)
    mails: dict[int | None, list[Mail]] = defaultdict(list)
    cares = looks_after(actor, issue)
    if cares:
        for mail in Mail.objects.shown_to(deliveries).order_by("pk"):
            mails[mail.delivery_id].append(mail)
    rows = deliveries.select_related("organisation", "received_by").order_by("line", "pk")
    return [Recipient(row, tuple(receipts[row.pk]), tuple(mails[row.pk]), cares) for row in rows]


def of_groups(issue: Issue, actor: Actor) -> list[Mail]:
    """Return the mails to the addresses of groups, for those who look after the issue. A query."""
    if not looks_after(actor, issue):
        return []
    return list(Mail.objects.filter(issue=issue.pk, delivery=None).select_related("group").order_by("pk"))
