"""A document as plain text, columns aligned by the width of Chinese characters."""

from __future__ import annotations

from unicodedata import east_asian_width

from anlan.documents.compose import Block, Chip, Document


def render(document: Document) -> str:
    """Return the document's blocks as text: two full-width spaces before a paragraph, tables in columns."""
    return "\n\n".join(_block(block) for block in document.blocks) + "\n"


def _block(block: Block) -> str:
    if block.heading:
        return block.heading
    if block.rows:
        return _table(block)
    return "　　" + "".join(run.text if isinstance(run, Chip) else run for run in block.runs)


def width(text: str) -> int:
    """Return the columns that a text takes: two for a full-width character."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _table(block: Block) -> str:
    lines = [list(block.header), *([name, *(cell.text for cell in cells)] for name, cells in block.rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(block.header))]
    return "\n".join(
        "  ".join(
            cell + " " * (widths[i] - width(cell)) if i == 0 else " " * (widths[i] - width(cell)) + cell
            for i, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )
