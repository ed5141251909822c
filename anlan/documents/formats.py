"""The formats of a document, by the ending of its file. What makes one is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable

from anlan.documents.model import Composition

Render = Callable[[Composition], bytes]


def _pdf(document: Composition) -> bytes:
    from anlan.documents.rendering import pdf  # noqa: PLC0415 -- see above

    return pdf.render(document)


def _docx(document: Composition) -> bytes:
    from anlan.documents.rendering import docx  # noqa: PLC0415 -- see above

    return docx.render(document)


def _html(document: Composition) -> bytes:
    from anlan.documents.rendering import html  # noqa: PLC0415 -- see above

    return html.whole(document).encode()


def _txt(document: Composition) -> bytes:
    from anlan.documents.rendering import plain  # noqa: PLC0415 -- see above

    return plain.render(document).encode()


def _xlsx(document: Composition) -> bytes:
    from anlan.documents.rendering import xlsx  # noqa: PLC0415 -- see above

    return xlsx.render(document)


FORMATS: dict[str, Render] = {"pdf": _pdf, "docx": _docx, "html": _html, "txt": _txt, "xlsx": _xlsx}
