"""`anlan init`: an empty data folder becomes a city's installation."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext as _

from anlan.administration import setup_code
from anlan.administration.founding import FIRST_POSTS, FORM, found, refuse_unless_empty
from anlan.cli.lock import holding
from anlan.cli.session import say, say_json
from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Input
from anlan.org.roles import Role

# input of the form → option of the command
OPTIONS = {
    "name": "city",
    "short_name": "short",
    "name_en": "name_en",
    "code": "code",
    "office": "office",
    "office_en": "office_en",
    "since": "since",
    "system_admin": "system_admin",
    "security_admin": "security_admin",
    "auditor": "auditor",
    "dispatcher": "dispatcher",
}


def init(options: argparse.Namespace) -> int:
    """Migrate, ask what is not given, found the city, and print each one-time password once."""
    with holding("load"):
        call_command("migrate", verbosity=0)
        refuse_unless_empty()
        if options.web:
            return _for_the_page(options)
        founded = found(_given(options))
    accounts = [
        {
            "username": secret.person.username,
            "name": secret.person.name,
            "role": role.value,
            "password": secret.password or "",
        }
        for secret, (role, _title) in zip(founded.secrets, FIRST_POSTS.values(), strict=True)
    ]
    if options.json:
        say_json({"city": founded.area.name, "code": founded.area.code, "accounts": accounts})
    else:
        _tell(founded.area.label, founded.office.label, accounts)
    return 0


def _for_the_page(options: argparse.Namespace) -> int:
    code = setup_code.issue()
    if options.json:
        say_json({"set_up_code": code})
    else:
        say(_("Code of the set-up page: %(code)s") % {"code": code})
        say(_("Open /set-up/ of the served address and give it there. A new code voids this one."))
    return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the options say; on a terminal, ask for what is missing."""
    given = {item.name: getattr(options, OPTIONS[item.name]) for item in FORM.inputs}
    asking = sys.stdin.isatty() and not options.json
    missing = [item for item in FORM.inputs if item.required and given[item.name] is None]
    if missing and not asking:
        told = ", ".join("--" + OPTIONS[item.name].replace("_", "-") for item in missing)
        raise Invalid(
            "init.missing", _("Give %(options)s, or run it on a terminal to be asked.") % {"options": told}
        )
    if missing:
        for item in FORM.inputs:
            if given[item.name] is None:
                given[item.name] = _ask(item)
    return {name: value for name, value in given.items() if value is not None}


def _ask(item: Input) -> str:
    """Ask until the answer can be accepted."""
    if item.help:
        say(f"  {item.help}")
    while True:
        mark = "" if item.required else _(" (optional)")
        answer = input(f"{item.label}{mark}: ").strip()
        try:
            item.clean(answer)
        except Invalid as fault:
            say(f"  {fault}")
        else:
            return answer


def _tell(city: str, office: str, accounts: list[dict[str, str]]) -> None:
    say(_("%(city)s is set up; its office is %(office)s.") % {"city": city, "office": office})
    say()
    say(_("One-time passwords, shown once and kept nowhere. Each is changed at the first sign-in:"))
    for account in accounts:
        role = str(Role(account["role"]).label)
        say(f"  {account['username']:<20}{account['password']:<24}{account['name']}  {role}")
    say()
    say(_("Now: “anlan serve”, and “anlan ready” tells what is still missing."))
