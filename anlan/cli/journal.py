"""`anlan journal`."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.journal.verify import verify as verify_journal


def verify(options: argparse.Namespace) -> int:
    bar = Bar({"journal": "journal"})
    progress = None if options.json else (lambda done, total: bar.step("journal", done, total))
    verdict = verify_journal(progress=progress)
    if options.json:
        say_json(
            {
                "sound": verdict.sound,
                "entries": verdict.entries,
                "cases": verdict.cases,
                "faults": verdict.faults,
            }
        )
    else:
        for fault in verdict.faults:
            say(_("FAULT %(what)s") % {"what": fault})
        told = _("%(entries)s entries of %(cases)s cases: %(verdict)s")
        outcome = (
            _("the journal is sound") if verdict.sound else _("%(n)s faults") % {"n": len(verdict.faults)}
        )
        say(told % {"entries": verdict.entries, "cases": verdict.cases, "verdict": outcome})
    return 0 if verdict.sound else 1
