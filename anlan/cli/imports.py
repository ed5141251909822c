"""`anlan template`, `anlan import` and `anlan import-undo`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json
from anlan.imports import receiving, running, workbooks
from anlan.imports.kinds import in_order
from anlan.imports.models import Batch, LineState
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.org.actors import actor_for
from anlan.org.models import Person
from anlan.org.scope import SYSTEM, Actor

MOST_SHOWN = 20


def template(options: argparse.Namespace) -> int:
    """Write the template of a kind, or tell which kinds there are."""
    if not options.kind:
        for kind in in_order():
            say(f"{kind.code:16} {kind.label}")
        return 0
    kind = receiving.kind_of(options.kind)
    out = options.out or Path(f"{kind.code}.xlsx")
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise Invalid("template.format", _("A template is written as .xlsx or .csv."), field="out")
    workbooks.template(kind, out)
    say(_("%(file)s: %(count)s columns") % {"file": out, "count": len(kind.columns)})
    return 0


def take_in(options: argparse.Namespace) -> int:
    """Take a ledger in; 1 if rows were faulty."""
    kind = receiving.kind_of(options.kind)
    if not options.file.is_file():
        raise Invalid("file.missing", _("There is no file %(file)s.") % {"file": options.file}, field="file")
    by = _by(options.by)
    name = options.file.name
    batch = receiving.receive(
        options.file,
        ledger=kind.code,
        name=name,
        sender=options.sender,
        sheet=options.sheet,
        by=by,
        at=clock.now(),
    )
    if options.map:
        receiving.map_columns(batch, dict(_pair(text) for text in options.map), at=clock.now())
    known = {code for code, _label in kind.options}
    chosen = [code for code in options.option if code in known]
    if len(chosen) < len(options.option):
        raise Invalid(
            "import.option",
            _("Ledgers of this kind have these options: %(options)s.")
            % {"options": ", ".join(sorted(known)) or "–"},
            field="option",
        )
    bar = Bar({"run": _("Trial run") if options.dry_run else _("Taking in")})
    told = running.take(
        batch,
        by=by,
        dry=options.dry_run,
        options=chosen,
        tell=lambda work: bar.step("run", work.done, work.total),
    )
    return _report(options, batch, told)


def undo(options: argparse.Namespace) -> int:
    """Undo a ledger that was taken in; 1 if rows were kept."""
    batch = Batch.objects.filter(pk=options.batch).first()
    if batch is None:
        raise Unknown("import.unknown", _("There is no ledger with this number."), field="batch")
    bar = Bar({"run": _("Undoing")})
    running.undo(batch, by=_by(options.by), tell=lambda work: bar.step("run", work.done, work.total))
    told = running.counts(batch)
    kept = told["kept"] + told["stays"]
    if options.json:
        say_json({"batch": batch.pk, "undone": told["undone"], "kept": kept, "rows": _rows(batch)})
    else:
        say(_("%(undone)s rows undone, %(kept)s kept") % {"undone": told["undone"], "kept": kept})
        _say_faults(batch, states=(LineState.KEPT, LineState.STAYS))
    return 1 if kept else 0


def _report(options: argparse.Namespace, batch: Batch, told: dict[str, int]) -> int:
    kind = receiving.kind_of(batch.ledger)
    out = options.faults
    hinted = workbooks.with_hints(batch).count()
    if out is not None and (told["faulty"] or hinted):
        workbooks.problems(batch, kind, out)
    if options.json:
        say_json(
            {
                "batch": batch.pk,
                "kind": kind.code,
                "file": batch.name,
                "sha256": batch.digest,
                "dry_run": options.dry_run,
                **{
                    name: told[name]
                    for name in ("rows", "written", "taken_on", "sound", "goes_on", "same", "faulty")
                },
                "notes": list(batch.work.notes),
                "faults": _rows(batch),
                "hints": hinted,
            }
        )
    else:
        say(
            _(
                "%(rows)s rows: %(written)s taken in, %(taken_on)s taken on, %(sound)s sound, "
                "%(goes_on)s to be taken on, %(same)s there already, %(faulty)s faulty"
            )
            % told
        )
        if hinted:
            say(_("%(count)s rows with hints; --faults FILE.xlsx writes them too") % {"count": hinted})
        for note in batch.work.notes:
            say(note)
        _say_faults(batch)
        if options.dry_run:
            say(_("A trial run: nothing was taken in. Without --dry-run it is."))
        else:
            say(_("Ledger %(batch)s; to undo it: anlan import-undo %(batch)s") % {"batch": batch.pk})
    return 1 if told["faulty"] else 0


def _rows(batch: Batch) -> list[dict[str, Any]]:
    lines = workbooks.to_correct(batch)
    return [
        {
            "row": line.number,
            "faults": [
                {"column": column, "code": code, "message": message} for column, code, message in line.faults
            ],
        }
        for line in lines
    ]


def _say_faults(batch: Batch, *, states: tuple[LineState, ...] = tuple(LineState)) -> None:
    kind = receiving.kind_of(batch.ledger)
    lines = workbooks.to_correct(batch).filter(state__in=states)
    for line in lines[:MOST_SHOWN]:
        say(_("Row %(row)s: %(faults)s") % {"row": line.number, "faults": workbooks.told(kind, line)})
    if (more := lines.count() - MOST_SHOWN) > 0:
        say(_("… and %(more)s more; --faults FILE.xlsx writes them all") % {"more": more})


def _by(username: str) -> Actor:
    """Return who takes the ledger in: the system itself, or a named account with the rights of its posts."""
    if not username:
        return SYSTEM
    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Unknown(
            "person.unknown", _("There is no account “%(name)s”.") % {"name": username[:40]}, field="by"
        )
    return actor_for(found, at=clock.now())


def _pair(text: str) -> tuple[str, str]:
    name, sign, own = text.partition("=")
    if not sign:
        raise Invalid(
            "mapping.form",
            _("A column is mapped as NAME=HEADER: “%(text)s”.") % {"text": text[:60]},
            field="map",
        )
    return name, own
