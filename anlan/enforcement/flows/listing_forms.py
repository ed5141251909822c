"""What the steps of a listing take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import LeaderTerm
from anlan.enforcement import inputs
from anlan.enforcement.inputs import of, words
from anlan.enforcement.models import Level
from anlan.imports.inputs import Number
from anlan.inspections.forms import find_leader
from anlan.inspections.models import Qualification
from anlan.lifecycle.inputs import Choice, Day, Form, Reference
from anlan.lifecycle.many import Many

PROPOSE = Form(
    (
        inputs.HAZARD,
        Choice(
            name="level", label=_("Level"), choices=of(Level), help=_("The level that lists alone delists.")
        ),
        Reference(
            name="leader", label=_("Responsible leader"), find=find_leader, model=LeaderTerm, required=False
        ),
        words(
            "leader_name",
            _("Name of the responsible leader"),
            60,
            required=False,
            help=_("Where the register does not have him."),
        ),
        words("leader_title", _("Post of the responsible leader"), 80, required=False),
        Day(name="due_on", label=_("Deadline of the treatment")),
        words("demands", _("What is demanded"), 500, lines=3, least=4),
        words("basis", _("Basis"), 300, required=False, help=_("Empty: the Work Safety Law, art. 41.")),
    )
)
ENTER = PROPOSE
PLAN = Form(
    (
        words(
            "plan",
            _("Treatment plan"),
            1_000,
            lines=5,
            least=10,
            help=_("Goals, measures, funds, people in charge, time, safety meanwhile and contingency."),
        ),
    )
)
REPORT = Form(
    (
        words("progress", _("Progress"), 500, lines=3, least=4),
        Number(name="percent", label=_("Done (per cent)"), least=0, most=100),
    )
)
EXTEND = Form(
    (Day(name="until_on", label=_("Extended until")), words("reason", _("Reason"), 500, lines=3, least=4))
)
ACCEPT = Form(
    (
        Many(
            name="experts",
            label=_("Experts"),
            find=inputs.find_qualified,
            model=Qualification,
            help=_("From the register; none of them rectified it."),
        ),
        Choice(name="fit", label=_("Accepted"), choices=inputs.YES_NO),
        words("opinion", _("Opinion of the experts"), 1_000, lines=4, least=4),
    )
)
DELIST = Form((inputs.NOTE,))
ASK_ACCEPTANCE = Form((words("reason", _("What was done"), 300, lines=3, least=4),))
LOOK_BACK = Form((words("reason", _("What was looked at"), 300, lines=3, least=4),))
