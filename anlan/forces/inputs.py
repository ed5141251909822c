"""What the steps of rescue forces ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.inputs import AREA, BECAUSE, Phone, find_body
from anlan.duty.kinds import Level
from anlan.forces.kinds import ForceKind, ForceState, Skill, skill_words
from anlan.forces.models import Alert, RescueForce
from anlan.imports.datums import PLACED
from anlan.imports.inputs import Number, codes_by_name
from anlan.incidents.models import Incident
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.models import Organisation

MOST_HEADS = 10_000
MOST_MINUTES = 24 * 60
ANSWER_MINUTES = 10
"""A force says within so many minutes that it has the order, unless the alert says otherwise."""


def find_force(key: int) -> RescueForce | None:
    return RescueForce.objects.filter(pk=key).exclude(state=ForceState.RETIRED).select_related("area").first()


def find_alert(key: int) -> Alert | None:
    return Alert.objects.filter(pk=key).first()


def find_incident(key: int) -> Incident | None:
    return Incident.objects.filter(pk=key).first()


ALSO = {
    "危化": "chemical", "危化品": "chemical", "燃气": "gas", "矿山": "mine", "水域": "water", "水上": "water",
    "坍塌": "collapse", "建筑坍塌": "collapse", "交通": "traffic", "电力": "electricity", "特种设备": "equipment",
    "医疗": "medical", "医疗救护": "medical", "通信": "communication", "通信保障": "communication",
    "救灾": "relief", "后勤": "relief", "物资保障": "relief",
}  # fmt: skip
"""How ledgers write skills beside the names on the page."""


@cache
def _skills_by_name() -> dict[str, str]:
    return {**ALSO, **codes_by_name(Skill.choices)}


@dataclass(frozen=True, kw_only=True)
class Skills(Text):
    """Skills, by code or by their names in either language, with commas; kept in one order, each once."""

    max_length: int = 200

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        for mark in "，、;；/":
            text = text.replace(mark, ",")
        parts = [part.strip() for part in text.split(",") if part.strip()]
        names = _skills_by_name()
        codes = {names.get(part.lower(), part) for part in parts}
        unknown = sorted(codes - set(Skill.values))
        if unknown or not codes:
            raise self.invalid(
                "skills",
                _("“%(value)s” is no skill. Write some of: %(known)s.")
                % {
                    "value": ", ".join(unknown)[:40],
                    "known": _(", ").join(str(skill.label) for skill in Skill),
                },
            )
        return ",".join(skill for skill in Skill.values if skill in codes)

    def told(self, value: Any) -> str:
        return skill_words(value)


@dataclass(frozen=True, kw_only=True)
class OwnPhone(Phone):
    """A phone that may be an expert's own: in the journal, but not in the history that everybody reads."""

    def told(self, value: Any) -> None:
        return None


def _named(name: str, label: Any, most: int, **more: Any) -> Text:
    return Text(name=name, label=label, max_length=most, **more)


HEADS = Number(name="head_count", label=gettext_lazy("Head count"), least=1, most=MOST_HEADS)
_SKILLS_HELP = gettext_lazy(
    "With commas: fire, hazardous chemicals, gas, mine, water, collapse, traffic, electricity, special equipment, "
    "medical, communication, relief and logistics."
)
_REGISTERED = (
    _named("name", pgettext_lazy("force", "Name"), 80),
    _named("name_en", gettext_lazy("Name in English"), 120, required=False),
    HEADS,
    Skills(name="skills", label=gettext_lazy("Skills"), help=_SKILLS_HELP),
    _named("equipment", gettext_lazy("Main equipment"), 500, required=False, lines=2),
    _named("base", gettext_lazy("Base"), 120),
    *PLACED,
    _named("leader", gettext_lazy("Leader of the force"), 40),
    OwnPhone(name="phone", label=gettext_lazy("Phone, day and night")),
    Number(
        name="assembly_minutes", label=gettext_lazy("Leaves within (minutes)"), least=1, most=MOST_MINUTES
    ),
)
_STANDS_IN = Reference(
    name="area",
    label=gettext_lazy("Area"),
    find=AREA.find,
    model=AREA.model,
    required=False,
    tells=False,
    help=gettext_lazy("Where it stands; empty: where the force is kept."),
)
KIND = Choice(name="kind", label=pgettext_lazy("force", "Kind"), choices=tuple(ForceKind.choices))
BODY = Reference(
    name="organisation", label=gettext_lazy("Body that keeps it"), find=find_body, model=Organisation
)
PRESENT = Number(
    name="present",
    label=gettext_lazy("Who can come today"),
    least=0,
    most=MOST_HEADS,
    help=gettext_lazy("Head count of the day."),
)
ENTER = Form((BODY, KIND, *_REGISTERED))
AMEND = Form(_REGISTERED)
CONFIRM = Form((PRESENT,))
STOCK = Form(
    (
        _named("item", gettext_lazy("Material"), 60),
        Number(
            name="quantity",
            label=gettext_lazy("Quantity"),
            least=0,
            most=1_000_000,
            help=gettext_lazy("0 takes the line away."),
        ),
        _named("unit", gettext_lazy("Unit of measure"), 10),
    )
)

LEVEL = Choice(name="level", label=gettext_lazy("From which level on"), choices=tuple(Level.choices))
STAND_BY = Form(
    (
        LEVEL,
        _named("place", gettext_lazy("Place of positioning"), 120, required=False),
        _STANDS_IN,
        Number(
            name="heads",
            label=gettext_lazy("Head count"),
            least=0,
            most=MOST_HEADS,
            help=gettext_lazy("Those who stand ready there; 0 takes the line away."),
        ),
    )
)

FORCE = Reference(name="force", label=gettext_lazy("Force"), find=find_force, model=RescueForce)
_SPAN = (
    _named("place", gettext_lazy("Place of positioning"), 120),
    Day(name="last_day", label=gettext_lazy("Last day")),
    Number(
        name="heads",
        label=gettext_lazy("Head count"),
        least=1,
        most=MOST_HEADS,
        help=gettext_lazy("Those who stand ready there."),
    ),
    _named("note", gettext_lazy("Note"), 200, required=False),
)
FOLLOW = Form((FORCE, LEVEL, Day(name="last_day", label=gettext_lazy("Last day"))))
UNTIL = Form((LEVEL, Day(name="last_day", label=gettext_lazy("Last day"))))
LEFT = Form((Day(name="last_day", label=gettext_lazy("Last day")),))
POSITION = Form((FORCE, _STANDS_IN, Day(name="first_day", label=gettext_lazy("First day")), *_SPAN))
AMEND_POSITION = Form(_SPAN)

_ALERTED = (
    _named("task", gettext_lazy("What they are to do"), 300, lines=2),
    Skills(name="skills", label=gettext_lazy("Skills that are needed"), required=False, help=_SKILLS_HELP),
    *PLACED,
    Number(
        name="answer_minutes",
        label=gettext_lazy("Answer within (minutes)"),
        least=1,
        most=120,
        required=False,
        help=gettext_lazy("Silence longer than this is escalated; empty: 10."),
    ),
)
PLACE = _named("place", pgettext_lazy("alert", "Where to"), 200)
ALERT = Form(
    (
        Reference(name="incident", label=gettext_lazy("Incident"), find=find_incident, model=Incident),
        _named(
            "place",
            pgettext_lazy("alert", "Where to"),
            200,
            required=False,
            help=gettext_lazy("Empty: where the incident is."),
        ),
        *_ALERTED,
    )
)
DRILL = Form(
    (
        AREA,
        Reference(
            name="incident",
            label=gettext_lazy("Drill that it belongs to"),
            find=find_incident,
            model=Incident,
            required=False,
        ),
        PLACE,
        *_ALERTED,
    )
)
ORDER = Form(
    (
        Reference(name="alert", label=gettext_lazy("Alert"), find=find_alert, model=Alert, tells=False),
        FORCE,
        Number(
            name="heads",
            label=gettext_lazy("Head count"),
            least=1,
            most=MOST_HEADS,
            required=False,
            help=gettext_lazy("Empty: all who can come."),
        ),
    )
)
DEPART = Form(
    (
        Number(
            name="heads",
            label=gettext_lazy("Head count that left"),
            least=1,
            most=MOST_HEADS,
            required=False,
            help=gettext_lazy("Empty: as ordered."),
        ),
    )
)
ARRIVE = Form(
    (
        Number(
            name="heads",
            label=gettext_lazy("Head count that arrived"),
            least=1,
            most=MOST_HEADS,
            required=False,
            help=gettext_lazy("Empty: as left."),
        ),
    )
)
__all__ = [
    "ALERT",
    "AMEND",
    "AMEND_POSITION",
    "ARRIVE",
    "BECAUSE",
    "CONFIRM",
    "DEPART",
    "DRILL",
    "ENTER",
    "FOLLOW",
    "LEFT",
    "ORDER",
    "POSITION",
    "STAND_BY",
    "STOCK",
    "UNTIL",
]
