"""`anlan bulletin`."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.bulletins.compose import as_text, draft
from anlan.cli.session import say
from anlan.journal.snapshot import snapshot
from anlan.kernel.errors import Invalid


def compose(options: argparse.Namespace) -> int:
    if options.out.suffix != ".txt":
        raise Invalid(
            "bulletin.format", _("This version writes text only: give a file that ends in .txt."), field="out"
        )
    if not options.out.resolve().parent.is_dir():
        raise Invalid("bulletin.folder", _("There is no folder %(folder)s.") % {"folder": options.out.parent})
    with snapshot():
        text = as_text(draft(on=options.on, language=options.language))
    try:
        options.out.write_text(text, "utf-8")
    except OSError as error:
        raise Invalid(
            "bulletin.file",
            _("%(file)s cannot be written (%(why)s).") % {"file": options.out, "why": error.strerror},
            field="out",
        ) from None
    say(_("%(file)s: %(n)s characters") % {"file": options.out, "n": len(text)})
    return 0
