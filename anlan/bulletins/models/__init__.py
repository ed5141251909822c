"""Tables of the bulletins."""

from anlan.bulletins.models.deliveries import Correction, Delivery, DeliveryState, Receipt
from anlan.bulletins.models.frozen import Archived, Format, Signature, Signed, SignedValue, Verdict
from anlan.bulletins.models.issues import OUT_STATES, Issue, IssueQuerySet, State, Version, Waiver, WaiverKind
from anlan.bulletins.models.mails import Mail, MailState, Message
from anlan.bulletins.models.series import (
    BookState,
    Counter,
    Cycle,
    Group,
    Line,
    Member,
    Selector,
    Series,
    SeriesBook,
    SpecialSeries,
)
from anlan.bulletins.models.templates import Template, TemplateQuerySet, TemplateState, TemplateVersion

__all__ = [
    "OUT_STATES",
    "Archived",
    "BookState",
    "Correction",
    "Counter",
    "Cycle",
    "Delivery",
    "DeliveryState",
    "Format",
    "Group",
    "Issue",
    "IssueQuerySet",
    "Line",
    "Mail",
    "MailState",
    "Member",
    "Message",
    "Receipt",
    "Selector",
    "Series",
    "SeriesBook",
    "Signature",
    "Signed",
    "SignedValue",
    "SpecialSeries",
    "State",
    "Template",
    "TemplateQuerySet",
    "TemplateState",
    "TemplateVersion",
    "Verdict",
    "Version",
    "Waiver",
    "WaiverKind",
]
