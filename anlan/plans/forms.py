"""What the steps of a plan take in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.draws.models import Draw, DrawState
from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.lifecycle.many import Many, Rows
from anlan.org.models import Area, Person, Sector
from anlan.plans.inputs import MOST_PLACES, MOST_VISITS, PLACE_HELP, Classes, Places, Words
from anlan.plans.models import ChosenBy, Counts, Doer, PlanKind

YES_NO = (("no", _("No")), ("yes", _("Yes")))
MOST_PERCENT = 100


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_sectors(keys: Collection[int]) -> dict[int, Sector]:
    return Sector.objects.in_bulk(list(keys))


def find_sector(key: int) -> Sector | None:
    return Sector.objects.filter(pk=key).first()


def find_draw(key: int) -> Draw | None:
    """Return a draw that was drawn and stands."""
    return Draw.objects.filter(pk=key, state__in=(DrawState.DRAWN, DrawState.PUBLISHED)).first()


def find_person(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


def choices(labels: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.value, one.label) for one in labels)


PLACE = Form(
    (
        Text(name="premises", label=_("Code of the premises"), max_length=30),
        Number(name="visits", label=_("Visits due"), least=1, most=MOST_VISITS, required=False),
        Day(name="due_on", label=_("Due by"), required=False),
        Text(
            name="organisation",
            label=_("Who goes there"),
            required=False,
            max_length=120,
            help=_("Code or name of the body; empty: as the plan says."),
        ),
    )
)
TITLE = Text(name="title", label=_("Title"), max_length=120, min_length=2)
BASIS = Text(
    name="basis",
    label=_("Basis"),
    max_length=200,
    required=False,
    help=_("The document that this rests on, for example 安委办〔2022〕12号."),
)
PURPOSE = Text(name="purpose", label=_("Purpose and focus"), max_length=1_000, required=False, lines=3)
FIRST = Day(name="first_day", label=_("First day"))
LAST = Day(name="last_day", label=_("Last day"))
TARGET = Number(
    name="target_percent",
    label=_("To be visited (percent)"),
    least=1,
    most=MOST_PERCENT,
    help=_("The share of the places that must be visited by the last day."),
)
REASON = Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2)
WHICH = (
    Choice(name="chosen_by", label=_("How the places are chosen"), choices=choices(ChosenBy)),
    Many(
        name="sectors",
        label=_("Sectors"),
        find=find_sectors,
        model=Sector,
        required=False,
        most=40,
        help=_("None chosen: all of them."),
    ),
    Words(
        name="tags",
        label=_("Tags"),
        required=False,
        max_length=200,
        help=_("Places with any of these tags, for example small venue, ammonia refrigeration."),
    ),
    Words(
        name="kinds",
        label=_("Kinds of place"),
        required=False,
        max_length=200,
        help=_("For example supermarket, restaurant."),
    ),
    Number(name="least_staff", label=_("Staff at least"), least=1, most=1_000_000, required=False),
    Reference(
        name="draw",
        label=_("Draw"),
        find=find_draw,
        model=Draw,
        required=False,
        help=_("Its places, each with the first officer drawn."),
    ),
    Places(name="codes", label=_("Places"), required=False, help=PLACE_HELP),
    Rows(
        name="places",
        label=_("Places with what each owes"),
        form=PLACE,
        required=False,
        most=MOST_PLACES,
        help=_("Instead of codes: each with its own visits, deadline or body."),
    ),
)
HOW = (
    Choice(name="doer", label=_("Who goes there"), choices=choices(Doer)),
    Choice(
        name="counts",
        label=_("What meets it"),
        choices=choices(Counts),
        help=_("A joint visit meets the plans of both bodies."),
    ),
    TARGET,
    Number(name="visits_each", label=_("Visits to each place"), least=1, most=MOST_VISITS),
    Classes(
        name="classes",
        label=_("Classes with a frequency of their own"),
        help=_("A line for each: sector, tag or kind, a space, visits in the time of the plan, the law. For example: "
               "ammonia refrigeration 4 Regulations, Article 20"),
    ),
)  # fmt: skip
_TOLD = (TITLE, BASIS, PURPOSE, FIRST, LAST, *WHICH, *HOW)
DRAFT = Form(
    (
        Choice(name="kind", label=_("Kind"), choices=choices(PlanKind)),
        Reference(name="area", label=_("Area"), find=find_area, model=Area),
        *_TOLD,
        Choice(
            name="confidential",
            label=_("Keep it from those to be visited and their regulators"),
            choices=YES_NO,
            required=False,
            help=_("Only the body that makes it and the city’s office see it, until it is closed."),
        ),
    )
)
AMEND = Form(_TOLD)
CHANGE = Form((TITLE, BASIS, PURPOSE, FIRST, LAST, TARGET, REASON))
ADD = Form(
    (
        Places(name="codes", label=_("Places"), help=PLACE_HELP),
        Number(name="visits", label=_("Visits due"), least=1, most=MOST_VISITS, required=False),
        Day(name="due_on", label=_("Due by"), required=False),
        REASON,
    )
)
REMOVE = Form((Places(name="codes", label=_("Places"), help=PLACE_HELP), REASON))
HAND_OUT = Form(
    (
        Reference(name="officer", label=_("Officer"), find=find_person, model=Person),
        Reference(
            name="part",
            label=_("Area"),
            find=find_area,
            model=Area,
            required=False,
            help=_("Only the places there; empty: all that falls to your body."),
        ),
        Places(name="codes", label=_("Places"), required=False, help=PLACE_HELP),
    )
)
CLOSE = Form((Text(name="summary", label=_("Summary"), max_length=2_000, min_length=10, lines=5),))
BECAUSE = Form((REASON,))
NOTHING = Form()
