"""What each step of a hazard takes in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.checklists.lookup import find_item
from anlan.checklists.models import ChecklistItem
from anlan.criteria.lookup import find_criterion
from anlan.criteria.models import Criterion
from anlan.hazards.drawn import CaseKey, Grounds, Stratum
from anlan.hazards.models import Category, Grade, Hazard, Part
from anlan.imports.inputs import Number
from anlan.inspections.models import Visit
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.models import Organisation, OrganisationKind, Person

FULFILMENTS = ("duty", "measure", "fund", "time", "contingency")
GRANT, REFUSE = "grant", "refuse"
CLEARED, STILL, FALSE = "cleared", "still", "false"


def find_visit(key: int) -> Visit | None:
    return Visit.objects.recorded().select_related("premises", "sector").filter(pk=key).first()


def find_hazard(key: int) -> Hazard | None:
    return Hazard.objects.filter(pk=key).first()


def find_body(key: int) -> Organisation | None:
    """Return an organisation that may be responsible: no business, not the city's office, and still there.

    The office assigns to others: what it followed up itself nobody could accept, and no superior would hear it.
    """
    bodies = Organisation.objects.exclude(kind__in=[OrganisationKind.BUSINESS, OrganisationKind.OFFICE])
    return bodies.select_related("area").filter(pk=key, valid_to=None).first()


def find_looker(key: int) -> Organisation | None:
    return Organisation.objects.exclude(kind=OrganisationKind.BUSINESS).filter(pk=key, valid_to=None).first()


def find_person(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


def _reason(**options: Any) -> Text:
    return Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2, **options)


def _decision(grant: Any, refuse: Any) -> Choice:
    return Choice(name="decision", label=_("Decision"), choices=((GRANT, grant), (REFUSE, refuse)))


_FOUND = (
    Reference(name="visit", label=_("Visit"), find=find_visit, model=Visit, tells=False),
    Text(
        name="description",
        label=_("Hazard"),
        max_length=500,
        min_length=4,
        lines=3,
        help=_("Say what, where and what is wrong with it."),
    ),
    Choice(name="category", label=_("Category"), choices=tuple((c.value, c.label) for c in Category)),
)
_RELAPSE = Reference(
    name="relapse_of",
    label=_("Relapse of"),
    find=find_hazard,
    model=Hazard,
    required=False,
    help=_("The closed hazard of the same place that has come back."),
)
_CRITERION = Reference(
    name="criterion",
    label=_("Criterion"),
    find=find_criterion,
    model=Criterion,
    required=False,
    help=_("The official criterion by which it is a major hazard."),
)
_ITEM = Reference(
    name="item",
    label=_("Item of the checklist"),
    find=find_item,
    model=ChecklistItem,
    required=False,
    help=_("The hazard takes over its law, its criterion and its days."),
)
_DUE = Moment(name="due_at", label=_("To be rectified by"))

RECORD = Form(
    (
        *_FOUND,
        _ITEM,
        Choice(name="grade", label=_("Grade"), choices=tuple((g.value, g.label) for g in Grade)),
        _CRITERION,
        Text(
            name="interim_measure",
            label=_("Interim measure"),
            required=False,
            max_length=300,
            lines=2,
            help=_("What keeps people safe until it is rectified."),
        ),
        Photos(name="before", label=_("Photographs of the hazard"), role="before"),
        _RELAPSE,
    )
)
ON_THE_SPOT = Form(
    (
        *_FOUND,
        _ITEM,
        Text(name="rectification", label=_("What was done"), max_length=500, min_length=4, lines=3),
        Photos(name="before", label=_("Photographs of the hazard"), role="before", least=1),
        Photos(name="after", label=_("Photographs after rectification"), role="after", least=1),
        _RELAPSE,
    )
)
ASSIGN = Form(
    (_DUE, Text(name="requirement", label=_("Requirement"), required=False, max_length=300, lines=2))
)
REASON = Form((_reason(),))
NOTHING = Form()
DECIDE_REFUSAL = Form(
    (_decision(_("The refusal is right: assign anew"), _("The assignment stands")), _reason())
)
PLAN = Form(
    tuple(
        Text(name=name, label=label, max_length=200, min_length=2, lines=2)
        for name, label in zip(
            FULFILMENTS,
            (
                _("Duty: body and person in charge"),
                _("Measure: goals and methods"),
                _("Fund: money and materials"),
                _("Time: stages and limit"),
                _("Contingency: safety measures and plan"),
            ),
            strict=True,
        )
    )
)
ASK_EXTENSION = Form((Moment(name="until", label=_("Extended to")), _reason()))
DECIDE = Form((_decision(_("Grant"), _("Refuse")), _reason()))
CLAIM = Form(
    (
        Text(name="rectification", label=_("What was done"), max_length=500, min_length=4, lines=3),
        Photos(
            name="after",
            label=_("Photographs after rectification"),
            role="after",
            help=_("Needed where the hazard was photographed, and always for a major one."),
        ),
    )
)
ACCEPT = Form(
    (
        Text(name="acceptance", label=_("Opinion of acceptance"), max_length=300, min_length=2, lines=2),
        Choice(
            name="mode",
            label=_("How it was seen"),
            choices=(("on_site", _("On site")), ("remote", _("By photographs or video"))),
            required=False,
        ),
        Text(
            name="report",
            label=_("Acceptance report"),
            required=False,
            max_length=300,
            lines=2,
            help=_("For a major hazard: who examined it, how, with which result."),
        ),
        Photos(name="document", label=_("Photographs of the acceptance"), role="document"),
    )
)
LOOK_BACK = Form(
    (
        Choice(
            name="result",
            label=_("What was seen"),
            choices=(
                (CLEARED, _("It stays rectified")),
                (STILL, _("It is still there, or came back")),
                (FALSE, _("False rectification: it never was rectified")),
            ),
        ),
        Text(name="note", label=_("What was looked at"), max_length=300, min_length=2, lines=2),
        Photos(name="document", label=_("Photographs of the look-back"), role="document"),
    )
)
RANDOM, RISK = "random", "risk"
SAMPLE = Form(
    (
        CaseKey(name="sample", label=_("Sample"), case_kind="lookback_sample", least=1, most=10**15 - 1),
        Stratum(name="stratum", label=_("Stratum"), max_length=60),
        Choice(
            name="reason",
            label=pgettext_lazy("look-back", "Why drawn"),
            choices=((RANDOM, _("By lot")), (RISK, _("For a risk"))),
        ),
        Grounds(name="grounds", label=_("Risk"), required=False, max_length=200),
        Reference(name="owner", label=_("Looked back at by"), find=find_looker, model=Organisation),
        Reference(
            name="person",
            label=pgettext_lazy("look-back", "Person"),
            find=find_person,
            model=Person,
            required=False,
        ),
        Number(name="days", label=_("Working days to answer in"), least=1, most=90),
    )
)
REOPEN = Form((_reason(), _DUE))
ASK_REGRADE = Form(
    (
        Choice(name="grade", label=_("New grade"), choices=tuple((g.value, g.label) for g in Grade)),
        _CRITERION,
        _reason(),
    )
)
MERGE = Form(
    (
        Reference(name="into", label=_("Into hazard"), find=find_hazard, model=Hazard),
        _reason(),
    )
)
TRANSFER = Form(
    (
        Reference(name="to", label=_("To"), find=find_body, model=Organisation),
        _reason(),
    )
)
EXCEPT = Form(
    (
        Reference(name="person", label=_("Person"), find=find_person, model=Person),
        Choice(name="part", label=_("May take the part of"), choices=tuple((p.value, p.label) for p in Part)),
        _reason(),
    )
)
