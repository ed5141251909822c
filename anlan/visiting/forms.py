"""What the steps of an arranged visit take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.imports.inputs import Number
from anlan.inspections.models import Visit
from anlan.lifecycle.inputs import Day, Form, Reference, Text
from anlan.org.models import Organisation
from anlan.plans.joint_flow import find_body, find_premises, find_visit
from anlan.premises.models import Premises

MOST_TEAMS = 100
ARRANGE = Form(
    (
        Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises),
        Day(name="planned_on", label=_("Day of the visit")),
        Text(
            name="checks",
            label=_("Checks"),
            max_length=4_000,
            lines=2,
            help=_("The codes that the proposal gives, with commas."),
        ),
        Reference(
            name="lead",
            label=_("Leading body"),
            find=find_body,
            model=Organisation,
            required=False,
            help=_("Empty: your own body if it has a check there, else the one whose check is due first."),
        ),
        Number(name="team", label=_("Team"), least=1, most=9_999, required=False),
        Number(name="turn", label=_("Turn of the day"), least=1, most=MOST_TEAMS, required=False),
    )
)
MADE = Form((Reference(name="visit", label=_("The visit"), find=find_visit, model=Visit),))
BECAUSE = Form((Text(name="reason", label=_("Reason"), max_length=300, min_length=2, lines=2),))
