"""The first entry of an installation's journal: the city is founded, with its office and its profile."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.administration import rules
from anlan.administration.inputs import AREA
from anlan.administration.models import Reorganisation, ReorganisationState
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Step, Taken
from anlan.lifecycle.inputs import Day, Form, Text
from anlan.org.models import CityProfile, Organisation, OrganisationKind

CITY = Text(name="name", label=_("Name of the city"), max_length=60)
SHORT = Text(name="short_name", label=_("Short name"), max_length=30, required=False)
NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=80, required=False)
CODE = Text(name="code", label=_("Administrative division code"), max_length=12)
OFFICE = Text(name="office", label=_("Name of the office"), max_length=120)
OFFICE_EN = Text(name="office_en", label=_("Name of the office in English"), max_length=160, required=False)
SINCE = Day(name="since", label=_("Records begin on"))


def nothing_founded(_case: None, _taken: Taken) -> Decision:
    if CityProfile.objects.exists():
        return denied(_("This installation is set up already"), code="home.set_up")
    return ALLOWED


def about_root(_case: None, taken: Taken) -> dict[str, Any]:
    root = taken.input["area"]
    return {"area_id": root.pk, "area_path": root.path, "effective_on": taken.input["since"]}


def open_office(_case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    office = Organisation.objects.create(
        code="office",
        name=given["office"],
        name_en=given["office_en"],
        kind=OrganisationKind.OFFICE,
        area=given["area"],
        valid_from=given["since"],
    )
    CityProfile.objects.create(area=given["area"], office=office, founded_at=taken.at)
    Reorganisation.objects.filter(pk=seq).update(new_area=given["area"], new_organisation=office)


FOUND = Step(
    name="found",
    label=_("Found the city"),
    done=_("founded the city and its office"),
    target=ReorganisationState.DONE,
    rule=rules.may_found,
    form=Form((AREA, CITY, SHORT, NAME_EN, CODE, OFFICE, OFFICE_EN, SINCE)),
    guard=nothing_founded,
    effect=about_root,
    projects=open_office,
)
