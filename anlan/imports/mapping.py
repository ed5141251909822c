"""Which column of a sheet is which of the template: by the names that are known, or as somebody said before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from anlan.imports.inputs import spoken
from anlan.imports.kinds import Kind
from anlan.imports.models import Mapping as Remembered
from anlan.imports.sheets import HEADER_WITHIN, Cells, Sheet, Workbook
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical, digest

_HINT = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_NOISE = re.compile(r"[\s*＊:：/、_-]+")


@dataclass(slots=True)
class Reading:
    """A sheet that is understood: where its header stands, which position is which column, the rows below it."""

    sheet: Sheet
    header_row: int
    header: list[str]
    columns: dict[str, int]
    rows: Iterator[tuple[int, Cells]]
    notes: list[str] = field(default_factory=list)

    @property
    def header_digest(self) -> str:
        return digest_of(self.header)


def digest_of(header: Sequence[str]) -> str:
    return digest(canonical([plain_name(cell) for cell in header])).hex()


def plain_name(text: Any) -> str:
    """Return a header without spaces, stars, hints in brackets and case."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold()
    return _NOISE.sub("", _HINT.sub("", plain)) or _NOISE.sub("", plain)


def names_of(kind: Kind) -> dict[str, str]:
    """Return every name by which a column goes → the column."""
    names: dict[str, str] = {}
    for column in kind.columns:
        for name in (column.header, *column.also, *spoken(column.input.label), column.name):
            names.setdefault(plain_name(name), column.name)
    return names


def understand(book: Workbook, kind: Kind, *, sheet: str = "") -> Reading:
    """Choose the sheet and the row whose cells name most columns of the kind. Raises Invalid for an unknown sheet."""
    names = names_of(kind)
    readings = [
        found for one in book.sheets if sheet in ("", one.name) if (found := _header(one, names)) is not None
    ]
    if not readings:
        raise Invalid(
            "file.no_header",
            _("The file has no row of column names. Use the template, or give the columns a header row."),
            field="file",
        )
    best = max(readings, key=lambda reading: len(reading.columns))
    others = [
        one.sheet.name for one in readings if one is not best and 2 * len(one.columns) > len(best.columns)
    ]
    if others:
        best.notes.append(
            _("Also holds columns of this kind and was not read: sheet %(names)s.")
            % {"names": "、".join(others)}
        )
    return best


def _header(sheet: Sheet, names: Mapping[str, str]) -> Reading | None:
    rows = iter(sheet.rows)
    first = list(islice(rows, HEADER_WITHIN))
    scored = [(number, cells, _columns(cells, names)) for number, cells in first]
    if not scored:
        return None
    best = max(scored, key=lambda row: len(row[2]))
    if not best[
        2
    ]:  # nothing is known by name: the first row with several texts is the header to be mapped by hand
        several = [row for row in scored if sum(isinstance(cell, str) and cell != "" for cell in row[1]) > 1]
        best = several[0] if several else scored[0]
    number, cells, columns = best
    below = chain(((n, c) for n, c in first if n > number), rows)
    return Reading(sheet, number, [str(cell)[:60] for cell in cells], columns, below, list(sheet.notes))


def _columns(cells: Cells, names: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for position, cell in enumerate(cells):
        name = names.get(plain_name(cell)) if isinstance(cell, str) and cell else None
        if name is not None:
            columns.setdefault(name, position)
    return columns


def missing(kind: Kind, columns: Mapping[str, int]) -> list[str]:
    """Return the headers of required columns that no position is known for."""
    return [c.header for c in kind.columns if c.input.required and c.name not in columns]


def given(kind: Kind, header: Sequence[str], pairs: Mapping[str, str]) -> dict[str, int]:
    """Return positions for columns named by hand: template's column → header of the sheet, its letter, or nothing.

    Raises Invalid for a column or a header that is not there.
    """
    names, places = names_of(kind), {plain_name(cell): n for n, cell in reversed(list(enumerate(header)))}
    columns: dict[str, int] = {}
    for template, own in pairs.items():
        name = names.get(plain_name(template))
        if name is None:
            raise _unknown(template, [column.header for column in kind.columns])
        if not own.strip():
            continue
        place = places.get(plain_name(own), _letter(own, len(header)))
        if place is None:
            raise _unknown(own, header)
        columns[name] = place
    return columns


def _letter(text: str, width: int) -> int | None:
    """Return the position of a column by its letter (A, B … AA), or None."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", text):
        return None
    place = 0
    for sign in text.upper():
        place = place * 26 + ord(sign) - 64
    return place - 1 if place <= width else None


def _unknown(name: str, known: Sequence[str]) -> Invalid:
    return Invalid(
        "mapping.unknown",
        _("There is no column “%(name)s”. There are: %(known)s.")
        % {"name": str(name)[:40], "known": "、".join(filter(None, known))[:400]},
        field="mapping",
    )


def recall(kind: Kind, sender: str, header: Sequence[str]) -> dict[str, int]:
    """Return how this sender's columns were read before, or nothing."""
    found = Remembered.objects.filter(
        sender=sender, ledger=kind.code, header_digest=digest_of(header)
    ).first()
    return dict(found.columns) if found else {}


def remember(
    kind: Kind, sender: str, header: Sequence[str], columns: Mapping[str, int], at: datetime
) -> None:
    Remembered.objects.update_or_create(
        sender=sender,
        ledger=kind.code,
        header_digest=digest_of(header),
        defaults={"columns": dict(columns), "used_at": at},
    )
