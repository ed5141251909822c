"""Sectors are opened and renamed; who leads one is ruled, in its cell of the matrix."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.administration import rules
from anlan.administration.inputs import DEPARTMENT, DOCUMENT, REASON, SECTOR
from anlan.administration.models import Reorganisation, ReorganisationState
from anlan.imports.inputs import Number
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Step, Taken
from anlan.lifecycle.inputs import Day, Form, Text
from anlan.org.models import Area, Responsibility, Sector

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
CODE = Text(
    name="code", label=_("Code"), max_length=40, min_length=2,
    help=_("Small letters, digits, dash, for example hazardous-chemicals; it cannot be changed afterwards."),
)  # fmt: skip
NAME = Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=40)
NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=80, required=False)
POSITION = Number(
    name="position", label=_("Place in lists"), least=0, most=999, required=False,
    help=_("1 stands first. Leave it empty to put it last."),
)  # fmt: skip
FROM = Day(name="effective_on", label=_("In force from"), help=_("Today or earlier."))


def _root() -> Area | None:
    return Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()


def sector_may_be_opened(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if not SLUG.match(given["code"]):
        return denied(_("A code is written with small letters, digits and dash"), code="sector.form")
    if Sector.objects.filter(code=given["code"]).exists():
        return denied(_("A sector with this code exists already"), code="sector.code")
    if Sector.objects.filter(name=given["name"]).exists():
        return denied(_("A sector with this name exists already"), code="sector.name")
    if given["effective_on"] > clock.local_day(taken.at):
        return denied(_("Enter it on the day it comes into force, or later"), code="days.future")
    if given["effective_on"] < given["department"].valid_from:
        return denied(_("The department did not exist yet on that day"), code="days.early")
    return ALLOWED


def name_is_free(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if Sector.objects.filter(name=given["name"]).exclude(pk=given["sector"].pk).exists():
        return denied(_("A sector with this name exists already"), code="sector.name")
    return ALLOWED


def _of_the_tree(day: Any, **more: Any) -> dict[str, Any]:
    root = _root()
    assert root is not None  # a department stands in an area
    return {"area_id": root.pk, "area_path": root.path, "effective_on": day, **more}


def about_new(_case: None, taken: Taken) -> dict[str, Any]:
    return _of_the_tree(taken.input["effective_on"], organisation_id=taken.input["department"].pk)


def about_known(_case: None, taken: Taken) -> dict[str, Any]:
    return _of_the_tree(clock.local_day(taken.at), sector_id=taken.input["sector"].pk)


def _place(given: int | None) -> int:
    if given is not None:
        return given
    last: int | None = Sector.objects.aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1


def open_sector(case: Any, taken: Taken, seq: int) -> None:
    """Write the sector, and the row of the matrix that its lead department begins with."""
    given = taken.input
    sector = Sector.objects.create(
        code=given["code"],
        name=given["name"],
        name_en=given["name_en"] or given["name"],
        position=_place(given["position"]),
        lead=given["department"],
    )
    Responsibility.objects.create(
        sector=sector,
        area_id=case.area_id,
        department=given["department"],
        valid_from=given["effective_on"],
        ruling_seq=seq,
    )
    Reorganisation.objects.filter(pk=seq).update(sector=sector)


def amend_sector(_case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    Sector.objects.filter(pk=given["sector"].pk).update(
        name=given["name"], name_en=given["name_en"] or given["name"], position=_place(given["position"])
    )


OPEN_SECTOR = Step(
    name="open_sector",
    label=_("Open a sector"),
    done=_("opened the sector"),
    target=ReorganisationState.DONE,
    rule=rules.may_keep_sectors,
    form=Form((CODE, NAME, NAME_EN, POSITION, DEPARTMENT, FROM, DOCUMENT, REASON)),
    guard=sector_may_be_opened,
    effect=about_new,
    projects=open_sector,
)
AMEND_SECTOR = Step(
    name="amend_sector",
    label=_("Change name or place"),
    done=_("changed the sector’s name or place"),
    target=ReorganisationState.DONE,
    rule=rules.may_keep_sectors,
    form=Form((SECTOR, NAME, NAME_EN, POSITION, REASON)),
    guard=name_is_free,
    effect=about_known,
    projects=amend_sector,
)
