"""The formats in which a document is made, by the ending of its file. What makes one is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable

from anlan.documents.model import Composition

Render = Callable[[Composition], bytes]


def _pdf(document: Composition) -> bytes:
    from anlan.documents.rendering import pdf

    return pdf.render(document)


def _docx(document: Composition) -> bytes:
    from anlan.documents.rendering import docx

    return docx.render(document)


def _html(document: Composition) -> bytes:
    from anlan.documents.rendering import html

    return html.whole(document).encode()


def _txt(document: Composition) -> bytes:
    from anlan.documents.rendering import plain

    return plain.render(document).encode()


FORMATS: dict[str, Render] = {"pdf": _pdf, "docx": _docx, "html": _html, "txt": _txt}
