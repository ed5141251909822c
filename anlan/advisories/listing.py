"""The lists of advisories and of receipts: filters and orders."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.advisories.kinds import AdvisoryKind, AdvisoryState, Category, ReceiptState, WarningLevel
from anlan.advisories.models import AdvisoryQuerySet, ReceiptQuerySet
from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor

ADVISORIES = ListSpec(
    code="advisories",
    label=gettext_lazy("Advisories and warnings"),
    route="advisories:list",
    filters=("state", "kind", "level", "category", "area", "from", "to"),
    sorts=(Sort("day", Order(("drafted_on",)), index="advisory_by_day"),),
)
RECEIPTS = ListSpec(
    code="advisory-receipts",
    label=gettext_lazy("Receipts of warnings"),
    route="advisories:receipts",
    filters=("advisory", "standing", "area", "from", "to"),
    sorts=(Sort("day", Order(("sent_on",)), index="advisory_receipt_by_day"),),
)
LATE, CALLED, ESCALATED, TOLD, UNTOLD = "late", "called", "escalated", "told", "untold"
UNCHECKED, UNGUARDED, UNREPORTED = "unchecked", "unguarded", "unreported"


def filtered(rows: AdvisoryQuerySet, query: Any) -> AdvisoryQuerySet:
    """Return what the filters of an address leave; days ask for what was drafted on them."""
    for name, known in (
        ("state", AdvisoryState.values), ("kind", AdvisoryKind.values), ("level", WarningLevel.values),
        ("category", Category.values),
    ):  # fmt: skip
        if value := parameters.choice(query, name, known):
            rows = rows.filter(**{name: value})
    return rows.filter(where_and_when(query, "drafted_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *AdvisoryState.choices],
        "kind": [("", _("All kinds")), *AdvisoryKind.choices],
        "level": [("", _("All levels")), *WarningLevel.choices],
        "category": [("", _("All categories")), *Category.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
    }


def receipts_filtered(rows: ReceiptQuerySet, query: Any) -> ReceiptQuerySet:
    """Return what the filters of an address leave."""
    if advisory := parameters.whole(query, "advisory"):
        rows = rows.filter(advisory=advisory)
    conditions = {
        **{state: Q(state=state) for state in ReceiptState.values},
        LATE: Q(state=ReceiptState.SENT, due_at__lt=clock.now()),
        CALLED: Q(calls__gt=0),
        ESCALATED: Q(escalated_at__isnull=False),
        TOLD: Q(has_measures=True),
        UNTOLD: Q(has_measures=False, measures_due_at__isnull=False),
        UNCHECKED: Q(checks_due_at__isnull=False, checks_at=None),
        UNGUARDED: Q(duty_due_at__isnull=False, duty_at=None),
        UNREPORTED: Q(state=ReceiptState.ACKNOWLEDGED, report_due_at__lt=clock.now()),
    }
    if standing := parameters.choice(query, "standing", list(conditions)):
        rows = rows.filter(conditions[standing])
    return rows.filter(where_and_when(query, "sent_on"))


def receipt_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "standing": [
            ("", _("All receipts")),
            *ReceiptState.choices,
            (LATE, _("Overdue")),
            (CALLED, pgettext("receipt", "Called")),
            (ESCALATED, _("Escalated to the level above")),
            (TOLD, _("Measures told")),
            (UNTOLD, _("Measures asked for and not told")),
            (UNCHECKED, _("Extra checks asked for and not told")),
            (UNGUARDED, _("Leader on duty asked for and not named")),
            (UNREPORTED, _("Report of the situation overdue")),
        ],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
    }
