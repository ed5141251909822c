"""`anlan journal`."""

from __future__ import annotations

import argparse

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
            say(f"FAULT {fault}")
        say(
            f"{verdict.entries} entries of {verdict.cases} cases: "
            + ("the journal is sound" if verdict.sound else f"{len(verdict.faults)} faults")
        )
    return 0 if verdict.sound else 1
