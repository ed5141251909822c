"""Word documents for tests: made with python-docx, parts added or changed in the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx

BODY = "{{ body }}"


def document(*paragraphs: str) -> bytes:
    """Return a Word document with these paragraphs."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return a package with parts put in, replaced, or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            if name not in parts:
                made.writestr(name, given.read(name))
        for name, data in parts.items():
            if data is not None:
                made.writestr(name, data)
    return out.getvalue()


def with_text(content: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """Return a package with the XML of a part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        data = given.read(part).decode()
    assert old in data
    return changed(content, {part: data.replace(old, new, 1).encode()})


def texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
