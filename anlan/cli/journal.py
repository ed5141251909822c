"""`anlan journal`."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.journal import seals
from anlan.journal.chain import instant
from anlan.journal.seal_file import seals_file, told
from anlan.journal.verify import HASHED
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock


def verify(options: argparse.Namespace) -> int:
    bar = Bar({"journal": "journal"})
    progress = None if options.json else (lambda done, total: bar.step("journal", done, total))
    verdict = verify_journal(seals=options.seals, progress=progress)
    if options.json:
        say_json(
            {
                "sound": verdict.sound,
                "entries": verdict.entries,
                "cases": verdict.cases,
                "seals": verdict.seals,
                "sealed": verdict.sealed,
                "faults": verdict.faults,
                "notes": verdict.notes,
            }
        )
        return 0 if verdict.sound else 1
    for fault in verdict.faults:
        say(_("FAULT %(what)s") % {"what": fault})
    for note in verdict.notes:
        say(_("NOTE %(what)s") % {"what": note})
    say(
        _("%(seals)s seals over entries 1 to %(sealed)s; %(waiting)s entries wait for the next.")
        % {
            "seals": verdict.seals,
            "sealed": verdict.sealed,
            "waiting": max(0, verdict.entries - verdict.sealed),
        }
        if verdict.seals
        else _("No entry is sealed yet.")
    )
    line = _("%(entries)s entries of %(cases)s cases: %(verdict)s")
    outcome = _("the journal is sound") if verdict.sound else _("%(n)s faults") % {"n": len(verdict.faults)}
    say(line % {"entries": verdict.entries, "cases": verdict.cases, "verdict": outcome})
    return 0 if verdict.sound else 1


def seal(options: argparse.Namespace) -> int:
    bar = Bar({"seal": "seal"})
    progress = None if options.json else (lambda done, total: bar.step("seal", done, total))
    made = seals.seal(at=clock.now(), progress=progress)
    if options.json:
        say_json({"seals": [told(new) for new in made], "file": str(seals_file())})
        return 0
    for new in made:
        say(
            _("Seal %(number)s over entries %(first)s to %(last)s: root %(root)s")
            % {
                "number": new.number,
                "first": new.first_seq,
                "last": new.last_seq,
                "root": bytes(new.root).hex(),
            }
        )
    if not made:
        say(_("Nothing waits for a seal."))
    say(_("The file of seals is %(path)s. Keep a copy where this machine's password does not reach.")
        % {"path": seals_file()})  # fmt: skip
    return 0


def prove(options: argparse.Namespace) -> int:
    proof = seals.prove(options.seq)
    entry = proof.entry
    fields: dict[str, Any] = {name: getattr(entry, name) for name in HASHED}
    for name in ("occurred_at", "recorded_at"):
        fields[name] = instant(fields[name])
    say_json(
        {
            "entry": fields,
            "former_hash": bytes(entry.former_hash).hex(),
            "hash": bytes(entry.hash).hex(),
            "path": [[side, neighbour.hex()] for side, neighbour in proof.path],
            "seal": told(proof.seal),
        }
    )
    return 0
