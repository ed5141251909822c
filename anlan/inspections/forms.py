"""What the steps of a visit, and of the register of experts and officers, take in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import LeaderTerm
from anlan.checklists.lookup import find_checklist
from anlan.checklists.models import Checklist
from anlan.imports.inputs import Named, Number
from anlan.inspections.models import (
    Mode,
    Outcome,
    Qualification,
    QualificationKind,
    Result,
    Signature,
)
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.lifecycle.many import Many, Rows
from anlan.lifecycle.photos import Photos
from anlan.org.models import Area, Person
from anlan.premises.models import Premises

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


def find_leader(key: int) -> LeaderTerm | None:
    return LeaderTerm.objects.standing().filter(pk=key).first()


def find_qualified(keys: Collection[int]) -> dict[int, Qualification]:
    """Return whoever was ever on record under these keys; whether it still holds is the guard's to say."""
    return Qualification.objects.in_bulk(list(keys))


def find_person(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def _line(name: str, label: Any, most: int, **options: Any) -> Text:
    return Text(name=name, label=label, required=False, max_length=most, **options)


def choices(labels: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.value, one.label) for one in labels)


FOCUS = _line("focus", _("Focus"), 200)
SITUATION = _line("situation", _("Situation found"), 2_000, lines=4)
OUTCOME = Choice(
    name="outcome",
    label=_("What came of it"),
    choices=choices(Outcome),
    required=False,
    help=_("Only an inspection that was made counts as a visit."),
)
OUTCOME_NOTE = _line("outcome_note", _("Why it was not inspected"), 300)
HIDDEN = Choice(
    name="hidden",
    label=_("Hidden until released"),
    choices=YES_NO,
    required=False,
    help=_("Yes hides an unannounced visit of today from the visited side until it is released, at the latest at "
           "the end of its day; it counts from then on. Otherwise it is seen and counts at once."),
)  # fmt: skip
RECORD_VISIT = Form(
    (
        Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises),
        Choice(name="mode", label=_("Mode"), choices=choices(Mode)),
        FOCUS,
        SITUATION,
        OUTCOME,
        OUTCOME_NOTE,
        HIDDEN,
    )
)
ATTEND = Form(
    (
        Reference(
            name="leader",
            label=_("Leader"),
            find=find_leader,
            model=LeaderTerm,
            required=False,
            help=_("From the register of leaders, with the post of that day."),
        ),
        _line("leader_name", _("Leader’s name"), 60, help=_("Where the register does not have him.")),
        _line("leader_title", _("Leader’s post"), 80),
        Many(
            name="experts",
            label=_("Experts"),
            find=find_qualified,
            model=Qualification,
            required=False,
            help=_("The expert of a visit does not accept its hazards."),
        ),
        Many(
            name="officers",
            label=_("Enforcement officers"),
            find=find_qualified,
            model=Qualification,
            required=False,
        ),
        Choice(
            name="enforcement",
            label=_("It is law enforcement"),
            choices=YES_NO,
            required=False,
            help=_("Then at least two officers with a valid certificate take part."),
        ),
        _line("companion", _("Accompanied by"), 60, help=_("Of the business: name and post.")),
    )
)
ANSWER = Form(
    (
        Text(name="item", label=_("Item code"), max_length=20),
        Named(
            name="result",
            label=_("Result"),
            choices=choices(Result),
            also=(
                ("符合", "conforms"),
                ("不符合", "fails"),
                ("不适用", "not_applicable"),
                ("未检查", "unchecked"),
            ),
        ),
        _line("reason", _("Reason"), 200),
    )
)
CHECK = Form(
    (
        Reference(name="checklist", label=_("Checklist"), find=find_checklist, model=Checklist),
        Rows(
            name="results",
            label=_("Results"),
            form=ANSWER,
            required=False,
            help=_("What is left out was not checked."),
        ),
    )
)
CONCLUDE = Form(
    (
        FOCUS,
        SITUATION,
        OUTCOME,
        OUTCOME_NOTE,
        Number(name="minutes", label=_("How long it took (minutes)"), least=1, most=1_440, required=False),
        _line(
            "requirement",
            _("What the leader required"),
            2_000,
            lines=3,
            help=_("In the very words, without quotation marks."),
        ),
        _line("opinion", _("Opinion of the experts"), 2_000, lines=3),
        _line("next_step", _("Next step"), 300, lines=2),
        Choice(
            name="signature", label=_("Signature of the business"), choices=choices(Signature), required=False
        ),
        _line("signed_by", _("Signatory"), 60),
        _line("witness", _("Witness"), 60, help=_("Of a refusal to sign.")),
        Photos(name="glass", label=_("Signature on glass"), role="signature", most=1),
        Photos(name="paper", label=_("Photographed paper"), role="document"),
    )
)
NOTHING = Form()
REASON = Form((Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2),))

_QUALIFIED = (
    Text(name="name", label=_("Name"), max_length=60),
    Reference(
        name="person",
        label=_("Account"),
        find=find_person,
        model=Person,
        required=False,
        help=_("If he has one here: who was the expert of a visit does not accept its hazards."),
    ),
    _line("field", _("Field of the expert"), 60),
    _line("number", _("Certificate number"), 40),
    _line("body", _("Place of work"), 80),
    Day(name="first_day", label=_("Valid from")),
    Day(
        name="last_day",
        label=_("Valid to"),
        required=False,
        help=_("Leave it empty to have no end in sight."),
    ),
)
ENTER = Form(
    (
        Choice(name="kind", label=_("Kind"), choices=choices(QualificationKind)),
        *_QUALIFIED,
        Reference(name="area", label=_("Area"), find=find_area, model=Area),
    )
)
CORRECT = Form(_QUALIFIED)
