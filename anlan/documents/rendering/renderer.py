"""What makes a file: named beside each archived one, so that a later difference can be told from a forgery.

The name holds the version of what sets the page, a digest over everything beside this file that lays it out (the
filling of templates too), and one over the fonts. Two processes with the same name make the same bytes of the same
document.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from anlan.documents.rendering import fonts

HERE = Path(__file__).resolve().parent
LAYOUT = (HERE, HERE.parent / "jinja2", HERE.parent / "templates")
_SOURCES = frozenset({".py", ".typ", ".css", ".html"})


def renderer(form: str) -> str:
    """Return the name of what makes files of a format now."""
    return "; ".join((*_engine(form), f"layout {_layout()[:12]}", *_faces(form)))


def _engine(form: str) -> tuple[str, ...]:
    if form == "pdf":
        return (f"typst {version('typst')}", f"segno {version('segno')}")
    if form == "docx":
        return (f"python-docx {version('python-docx')}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
    if form == "xlsx":
        return (f"xlsxwriter {version('xlsxwriter')}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
    if form == "own":
        return (f"lxml {version('lxml')}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}")
    return (f"jinja2 {version('jinja2')}",) if form == "html" else ()


def _faces(form: str) -> tuple[str, ...]:
    return (f"fonts {_fonts(tuple(fonts.files()))[:12]}",) if form == "pdf" else ()


@cache
def _layout() -> str:
    places = (path for folder in LAYOUT for path in folder.rglob("*") if path.suffix in _SOURCES)
    return _digest(sorted(path for path in places if "tests" not in path.parts))


@lru_cache(maxsize=4)
def _fonts(paths: tuple[Path, ...]) -> str:
    return _digest(paths)


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
