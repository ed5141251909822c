"""Tables of the bulletins."""

from anlan.bulletins.models.deliveries import Correction, Delivery, DeliveryState
from anlan.bulletins.models.frozen import Archived, Format, Signature, Signed, SignedValue
from anlan.bulletins.models.issues import OUT_STATES, Issue, IssueQuerySet, State, Version, Waiver, WaiverKind
from anlan.bulletins.models.series import Counter, Cycle, Group, Line, Selector, Series, SpecialSeries
from anlan.bulletins.models.templates import Template, TemplateQuerySet, TemplateState, TemplateVersion

__all__ = [
    "OUT_STATES",
    "Archived",
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
    "Selector",
    "Series",
    "Signature",
    "Signed",
    "SignedValue",
    "SpecialSeries",
    "State",
    "Template",
    "TemplateQuerySet",
    "TemplateState",
    "TemplateVersion",
    "Version",
    "Waiver",
    "WaiverKind",
]
