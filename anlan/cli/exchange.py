"""`anlan exchange`: forms for superiors."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli.session import say, say_json, tell
from anlan.exchange import actions, shipped
from anlan.exchange import bindings as bound
from anlan.exchange.account import Filled
from anlan.exchange.effects import all_sound
from anlan.exchange.filling import fill as filled_form
from anlan.exchange.flow import FORM_FLOW
from anlan.exchange.models import Filling, FillingState, SuperiorForm
from anlan.figures.cut import find_area
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.period import Period, month_end
from anlan.lifecycle import door
from anlan.org.models import Area, Organisation
from anlan.org.scope import SYSTEM


def listed(options: argparse.Namespace) -> int:
    """Print the forms in use by area, then the shipped ones."""
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "area": one.area.code,
            "cells": len(bound.read(one.bindings)),
            "shipped": False,
        }
        for one in SuperiorForm.objects.in_use().select_related("area").order_by("area__path", "code")
    ]
    rows += [
        {"code": one.code, "name": one.name, "area": "", "cells": len(one.bindings), "shipped": True}
        for one in shipped.shipped().values()
    ]
    if options.json:
        say_json({"forms": rows})
        return 0
    for row in rows:
        say(f"{row['code']}\t{row['area'] or _('shipped')}\t{row['cells']}\t{row['name']}")
    return 0


def bring(options: argparse.Namespace) -> int:
    """Bring a form; with `--bindings` its cells are bound in the same act."""
    area = find_area(options.area or None)
    if options.file is None:
        outcome = actions.adopt(options.code, area, by=SYSTEM)
    else:
        brought = actions.read(options.file.name, _bytes(options.file))
        if options.bindings is not None:
            given = _json(options.bindings)
            brought = type(brought)(
                brought.name,
                brought.kind,
                brought.content,
                brought.grids,
                tuple(all_sound(given, brought.grids)),
            )
        input_ = {
            "area": area,
            "code": options.code,
            "name": options.name or options.file.stem,
            "receiver": options.receiver or _("superior body"),
            "file": brought,
        }
        outcome = door.open_case(FORM_FLOW, "bring", by=SYSTEM, input=input_)
    facts = {"id": outcome.case_id, "code": options.code, "area": area.code}
    say_json(facts) if options.json else say(_("%(code)s is kept for %(area)s.") % facts)
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(
            "file.unreadable",
            _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror},
            field="file",
        ) from None


def _json(path: Path) -> Any:
    try:
        return json.loads(_bytes(path).decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Invalid(
            "form.json", _("%(file)s is no JSON: %(why)s") % {"file": path, "why": error}, field="bindings"
        ) from None


def fill(options: argparse.Namespace) -> int:
    """Fill a form; print what was compared; 1 where sums do not agree."""
    area, period = find_area(options.area or None), _period(options)
    form = (
        SuperiorForm.objects.in_use()
        .filter(area=area, code=options.code)
        .select_related("area", "organisation")
        .first()
    )
    number = ""
    if options.keep:
        if form is None:
            raise Unknown(
                "form.unknown",
                _("%(area)s has no form “%(code)s” in use: bring it first (anlan exchange bring).")
                % {"area": area.label, "code": options.code[:40]},
                field="code",
            )
        outcome = actions.fill_for(form, period, by=SYSTEM)
        filling = Filling.objects.get(pk=outcome.case_id)
        number, content = filling.number, bytes(actions.sent_file(filling).content)
        account, sha256 = actions.current(filling), filling.sha256
        kind, known = form.kind, filling.known_at
    else:
        made = actions.made(form, period, by=SYSTEM) if form else _shipped(options.code, area, period)
        content, account, sha256 = made.content, made.account(), made.digest_text
        kind, known = made.kind, made.known.at
    out = options.out or Path(f"{options.code}-{period.first}-{period.last}.{kind}")
    out.write_bytes(content)
    failed = [one for one in account["checks"] if not one["holds"]]
    facts = {
        "file": str(out),
        "number": number,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "known_at": known.isoformat(),
        "sha256": sha256,
        **account,
    }
    if options.json:
        say_json(facts)
        return 1 if failed else 0
    say(_("%(file)s: %(cells)s cells filled, %(checks)s sums compared, %(failed)s differ") % {
        "file": out, "cells": len(account["lines"]), "checks": len(account["checks"]), "failed": len(failed),
    })  # fmt: skip
    for one in failed:
        tell(f"{one['what']}: {one['one']} ≠ {one['other']}")
    if account["by_hand"]:
        tell(_("To be entered by hand: %(cells)s") % {"cells": ", ".join(account["by_hand"])})
    return 1 if failed else 0


def due(options: argparse.Namespace) -> int:
    """Fill every form whose day has come, as the clock does each morning; 1 where one could not be filled."""
    number, faults = actions.fill_due(clock.today())
    if options.json:
        say_json({"filled": number, "faults": faults})
    else:
        say(_("%(n)s forms filled; they are looked at and sent by hand.") % {"n": number})
        for fault in faults:
            tell(fault)
    return 1 if faults else 0


def _shipped(code: str, area: Area, period: Period) -> Filled:
    """Fill a shipped form without keeping it. Its organisation is the area's office, where there is one."""
    office = Organisation.objects.filter(area=area, name__contains="安全生产委员会").order_by("pk").first()
    issuer = office.name if office else area.name
    return filled_form(shipped.find(code).blank(), by=SYSTEM, area=area, period=period, issuer=issuer)


def _period(options: argparse.Namespace) -> Period:
    if options.month:
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", options.month):
            raise Invalid(
                "period.month",
                _("“%(month)s” is no month: write it like 2022-10.") % {"month": options.month[:20]},
                field="month",
            )
        first = date(int(options.month[:4]), int(options.month[5:]), 1)
        return Period(first, month_end(first))
    last = options.last or clock.today()
    if options.first > last:
        raise Invalid("period.order", _("The period ends before it begins."), field="from")
    return Period(options.first, last)


def check(options: argparse.Namespace) -> int:
    """Print the cells that differ; 1 where any does. Nothing is written: the page notes the receipt."""
    found = re.fullmatch(r"TB\d{4}-(\d{1,18})", options.number.strip().upper())
    filling = (
        Filling.objects.exclude(state=FillingState.VOIDED).filter(pk=int(found[1])).first() if found else None
    )
    if filling is None:
        raise Unknown(
            "filling.unknown",
            _("There is no filled form %(number)s.") % {"number": options.number[:30]},
            field="number",
        )
    receipt = actions.returned(filling, options.file.name, _bytes(options.file)).receipt
    if options.json:
        say_json({"compared": receipt.compared, "differences": [list(one) for one in receipt.differences]})
    else:
        say(
            _("%(compared)s cells compared, %(differ)s differ")
            % {"compared": receipt.compared, "differ": len(receipt.differences)}
        )
        for place, sent, came in receipt.differences:
            say(f"{place}\t{sent or '—'}\t{came or '—'}")
    return 0 if receipt.agrees else 1
