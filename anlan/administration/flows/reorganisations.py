"""Changes of the tree and of the bodies in it: a row is closed and a successor opened, none is ever re-parented."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.administration import rules, succession
from anlan.administration.flows.addresses import ADDRESS_BODY, MAIL
from anlan.administration.flows.founding import FOUND
from anlan.administration.flows.sectors import AMEND_SECTOR, OPEN_SECTOR
from anlan.administration.flows.withdrawals import TAKE_BACK
from anlan.administration.inputs import AREA, DOCUMENT, ORGANISATION, REASON, find_area
from anlan.administration.models import Reorganisation, ReorganisationState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.actions import add_area
from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Post
from anlan.premises.models import Premises

DAY = timedelta(days=1)
OFFICIAL_FORM = re.compile(r"[1-9]\d{5}(\d{3}){0,2}\Z", re.ASCII)
NAME = Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=60)
NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=80, required=False)
SHORT = Text(name="short_name", label=_("Short name"), max_length=30, required=False)
CODE = Text(name="code", label=_("Code"), max_length=20)
BODY_NAME = Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=120)
BODY_NAME_EN = Text(name="name_en", label=_("Name in English"), max_length=160, required=False)
BODY_CODE = Text(name="code", label=_("Code"), max_length=40)
OFFICIAL = Text(
    name="official_code", label=_("Official code"), max_length=12, required=False,
    help=_("6, 9 or 12 digits; a functional zone may have none."),
)  # fmt: skip
SAME_CODE = Text(
    name="code", label=_("Code"), max_length=20, required=False, help=_("Leave it empty to keep the code.")
)
KIND = Choice(name="kind", label=_("Kind"), choices=tuple((k.value, k.label) for k in AreaKind))
BODY_KIND = Choice(name="kind", label=_("Kind"), choices=tuple((k.value, k.label) for k in OrganisationKind))
FROM = Day(name="effective_on", label=_("In force from"), help=_("Today or earlier."))
INTO = Reference(
    name="into", label=_("Goes to"), find=find_area, model=Area, required=False,
    help=_("The area that takes over its premises, organisations and posts."),
)  # fmt: skip
PARENT = Reference(
    name="parent", label=_("Belongs to"), find=find_area, model=Area, required=False,
    help=_("Leave it empty to keep it where it is."),
)  # fmt: skip
PAPER = (FROM, DOCUMENT, REASON)


# -- guards ------------------------------------------------------------------------------------------------


def _in_time(taken: Taken, since: Any) -> Decision:
    first = taken.input["effective_on"]
    if first > clock.local_day(taken.at):
        return denied(_("Enter it on the day it comes into force, or later"), code="days.future")
    if first <= since:
        return denied(_("That day lies before the area or organisation began"), code="days.early")
    return ALLOWED


def code_is_free(_case: None, taken: Taken) -> Decision:
    official = taken.input["official_code"]
    if official and not OFFICIAL_FORM.match(official):
        return denied(_("An official code has 6, 9 or 12 digits"), code="area.official")
    if official and Area.objects.filter(official_code=official, valid_to=None).exists():
        return denied(_("An area with this official code exists already"), code="area.official_twice")
    if Area.objects.filter(code=taken.input["code"], valid_to=None).exists():
        return denied(_("An area with this code exists already"), code="area.code")
    return _in_time(taken, taken.input["area"].valid_from - DAY)


def area_may_close(_case: None, taken: Taken) -> Decision:
    area, into = taken.input["area"], taken.input["into"]
    if area.parent_id is None:
        return denied(_("The root of the tree cannot be closed"), code="area.root")
    if Area.objects.filter(parent=area, valid_to=None).exists():
        return denied(
            _("Areas that belong to it are open: close or succeed them first"), code="area.children"
        )
    if into is not None and (into.pk == area.pk or into.path.startswith(area.path)):
        return denied(_("An area cannot go to itself"), code="area.itself")
    if into is not None and into.children.filter(valid_to=None).exists():
        return denied(_("Choose the lowest area: what goes to it is counted there"), code="area.not_leaf")
    if into is None and Premises.objects.filter(reporting_area=area).exists():
        return denied(_("It has premises: say which area they go to"), code="area.premises")
    return _in_time(taken, area.valid_from)


def area_may_be_succeeded(_case: None, taken: Taken) -> Decision:
    area, parent, code = taken.input["area"], taken.input["parent"], taken.input["code"]
    if area.parent_id is None:
        return denied(_("The root of the tree cannot be closed"), code="area.root")
    if parent is not None and parent.path.startswith(area.path):
        return denied(_("An area cannot belong to itself"), code="area.itself")
    if code and code != area.code and Area.objects.filter(code=code, valid_to=None).exists():
        return denied(_("An area with this code exists already"), code="area.code")
    return _in_time(taken, area.valid_from)


def body_code_is_free(_case: None, taken: Taken) -> Decision:
    if Organisation.objects.filter(code=taken.input["code"], valid_to=None).exists():
        return denied(_("An organisation with this code exists already"), code="organisation.code")
    return _in_time(taken, taken.input["area"].valid_from - DAY)


def body_may_close(_case: None, taken: Taken) -> Decision:
    body = taken.input["organisation"]
    if Post.objects.filter(organisation=body, valid_to=None).exists():
        return denied(
            _("Posts in it are held: the security administrator ends them first"), code="body.posts"
        )
    if body.sectors.exists() or body.responsibilities.filter(valid_to=None).exists():
        return denied(_("It answers for sectors: rule who follows, first"), code="body.responsible")
    if Premises.objects.filter(operator=body, is_active=True).exists():
        return denied(_("It runs premises that are at work"), code="body.premises")
    return _in_time(taken, body.valid_from)


def body_may_be_succeeded(_case: None, taken: Taken) -> Decision:
    return _in_time(taken, taken.input["organisation"].valid_from)


# -- effects and what is written ---------------------------------------------------------------------------


def about_area(_case: None, taken: Taken) -> dict[str, Any]:
    area = taken.input["area"]
    return {"area_id": area.pk, "area_path": area.path, "effective_on": taken.input["effective_on"]}


def about_body(_case: None, taken: Taken) -> dict[str, Any]:
    body = taken.input["organisation"]
    return {
        "area_id": body.area_id,
        "area_path": body.area.path,
        "organisation_id": body.pk,
        "effective_on": taken.input["effective_on"],
    }


def _note(seq: int, **made: Any) -> None:
    """Write onto the case what it opened: the row had no key before."""
    Reorganisation.objects.filter(pk=seq).update(**made)


def open_area(_case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    area = add_area(
        code=given["code"],
        official_code=given["official_code"] or None,
        name=given["name"],
        name_en=given["name_en"],
        short_name=given["short_name"],
        kind=given["kind"],
        parent=given["area"],
        valid_from=given["effective_on"],
    )
    _note(seq, new_area=area)


def close_area(_case: Any, taken: Taken, seq: int) -> None:
    area, into = taken.input["area"], taken.input["into"]
    succession.close([area], on=taken.input["effective_on"])
    if into is not None:
        succession.carry({area.pk: into}, on=taken.input["effective_on"], today=clock.local_day(taken.at))
        _note(seq, new_area=into)


def succeed_area(_case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    heir = succession.succeed(
        given["area"],
        on=given["effective_on"],
        today=clock.local_day(taken.at),
        parent=given["parent"],
        **{name: given[name] for name in ("code", "name", "name_en", "short_name")},
    )
    _note(seq, new_area=heir)


def open_body(_case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    body = Organisation.objects.create(
        code=given["code"],
        name=given["name"],
        name_en=given["name_en"],
        kind=given["kind"],
        area=given["area"],
        mail=given["mail"],
        valid_from=given["effective_on"],
    )
    _note(seq, new_organisation=body)


def close_body(_case: Any, taken: Taken, _seq: int) -> None:
    body = taken.input["organisation"]
    Organisation.objects.filter(pk=body.pk).update(valid_to=taken.input["effective_on"] - DAY)


def succeed_body(_case: Any, taken: Taken, seq: int) -> None:
    given = taken.input
    heir = succession.succeed_body(
        given["organisation"],
        name=given["name"],
        name_en=given["name_en"],
        on=given["effective_on"],
        today=clock.local_day(taken.at),
    )
    _note(seq, new_organisation=heir)


def _step(
    name: str, label: Any, done: Any, inputs: tuple[Any, ...], guard: Any, effect: Any, writes: Any
) -> Step:
    return Step(
        name=name,
        label=label,
        done=done,
        target=ReorganisationState.DONE,
        rule=rules.may_reorganise,
        form=Form((*inputs, *PAPER)),
        guard=guard,
        effect=effect,
        projects=writes,
    )


REORGANISATION_FLOW = Flow(
    "reorganisation",
    model=Reorganisation,
    name=_("reorganisation"),
    states={s.value: s.label for s in ReorganisationState},
    counted=Counted(day="effective_on"),
    steps=[
        _step("open_area", _("Open an area"), _("opened an area"),
              (AREA, NAME, NAME_EN, SHORT, CODE, OFFICIAL, KIND), code_is_free, about_area, open_area),
        _step("close_area", _("Close the area"), _("closed the area"),
              (AREA, INTO), area_may_close, about_area, close_area),
        _step("succeed_area", _("Close it and open a successor"), _("closed the area and opened its successor"),
              (AREA, NAME, NAME_EN, SHORT, SAME_CODE, PARENT), area_may_be_succeeded, about_area, succeed_area),
        _step("open_body", _("Open an organisation"), _("opened an organisation"),
              (AREA, BODY_NAME, BODY_NAME_EN, BODY_CODE, BODY_KIND, MAIL), body_code_is_free, about_area, open_body),
        _step("close_body", _("Close the organisation"), _("closed the organisation"),
              (ORGANISATION,), body_may_close, about_body, close_body),
        _step("succeed_body", _("Close it and open a successor"),
              _("closed the organisation and opened its successor"),
              (ORGANISATION, BODY_NAME, BODY_NAME_EN), body_may_be_succeeded, about_body, succeed_body),
        FOUND,
        ADDRESS_BODY,
        OPEN_SECTOR,
        AMEND_SECTOR,
        TAKE_BACK,
    ],
)  # fmt: skip
