"""Forms that come with the product: their blank file is made from a description, with what its cells take.

A city that is asked for another layout brings the superior's own file and binds it; these are there to begin from.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from anlan.exchange.account import Blank
from anlan.exchange.carried import Brought
from anlan.exchange.effects import all_sound
from anlan.exchange.opening import XLSX, opened
from anlan.kernel.errors import Unknown

FOLDER = Path(__file__).with_name("shipped")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A form as it is described: code, name, receiver, rows of cells, widths, merged areas, bindings."""

    code: str
    name: str
    name_en: str
    receiver: str
    source: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[str, ...]
    widths: tuple[int, ...]
    bindings: tuple[Mapping[str, Any], ...]

    def blank(self) -> Blank:
        return Blank(self.name, self.receiver, XLSX, self.file(), self.bindings)

    def brought(self) -> Brought:
        """Return the form as it is brought into an area."""
        content = self.file()
        grids = opened(content, XLSX).grids()
        return Brought(
            f"{self.name}.xlsx", XLSX, content, grids, tuple(all_sound(list(self.bindings), grids))
        )

    def file(self) -> bytes:
        """Return the blank workbook; the same description gives the same bytes."""
        out = io.BytesIO()
        book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 -- the file keeps no zone
        sheet = book.add_worksheet(self.sheet)
        font = {
            "font_name": "宋体",
            "font_size": 11,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        }
        title, cell = (
            book.add_format({**font, "font_size": 16, "bold": True}),
            book.add_format({**font, "border": 1}),
        )
        for number, wide in enumerate(self.widths):
            sheet.set_column(number, number, wide)
        for row, texts in enumerate(self.rows):
            for column in range(len(self.widths)):
                text = texts[column] if column < len(texts) else ""
                sheet.write_string(row, column, text, title if row == 0 else cell)
        for area in self.merges:
            first = area.partition(":")[0]
            row = int("".join(sign for sign in first if sign.isdigit()))
            column = ord(first[0]) - 65
            text = self.rows[row - 1][column] if column < len(self.rows[row - 1]) else ""
            sheet.merge_range(area, text, title if row == 1 else cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        book.close()
        return out.getvalue()


@cache
def shipped() -> dict[str, Shipped]:
    """Return the forms that come with the product, by code."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        found[path.stem] = Shipped(
            code=path.stem,
            name=data["name"],
            name_en=data["name_en"],
            receiver=data["receiver"],
            source=data["source"],
            sheet=data["sheet"],
            rows=tuple(tuple(row) for row in data["rows"]),
            merges=tuple(data["merges"]),
            widths=tuple(data["widths"]),
            bindings=tuple(data["bindings"]),
        )
    return found


def find(code: str) -> Shipped:
    found = shipped().get(code)
    if found is None:
        raise Unknown(
            "form.unknown",
            _("There is no form “%(code)s”. Shipped with the product: %(known)s.")
            % {"code": code[:40], "known": ", ".join(shipped())},
            field="form",
        )
    return found
