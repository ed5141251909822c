"""What the steps of a series' book take in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models import Cycle, Group, Line, Selector, Series, SpecialSeries
from anlan.bulletins.series import KINDS
from anlan.imports.inputs import Whole
from anlan.imports.kinds import split_names
from anlan.lifecycle.inputs import Address, Choice, Day, Form, Reference, Text
from anlan.org.models import Area, Organisation

BY_HAND = "none"
CODE = re.compile(r"[a-z][a-z0-9-]{1,19}\Z", re.ASCII)
MOST_NAMED = 300


@dataclass(frozen=True, kw_only=True)
class Bodies(Text):
    """Some organisations, each by code, name or number; separated by lines or commas, or as a list."""

    max_length: int = 30_000
    lines: int = 4

    def parse(self, raw: Any) -> Any:
        words = (
            [str(one) for one in raw] if isinstance(raw, (list, tuple)) else split_names(super().parse(raw))
        )
        if len(words) > MOST_NAMED:
            raise self.invalid(
                "many",
                gettext("“%(field)s” names %(n)s organisations; at most %(most)s at once.")
                % {"field": self.label, "n": len(words), "most": MOST_NAMED},
            )
        return tuple(dict.fromkeys(self._one(word.strip()) for word in words if word.strip()))

    def _one(self, word: str) -> Organisation:
        condition = Q(code=word) | Q(name=word)
        if word.isascii() and word.isdigit() and len(word) < 19:
            condition |= Q(pk=int(word))
        found = list(Organisation.objects.filter(condition, valid_to=None).order_by("pk")[:2])
        if len(found) == 1:
            return found[0]
        told = gettext("“%(name)s” is the name of several: give the code.") if found else gettext(
            "There is no organisation “%(name)s”: give its code, its full name or its number."
        )  # fmt: skip
        raise self.invalid("organisation", told % {"name": word[:60]})

    def journal(self, value: Any) -> Any:
        return [body.pk for body in value or ()]


def find_series(key: int) -> Series | None:
    return Series.objects.select_related("area", "issuer").filter(pk=key).first()


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(pk=key, valid_to=None).first()


def find_special(key: int) -> SpecialSeries | None:
    return SpecialSeries.objects.filter(pk=key).first()


def find_group(key: int) -> Group | None:
    return Group.objects.filter(pk=key, valid_to=None).first()


AREA = Reference(name="area", label=_("Area"), find=find_area, model=Area)
SERIES = Reference(name="series", label=_("Series"), find=find_series, model=Series)
LIKE = Reference(
    name="like",
    label=_("Recipients like those of"),
    find=find_series,
    model=Series,
    required=False,
    help=_("Its groups are copied; each series keeps its own from then on."),
)
NAME = Text(
    name="name",
    label=pgettext_lazy("thing", "Name"),
    min_length=2,
    max_length=60,
    help=_("For example: Work News of Anzhou."),
)
NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=80, required=False)
MASTHEAD = Text(
    name="masthead",
    label=_("Masthead"),
    max_length=40,
    required=False,
    help=_("What stands in red at the head. If it is left empty: the name."),
)
MASTHEAD_EN = Text(name="masthead_en", label=_("Masthead in English"), max_length=80, required=False)
CODE_INPUT = Text(
    name="code",
    label=_("Code"),
    max_length=20,
    required=False,
    help=_(
        "Small letters, digits, dash: for commands and addresses. If it is left empty: made from the name."
    ),
)
ISSUER = Reference(
    name="issuer",
    label=_("Issuer"),
    find=find_organisation,
    model=Organisation,
    required=False,
    help=_("If it is left empty: the committee’s office of the area."),
)
CYCLE = Choice(name="cycle", label=_("Its figures count"), choices=tuple(Cycle.choices))
SECTIONS = Choice(
    name="sections",
    label=_("Its text begins with"),
    choices=((BY_HAND, _("nothing: it is written by hand")), *((kind.code, kind.label) for kind in KINDS)),
)
AFTER = Whole(
    name="after",
    label=_("Last number given elsewhere"),
    required=False,
    least=0,
    most=9_999,
    help=_("48, if the next issue is No. 49."),
)
YEAR = Whole(name="year", label=_("Year"), least=2000, most=2099)
SPECIAL = Reference(name="special", label=_("Special series"), find=find_special, model=SpecialSeries)
FIRST = Day(name="first_on", label=_("First day"))
LAST = Day(name="last_on", label=_("Last day"), required=False, help=_("Empty: no end in sight."))
GROUP = Reference(name="group", label=_("Group"), find=find_group, model=Group)
LINE = Choice(name="line", label=_("Line"), choices=tuple(Line.choices))
GROUP_NAME = Text(
    name="name",
    label=pgettext_lazy("thing", "Name"),
    min_length=2,
    max_length=120,
    help=_("As the colophon prints it."),
)
GROUP_NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=160, required=False)
SELECTOR = Choice(name="selector", label=_("Who belongs to it"), choices=tuple(Selector.choices))
MAIL = Address(
    name="mail",
    label=_("Mail address"),
    required=False,
    help=_(
        "Of the group itself: a mailing list, or somebody outside of this system. Its members have their own."
    ),
)
POSITION = Whole(name="position", label=_("Place in its line"), required=False, least=0, most=999)
FROM = Day(name="first_day", label=_("From"))
TO = Day(name="last_day", label=_("To"), help=_("The last day that counts."))
BODIES = Bodies(
    name="organisations", label=_("Organisations"), help=_("Code or name, one a line or with commas between.")
)
REASON = Text(name="reason", label=_("Reason"), min_length=2, max_length=300, lines=2)

OPEN = Form((AREA, NAME, NAME_EN, MASTHEAD, MASTHEAD_EN, CODE_INPUT, ISSUER, CYCLE, SECTIONS, LIKE, AFTER))
ENROL = Form((SERIES,))
AMEND = Form((NAME, NAME_EN, MASTHEAD, MASTHEAD_EN, ISSUER, CYCLE, SECTIONS))
COUNT = Form((YEAR, Whole(name="after", label=_("Last number given elsewhere"), least=0, most=9_999)))
OPEN_SPECIAL = Form((NAME, NAME_EN, FIRST, LAST, AFTER))
AMEND_SPECIAL = Form((SPECIAL, NAME, NAME_EN, FIRST, LAST, AFTER))
ADD_GROUP = Form((LINE, GROUP_NAME, GROUP_NAME_EN, SELECTOR, MAIL, POSITION, FROM))
AMEND_GROUP = Form((GROUP, GROUP_NAME, GROUP_NAME_EN, SELECTOR, MAIL, POSITION))
END_GROUP = Form((GROUP, TO))
JOIN = Form((GROUP, BODIES, FROM))
LEAVE = Form((GROUP, BODIES, TO))
CLOSE = Form((REASON,))
