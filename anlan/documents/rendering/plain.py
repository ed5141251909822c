"""A document as plain text: for mail, for a terminal, for reading without anything."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.documents.model import (
    Block,
    Bulletin,
    Composition,
    Fault,
    Frame,
    Heading,
    Letter,
    Paragraph,
    Table,
    Writ,
)
from anlan.documents.rendering.words import check_length, printable, words
from anlan.documents.text import width


def render(document: Composition) -> str:
    """Return the document as text: head, paragraphs set in by two characters, tables in columns, colophon."""
    check_length(document)
    document = printable(document)
    said = words(document.language)
    parts = [
        _lines(*(f"【{stamp}】" for stamp in document.stamps)),
        *_head(document.frame, said["colon"]),
        *(_block(block, said["fault"]) for block in document.blocks),
        document.as_of,
        *_signature(document.frame),
        *(_block(block, said["fault"]) for block in document.annex),
        *_foot(document.frame, said),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _head(frame: Frame, colon: str) -> Iterable[str]:
    draft = f"（{frame.draft}）" if frame.draft else ""
    if isinstance(frame, Bulletin):
        yield _lines(frame.secrecy, frame.masthead, frame.issue_line + draft, frame.special_line)
        yield _lines(frame.issuer, frame.day)
    else:
        yield _lines(frame.masthead, frame.number + draft)
    yield "\n".join(frame.title)
    if isinstance(frame, Writ):
        yield _pairs(frame.facts, colon)
    if not isinstance(frame, Bulletin) and frame.addressee:
        yield (frame.addressee + colon).rstrip()


def _pairs(lines: Iterable[tuple[tuple[str, str], ...]], colon: str) -> str:
    """Return lines of facts; what is to be written by hand is a blank."""
    return "\n".join("　".join(f"{label}{colon}{value or '____'}" for label, value in line) for line in lines)


def _signature(frame: Frame) -> Iterable[str]:
    if isinstance(frame, Letter) or (isinstance(frame, Writ) and frame.is_sealed):
        yield _lines(frame.issuer, frame.day)


def _foot(frame: Frame, said: dict[str, str]) -> Iterable[str]:
    if isinstance(frame, Bulletin):
        yield "　".join(f"{role}：{names}" for role, names in frame.people)
        sides = (("report", frame.report_to), ("deliver", frame.deliver_to), ("issue", frame.issue_to))
        yield _lines(*(f"{said[side]}{said['colon']}{names}" for side, names in sides if names), frame.copies)
    elif isinstance(frame, Writ):
        yield _pairs(frame.signatures, said["colon"])
        yield frame.note
    else:
        copies = f"{said['copies']}{said['colon']}{frame.copies_to}" if frame.copies_to else ""
        yield _lines(copies, "　".join(each for each in (frame.printed_by, frame.printed_on) if each))
    yield frame.address


def _block(block: Block, fault: str) -> str:
    match block:
        case Paragraph(runs=runs):
            return "　　" + "".join(run.text for run in runs)
        case Heading(text=text):
            return text
        case Table():
            return _table(block)
        case Fault(section=section, reason=reason):
            return f"【{fault}{section}】\n{reason}"


def _table(block: Table) -> str:
    """Return a table in columns: a cell's text stands at the side that it is aligned to, headers with their cells."""
    count = max([len(block.header), *(len(row) for row in block.rows)])
    header = [*block.header, *[""] * (count - len(block.header))]
    rows = [[*(cell.text for cell in row), *[""] * (count - len(row))] for row in block.rows]
    ends = [any(len(row) > i and row[i].align == "end" for row in block.rows) for i in range(count)]
    widths = [max(width(line[i]) for line in (header, *rows)) for i in range(count)]
    lines = [
        "  ".join(_padded(text, widths[i], end=ends[i]) for i, text in enumerate(line)).rstrip()
        for line in (header, *rows)
    ]
    return "\n".join(([block.caption] if block.caption else []) + lines)


def _padded(text: str, columns: int, *, end: bool) -> str:
    space = " " * (columns - width(text))
    return space + text if end else text + space
