"""The mail address of an organisation: entered, changed, taken out. Who sends needs it, so editors keep it too."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.administration import rules
from anlan.administration.inputs import ORGANISATION
from anlan.administration.models import ReorganisationState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Step, Taken
from anlan.lifecycle.inputs import Address, Form
from anlan.org.models import Organisation

MAIL = Address(
    name="mail",
    label=_("Mail address"),
    required=False,
    help=_("Of the office, not of a person. Without one nothing is sent by mail."),
)


def address_is_another(_case: None, taken: Taken) -> Decision:
    if taken.input["organisation"].mail == taken.input["mail"]:
        return denied(_("This is its address already"), code="organisation.mail_same")
    return ALLOWED


def about_today(_case: None, taken: Taken) -> dict[str, Any]:
    body = taken.input["organisation"]
    return {
        "area_id": body.area_id,
        "area_path": body.area.path,
        "organisation_id": body.pk,
        "effective_on": clock.local_day(taken.at),
    }


def write_address(_case: Any, taken: Taken, _seq: int) -> None:
    Organisation.objects.filter(pk=taken.input["organisation"].pk).update(mail=taken.input["mail"])


ADDRESS_BODY = Step(
    name="address_body",
    label=_("Change its mail address"),
    done=_("changed its mail address"),
    target=ReorganisationState.DONE,
    rule=rules.may_address,
    form=Form((ORGANISATION, MAIL)),
    guard=address_is_another,
    effect=about_today,
    projects=write_address,
    looks_up=True,
)
