"""What the steps of teams, their days, visits and hand-overs take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections.forms import YES_NO, find_area, find_person, find_qualified
from anlan.inspections.models import Qualification, Visit
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.lifecycle.many import Many
from anlan.org.models import Area, Person
from anlan.periods.choosing import period_input
from anlan.teams.models import MemberRole, Team, TeamKind, TeamMember, TeamState


def find_team(key: int) -> Team | None:
    return Team.objects.at_work().filter(pk=key).first()


def find_standing_team(key: int) -> Team | None:
    return Team.objects.filter(pk=key, state=TeamState.STANDING).first()


def find_member(key: int) -> TeamMember | None:
    return TeamMember.objects.filter(pk=key, last_day=None).first()


def find_visit(key: int) -> Visit | None:
    return Visit.objects.recorded().filter(pk=key).first()


def _text(name: str, label: Any, most: int, **more: Any) -> Text:
    return Text(name=name, label=label, max_length=most, **more)


def _account(name: str, label: Any, **more: Any) -> Reference:
    return Reference(name=name, label=label, find=find_person, model=Person, required=False, **more)


TEAM = _("Team")


def _team(name: str = "team", label: Any = TEAM, find: Any = find_team) -> Reference:
    return Reference(name=name, label=label, find=find, model=Team)


NAME = _text("name", _("Name of the team"), 60, min_length=2, help=_("As it is spoken of, with its number."))
LAST_DAY = Day(
    name="last_day", label=_("Last day"), required=False, help=_("Leave it empty to have no end in sight.")
)
BASIS = _text(
    "basis", _("Order that sets it up"), 100, required=False, help=_("The document with its number.")
)
TASK = _text("task", _("Task"), 300, required=False, lines=2)
KEEPS_LOG = Choice(
    name="keeps_log",
    label=_("A log of each day"),
    choices=YES_NO,
    required=False,
    help=_("If nothing is chosen: yes, but for a provincial group, which keeps its own."),
)
BECAUSE = _text("reason", _("Reason"), 200, min_length=4, lines=2)
LEADER = (
    _text("leader_name", _("Team leader’s name"), 60),
    _text("leader_title", _("Team leader’s post"), 80),
    _account("leader", _("Team leader’s account"), help=_("If he has one here: then he may write the log.")),
)
SET_UP = Form(
    (
        Choice(name="kind", label=_("Kind"), choices=tuple((k.value, k.label) for k in TeamKind)),
        NAME,
        Reference(
            name="area",
            label=_("Area it is for"),
            find=find_area,
            model=Area,
            help=_("A stationed team: one county, district or functional zone."),
        ),
        Day(name="first_day", label=_("First day")),
        LAST_DAY,
        *LEADER,
        Many(name="experts", label=_("Experts"), find=find_qualified, model=Qualification, required=False),
        Many(
            name="officers",
            label=_("Enforcement officers"),
            find=find_qualified,
            model=Qualification,
            required=False,
            help=_("From the register of certificates; each valid on the first day."),
        ),
        _text(
            "others",
            _("Other members"),
            600,
            required=False,
            lines=2,
            help=_(
                "Names with commas between them; the user name in place of the name lets him write the log."
            ),
        ),
        period_input(required=False, help=_("The special period or campaign that it belongs to.")),
        BASIS,
        TASK,
        KEEPS_LOG,
    )
)
AMEND = Form(
    (
        NAME,
        Day(name="first_day", label=_("First day")),
        LAST_DAY,
        period_input(required=False),
        BASIS,
        TASK,
        KEEPS_LOG,
        BECAUSE,
    )
)
JOIN = Form(
    (
        Choice(
            name="role",
            label=_("As"),
            choices=tuple((r.value, r.label) for r in MemberRole if r != MemberRole.LEADER),
        ),
        Reference(
            name="qualification",
            label=_("From the register"),
            find=lambda key: Qualification.objects.filter(pk=key).first(),
            model=Qualification,
            required=False,
            help=_("Of an expert, or of an enforcement officer with his certificate."),
        ),
        _text("name", _("Name"), 60, required=False, help=_("Of a member who is neither.")),
        _text("title", _("Post"), 80, required=False),
        _account("person", _("Account")),
        Day(name="first_day", label=_("From")),
        BECAUSE,
    )
)
LEAVE = Form(
    (
        Reference(name="member", label=_("Who"), find=find_member, model=TeamMember),
        Day(name="last_day", label=_("Last day in the team")),
        BECAUSE,
    )
)
LEAD = Form((*LEADER, Day(name="first_day", label=_("From")), BECAUSE))
PLAN_DAY = Form(
    (
        Day(name="day", label=_("Day")),
        _text(
            "places",
            _("Places to see"),
            2_000,
            required=False,
            lines=4,
            help=_("Codes with commas or line breaks between them; this list replaces the one of that day."),
        ),
    )
)
END = Form(
    (
        Day(name="last_day", label=_("Last day")),
        _text(
            "summary",
            _("Summary"),
            4_000,
            min_length=10,
            lines=6,
            help=_("What it did, found, and leaves open."),
        ),
    )
)
REASON = Form((BECAUSE,))

_LOG = (
    _text("place", _("Where it was"), 200, lines=2),
    _text("done", _("What the team did"), 2_000, lines=4),
    _text(
        "problems",
        _("Problems"),
        2_000,
        required=False,
        lines=3,
        help=_("Beside the hazards, which are on record."),
    ),
    _text("weather", _("Weather"), 60, required=False),
    _text(
        "no_visit",
        _("No visit today because"),
        300,
        required=False,
        lines=2,
        help=_("Needed if no visit of the team is on record for this day; left empty otherwise."),
    ),
)
_WHERE = Reference(
    name="area",
    label=_("Area"),
    find=find_area,
    model=Area,
    required=False,
    help=_("Where it was; if left empty: the area of the team."),
)
LOG = Form((_team(), Day(name="day", label=_("Day")), _WHERE, *_LOG))
WRITE = Form(_LOG)
AMEND_LOG = Form((*_LOG, BECAUSE))
MISS = Form((_team(), Day(name="day", label=_("Day"))))

NAME_VISIT = Form((_team(), Reference(name="visit", label=_("Visit"), find=find_visit, model=Visit)))

HAND_OVER = Form(
    (
        _team(find=find_standing_team),
        _team("to_team", _("To which team"), find_standing_team),
        Day(name="day", label=_("Day")),
        _text("to_name", _("Who leads from then on"), 60),
        _text(
            "matters",
            _("Open matters"),
            2_000,
            required=False,
            lines=4,
            help=_("Beside the open hazards of the team’s visits, which go along by themselves."),
        ),
    )
)
TAKE_OVER = Form((_text("remark", _("Remark"), 300, required=False, lines=2),))
