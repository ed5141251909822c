"""What the steps of a due report take in. An ordinary report asks for five fields at most, a zero report for none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference, Text
from anlan.reporting.models import Obliged
from anlan.reporting.prefilled import LABELS

MOST = 1_000_000


def find_obliged(key: int) -> Obliged | None:
    return Obliged.objects.select_related("rule__demand__period", "organisation__area").filter(pk=key).first()


@dataclass(frozen=True, kw_only=True)
class Claimed(Moment):
    """A moment that the page fills in. The row keeps it, the journal does not: a page that was shown again and sends
    the same report a second time fills in another one, and must get the same receipt all the same."""

    def journal(self, value: datetime | None) -> None:
        return None


REASON = Text(name="reason", label=_("Reason"), max_length=300, lines=2)
EVIDENCE = (
    Claimed(name="seen_at", label=_("Moment of the numbers"), required=False),
    Claimed(name="client_at", label=_("Time of the sender's device"), required=False),
)
"""Filled by the page, not typed: which numbers were confirmed, and what the device took for the time."""
_CONTENT = (
    Text(
        name="situation",
        label=_("Situation and work of the day"),
        max_length=1_000,
        lines=3,
        help=_("In words; the numbers above go with it."),
    ),
    Text(name="help_wanted", label=_("Problems that need help"), required=False, max_length=500, lines=2),
    Choice(
        name="difference_of",
        label=_("Number that differs"),
        choices=tuple(LABELS.items()),
        required=False,
        help=_("Only if a number above is not what your unit knows."),
    ),
    Number(name="difference_value", label=_("What it should be"), required=False, least=0, most=MOST),
    Text(name="difference_reason", label=_("Why it differs"), required=False, max_length=300),
)
MAKE = Form(
    (
        Reference(name="obliged", label=_("obliged unit"), find=find_obliged, model=Obliged, tells=False),
        Day(name="day", label=_("Day")),
    )
)
SILENT = Choice(
    name="silent",
    label=_("Reports below are missing"),
    choices=(("said", _("I send it all the same, and it says how many are missing")),),
    required=False,
)
"""Asked for only where units below have not reported: nothing goes up as complete that is not (capability C57)."""
REPORT = Form((*_CONTENT, SILENT, *EVIDENCE))
ZERO = Form(
    (
        Choice(
            name="statement",
            label=_("Statement"),
            choices=(
                ("all_safe", _("We checked: today nothing happened that has to be reported. All is safe.")),
            ),
        ),
        Text(
            name="explanation",
            label=_("Explanation"),
            required=False,
            max_length=500,
            lines=2,
            help=_("Only where the system knows something that speaks against it."),
        ),
        SILENT,
        *EVIDENCE,
    )
)
AMEND = Form((*_CONTENT, REASON, *EVIDENCE))
ADJUST = Form(
    (
        Reference(name="obliged", label=_("obliged unit"), find=find_obliged, model=Obliged, tells=False),
        REASON,
    )
)
WITHDRAW = Form((REASON,))
LAPSE = Form(
    (
        Choice(
            name="named",
            label=_("Weekly circular"),
            choices=(("yes", _("Named in it")), ("no", _("Not named, by its rule"))),
        ),
    )
)
CALL = Form(
    (
        Text(
            name="answer",
            label=_("What was answered"),
            max_length=300,
            help=_("Who answered and what was said; or that nobody did."),
        ),
    )
)
EXCUSE = Form((REASON,))
NOTHING = Form()
