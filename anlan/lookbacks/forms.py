"""What setting rates and drawing a sample take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.draws.forms import TAKE
from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Text
from anlan.lookbacks.models import Strata

SET = Form(
    (
        Day(name="first_day", label=_("First day"), help=_("They hold until others begin.")),
        Number(name="general_per_mille", label=_("Of general hazards, per mille"), least=0, most=1_000),
        Number(name="major_per_mille", label=_("Of major hazards, per mille"), least=0, most=1_000),
        Number(name="least", label=_("Of each stratum at least"), least=0, most=20),
        Choice(
            name="strata",
            label=_("Strata"),
            choices=tuple(Strata.choices),
        ),
        Number(
            name="wait_days",
            label=_("Days from closing to the draw"),
            least=0,
            most=180,
            help=_("What was closed so long ago, and in the week before that, is drawn from."),
        ),
        Number(name="top_up", label=_("At most for a risk, beside the sample"), least=0, most=200),
        Number(name="answer_days", label=_("Working days to answer in"), least=1, most=60),
        Text(name="basis", label=_("Basis"), max_length=300, min_length=2),
    )
)
DRAW = TAKE
BECAUSE = Form((Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2),))
NOTHING = Form()
HANDED = Form((Text(name="missed", label=_("Not handed out"), required=False, max_length=20_000, lines=2),))
PREPARE = Form(
    (
        Day(
            name="week",
            label=_("Week"),
            help=_(
                "Any day of it; the sample is that of its Monday, from what was closed some weeks before."
            ),
        ),
    )
)
