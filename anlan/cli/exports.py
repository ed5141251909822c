"""`anlan export` and `anlan exports`."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.listings import exporting
from anlan.listings.models import Format
from anlan.listings.sheets import SHEETS, find_sheet
from anlan.listings.writing import Wish, write
from anlan.org.scope import SYSTEM


def export(options: argparse.Namespace) -> int:
    """Write a list of the whole installation to a file."""
    if options.list not in SHEETS:
        raise Invalid(
            "list.unknown",
            _("There is no list “%(name)s”. There are: %(names)s.")
            % {"name": options.list[:40], "names": ", ".join(sorted(SHEETS))},
            field="list",
        )
    if not options.out.resolve().parent.is_dir():
        raise Invalid("export.folder", _("There is no folder %(folder)s.") % {"folder": options.out.parent})
    sheet = find_sheet(options.list)
    query = dict(parse_qsl(options.query, keep_blank_values=False))
    if strange := set(query) - set(sheet.kept(query)):
        raise Invalid(
            "export.filter",
            _("The list “%(list)s” has no filter “%(name)s”.")
            % {"list": options.list, "name": min(strange)[:40]},
            field="query",
        )
    bar = Bar({"rows": options.list})

    def progress(done: int, total: int | None) -> None:
        if total and not options.json:
            bar.step("rows", done, total)

    asked_by = _("command line")
    wish = Wish(sheet, SYSTEM, query, Format(options.format), clock.now(), asked_by)
    written = write(wish, options.out.resolve(), progress=progress)
    facts: dict[str, Any] = {
        "file": str(options.out),
        "rows": written.rows,
        "sheets": written.sheets,
        "known_at": written.known_at.isoformat(),
        "keys_digest": written.keys_digest,
        "sha256": written.sha256,
        "size": written.size,
    }
    if options.json:
        say_json(facts)
    else:
        say(_("%(file)s: %(rows)s rows, SHA-256 %(sha256)s") % facts)
    return 0


def exports(options: argparse.Namespace) -> int:
    """Write the exports that wait; pages go first."""
    with suppress(OSError):
        os.nice(5)
    exporting.take_up()
    done = exporting.work()
    say(_("%(n)s exports written") % {"n": done})
    return 0
