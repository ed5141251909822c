"""`anlan evidence`."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.evidence.folder import real_now
from anlan.evidence.verifying import sweep_orphans
from anlan.evidence.verifying import verify as verify_evidence


def verify(options: argparse.Namespace) -> int:
    bar = Bar({"evidence": "evidence"})
    progress = None if options.json else (lambda done, total: bar.step("evidence", done, total))
    verdict = verify_evidence(progress=progress)
    if options.json:
        say_json(
            {
                "sound": verdict.sound,
                "pictures": verdict.pictures,
                "files": verdict.files,
                **verdict.counts,
                "named": verdict.told,
            }
        )
        return 0 if verdict.sound else 1
    words = {
        "missing": _("MISSING %(what)s"),
        "changed": _("CHANGED %(what)s"),
        "orphans": _("ORPHAN %(what)s"),
    }
    for what, found in verdict.told.items():
        for name in found:
            say(words[what] % {"what": name})
        if verdict.counts[what] > len(found):
            say(_("… and %(n)s more") % {"n": verdict.counts[what] - len(found)})
    say(
        _(
            "%(pictures)s photographs in %(files)s files: %(missing)s missing, %(changed)s changed, "
            "%(orphans)s files without a record."
        )
        % {"pictures": verdict.pictures, "files": verdict.files, **verdict.counts}
    )
    return 0 if verdict.sound else 1


def flag(options: argparse.Namespace) -> int:
    """Look at photographs that were not looked at yet, or at all of them, until none is left."""
    from anlan.scrutiny.looking import begin_anew, look
    from anlan.scrutiny.measuring import measure

    if options.all:
        begin_anew()
    raised = look(seconds=float("inf"))
    measured = 0
    while done := measure(seconds=float("inf")):
        if not done[0]:
            break
        measured, raised = measured + done[0], raised + done[1]
    if options.json:
        say_json({"flags": raised, "measured": measured})
    else:
        say(_("%(flags)s flags raised; %(measured)s photographs measured for the grid of a screen.")
            % {"flags": raised, "measured": measured})  # fmt: skip
    return 0


def sweep(options: argparse.Namespace) -> int:
    swept = sweep_orphans(now=real_now(), remove=options.remove)
    if options.json:
        say_json({"found": swept.found, "young": swept.young, "removed": swept.removed, "named": swept.told})
        return 0
    for name in swept.told:
        say(_("ORPHAN %(what)s") % {"what": name})
    say(
        _("%(found)s files without a record, %(young)s of them younger than a day; %(removed)s removed.")
        % {"found": swept.found, "young": swept.young, "removed": swept.removed}
    )
    if not options.remove and swept.found > swept.young:
        say(_("Nothing was removed: this was a trial. Add --remove to remove them."))
    return 0
