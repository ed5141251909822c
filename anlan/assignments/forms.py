"""What the steps of the registers and of tasks take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.assignments.inputs import Attending, Origin
from anlan.assignments.kinds import ActivityKind, Cycle, MeetingKind, Source
from anlan.assignments.models import AssignedTask, LeaderTerm, Meeting, TaskState
from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.models import Area, Organisation


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_leader(key: int) -> LeaderTerm | None:
    return LeaderTerm.objects.standing().filter(pk=key).first()


def find_meeting(key: int) -> Meeting | None:
    return Meeting.objects.standing().filter(pk=key).first()


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(pk=key, valid_to=None).first()


def find_task(key: int) -> AssignedTask | None:
    return AssignedTask.objects.open().filter(pk=key).first()


def find_split(key: int) -> AssignedTask | None:
    return AssignedTask.objects.filter(pk=key, state=TaskState.SPLIT).first()


def _long(
    name: str, label: Any, *, required: bool = False, most: int = 2_000, hint: Any = "", least: int = 0
) -> Text:
    return Text(
        name=name, label=label, required=required, max_length=most, min_length=least, lines=3, help=hint
    )


YES_NO = (("yes", _("Yes")), ("no", _("No")))
REASON = _long("reason", _("Reason"), required=True, most=500, least=4)
NOTHING = Form()
BECAUSE = Form((REASON,))
AREA = Reference(name="area", label=_("Area"), find=find_area, model=Area, help=_("Whose register it is."))
IS_SAFETY = Choice(name="is_safety", label=_("On work safety"), choices=YES_NO)

_TERM = (
    Text(name="name", label=_("Name"), max_length=60, min_length=2),
    Text(name="title", label=_("Post"), max_length=80, help=_("In full, as papers write it.")),
    Text(name="leads", label=_("What he leads"), required=False, max_length=300, lines=2),
    Number(
        name="rank",
        label=pgettext_lazy("leaders", "Order"),
        least=1,
        most=999,
        help=_("Leaders are told in this order."),
    ),
    Day(name="first_day", label=_("In the post from")),
    Day(name="last_day", label=_("to"), required=False, help=_("Leave empty while the post is held.")),
)
ENTER_LEADER = Form((*_TERM, AREA))
AMEND_LEADER = Form(_TERM)

_MEETING = (
    Choice(name="kind", label=_("Kind of meeting"), choices=tuple((k.value, k.label) for k in MeetingKind)),
    Text(name="title", label=_("Title"), max_length=200),
    Moment(name="held_at", label=_("Held at")),
    Text(name="place", label=_("Venue"), required=False, max_length=200),
    Reference(
        name="chair",
        label=_("In the chair"),
        find=find_leader,
        model=LeaderTerm,
        help=_("With the post held on that day; a leader who is missing is entered first."),
    ),
    IS_SAFETY,
    Text(name="topics", label=_("Topics"), required=False, max_length=300),
    Attending(
        name="attendance",
        label=_("Organisations asked to come"),
        help=_(
            "One a line, by name or code. Behind it (absent) where nobody came, or (deputy: name) where a deputy did."
        ),
    ),
    _long("attendees", _("Who came besides"), hint=_("People and bodies that the system does not know.")),
    _long("agenda", _("Agenda")),
    _long("requirement", _("What was required"), most=4_000, hint=_("In the very words.")),
    _long("issues_raised", _("Problems raised")),
    _long("issues_resolved", _("Problems settled")),
    Text(
        name="minutes_reference",
        label=_("Minutes of the meeting"),
        required=False,
        max_length=200,
        help=_("Their number."),
    ),
)
RECORD_MEETING = Form((*_MEETING, AREA))
CORRECT_MEETING = Form(_MEETING)

_ACTIVITY = (
    Choice(name="kind", label=_("Kind"), choices=tuple((k.value, k.label) for k in ActivityKind)),
    Reference(name="leader", label=_("Leader"), find=find_leader, model=LeaderTerm),
    Text(
        name="occasion",
        label=pgettext_lazy("of a leader", "What it was"),
        max_length=200,
        help=_("The name of the meeting or of the visit, as papers write it."),
    ),
    Moment(name="happened_at", label=_("Happened at")),
    Text(name="place", label=_("Venue"), required=False, max_length=200),
    _long(
        "requirement",
        _("What was required"),
        most=4_000,
        hint=_("In the very words, without quotation marks."),
    ),
    Text(
        name="source",
        label=_("Where the words stand"),
        required=False,
        max_length=200,
        help=_("Minutes, document number or page. Needed where words are quoted."),
    ),
    Reference(name="meeting", label=_("Meeting"), find=find_meeting, model=Meeting, required=False),
)
RECORD_ACTIVITY = Form((*_ACTIVITY, AREA))
CORRECT_ACTIVITY = Form(_ACTIVITY)

LEAD = Reference(name="lead", label=_("Lead unit"), find=find_organisation, model=Organisation)
DUE = Day(name="due_on", label=_("Due on"), help=_("To the close of work of that day."))
ISSUE = Form(
    (
        Choice(name="source", label=_("Source"), choices=tuple((s.value, s.label) for s in Source)),
        Reference(name="meeting", label=_("Meeting"), find=find_meeting, model=Meeting, required=False),
        Text(
            name="source_reference",
            label=_("Reference of the source"),
            required=False,
            max_length=200,
            help=_("Number of the note, the hotline's ticket or the provincial team's list."),
        ),
        Text(
            name="paper_number",
            label=_("Number on paper"),
            required=False,
            max_length=60,
            help=_("Where a slip or a ledger beside the system has a number of its own."),
        ),
        Text(name="title", label=_("Task"), max_length=200, min_length=2),
        _long("content", _("What is to be done"), required=True, least=4),
        _long(
            "standard",
            _("Standard of completion"),
            required=True,
            least=4,
            hint=_("By what it is seen to be done."),
        ),
        LEAD,
        Text(
            name="person_in_charge",
            label=_("Person in charge"),
            required=False,
            max_length=60,
            help=_("At the lead unit."),
        ),
        DUE,
        Choice(name="cycle", label=_("Feedback"), choices=tuple((c.value, c.label) for c in Cycle)),
        IS_SAFETY,
        Reference(name="split_of", label=_("Piece of"), find=find_split, model=AssignedTask, required=False),
        Origin(name="origin", label=_("Arose out of")),
        Photos(name="papers", label=_("Photographs and scans"), role="document"),
    )
)
JOIN = Form(
    (
        Reference(name="task", label=_("Task"), find=find_task, model=AssignedTask, tells=False),
        Reference(name="organisation", label=_("Joint unit"), find=find_organisation, model=Organisation),
        Text(name="content", label=_("Its part"), required=False, max_length=500, lines=2),
    )
)
TRANSFER = Form((LEAD, DUE, REASON))
FEEDBACK = Form(
    (
        _long(
            "progress",
            _("Progress"),
            required=True,
            least=4,
            hint=_("What was done since the last time, what hinders."),
        ),
    )
)
ASK_EXTENSION = Form((Day(name="until", label=_("Until")), REASON))
DECIDE_EXTENSION = Form(
    (
        Choice(
            name="decision",
            label=_("Decision"),
            choices=(("grant", _("Grant")), ("refuse", _("Do not grant"))),
        ),
        REASON,
    )
)
RESULT = _long(
    "result",
    pgettext_lazy("task", "What was done"),
    required=True,
    least=4,
    hint=_("Measured by the standard of completion."),
)
SUBMIT = Form((RESULT, Photos(name="evidence", label=_("Photographs and scans"), role="document")))
END_PART = Form((RESULT,))
FOLLOW = Form((Day(name="until", label=_("Due on")),))
MERGE = Form((Reference(name="into", label=_("Into the task"), find=find_task, model=AssignedTask), REASON))
