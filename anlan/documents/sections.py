"""Sections: one text file in the `sections/` folder of the app whose facts it tells.

A file has a head of `key: value` lines between two `---` lines, then paragraphs. A paragraph quotes figures as
`{hazards.found}` (with measure word) or `{hazards.found|bare}`, and the document's own words as `{area}` and
`{day}`. A paragraph that begins with `[hazards.outstanding > 0]` is printed only if that holds. A line
`{table by area: code, code}` becomes a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

_HEAD = re.compile(r"^---\n(.*?)\n---\n(.*)$", re.DOTALL)
_CONDITION = re.compile(r"^\[([a-z_.]+) (=|>) (\d+)\]\s*")
_TABLE = re.compile(r"^\{table by area: ([a-z_., ]+)\}$")
QUOTE = re.compile(r"\{([a-z_.]+)(\|bare)?\}")
WORDS = frozenset({"area", "day", "year"})


@dataclass(frozen=True, slots=True)
class Condition:
    code: str
    sign: str
    number: int

    def holds(self, value: int) -> bool:
        return value == self.number if self.sign == "=" else value > self.number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's template, or a table's columns, with the condition under which it is printed."""

    text: str = ""
    table: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section in one language."""

    code: str
    language: str
    title: str
    order: int
    series: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure that the section quotes, compares or tabulates, each once."""
        codes: list[str] = []
        for paragraph in self.paragraphs:
            codes += [name for name, _bare in QUOTE.findall(paragraph.text) if name not in WORDS]
            codes += paragraph.table
            if paragraph.when:
                codes.append(paragraph.when.code)
        return tuple(dict.fromkeys(codes))


class SectionError(Exception):
    """A section file that cannot be read; says which and why."""


def parse(text: str, *, source: str) -> Section:
    """Return the section that a file's text describes. Raises SectionError with the file's name."""
    found = _HEAD.match(text.replace("\r\n", "\n"))
    if not found:
        raise SectionError(f"{source}: no head between two --- lines")
    head = dict(line.split(": ", 1) for line in found.group(1).splitlines() if ": " in line)
    missing = {"code", "language", "title", "order", "series"} - head.keys()
    if missing:
        raise SectionError(f"{source}: the head lacks {', '.join(sorted(missing))}")
    if not head["order"].strip().isdecimal():
        raise SectionError(f"{source}: the order “{head['order']}” is not a whole number")
    blocks = [block.strip() for block in found.group(2).split("\n\n") if block.strip()]
    paragraphs = tuple(_paragraph(block, source) for block in blocks)
    return Section(
        head["code"], head["language"], head["title"], int(head["order"]), head["series"], paragraphs
    )


def _paragraph(block: str, source: str) -> Paragraph:
    table = _TABLE.match(block)
    if table:
        return Paragraph(table=tuple(code.strip() for code in table.group(1).split(",")))
    condition = _CONDITION.match(block)
    when = None
    if condition:
        when = Condition(condition.group(1), condition.group(2), int(condition.group(3)))
        block = block[condition.end() :]
    left = QUOTE.sub("", block)
    if block.startswith("[") or "{" in left or "}" in left:
        raise SectionError(f"{source}: “{block[:60]}” has a condition, quote or table that cannot be read")
    joined = block.replace("\n", " ") if block.isascii() else re.sub(r"\s*\n\s*", "", block)
    return Paragraph(text=joined, when=when)


@cache
def sections(series: str, language: str) -> tuple[Section, ...]:
    """Return the sections of a series in a language, in their order, from every installed app."""
    found = []
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "sections").glob("*.txt")):
            section = parse(path.read_text("utf-8"), source=f"{config.label}/sections/{path.name}")
            if section.series == series and section.language == language:
                found.append(section)
    return tuple(sorted(found, key=lambda s: (s.order, s.code)))
