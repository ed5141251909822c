"""What the steps of an incident take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.imports.inputs import Number
from anlan.incidents.kinds import CallSource, CountSource, IncidentKind
from anlan.incidents.models import Incident
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text
from anlan.org.models import Area
from anlan.premises.models import Premises

MOST_PEOPLE = 1_000_000
MOST_YUAN = 1_000_000_000_000
MOST_EXTENDED_DAYS = 60
YES, NO = "yes", "no"


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


def find_incident(key: int) -> Incident | None:
    return Incident.objects.filter(pk=key).first()


def text(name: str, label: Any, most: int, *, least: int = 0, required: bool = False, hint: Any = "") -> Text:
    return Text(
        name=name, label=label, required=required, max_length=most, min_length=least,
        lines=3 if most > 300 else 1, help=hint,
    )  # fmt: skip


class Telephone(Text):
    """A caller's number: in the journal, but shown only to those who ask for it and are written down."""

    def told(self, value: Any) -> None:
        return None


def reason(*, required: bool = True, hint: Any = "") -> Text:
    return Text(
        name="reason", label=_("Reason"), required=required, max_length=300, min_length=4, lines=2, help=hint
    )


def _people(name: str, label: Any) -> Number:
    return Number(name=name, label=label, required=False, most=MOST_PEOPLE)


NUMBERS = (
    _people("deaths", _("Dead")),
    _people("missing", pgettext_lazy("incident", "Missing")),
    _people("serious", _("Seriously injured")),
    _people("minor", _("Slightly injured")),
    Number(name="loss_yuan", label=_("Direct loss (yuan)"), required=False, most=MOST_YUAN,
           help=_("Leave empty what nobody knows yet.")),
)  # fmt: skip
KIND = Choice(
    name="kind", label=_("Kind of incident"), choices=tuple((k.value, k.label) for k in IncidentKind)
)
AREA = Reference(name="area", label=_("Area"), find=find_area, model=Area)
PREMISES = Reference(
    name="premises", label=_("Premises"), find=find_premises, model=Premises, required=False,
    help=_("The place of business where it happened, if it is on record."),
)  # fmt: skip
PLACE = Text(
    name="place", label=pgettext_lazy("incident", "Place"), max_length=200, min_length=2,
    help=_("So that a fire engine finds it: county, town, unit, part of the site."),
)  # fmt: skip
WHAT = Text(
    name="what", label=pgettext_lazy("incident", "What happened"), max_length=500, min_length=2, lines=3
)
TAKE = Form(
    (
        KIND,
        Choice(name="source", label=_("Source"), choices=tuple((s.value, s.label) for s in CallSource)),
        AREA,
        PLACE,
        WHAT,
        *NUMBERS,
        text("caller", _("Caller"), 60),
        text("caller_body", _("Unit and post of the caller"), 120),
        Telephone(name="caller_phone", label=_("Telephone of the caller"), required=False, max_length=40),
        text("already_told", _("Whom the caller told already"), 200),
        Moment(name="received_at", label=_("Call received at"), required=False, help=_("Empty: now.")),
        Moment(
            name="occurred_at", label=_("Happened at"), required=False, help=_("Empty: when the call came.")
        ),
        PREMISES,
    )
)
AMEND = Form(
    (
        KIND,
        AREA,
        PLACE,
        WHAT,
        Moment(name="occurred_at", label=_("Happened at")),
        text("course", _("Course of events"), 2_000),
        text("measures", _("Measures taken"), 2_000),
        PREMISES,
        reason(),
    )
)
NOTE = Form(
    (
        text("words", _("Command or message"), 1_000, least=2, required=True),
        text("given_by", _("Given by"), 80, hint=_("Name and post of who commanded or told it. Empty: you.")),
        text("given_to", _("For whom"), 120, required=True),
    )
)
COUNT_SOURCE = Choice(
    name="source", label=_("Who gives the numbers"), choices=tuple((s.value, s.label) for s in CountSource)
)
COUNT = Form(
    (
        COUNT_SOURCE,
        text("told_by", _("Name and post of who told them"), 120),
        Moment(name="as_of", label=_("Numbers as of"), required=False, help=_("Empty: now.")),
        *NUMBERS,
        Choice(
            name="adopt",
            label=_("Make them the official numbers"),
            choices=((YES, _("Yes, I answer for it")), (NO, _("No, keep them beside"))),
        ),
        reason(
            required=False, hint=_("Needed where a number goes down, and where the official ones change.")
        ),
    )
)
ADOPT = Form(
    (
        Number(
            name="n", label=_("Entry of the numbers"), least=1, help=_("Its number in the table of counts.")
        ),
        reason(),
    )
)
PHONE = Form(
    (
        text("given_to", _("Who was told"), 120, least=2, required=True, hint=_("Body, name and post.")),
        text("words", _("What was said"), 500, least=2, required=True),
    )
)
_SIGNED = (
    text("to", pgettext_lazy("incident", "To"), 200, least=2, required=True,
         hint=_("The bodies to which it goes, as it addresses them.")),
    text("scope", _("Extent and effects"), 500),
    text("course", _("Course of events"), 2_000),
    text("measures", _("Measures taken"), 2_000),
    text("trend", _("Likely development"), 500),
    text("on_scene", _("Leaders on the scene"), 300),
    text("requests", _("Requests"), 500),
)  # fmt: skip
_SIGNATURE = (
    text("signed_by", _("Signed by"), 60, least=2, required=True,
         hint=_("The head of the unit or the leader whom it authorised.")),
    text("phone_confirmed", _("Receipt confirmed by telephone with"), 120),
)  # fmt: skip
REPORT = Form((*_SIGNED, *_SIGNATURE))
FINAL = Form((*_SIGNED, text("evaluation", _("Evaluation"), 2_000, least=4, required=True), *_SIGNATURE))
PASS_ON = Form(
    (
        text("to", pgettext_lazy("incident", "To"), 200, least=2, required=True),
        text("signed_by", _("Signed by"), 60, least=2, required=True),
    )
)
INVESTIGATED = Form(
    (
        text("reference", _("Number of the report"), 80, least=2, required=True),
        text("words", _("Finding: direct and indirect cause, nature"), 2_000, least=4, required=True),
    )
)
EXTEND = Form(
    (
        Number(name="days", label=_("Days more"), least=1, most=MOST_EXTENDED_DAYS,
               help=_("Sixty in all at most (decree 493, art. 29).")),
        text("approved_by", _("Approved by"), 120, least=2, required=True),
        reason(),
    )
)  # fmt: skip
REPLIED = Form(
    (
        text("reference", _("Number of the reply"), 80, least=2, required=True),
        text("words", _("What was decided"), 2_000, least=2, required=True),
    )
)
MERGE = Form(
    (
        Reference(name="into", label=_("The incident that stays"), find=find_incident, model=Incident),
        reason(),
    )
)
BECAUSE = Form((reason(),))
NOTHING = Form()
ENTER = Form(
    (
        KIND,
        Choice(name="source", label=_("Source"), choices=tuple((s.value, s.label) for s in CallSource)),
        AREA,
        PLACE,
        WHAT,
        *NUMBERS,
        Moment(name="received_at", label=_("Call received at")),
        Moment(name="occurred_at", label=_("Happened at")),
        Moment(name="first_sent_at", label=_("First report sent at"), required=False),
        PREMISES,
    )
)
