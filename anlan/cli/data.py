"""`anlan migrate`, `anlan manage`, `anlan person`."""

from __future__ import annotations

import argparse
import getpass
import sys

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command, execute_from_command_line
from django.utils.translation import gettext as _

from anlan.cli.session import say
from anlan.kernel.errors import Invalid, Unknown
from anlan.org.models import Person


def migrate(options: argparse.Namespace) -> int:
    call_command("migrate", verbosity=1)
    return 0


def manage(options: argparse.Namespace) -> int:
    execute_from_command_line(["anlan manage", *options.arguments])
    return 0


def person(options: argparse.Namespace) -> int:
    found = Person.objects.filter(username=options.username).first()
    if found is None:
        raise Unknown(
            "person.unknown", _("There is no account “%(name)s”.") % {"name": options.username[:40]}
        )
    if options.unlock:
        forget_failures(username=found.username)
        say(_("The account is unlocked."))
        return 0
    password = options.password or (getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip())
    try:
        validate_password(password, found)
    except ValidationError as error:
        raise Invalid("password.weak", " ".join(error.messages), field="password") from None
    found.set_password(password)
    found.save(update_fields=["password"])
    say(_("The password is changed."))
    return 0
