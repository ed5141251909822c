"""`anlan ready`: what is missing before the first working day; exit status 1 while something needed is."""

from __future__ import annotations

import argparse
import unicodedata

from django.utils.translation import gettext as _

from anlan.administration.readiness import Line, lines
from anlan.cli.session import say, say_json
from anlan.kernel import clock
from anlan.org.scope import EVERYTHING


def ready(options: argparse.Namespace) -> int:
    found = lines(EVERYTHING, at=clock.now())
    missing = [line for line in found if not line.ready]
    if options.json:
        say_json([_data(line) for line in found])
    else:
        for line in missing:
            _tell(line)
        say(
            _("%(ready)s of %(all)s are ready.") % {"ready": len(found) - len(missing), "all": len(found)}
            if missing
            else _("Everything is ready for the first working day.")
        )
    return 1 if any(line.check.must for line in missing) else 0


def _data(line: Line) -> dict[str, object]:
    check, answer = line.check, line.answer
    return {
        "code": check.code,
        "ready": line.ready,
        "needed_first": check.must,
        "missing": answer.count,
        "first": list(answer.names) if answer.count else [],
        "label": str(check.label),
        "why": str(check.why),
    }


def _tell(line: Line) -> None:
    names = (
        f"  ({_(', ').join(line.answer.names)}{' …' if line.answer.count > len(line.answer.names) else ''})"
    )
    label = str(line.check.label)
    wide = sum(1 for sign in label if unicodedata.east_asian_width(sign) in "WF")
    say(
        f"{'!' if line.check.must else '·'} {label:<{max(0, 58 - wide)}}{line.answer.count:>6}"
        f"{names if line.answer.names else ''}"
    )
    say(f"    {line.check.why}")
