"""What the steps of campaigns and activities take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.models import Area
from anlan.outreach.inputs import ActivityForm, Countable, Doors, MeasureWord
from anlan.outreach.kinds import WHY_NOT, ActivityKind, Channel, CountedHow, VenueKind
from anlan.outreach.models import Campaign

MOST = 1_000_000_000


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_campaign(key: int) -> Campaign | None:
    return Campaign.objects.launched().filter(pk=key).first()


REASON = Text(name="reason", label=_("Reason"), max_length=500, lines=2)
NOTHING = Form()
BECAUSE = Form((REASON,))
AREA = Reference(
    name="area", label=_("Reporting area"), find=find_area, model=Area, help=_("The area that counts it.")
)
_ACTIVITY = (
    Countable(
        name="kind",
        label=_("Kind of publicity"),
        choices=tuple((kind.value, kind.label) for kind in ActivityKind),
        help=WHY_NOT,
    ),
    Text(name="title", label=_("What it was"), max_length=200, help=_("Title or subject, in a few words.")),
    Reference(name="campaign", label=_("Campaign"), find=find_campaign, model=Campaign, required=False),
    AREA,
    Choice(
        name="channel",
        label=_("Channel"),
        choices=tuple((channel.value, channel.label) for channel in Channel),
        required=False,
    ),
    Choice(
        name="venue_kind",
        label=_("Into which of the five"),
        choices=tuple((venue.value, venue.label) for venue in VenueKind),
        required=False,
        help=_("Enterprises, villages, communities, schools, families."),
    ),
    Text(name="place", label=pgettext_lazy("publicity", "Place"), required=False, max_length=200),
    Text(
        name="grid_cell",
        label=_("Grid cell"),
        required=False,
        max_length=40,
        help=_(
            "Its code, as the grid is kept: W0312. A household is recognised by area, grid cell and door."
        ),
    ),
    Doors(
        name="doors",
        label=_("Doors"),
        required=False,
        help=_(
            "One door a line, without names and numbers of persons. A door that stands twice counts once."
        ),
    ),
    Number(
        name="quantity",
        label=_("Quantity"),
        required=False,
        least=1,
        most=MOST,
        help=_("As many as there were, in full: 3500, not 3500多."),
    ),
    MeasureWord(name="measure_word", label=_("Measure word"), required=False, max_length=10),
    Choice(
        name="counted",
        label=_("Counted or estimated"),
        choices=tuple((how.value, how.label) for how in CountedHow),
        required=False,
    ),
    Text(
        name="estimate_basis",
        label=_("Basis of the estimate"),
        required=False,
        max_length=300,
        lines=2,
        help=_("From what it was estimated, for example: 40 cartons of 500, by the printer's delivery note."),
    ),
    Text(name="receipt_operator", label=_("Telecom operator"), required=False, max_length=60),
    Text(name="receipt_number", label=_("Number of the receipt"), required=False, max_length=60),
    Number(
        name="receipt_count",
        label=_("Messages by the receipt"),
        required=False,
        least=1,
        most=MOST,
        help=_("As many as the operator confirms; no more can be claimed."),
    ),
    Day(name="receipted_on", label=_("Date of the receipt"), required=False),
    Text(
        name="reference",
        label=_("Where it can be seen"),
        required=False,
        max_length=300,
        help=_("Address of the page, programme and time, or number of a document."),
    ),
    Photos(
        name="evidence",
        label=_("Photographs and scans"),
        role="document",
        help=_("Not needed where the address or the receipt shows it."),
    ),
    Text(name="note", label=_("Remark"), required=False, max_length=1_000, lines=2),
)
RECORD = ActivityForm(_ACTIVITY)
CORRECT = ActivityForm(
    (
        *_ACTIVITY,
        Moment(
            name="happened_at",
            label=_("Happened at"),
            required=False,
            help=_("Only if the day was wrong; else it stays."),
        ),
    )
)
_CAMPAIGN = (
    Text(name="name", label=_("Name of the campaign"), max_length=100),
    Text(name="purpose", label=_("Purpose"), required=False, max_length=1_000, lines=3),
    Day(name="first_day", label=_("From")),
    Day(name="last_day", label=_("to")),
)
LAUNCH = Form((*_CAMPAIGN, AREA))
AMEND = Form(_CAMPAIGN)
