"""What the steps of a tip-off take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.imports.inputs import Number
from anlan.inspections.models import Visit
from anlan.kernel.parameters import BIGGEST
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.models import Area, Organisation, OrganisationKind
from anlan.tipoffs.inputs import Confided, Numbered, Place
from anlan.tipoffs.models import Channel, Refusal, Result, Subject, TipOff

LONGEST = 4_000


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_body(key: int) -> Organisation | None:
    """Return an organisation that may look into a tip-off: no business, and still there."""
    return Organisation.objects.filter(pk=key, valid_to=None).exclude(kind=OrganisationKind.BUSINESS).first()


def find_visit(key: int) -> Visit | None:
    return Visit.objects.recorded().filter(pk=key).first() if key <= BIGGEST else None


def find_tip(key: int) -> TipOff | None:
    return TipOff.objects.filter(pk=key).first() if key <= BIGGEST else None


def _choices(choices: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.value, one.label) for one in choices)


def _words(name: str, label: Any, **more: Any) -> Confided:
    return Confided(name=name, label=label, min_length=4, max_length=LONGEST, lines=5, **more)


_PICTURES = Photos(name="photos", label=_("Photographs"), role="document")
_WHAT = (
    Choice(name="subject", label=pgettext_lazy("tip-off", "What it is about"), choices=_choices(Subject)),
    _words(
        "text",
        _("What is dangerous or wrong"),
        help=_(
            "What you saw, since when, who is in danger. Write your own name only below, where it is sealed."
        ),
    ),
    Confided(
        name="place",
        label=pgettext_lazy("tip-off", "Where"),
        min_length=2,
        max_length=200,
        help=_("Name of the enterprise, street, building, floor: so that it can be found."),
    ),
    Reference(name="area", label=_("County, district or zone"), find=find_area, model=Area, required=False),
    _PICTURES,
)
_WHO = (
    Confided(
        name="name",
        label=_("Your name"),
        required=False,
        max_length=60,
        help=_("Leave both empty to stay unknown: the receipt code is enough to talk with us."),
    ),
    Confided(name="contact", label=_("How to reach you"), required=False, max_length=120),
)
_RECEIPT = Confided(name="receipt", label=_("Receipt code"), min_length=12, max_length=20)

SEND = Form((*_WHAT, *_WHO, _RECEIPT))
RECORD = Form(
    (
        Choice(
            name="channel",
            label=pgettext_lazy("tip-off", "How it came"),
            choices=tuple((c.value, c.label) for c in Channel if c != Channel.WEB),
        ),
        *_WHAT,
        *_WHO,
        _RECEIPT,
    )
)
TRIAGE = Form(
    (
        Reference(name="handler", label=_("Who looks into it"), find=find_body, model=Organisation),
        Place(
            name="premises",
            label=_("Place of business"),
            required=False,
            help=_("Code or exact name, once it is known which one is meant."),
        ),
        Text(name="note", label=_("Note for whoever looks into it"), required=False, max_length=300, lines=2),
    )
)
REFUSE = Form(
    (
        Choice(name="refusal", label=_("Reason"), choices=_choices(Refusal)),
        Text(
            name="note",
            label=_("What the informant is told"),
            min_length=4,
            max_length=300,
            lines=2,
            help=_("Say why, and where else the matter belongs."),
        ),
        Numbered(
            name="duplicate_of",
            label=_("Told before as"),
            required=False,
            find=find_tip,
            model=TipOff,
            example="JB2022-0000123",
        ),
    )
)
VISIT = Form(
    (
        Numbered(
            name="visit",
            label=_("Visit"),
            find=find_visit,
            model=Visit,
            example="JC2022-0000123",
            help=_("A visit of the mode “On a tip-off”; its hazards are shown here then."),
        ),
    )
)
SAY = Form(
    (Confided(name="text", label=_("Message to the informant"), min_length=2, max_length=1_000, lines=3),)
)
ADD = Form(
    (
        Confided(name="text", label=_("What you want to add"), min_length=2, max_length=2_000, lines=4),
        _PICTURES,
    )
)
ANSWER = Form(
    (
        Choice(name="result", label=_("What was found"), choices=_choices(Result)),
        Text(
            name="answer",
            label=_("Answer to the informant"),
            min_length=10,
            max_length=1_000,
            lines=4,
            help=_("What was found and what was done. No name of anybody."),
        ),
    )
)
BECAUSE = Form((Text(name="reason", label=_("Reason"), min_length=4, max_length=300, lines=2),))
REWARD = Form(
    (
        Number(name="amount", label=_("Amount in yuan"), least=1, most=1_000_000),
        Text(
            name="decision",
            label=_("Decided by"),
            min_length=4,
            max_length=200,
            help=_("The body and its document. No name of the informant."),
        ),
    )
)
OPEN = Form(
    (
        Choice(
            name="purpose",
            label=_("What for"),
            choices=(
                ("verify", _("To ask what only the informant knows")),
                ("reward", _("To pay the reward")),
                ("protect", _("To protect the informant")),
                ("court", _("A court or prosecutor demands it")),
            ),
        ),
        Text(
            name="reason",
            label=pgettext_lazy("identity", "Reason"),
            min_length=6,
            max_length=300,
            lines=2,
            help=_("Each reading is written into the journal and counted."),
        ),
    )
)
NOTHING = Form()
