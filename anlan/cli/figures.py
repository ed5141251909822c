"""`anlan figure` and `anlan figures`."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.figures import counting
from anlan.figures.cut import Cut, find_area, find_sector
from anlan.figures.evaluation import evaluate, trace
from anlan.figures.registry import REGISTRY
from anlan.figures.verification import MOST_FAULTS
from anlan.figures.verification import verify as verify_figures
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.reporting.unit_months import all_differences


def figure(options: argparse.Namespace) -> int:
    last = options.last or clock.today()
    first = options.first or last.replace(month=1, day=1)
    if first > last:
        raise Invalid("period.order", _("--from lies after --to"), field="from")
    area = find_area(options.area, during=(first, last))
    cut = Cut.of(area, sectors=tuple(find_sector(text) for text in options.sector), grade=options.grade)
    with snapshot():
        value = evaluate(options.code, cut=cut, period=Period(first, last), known_at=options.known_at)
        proof = trace(value)
    if options.json:
        say_json(
            {
                "code": value.figure.code,
                "value": value.number,
                "text": value.text,
                "unit": value.figure.unit,
                "area": area.code,
                "from": first.isoformat(),
                "to": last.isoformat(),
                "known_at": value.known.at.astimezone(clock.SHANGHAI).isoformat(),
                "rows": proof.rows,
                "digest": proof.digest,
            }
        )
    else:
        say(f"{value.figure.name}: {value.phrase} ({value.number})")
        say(
            _("%(area)s, %(first)s – %(last)s, %(rows)s rows, SHA-256 %(digest)s")
            % {"area": area.label, "first": first, "last": last, "rows": proof.rows, "digest": proof.digest}
        )
    return 0


def listing(options: argparse.Namespace) -> int:
    rows = [
        {
            "code": f.code,
            "name": str(f.name),
            "unit": f.unit,
            "kind": f.kind,
            "cut_by": list(f.cut_by),
            "step": f.step,
            "revision": f.revision,
            "definition": str(f.definition),
        }
        for f in sorted(REGISTRY, key=lambda f: f.code)
    ]
    if options.json:
        say_json(rows)
    else:
        for row in rows:
            say(f"{row['code']} [{row['unit']}] {row['name']}\n    {row['definition']}")
    return 0


def verify(options: argparse.Namespace) -> int:
    bar = Bar({"contributions": "contributions", "cells": "cells"})
    verdict = verify_figures(progress=None if options.json else bar.step)
    verdict.faults += all_differences()[:MOST_FAULTS]
    if options.json:
        say_json(
            {
                "sound": verdict.sound,
                "contributions": verdict.contributions,
                "cells": verdict.cells,
                "differences": verdict.faults,
            }
        )
    else:
        for fault in verdict.faults:
            say(_("DIFFERENCE %(what)s") % {"what": fault})
        told = _(
            "%(contributions)s contributions and %(cells)s cells were recomputed from the journal: %(verdict)s"
        )
        outcome = _("no difference") if verdict.sound else _("%(n)s differences") % {"n": len(verdict.faults)}
        say(told % {"contributions": verdict.contributions, "cells": verdict.cells, "verdict": outcome})
    return 0 if verdict.sound else 1


def fold(options: argparse.Namespace) -> int:
    say(_("%(n)s entries folded") % {"n": counting.fold()})
    return 0
