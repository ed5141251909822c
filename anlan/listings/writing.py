"""From a list as it is asked for to a whole file: read as of one moment, in chunks, told in the asker's language."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan import __version__
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.listings.models import Export, Format
from anlan.listings.plain import Plain
from anlan.listings.sheets import Line, Sheet, key_column
from anlan.listings.workbook import Book
from anlan.org.scope import Actor

SUFFIXES = {Format.XLSX: "xlsx", Format.CSV: "csv", Format.CSV_GB18030: "csv"}
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a list with its filters and order, for whom, in which format."""

    sheet: Sheet
    actor: Actor
    query: Mapping[str, Any]
    format: Format
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: how many rows on how many sheets, as of when, and the two digests."""

    rows: int
    sheets: int
    known_at: datetime
    keys_digest: str
    sha256: str
    size: int


def write(wish: Wish, path: Path, *, progress: Progress | None = None) -> Written:
    """Write the file whole or not at all. Raises Invalid for filters that cannot be answered in full.

    All rows are read in one snapshot, so that no page of it knows more than another; everything that goes by the
    clock (overdue, days open) goes by the moment at which the snapshot was taken. Two statements a chunk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        draft = Path(folder) / path.name
        with snapshot():
            Export.objects.exists()  # the first read: here the snapshot begins, before anything slow
            known_at = clock.now()
            total = wish.sheet.count(wish.actor, wish.query)
            with clock.at(known_at):
                rows, sheets, digest = _write(wish, draft, known_at, total, progress)
        sha256 = _digest(draft)
        size = draft.stat().st_size
        draft.replace(path)
    return Written(rows, sheets, known_at, digest, sha256, size)


def _write(
    wish: Wish, draft: Path, known_at: datetime, total: int | None, progress: Progress | None
) -> tuple[int, int, str]:
    sheet = wish.sheet
    columns = [*sheet.columns(), key_column()]
    out = _open(wish, draft, columns)
    hasher, count, tell = hashlib.sha256(), 0, sheet.tell(wish.actor, wish.query)
    try:
        if progress:
            progress(0, total)
        for keys in sheet.keys(wish.actor, wish.query):
            lines: dict[int, Line] = dict(tell(keys))
            for key in keys:
                out.add((*lines[key], str(key)))
                hasher.update(b"%d\n" % key)
            count += len(keys)
            if progress:
                progress(count, total)
        digest = hasher.hexdigest()
        return count, out.close(_about(wish, known_at, count, digest)), digest
    except BaseException:
        out.abandon()
        raise


def _open(wish: Wish, draft: Path, columns: list[Any]) -> Book | Plain:
    if wish.format != Format.XLSX:
        return Plain(draft, columns, wish.format)
    note = _("… (cut: the whole text is in the system)")
    return Book(draft, columns, about=pgettext("export", "About"), name=str(wish.sheet.label), note=note)


def _about(wish: Wish, known_at: datetime, count: int, digest: str) -> list[tuple[str, str]]:
    """Return what stands in the file about itself: (what, which)."""
    query, sheet = wish.query, wish.sheet
    first, last = str(query.get("from") or ""), str(query.get("to") or "")
    told = sheet.told(wish.actor, query)
    filters = _("; ").join(_("%(head)s: %(parts)s") % {"head": what, "parts": which} for what, which in told)
    about = [
        (pgettext("export", "List"), str(sheet.label)),
        (_("Rows"), f"{count:,}"),
        (_("Filter"), filters or _("none")),
        (_("Period"), f"{first or '…'} – {last or '…'}" if first or last else _("not bounded")),
        (_("As of"), _("%(when)s (Beijing time)") % {"when": shanghai(known_at)}),
        (_("Exported by"), wish.asked_by),
        (_("Asked for at"), _("%(when)s (Beijing time)") % {"when": shanghai(wish.asked_at)}),
        (_("Digest of the rows"), digest),
        (
            _("How to check it"),
            _("SHA-256 over the record keys (last column) from the first row to the last, one a line."),
        ),
        (_("Written by"), f"anlan {__version__}"),
    ]
    if sheet.masked:
        about.append((_("Telephone numbers"), _("Masked in the middle, as on the page.")))
    return about


def shanghai(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
