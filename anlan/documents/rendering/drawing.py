"""A drawing (SVG) as a picture (PNG), set with the fonts that documents are set in."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import typst

from anlan.documents.rendering import fonts

TEMPLATES = Path(__file__).resolve().parent / "typst"
PPI = 144
"""Two pixels of the picture for each of the drawing."""

_kept: dict[tuple[Path, ...], typst.Compiler] = {}
_one_at_a_time = Lock()


def face() -> str:
    """Return the family in which the words of drawings are set."""
    return fonts.families()["hei"][0]


def png(drawing: str, *, width: int) -> bytes:
    """Return a drawing as a picture of twice as many pixels. Its words are read as words, never as code."""
    places = tuple(fonts.folders())
    with _one_at_a_time:
        if places not in _kept:
            _kept[places] = typst.Compiler(
                input=str(TEMPLATES / "drawing.typ"),
                root=str(TEMPLATES),
                font_paths=fonts.loaded(places),
                ignore_system_fonts=True,
            )
        made = _kept[places].compile(
            format="png", ppi=PPI, sys_inputs={"drawing": drawing, "width": str(width)}
        )
    return made if isinstance(made, bytes) else (made or [b""])[0]
