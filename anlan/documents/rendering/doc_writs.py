"""The head and the foot of a paper of enforcement in Word: its title, its facts and signatures on lines."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.shared import Pt

from anlan.documents.model import Writ
from anlan.documents.rendering import ooxml
from anlan.documents.rendering.ooxml import element

LINE = 440  # twips: 22 pt for text of 14 pt
HOLDS, LEAST = 30, 4
"""Characters of 14 pt that a line holds, and that a blank to be written on has at least."""


def head(file: Document, frame: Writ, colon: str) -> None:
    """Write masthead, title, number and the lines of facts; the text after it is of 14 pt."""
    _shrink(file)
    masthead = file.add_paragraph(frame.masthead, style="公文 标题")
    for run in masthead.runs:
        run.font.size = Pt(18)
    file.add_paragraph("".join(frame.title), style="公文 标题")
    number = file.add_paragraph(frame.number + (f"　{frame.draft}" if frame.draft else ""), style="公文 主送")
    number.paragraph_format.alignment = 2
    _pairs(file, frame.facts, colon)
    if frame.addressee:
        file.add_paragraph(frame.addressee + colon, style="公文 主送")


def signatures(file: Document, frame: Writ, colon: str) -> None:
    file.add_paragraph("", style="公文 主送")
    _pairs(file, frame.signatures, colon)
    if frame.note:
        note = file.add_paragraph(frame.note, style="公文 主送")
        for run in note.runs:
            run.font.size = Pt(10.5)


def _shrink(file: Document) -> None:
    for name in ("Normal", "公文 主送", "公文 落款"):
        style: Any = file.styles[name]
        style.font.size = Pt(14)
        style.paragraph_format.line_spacing = Pt(LINE / 20)


def _pairs(file: Document, lines: tuple[tuple[tuple[str, str], ...], ...], colon: str) -> None:
    """Write lines of label and underlined value; what is to be written by hand is an underlined blank."""
    for line in lines:
        printed = sum(len(label + colon + value) + 1 for label, value in line)
        blanks = sum(not value for _label, value in line) or 1
        blank = "　" * max(LEAST, (HOLDS - printed) // blanks)
        paragraph = file.add_paragraph(style="公文 主送")
        for label, value in line:
            paragraph.add_run(label + colon)
            told = paragraph.add_run(value or blank)
            told.underline = True
            ooxml.look_of(told)
            paragraph.add_run("　" if len(line) > 1 else "")
        ooxml.shape_of(paragraph).append(element('<w:ind w:left="0" w:firstLine="0"/>'))
