"""What the steps of a due report take in: the fields of a report are its form's, a zero report has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference, Text
from anlan.reporting.form_fields import LONGEST
from anlan.reporting.form_inputs import Differences, Values
from anlan.reporting.models import Obliged


def find_obliged(key: int) -> Obliged | None:
    return Obliged.objects.select_related("rule__demand__period", "organisation__area").filter(pk=key).first()


@dataclass(frozen=True, kw_only=True)
class Claimed(Moment):
    """A moment that the page fills in. The row keeps it, the journal does not: a page that was shown again and sends
    the same report a second time fills in another one, and must get the same receipt all the same."""

    def journal(self, value: datetime | None) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class Unkept(Text):
    """A text that the page fills in and the journal does not keep, for the same reason."""

    def journal(self, value: str) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class UnkeptNumber(Number):
    """A number that the client tells and the journal does not keep, for the same reason."""

    def journal(self, value: int | None) -> None:
        return None


REASON = Text(name="reason", label=_("Reason"), max_length=300, lines=2)
EVIDENCE = (
    Claimed(name="seen_at", label=_("Moment of the numbers"), required=False),
    Claimed(name="client_at", label=_("Time of the sender's device"), required=False),
    Unkept(name="opened", label=_("When the page was opened"), required=False, max_length=300),
    UnkeptNumber(
        name="client_seconds",
        label=_("Seconds that it took"),
        required=False,
        least=0,
        most=86_400,
        help=_("As the client measured them; kept as evidence only where no page was opened here."),
    ),
)
"""Filled by the page, not typed: which numbers were confirmed, what the device took for the time, how long it took."""
_CONTENT = (
    Text(
        name="situation",
        label=_("Situation and work of the day"),
        required=False,
        max_length=LONGEST,
        lines=3,
    ),
    Text(name="help_wanted", label=_("Problems that need help"), required=False, max_length=LONGEST, lines=2),
    Values(
        name="values",
        label=_("Values of the form's fields"),
        required=False,
        help=_("Field → value, as the form's version lists them."),
    ),
    Differences(
        name="differences",
        label=_("Differences from what the system knows"),
        required=False,
        help=_("Field → {value, reason}, for numbers that the system counts and your unit knows better."),
    ),
    Number(name="form_version", label=_("Version of the form"), required=False, least=1, most=32_000),
)
"""Which fields are required the form says, not the step (`content`)."""
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
        Number(name="form_version", label=_("Version of the form"), required=False, least=1, most=32_000),
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
LETTER = Form(
    (
        Text(
            name="text",
            label=_("What the letter says besides"),
            required=False,
            max_length=300,
            lines=2,
            help=_("The days that were missed stand in it by themselves."),
        ),
    )
)
DROP_LETTER = Form((REASON,))
NOTHING = Form()
