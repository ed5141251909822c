"""What the steps of an advisory and of its receipts take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.advisories.kinds import AdvisoryKind, Answer, Category, WarningLevel
from anlan.advisories.models import Advisory
from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text
from anlan.lifecycle.many import Many
from anlan.org.models import Area, Organisation, Sector
from anlan.plans.forms import YES_NO, choices, find_area, find_sectors
from anlan.plans.inputs import Words

MOST_ACK_MINUTES, MOST_HOURS = 10_080, 720


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key, valid_to=None).first()


def find_advisory(key: int) -> Advisory | None:
    return Advisory.objects.in_force().filter(pk=key).first()


def _yes_no(name: str, label: Any, help_: Any = "") -> Choice:
    return Choice(name=name, label=label, choices=YES_NO, required=False, help=help_)


WHO = ("to_offices", "to_departments", "to_stations", "to_places")
LEVEL = Choice(
    name="level",
    label=_("Warning level"),
    choices=choices(WarningLevel),
    required=False,
    help=_("Of a warning; an advisory has none."),
)
TITLE = Text(name="title", label=_("Title"), max_length=120, min_length=2)
MATTERS = Text(
    name="matters", label=_("What is warned of"), max_length=2_000, min_length=4, lines=4,
    help=_("What may happen, and why now."),
)  # fmt: skip
MEASURES = Text(name="measures", label=_("Measures asked for"), max_length=2_000, min_length=4, lines=5)
ENDS = Moment(name="ends_at", label=_("Valid until"))
REASON = Text(name="reason", label=_("Reason"), max_length=300, min_length=2, lines=2)
WHAT = (
    Choice(name="category", label=_("Category"), choices=choices(Category)),
    LEVEL,
    TITLE,
    Moment(name="starts_at", label=_("Begins at")),
    ENDS,
    MATTERS,
    MEASURES,
)
TO = (
    _yes_no("to_offices", _("To governments and their offices in the area")),
    _yes_no(
        "to_departments", _("To departments"), _("Those that lead the chosen sectors; without sectors: all.")
    ),
    _yes_no("to_stations", _("To township stations")),
    _yes_no("to_places", _("To operators of the places chosen here")),
    Many(
        name="sectors", label=_("Sectors"), find=find_sectors, model=Sector, required=False,
        help=_("None chosen: all of them."),
    ),
    Words(
        name="tags", label=_("Tags"), required=False, max_length=200,
        help=_("Places with any of these tags, for example small venue, ammonia refrigeration."),
    ),
    Words(
        name="kinds", label=_("Kinds of place"), required=False, max_length=200,
        help=_("For example supermarket, restaurant."),
    ),
    Number(name="least_staff", label=_("Staff at least"), least=1, most=1_000_000, required=False),
)  # fmt: skip
HOW = (
    Number(
        name="ack_minutes", label=_("To be acknowledged within (minutes)"), least=1, most=MOST_ACK_MINUTES
    ),
    Number(
        name="measures_hours", label=_("Measures taken to be told within (hours)"), least=1, most=MOST_HOURS,
        required=False, help=_("Empty: nobody is asked for them; whoever took some may tell."),
    ),
    Number(
        name="checks_hours", label=_("Extra checks to be told within (hours)"), least=1, most=MOST_HOURS,
        required=False,
        help=_("Each body then owes extra checks: how many places, how many hazards. Empty: none are asked for."),
    ),
    Number(
        name="duty_hours", label=_("Who leads the duty to be told within (hours)"), least=1, most=MOST_HOURS,
        required=False, help=_("Each body then names a leader on duty round the clock while it holds."),
    ),
    Number(
        name="report_hours", label=_("Situation to be reported every (hours)"), least=1, most=MOST_HOURS,
        required=False,
        help=_("Each body then reports so often while it holds. Empty: no reports."),
    ),
    _yes_no(
        "public",
        _("Open to the public"),
        _("Then anybody reads it while it is in force: on the public list, in the feed and as CAP."),
    ),
)  # fmt: skip
KIND = Choice(name="kind", label=_("Kind"), choices=choices(AdvisoryKind))
DRAFT = Form((KIND, Reference(name="area", label=_("Area"), find=find_area, model=Area), *WHAT, *TO, *HOW))
AMEND = Form((*WHAT, *TO, *HOW))
UPDATE = Form(
    (
        LEVEL,
        TITLE,
        ENDS,
        MATTERS,
        MEASURES,
        _yes_no(
            "anew",
            _("To be acknowledged anew"),
            _("A raised level always is. Who has it is told in any case."),
        ),
        REASON,
    )
)
BECAUSE = Form((REASON,))
NOTHING = Form()
_ENTERED = Moment(name="ended_at", label=_("Ended at"), required=False)
ENTER = Form(
    (
        KIND,
        Reference(name="area", label=_("Area"), find=find_area, model=Area),
        *WHAT,
        *TO,
        Moment(name="issued_at", label=_("Issued at")),
        _ENTERED,
        Text(name="reason", label=_("Reason"), max_length=300, required=False),
        Number(name="recipients", label=_("Recipients"), least=0, most=1_000_000, required=False),
        Text(name="reference", label=_("Former number"), max_length=60, required=False),
    )
)
"""Of what was issued outside of this system and has ended: for ledgers."""

# -- receipts ----------------------------------------------------------------------------------------------------------

SEND = Form(
    (
        Reference(
            name="advisory", label=_("Advisory or warning"), find=find_advisory, model=Advisory, tells=False
        ),
        Reference(name="organisation", label=_("To"), find=find_organisation, model=Organisation),
    )
)
AGAIN = Form((_yes_no("anew", _("To be acknowledged anew")),))
CALL = Form(
    (
        Text(name="person", label=_("Who was called"), max_length=60, min_length=2),
        Text(name="phone", label=_("Number dialled"), max_length=30, required=False),
        Choice(name="answer", label=pgettext_lazy("call", "Answer"), choices=choices(Answer)),
        Text(name="note", label=_("Note"), max_length=300, required=False, lines=2),
    )
)
ESCALATE = Form((Reference(name="to", label=_("Escalated to"), find=find_organisation, model=Organisation),))
REPORT = Form(
    (
        Text(
            name="measures",
            label=_("Measures taken"),
            max_length=1_000,
            min_length=4,
            lines=4,
            help=_("What was done, where, by whom, with what result."),
        ),
    )
)
CHECKS = Form(
    (
        Number(name="places_checked", label=_("Places checked"), least=1, most=1_000_000),
        Number(name="hazards_found", label=_("Hazards found in the checks"), least=0, most=1_000_000),
        Text(
            name="note",
            label=_("Note"),
            max_length=500,
            required=False,
            lines=2,
            help=_("Hazards are recorded by visits; here stands how many."),
        ),
    )
)
GUARD = Form(
    (
        Text(name="duty_leader", label=_("Leader on duty"), max_length=60, min_length=2),
        Text(name="duty_phone", label=_("Telephone, day and night"), max_length=30, required=False),
    )
)
SITUATION = Form(
    (
        Text(
            name="situation",
            label=_("How things stand"),
            max_length=1_000,
            min_length=2,
            lines=3,
            help=_("Nothing happened: say so."),
        ),
    )
)
