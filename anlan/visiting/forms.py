"""What the steps of an arranged visit take in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.imports.inputs import Number
from anlan.inspections.models import Visit
from anlan.lifecycle.inputs import Day, Form, Reference, Text
from anlan.org.models import Organisation
from anlan.plans.joint_flow import find_body, find_premises, find_visit
from anlan.premises.models import Premises

MOST_TEAMS = 100


class Codes(Text):
    """The codes of checks; the history leaves them out, because the page tells the checks in words."""

    def told(self, value: Any) -> None:
        return None


ARRANGE = Form(
    (
        Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises),
        Day(name="planned_on", label=_("Day of the visit")),
        Codes(
            name="checks",
            label=pgettext_lazy("planner", "Checks"),
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
        Number(name="team", label=pgettext_lazy("planner", "Team"), least=1, most=9_999, required=False),
        Number(name="turn", label=_("Turn of the day"), least=1, most=MOST_TEAMS, required=False),
    )
)
MADE = Form((Reference(name="visit", label=_("The visit"), find=find_visit, model=Visit),))
BECAUSE = Form((Text(name="reason", label=_("Reason"), max_length=300, min_length=2, lines=2),))
