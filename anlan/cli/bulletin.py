"""`anlan bulletin`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.bulletins import archive, composing, keeping, numbering, series, templates
from anlan.bulletins.finding import by_number, of_day
from anlan.bulletins.models import Series, Signed, SpecialSeries
from anlan.bulletins.replay import Replayed, replay
from anlan.bulletins.sources import annex
from anlan.cli.session import say
from anlan.documents.formats import FORMATS
from anlan.documents.sections import sections
from anlan.figures.cut import find_area
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.org.scope import SYSTEM


def compose(options: argparse.Namespace) -> int:
    """Write the signed issue of a day if there is one, else a draft marked as such."""
    form = options.out.suffix.removeprefix(".")
    if form not in FORMATS:
        raise Invalid(
            "bulletin.format",
            _("“%(form)s” is no format of a bulletin. Give a file that ends in one of: %(known)s.")
            % {"form": form[:20], "known": ", ".join(f".{known}" for known in FORMATS)},
            field="out",
        )
    if not options.out.resolve().parent.is_dir():
        raise Invalid("bulletin.folder", _("There is no folder %(folder)s.") % {"folder": options.out.parent})
    if options.own and form != "docx":
        raise Invalid(
            "bulletin.format", _("A template makes a .docx: give the file that ending."), field="out"
        )
    content, what = _content(options, form)
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise Invalid(
            "bulletin.file",
            _("%(file)s cannot be written (%(why)s).") % {"file": options.out, "why": error.strerror},
            field="out",
        ) from None
    say(f"{options.out}: {what}")
    return 0


def _content(options: argparse.Namespace, form: str) -> tuple[bytes, str]:
    """Return the file's bytes, and what they are in words."""
    area = find_area(None)
    composing.refuse_future(options.on)
    run = Series.objects.select_related("area", "issuer").filter(area=area, code=options.series).first()
    issue = of_day(run, options.on, options.language) if run else None
    if issue is not None:
        told = _("signed issue No. %(n)s of %(day)s") % {"n": issue.number, "day": issue.signed_on}
        signed = Signed.objects.select_related("template", "issue").get(pk=issue.pk)
        if options.own and archive.OWN not in archive.forms(signed):
            raise Unknown("bulletin.no_template", _("This issue was signed without a template of your own."))
        return archive.current(signed, issue, archive.OWN if options.own else form), told
    with snapshot():
        written = composing.of_day(
            run or composing.unfounded(area, options.series), on=options.on, language=options.language
        )
        document = replace(written.document, annex=annex(written.composed))
    faults = written.composed.faults
    told = _("draft, not signed")
    if faults:
        told += "; " + _("%(n)s sections could not be composed") % {"n": len(faults)}
    if options.own:
        return _by_template(run, written), told
    return FORMATS[form](document), told


def _by_template(run: Series | None, written: composing.Written) -> bytes:
    """Return a draft as the template that its series chose prints it."""
    version = templates.newest(run) if run else None
    if version is None or run is None:
        raise Unknown("bulletin.no_template", _("This series has chosen no template of your own."))
    codes = [part.code for part in sections(run.sections, written.document.language)]
    return archive.drafted(written, version, codes)


def replay_issue(options: argparse.Namespace) -> int:
    """Rebuild a signed issue's numbers from the journal as known then; 1 if anything differs."""
    issue = by_number(options.number, series=series.find(options.series), year=options.year)
    found = replay(issue)
    if options.json:
        sys.stdout.write(json.dumps(_data(found), ensure_ascii=False, indent=1) + "\n")
    else:
        _tell(found)
    return 0 if found.equal else 1


def _data(found: Replayed) -> dict[str, object]:
    return {
        "series": found.issue.series.code,
        "year": found.issue.year,
        "number": found.issue.number,
        "equal": found.equal,
        "known_seq": found.signed.known_seq,
        "numbers": len(found.numbers),
        "rows": found.proven_rows,
        "files": found.files,
        "faults": found.faults,
        "notes": found.notes,
        "differences": {one.signed.key: list(one.differences) for one in found.numbers if one.differences},
    }


def _tell(found: Replayed) -> None:
    issue, signed = found.issue, found.signed
    say(
        _("%(issue)s: signed %(at)s, known up to entry %(seq)s")
        % {
            "issue": f"{issue.series.label} {issue.short}",
            "at": f"{issue.signed_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if issue.signed_at else "",
            "seq": signed.known_seq,
        }
    )
    for one in found.numbers:
        if one.differences:
            say(f"  {one.signed.key}: {'; '.join(one.differences)}")
        elif one.signed.row_digest:
            say(f"  {one.signed.key} = {one.signed.count} ({one.signed.printed}) ✓ {one.signed.row_count}")
    for line in (*found.faults, *found.notes):
        say(f"  {line}")
    if found.equal and found.notes:
        say(
            _("All %(n)s numbers are the same, proven by %(rows)s rows; digests agree.")
            % {"n": len(found.numbers), "rows": found.proven_rows}
        )
    elif found.equal:
        say(
            _("All %(n)s numbers are the same, proven by %(rows)s rows; digests and files agree.")
            % {"n": len(found.numbers), "rows": found.proven_rows}
        )


def begin_series(options: argparse.Namespace) -> int:
    """Found the series of the city and let a counter go on from a number that was reached before this system."""
    area = find_area(None)
    series.found(area)
    run = series.find(options.series, area)
    year = options.year or clock.today().year
    with transaction.atomic():
        if options.after is not None:
            keeping.keep(run, "count", by=SYSTEM, given={"year": year, "after": options.after})
        special = _special(run, options)
    number, own = numbering.upcoming(run, special, year)
    say(
        _("%(series)s: the next issue is No. %(n)s") % {"series": run.label, "n": number}
        + (f" / {special} {own}" if special else "")
    )
    return 0


def _special(run: Series, options: argparse.Namespace) -> SpecialSeries | None:
    """Return the special series that is named, opened if it is new; its counter goes on from where it was."""
    after = options.special_after
    if not options.special:
        if after is not None:
            raise Unknown(
                "bulletin.special", _("Name the special series whose counter goes on."), field="special"
            )
        return None
    rows = SpecialSeries.objects.filter(series=run, name=options.special)
    there = rows.first()
    if there is None:
        first = options.since or clock.today()
        given = {"name": options.special, "name_en": options.special_en, "first_on": first, "after": after}
        keeping.keep(run, "open_special", by=SYSTEM, given=given)
    elif after is not None:
        own = {name: getattr(there, name) for name in ("name", "name_en", "first_on", "last_on")}
        keeping.keep(run, "amend_special", by=SYSTEM, given={"special": there, **own, "after": after})
    return rows.get()
