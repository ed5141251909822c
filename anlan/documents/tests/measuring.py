"""A rendered page measured: where each glyph stands and what colour a spot has, in millimetres from the top left."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
from PIL import ImageChops

MM = 72 / 25.4
HIGH = 297.0
SHARP = 6.0  # pixels a millimetre when a page is looked at as a picture


@dataclass(frozen=True)
class Glyph:
    """A printed character: its baseline's start, and the box of its ink."""

    char: str
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    glyphs: list[Glyph]
    red: tuple[float, ...]  # the box of everything red; empty if nothing is
    dark_rows: list[float]  # rows of pixels inside the type area that are dark over nearly its whole width

    @property
    def lines(self) -> list[list[Glyph]]:
        """The type area's lines from top to bottom, each with its glyphs from left to right."""
        by: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in self.glyphs:
            if glyph.y < HIGH - 35 + 1:
                by[round(glyph.y * 2)].append(glyph)
        return [sorted(by[key], key=lambda g: g.x) for key in sorted(by)]

    @property
    def foot(self) -> list[Glyph]:
        return sorted((g for g in self.glyphs if g.y > HIGH - 34), key=lambda g: g.x)

    @property
    def text(self) -> str:
        return "".join(glyph.char for line in self.lines for glyph in line)


def measure(pdf: bytes, *, pictures: bool = False) -> list[Page]:
    """Return every page of a PDF, measured; with `pictures` its colours too."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(document[n], pictures) for n in range(len(document))]


def _page(page: pypdfium2.PdfPage, pictures: bool) -> Page:
    text = page.get_textpage()
    glyphs = []
    for n in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, n))
        if not char.strip() or char == "\x00":
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        left, bottom, right, top = text.get_charbox(n)
        glyphs.append(
            Glyph(
                char,
                x.value / MM,
                HIGH - y.value / MM,
                left / MM,
                HIGH - top / MM,
                right / MM,
                HIGH - bottom / MM,
            )
        )
    text.close()
    red, rows = _colours(page) if pictures else ((), [])
    return Page(glyphs, red, rows)


def _colours(page: pypdfium2.PdfPage) -> tuple[tuple[float, ...], list[float]]:
    picture = page.render(scale=SHARP / MM).to_pil().convert("RGB")
    r, g, _b = picture.split()
    reddish = ImageChops.darker(
        r.point(lambda v: 255 if v > 150 else 0), g.point(lambda v: 255 if v < 90 else 0)
    )
    box = reddish.getbbox()
    grey = picture.convert("L").crop((round(28 * SHARP), 0, round(184 * SHARP), picture.height))
    rows = [
        (y + 0.5) / SHARP for y, value in enumerate(grey.resize((1, grey.height)).tobytes()) if value < 150
    ]
    return (tuple(v / SHARP for v in box) if box else ()), rows
