"""What the steps of a draw take in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.draws.models import Spread
from anlan.imports.inputs import Number
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.org.models import Area, Sector

MOST_DRAWN = 5_000
MOST_OFFICERS = 5


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_sector(key: int) -> Sector | None:
    return Sector.objects.filter(pk=key).first()


PREPARE = Form(
    (
        Text(name="title", label=_("Title"), max_length=120, min_length=2),
        Text(
            name="basis",
            label=_("Basis"),
            max_length=300,
            min_length=2,
            help=_("The plan or order that the draw follows, with its number."),
        ),
        Reference(name="area", label=_("Area"), find=find_area, model=Area),
        Reference(
            name="sector",
            label=_("Sector"),
            find=find_sector,
            model=Sector,
            required=False,
            help=_("Leave empty for all sectors."),
        ),
        Number(name="wanted", label=_("Places to draw"), least=1, most=MOST_DRAWN),
        Number(
            name="per_object",
            label=_("Officers for each place"),
            least=2,
            most=MOST_OFFICERS,
            help=_("Two at least: nobody inspects alone."),
        ),
        Choice(
            name="spread",
            label=_("How places are drawn"),
            choices=tuple((spread.value, spread.label) for spread in Spread),
        ),
    )
)
EXCLUDE = Form(
    (
        Choice(
            name="pool",
            label=_("Which pool"),
            choices=(("objects", _("Places")), ("officers", _("Officers"))),
        ),
        Text(
            name="member",
            label=_("Who"),
            max_length=120,
            help=_("The code of the place, or the whole name as the pool shows it."),
        ),
        Text(
            name="reason",
            label=_("Reason"),
            max_length=200,
            min_length=4,
            help=_("It is made public with the draw."),
        ),
    )
)
TAKE = Form(
    (
        Text(
            name="public_text",
            label=_("Public text"),
            max_length=100,
            min_length=4,
            help=_(
                "What nobody could know when the draw was prepared, and everybody can look up: today's closing index, "
                "the numbers of a lottery."
            ),
        ),
        Text(
            name="witness",
            label=_("Witness"),
            max_length=80,
            min_length=2,
            help=_("Who stood by, with the organisation."),
        ),
        Text(
            name="commitment",
            label=_("Digest of the secret half"),
            max_length=64,
            help=_(
                "As it was told when the draw was prepared: with it in the journal nobody can say it was another."
            ),
        ),
    )
)
BECAUSE = Form((Text(name="reason", label=_("Reason"), max_length=500, min_length=4, lines=3),))
NOTHING = Form()
