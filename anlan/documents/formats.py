"""The formats in which a document is made, by the ending of its file."""

from __future__ import annotations

from collections.abc import Callable

from anlan.documents import text
from anlan.documents.model import Bulletin, Composition

Render = Callable[[Composition], bytes]


def as_text(document: Composition) -> bytes:
    """Return a document as plain text in UTF-8: the head of its frame, the text, the colophon."""
    frame = document.frame
    lines = [frame.masthead]
    if isinstance(frame, Bulletin):
        number = frame.issue_line + (f"（{frame.draft}）" if frame.draft else "")
        lines += [number, frame.special_line, f"{frame.issuer}　{frame.day}"]
        lines.append("　".join(frame.title))
        foot = ["　".join(f"{role}：{names}" for role, names in frame.people)]
        told = (("报", frame.report_to), ("送", frame.deliver_to), ("发", frame.issue_to))
        foot += [f"{word}：{to}" for word, to in told if to]
    else:
        lines += [frame.number, "　".join(frame.title), frame.addressee]
        foot = [frame.issuer, frame.day]
    head = "\n".join(line for line in lines if line)
    end = "\n".join(line for line in [document.as_of, *foot] if line)
    return f"{head}\n\n{text.render(document.blocks)}\n{end}\n".encode()


FORMATS: dict[str, Render] = {"txt": as_text}
"""Ending → what makes it. `rendering` adds the others."""
