"""A document as PDF, set by typst from the templates beside this file.

One compiler is kept per process (a second document costs a tenth of the first) and used by one thread at a time. Text
reaches the templates as JSON, so it can never be read as code; the templates can read no file but each other, and
no font but ours and the city's. The same document gives the same bytes: its file is dated by the day it bears.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from anlan.documents.model import Composition, as_data
from anlan.documents.rendering import fonts
from anlan.documents.rendering.days import printed_day, stamp
from anlan.documents.rendering.words import base_of, check_length, printable, title_of, words

TEMPLATES = Path(__file__).resolve().parent / "typst"

_kept: dict[tuple[Path, ...], typst.Compiler] = {}
_one_at_a_time = Lock()


def render(document: Composition) -> bytes:
    """Return the document as PDF. Raises Invalid when its tables are longer than any paper."""
    check_length(document)
    return _compiled(document, "pdf")[0]


def pictures(document: Composition, *, ppi: float = 80) -> list[bytes]:
    """Return the document's pages as PNG pictures."""
    check_length(document)
    return _compiled(document, "png", ppi=ppi)


def _compiled(document: Composition, form: Any, **options: Any) -> list[bytes]:
    places = tuple(fonts.folders())
    given = json.dumps(_data(printable(document)), ensure_ascii=False, separators=(",", ":"))
    with _one_at_a_time:
        if places not in _kept:
            _kept[places] = typst.Compiler(
                input=str(TEMPLATES / "main.typ"),
                root=str(TEMPLATES),
                font_paths=fonts.loaded(places),
                ignore_system_fonts=True,
            )
        made = _kept[places].compile(
            format=form,
            sys_inputs={"document": given},
            timestamp=int(stamp(document.frame.day).timestamp()),
            **options,
        )
    return made if isinstance(made, list) else [made or b""]


def _data(document: Composition) -> dict[str, Any]:
    """Return what the templates read: the document, its words, its faces, its QR code."""
    frame = document.frame
    day = printed_day(frame.day)
    return as_data(document) | {
        "name": title_of(document),
        "date": [day.year, day.month, day.day] if day else None,
        "words": words(document.language),
        "fonts": fonts.families(),
        "qr": qr_code(frame.address),
        "base": base_of(frame.address),
    }


def qr_code(address: str) -> str:
    """Return an address as the SVG of its QR code (empty for none)."""
    if not address:
        return ""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue().decode("utf-8")
