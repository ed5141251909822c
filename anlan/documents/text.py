"""A document's blocks as plain text, columns aligned by the width of Chinese characters."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from anlan.documents.model import Block, Fault, Heading, Table


def render(blocks: Sequence[Block]) -> str:
    """Return the blocks as text: two full-width spaces before a paragraph, tables in columns."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Fault):
        return fault_line(block)
    return "　　" + "".join(run.text for run in block.runs)


def fault_line(fault: Fault) -> str:
    """Return what stands in the place of a section that could not be composed."""
    return _("[%(section)s could not be composed: %(reason)s]") % {
        "section": fault.section,
        "reason": fault.reason,
    }


def width(text: str) -> int:
    """Return the columns that a text takes: two for a full-width character."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _table(block: Table) -> str:
    lines = [list(block.header), *([cell.text for cell in row] for row in block.rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(block.header))]
    head = f"{block.caption}\n" if block.caption else ""
    return head + "\n".join(
        "  ".join(
            cell + " " * (widths[i] - width(cell)) if i == 0 else " " * (widths[i] - width(cell)) + cell
            for i, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )
