"""What the steps of rescue forces ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.inputs import AREA, BECAUSE, Phone, find_body
from anlan.forces.kinds import ForceKind, ForceState, Skill, skill_words
from anlan.forces.models import Alert, RescueForce
from anlan.imports.inputs import Degrees, Number, told_degrees
from anlan.incidents.models import Incident
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.models import Organisation

__all__ = ["Degrees", "told_degrees"]
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


@dataclass(frozen=True, kw_only=True)
class Skills(Text):
    """Skills, by code or by their names on the page, with commas; kept in one order, each once."""

    max_length: int = 200

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        for mark in "，、;；/":
            text = text.replace(mark, ",")
        parts = [part.strip() for part in text.split(",") if part.strip()]
        labels = {str(skill.label).lower(): skill.value for skill in Skill}
        codes = {labels.get(part.lower(), part) for part in parts}
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


def _named(name: str, label: Any, most: int, **more: Any) -> Text:
    return Text(name=name, label=label, max_length=most, **more)


LATITUDE = Degrees(
    name="lat",
    label=gettext_lazy("Latitude"),
    most=90,
    help=gettext_lazy("In degrees, for example 34.41420."),
)
LONGITUDE = Degrees(
    name="lon",
    label=gettext_lazy("Longitude"),
    most=180,
    help=gettext_lazy("In degrees, for example 115.65640."),
)
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
    LATITUDE,
    LONGITUDE,
    _named("leader", gettext_lazy("Leader of the force"), 40),
    Phone(name="phone", label=gettext_lazy("Phone, day and night")),
    Number(
        name="assembly_minutes", label=gettext_lazy("Leaves within (minutes)"), least=1, most=MOST_MINUTES
    ),
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
_AREA = Reference(
    name="area",
    label=gettext_lazy("Area"),
    find=AREA.find,
    model=AREA.model,
    required=False,
    tells=False,
    help=gettext_lazy("Where it stands; empty: where the force is kept."),
)
POSITION = Form((FORCE, _AREA, Day(name="first_day", label=gettext_lazy("First day")), *_SPAN))
AMEND_POSITION = Form(_SPAN)

_ALERTED = (
    _named("task", gettext_lazy("What they are to do"), 300, lines=2),
    Skills(name="skills", label=gettext_lazy("Skills that are needed"), required=False, help=_SKILLS_HELP),
    LATITUDE,
    LONGITUDE,
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
    "ORDER",
    "POSITION",
    "STOCK",
]
