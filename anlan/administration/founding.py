"""The first day: a city, its office, and the four people without whom nobody could do anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.administration import actions, setup_code
from anlan.administration.actions import Secret
from anlan.administration.flow import REORGANISATION_FLOW
from anlan.administration.flows import founding
from anlan.administration.usernames import free
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.lifecycle import door
from anlan.lifecycle.inputs import Form, Text
from anlan.org import profile
from anlan.org.actions import add_area
from anlan.org.models import Area, AreaKind, CityProfile, Organisation
from anlan.org.roles import Role
from anlan.org.scope import SYSTEM

FIRST_YEAR_KNOWN = date(2020, 1, 1)
"""The first day whose working calendar is known: ledgers reach back to it unless somebody says otherwise."""
CODE = re.compile(r"[1-9]\d{5}\Z", re.ASCII)


def _person(name: str, label: Any, told: Any) -> Text:
    return Text(name=name, label=label, max_length=40, help=told)


# field → (role, title of the post as the records keep it)
FIRST_POSTS: dict[str, tuple[Role, str]] = {
    "system_admin": (Role.SYSTEM_ADMIN, "系统管理员"),
    "security_admin": (Role.SECURITY_ADMIN, "安全管理员"),
    "auditor": (Role.AUDITOR, "安全审计员"),
    "dispatcher": (Role.OFFICE, "调度员"),
}
CITY_INPUTS = (
    replace(founding.CITY, help=gettext_lazy("As it stands on papers, for example 安州市.")),
    replace(
        founding.SHORT, help=gettext_lazy("As it stands in tables; the name itself if it is left empty.")
    ),
    founding.NAME_EN,
    replace(founding.CODE, help=gettext_lazy("The six digits of the city, for example 411100.")),
    replace(
        founding.OFFICE,
        required=False,
        help=gettext_lazy("If it is left empty: the city's name with 安全生产委员会办公室."),
    ),
    founding.OFFICE_EN,
    replace(
        founding.SINCE,
        required=False,
        help=gettext_lazy("Ledgers may reach back to this day. If it is left empty: 2020-01-01."),
    ),
)
PEOPLE_INPUTS = (
    _person(
        "system_admin",
        gettext_lazy("System administrator"),
        gettext_lazy("Keeps areas, organisations and sectors; sees no cases."),
    ),
    _person(
        "security_admin",
        gettext_lazy("Security administrator"),
        gettext_lazy("Opens accounts and gives posts; sees no cases."),
    ),
    _person(
        "auditor",
        gettext_lazy("Auditor"),
        gettext_lazy("Reads who did and saw what; changes nothing."),
    ),
    _person(
        "dispatcher",
        gettext_lazy("Dispatcher of the office"),
        gettext_lazy("The first who works with cases. More people follow from the ledger."),
    ),
)
FORM = Form((*CITY_INPUTS, *PEOPLE_INPUTS))


@dataclass(frozen=True, slots=True)
class Founded:
    """What came of it; the passwords are shown once."""

    area: Area
    office: Organisation
    secrets: list[Secret]


def refuse_unless_empty() -> None:
    """Raise Refused where a city stands already, or where the clock is a demo's."""
    if clock.is_shifted():
        raise Refused(
            "home.shifted",
            _("This data folder's clock is shifted: it was a demo's. Take an empty folder (ANLAN_HOME)."),
        )
    if profile.is_set_up():
        raise Refused("home.set_up", _("This installation is set up already: nothing was changed."))


def found(given: Mapping[str, Any]) -> Founded:
    """Set up an empty installation: the root area, the office, three administrators kept apart, a first dispatcher.

    Everything or nothing. Raises Refused where a city stands already, Invalid with the faults by field.
    """
    try:
        with transaction.atomic():
            refuse_unless_empty()
            founded = _write(_cleaned(given))
    except IntegrityError:
        # somebody else set it up at the same moment: the profile, which is the only one, came second
        raise Conflict(
            "home.set_up", _("This installation is set up already: nothing was changed.")
        ) from None
    profile.forget()
    setup_code.forget()
    return founded


def _cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    city = FORM.clean(given)
    if not CODE.match(city["code"]):
        raise _fault("code", _("A city's code has six digits, for example 411100."))
    known: dict[str, str] = {}
    for field in FIRST_POSTS:
        name = city[field]
        if name in known:
            raise _fault(
                field,
                _(
                    "%(name)s stands here twice: the three administrators and the dispatcher are four people. "
                    "Where two have the same name, add something that tells them apart."
                )
                % {"name": name},
            )
        known[name] = field
    today = clock.today()
    city["since"] = city["since"] or FIRST_YEAR_KNOWN
    if city["since"] > today:
        raise _fault("since", _("“%(day)s” lies in the future.") % {"day": city["since"].isoformat()})
    city["short_name"] = city["short_name"] or city["name"]
    city["name_en"] = city["name_en"] or city["name"]
    city["office"] = city["office"] or f"{city['name']}安全生产委员会办公室"
    return city


def _fault(field: str, message: str) -> Invalid:
    fault = Invalid(f"input.{field}", message, field=field)
    return Invalid(fault.code, message, field=field, errors={field: fault})


def _write(city: dict[str, Any]) -> Founded:
    named = {name: city[name] for name in ("name", "short_name", "name_en", "code")}
    root = add_area(
        **named, official_code=city["code"], kind=AreaKind.CITY, parent=None, valid_from=city["since"]
    )
    about = {name: city[name] for name in ("office", "office_en", "since")}
    door.open_case(REORGANISATION_FLOW, "found", by=SYSTEM, input={**named, **about, "area": root})
    office = CityProfile.objects.select_related("office").get().office
    logins = free(city[field] for field in FIRST_POSTS)
    secrets = [
        _appointed(city[field], login, role, title, office, root)
        for (field, (role, title)), login in zip(FIRST_POSTS.items(), logins, strict=True)
    ]
    return Founded(root, office, secrets)


def _appointed(name: str, login: str, role: Role, title: str, office: Organisation, root: Area) -> Secret:
    secret = actions.open_account(by=SYSTEM, given={"name": name, "username": login, "phone": ""})
    post = {
        "person": secret.person,
        "organisation": office,
        "role": role.value,
        "title": title,
        "area": root,
        "first_day": clock.today(),
        "reason": "系统初始化",
    }
    actions.appoint(by=SYSTEM, given=post)
    return secret
