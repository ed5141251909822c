"""`anlan forms`: the forms of reports, listed, shown, written to a workbook, entered from one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli.session import say, say_json
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.lifecycle.flow import Taken
from anlan.org.actors import actor_for
from anlan.org.models import Person
from anlan.org.scope import Actor
from anlan.reporting import form_workbook, formbook
from anlan.reporting.form_fields import FieldType
from anlan.reporting.form_flow import DEFINE, define, may_define, version_is_sound
from anlan.reporting.form_models import FormKind, FormVersion
from anlan.reporting.formbook import Version


def listing(options: argparse.Namespace) -> int:
    """Print every form as it holds today."""
    forms = formbook.newest(clock.today())
    if options.json:
        say_json([form_workbook.given_of(one) | {"version": one.version} for one in forms])
        return 0
    for one in forms:
        kind = FormKind(one.kind).label
        told = _("%(typed)s typed, %(bound)s bound") % {"typed": len(one.typed), "bound": len(one.bound)}
        say(f"{one.code:20} {one.label}  {kind}  {one.version}  {one.first_day}  {told}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Print one version of a form."""
    found = _version(options)
    if options.json:
        say_json(form_workbook.given_of(found) | {"version": found.version})
        return 0
    say(f"{found.code} {found.version}: {found.label}, {FormKind(found.kind).label}, {found.first_day}")
    for one in found.fields:
        more = one.figure or one.unit or ", ".join(label for _code, label in one.options)
        say(f"  {one.code:24} {FieldType(one.type).label}  {one.title}  {more}{' *' if one.required else ''}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a form to a file that can be changed and taken in again: .xlsx, or .json."""
    found = _version(options)
    if not options.out.resolve().parent.is_dir():
        raise Invalid("export.folder", _("There is no folder %(folder)s.") % {"folder": options.out.parent})
    if options.out.suffix.lower() == ".json":
        options.out.write_text(
            json.dumps(form_workbook.given_of(found), ensure_ascii=False, indent=1), encoding="utf-8"
        )
    elif options.out.suffix.lower() == ".xlsx":
        form_workbook.write(found, options.out)
    else:
        raise Invalid("form.format", _("A form is written as .xlsx or .json."), field="out")
    say(str(options.out))
    return 0


def take_in(options: argparse.Namespace) -> int:
    """Enter a form, or a new version of one, from a file; in a trial only tell what is wrong."""
    if not options.file.is_file():
        raise Invalid("file.missing", _("There is no file %(file)s.") % {"file": options.file}, field="file")
    given = _read(options.file)
    if options.first_day:
        given["first_day"] = options.first_day.isoformat()
    by = _by(options.by)
    if options.dry_run:
        _try(given, by)
        say(_("The form is sound: %(n)s fields.") % {"n": len(given["fields"])})
        return 0
    outcome = define(by=by, given=given)
    row = FormVersion.objects.get(change=outcome.case_id)
    if options.json:
        say_json({"code": row.code, "version": row.version, "seq": outcome.seq})
    else:
        say(
            _("Form “%(code)s”, version %(n)s, is in force from %(day)s (journal entry %(seq)s).")
            % {"code": row.code, "n": row.version, "day": row.first_day, "seq": outcome.seq}
        )
    return 0


def _try(given: dict[str, Any], by: Actor) -> None:
    """Check what the door would check, and write nothing."""
    cleaned = DEFINE.clean(given)
    for decision in (
        may_define(by, cleaned),
        version_is_sound(None, Taken(by, None, clock.now(), cleaned, now=clock.now())),
    ):
        if not decision:
            raise Invalid(decision.code or "form.refused", decision.reason)


def _read(file: Path) -> dict[str, Any]:
    if file.suffix.lower() != ".json":
        return form_workbook.read(file, file.name)
    try:
        told = json.loads(file.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise Invalid(
            "file.broken", _("The file is no JSON (%(why)s).") % {"why": str(error)[:80]}, field="file"
        ) from None
    if not isinstance(told, dict) or "fields" not in told:
        raise Invalid(
            "form.no_fields",
            _("The file holds no form: an object with its code, name and fields."),
            field="file",
        )
    return {name: value for name, value in told.items() if name != "version"}


def _by(username: str) -> Actor:
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise Unknown(
            "person.unknown", _("There is no account “%(name)s”.") % {"name": username[:40]}, field="by"
        )
    return actor_for(person, at=clock.now())


def _version(options: argparse.Namespace) -> Version:
    if options.version:
        row = FormVersion.objects.filter(code=options.code, version=options.version).first()
        found = formbook.version_of(row.pk) if row else None
    else:
        found = formbook.in_force(options.code, clock.today())
    if found is None:
        known = ", ".join(one.code for one in formbook.newest(clock.today()))
        raise Unknown(
            "form.unknown",
            _("There is no form “%(code)s”. There are: %(known)s.")
            % {"code": options.code[:20], "known": known},
            field="code",
        )
    return found
