"""What the steps of a measure take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import inputs
from anlan.enforcement.inputs import of, words
from anlan.enforcement.models import Ground, Measure, MeasureKind, Penalty
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.lifecycle.inputs import Choice, Day, Form, Moment, Reference
from anlan.lifecycle.many import Many

KIND = Choice(name="kind", label=_("Kind of measure"), choices=of(MeasureKind))
COVERS = words(
    "covers", _("What it covers"), 300, least=2, help=_("Which production, equipment, place or supply.")
)
FACTS = words("facts", _("Problems found"), 1_000, lines=3, least=4)
BASIS = words(
    "basis",
    _("Law with its article"),
    300,
    required=False,
    help=_("Empty: the article of the Work Safety Law for this kind."),
)
UNTIL = Day(name="until_on", label=_("In force until"), required=False)
COUNTERPART = words(
    "counterpart",
    _("Supplier, or government that closes"),
    120,
    required=False,
    help=_("Of a cut the supplier of power; of a closure the government, if it is not the county’s."),
)
GROUND = Choice(name="ground", label=_("Ground of the closure"), choices=of(Ground), required=False)
PROPOSE = Form(
    (
        inputs.PREMISES,
        KIND,
        Reference(
            name="visit",
            label=_("Visit"),
            find=inputs.find_visit,
            model=Visit,
            required=False,
            help=_(
                "On which it was found; suspension on site and sealing need it, with its inspection record."
            ),
        ),
        Many(
            name="hazards",
            label=_("Hazards"),
            find=inputs.find_hazards,
            model=Hazard,
            required=False,
            help=_("It is lifted once these are rectified and accepted."),
        ),
        COVERS,
        FACTS,
        BASIS,
        UNTIL,
        Reference(
            name="after",
            label=_("Measure that is defied"),
            find=inputs.find_measure,
            model=Measure,
            required=False,
            help=_("A cut follows a suspension that is not obeyed."),
        ),
        Reference(
            name="penalty",
            label=_("Penalty that suspends it"),
            find=inputs.find_penalty,
            model=Penalty,
            required=False,
            help=_("A suspension for rectification is a penalty: its case was told, heard and decided."),
        ),
        COUNTERPART,
        GROUND,
        Choice(
            name="emergency",
            label=_("Immediate danger"),
            choices=inputs.YES_NO,
            required=False,
            help=_("Then power is cut without the notice of 24 hours."),
        ),
    )
)
ENTER = Form(
    (
        inputs.PREMISES,
        KIND,
        COVERS,
        FACTS,
        BASIS,
        words("document", _("Number of the decision"), 80, least=2),
        UNTIL,
        GROUND,
        COUNTERPART,
        Moment(name="lifted_at", label=_("Lifted at"), required=False),
    )
)
CLOSE = Form((words("document", _("Number of the government’s decision"), 80, least=2),))
ASK = Form((words("reason", _("What was rectified"), 500, lines=3, least=2),))
REVIEW = Form(
    (
        Reference(name="visit", label=_("Visit of the re-inspection"), find=inputs.find_visit, model=Visit),
        Choice(name="fit", label=_("Fit to resume"), choices=inputs.YES_NO),
        words("note", _("Opinion"), 500, lines=3, least=2),
    )
)
CONSENT = inputs.DECIDE
