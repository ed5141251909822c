"""Sections: one text file in the `sections/` folder of the app whose facts it tells.

A file has a head of `key: value` lines between two `---` lines, then paragraphs. A paragraph quotes figures as
`{hazards.found}` (with measure word) or `{hazards.found|bare}`, and the document's own words as `{area}` and
`{day}`. A paragraph that begins with `[hazards.outstanding > 0]` is printed only if that holds, one that begins with
`[holds meetings.every_time]` only if the facts bear that claim (`claims.py`), with `[fails …]` only if they do not,
`[holds incidents.no_report@special]` over the days of a span; what is of `special` only if such a period ran lately;
with commas between them, all must hold. A line `{table by area: code, code}` becomes a table, a paragraph
`{list app.code}` a listing (`tokens.py`).

The head says where the text stands. `kind: lead` is the paragraph before all headings; `kind: chapter` a first-level
heading (一、), with text of its own or none; every other file is a section: below the chapter that its line
`chapter:` names (（一）), or a first-level heading by itself. A file may serve several series: `series: daily, weekly`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps

from anlan.documents.chronicles import listing_in
from anlan.documents.spans import SPANS, SPECIAL
from anlan.documents.tokens import FIGURE, codes_in, columns_in, table_in, unreadable

_HEAD = re.compile(r"^---\n(.*?)\n---\n(.*)$", re.DOTALL)
_CONDITIONS = re.compile(r"^\[([^\[\]]+)\]\s*")
_COMPARED = re.compile(rf"({FIGURE}) (=|>=|<=|>|<) (\d+)")
_CLAIMED = re.compile(rf"(holds|fails) ([a-z][a-z0-9_]*\.[a-z0-9_]+)(?:@({SPANS}))?")
_REQUIRED = {"code", "language", "title", "order", "series"}
KINDS = ("section", "lead", "chapter")
_SIGNS = {
    "=": int.__eq__,
    ">": int.__gt__,
    "<": int.__lt__,
    ">=": int.__ge__,
    "<=": int.__le__,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one figure (`code`, with `@span` perhaps) with a number."""

    token: str
    sign: str
    number: int

    @property
    def code(self) -> str:
        return self.token.partition("@")[0]

    def holds(self, value: int) -> bool:
        return bool(_SIGNS[self.sign](value, self.number))


@dataclass(frozen=True, slots=True)
class Borne:
    """That the facts bear a claim over the document's days or those of a span, or that they do not."""

    claim: str
    holds: bool
    span: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's template (of a table its one token), with the conditions under which it is printed: all must hold.

    `line` is where it begins in its file.
    """

    text: str = ""
    when: tuple[Condition | Borne, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def compared(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.when if isinstance(one, Condition))

    @property
    def borne(self) -> tuple[Borne, ...]:
        return tuple(one for one in self.when if isinstance(one, Borne))

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure that it quotes, tabulates or compares, in that order."""
        return (*codes_in(self.text), *self.table, *(one.code for one in self.compared))

    @property
    def is_of_special(self) -> bool:
        """Tell whether it speaks of the special period: it is not printed where none ran lately."""
        named = any(one.span == SPECIAL for one in self.borne)
        compared = any(one.token.endswith(f"@{SPECIAL}") for one in self.compared)
        return named or compared or f"@{SPECIAL}" in self.text or f"{{{SPECIAL}}}" in self.text

    @property
    def table(self) -> tuple[str, ...]:
        """The figures of a table's columns; none if it is no table of figures."""
        return columns_in(self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """One section in one language. `fault` says why its file cannot be read; then it has no paragraphs."""

    code: str
    language: str
    title: str
    order: int
    series: str
    paragraphs: tuple[Paragraph, ...]
    kind: str = "section"
    chapter: str = ""
    fault: str = ""
    source: str = field(default="", compare=False)  # its file

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure that the section quotes, compares or tabulates, each once."""
        return tuple(dict.fromkeys(code for paragraph in self.paragraphs for code in paragraph.figures))

    @property
    def all_series(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.series.split(","))


class SectionError(Exception):
    """A section file that cannot be read; says which and why."""


def parse(text: str, *, source: str) -> Section:
    """Return the section that a file's text describes. Raises SectionError with the file's name and the line."""
    text = text.replace("\r\n", "\n")
    found = _HEAD.match(text)
    if not found:
        raise SectionError(f"{source}: no head between two --- lines")
    head, lines = _head(found.group(1), source)
    if not head["order"].isdecimal():
        raise SectionError(f"{source}, line {lines['order']}: order “{head['order']}” is not a whole number")
    kind = head.get("kind", "section")
    if kind not in KINDS:
        raise SectionError(f"{source}, line {lines['kind']}: kind “{kind}” is none of {', '.join(KINDS)}")
    return Section(
        code=head["code"],
        language=head["language"],
        title=head["title"],
        order=int(head["order"]),
        series=head["series"],
        paragraphs=tuple(
            _paragraph(block, source, line)
            for block, line in _blocks(found.group(2), text.count("\n", 0, found.start(2)) + 1)
        ),
        kind=kind,
        chapter=head.get("chapter", ""),
        source=source,
    )


def _head(text: str, source: str) -> tuple[dict[str, str], dict[str, int]]:
    """Return the head's values and the lines they stand on."""
    head: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=2):
        if ": " in line:
            name, value = line.split(": ", 1)
            head[name], lines[name] = value, number
        elif line.strip():
            raise SectionError(f"{source}, line {number}: “{line[:60]}” is no “key: value”")
    missing = _REQUIRED - head.keys()
    if missing:
        raise SectionError(f"{source}: the head lacks {', '.join(sorted(missing))}")
    return head, lines


def _blocks(body: str, first: int) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs of a body, each with the number of its first line."""
    for found in re.finditer(r"\S(?:.*?)(?=\n[ \t]*\n|\Z)", body, re.DOTALL):
        yield found.group().rstrip(), first + body.count("\n", 0, found.start())


def _paragraph(block: str, source: str, line: int) -> Paragraph:
    where = f"{source}, line {line}"
    when: tuple[Condition | Borne, ...] = ()
    conditions = _CONDITIONS.match(block)
    if conditions:
        when = tuple(_condition(term.strip(), where) for term in conditions.group(1).split(","))
        block = block[conditions.end() :]
    if block.startswith("[") or (unreadable(block) and not listing_in(block) and not table_in(block)):
        raise SectionError(f"{where}: “{block[:60]}” has a condition, quote or table that cannot be read")
    joined = block.replace("\n", " ") if block.isascii() else re.sub(r"\s*\n\s*", "", block)
    return Paragraph(text=joined, when=when, line=line)


def _condition(term: str, where: str) -> Condition | Borne:
    if compared := _COMPARED.fullmatch(term):
        return Condition(compared.group(1), compared.group(2), int(compared.group(3)))
    if claimed := _CLAIMED.fullmatch(term):
        return Borne(claimed.group(2), claimed.group(1) == "holds", claimed.group(3) or "")
    raise SectionError(f"{where}: “{term[:60]}” is no condition that can be read")


@cache
def sections(series: str, language: str) -> tuple[Section, ...]:
    """Return the sections of a series in a language, in their order, from every installed app.

    A file that cannot be read stands in its place as a section with a fault, in every series: what it would have
    said is not left out silently.
    """
    found = [
        section
        for section in _files()
        if section.language == language and (section.fault or series in section.all_series)
    ]
    return tuple(sorted(found, key=lambda s: (s.order, s.code)))


@cache
def known_series() -> frozenset[str]:
    """Return the series for which there is any section."""
    return frozenset(name for section in _files() for name in section.all_series)


def _files() -> Iterator[Section]:
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "sections").glob("*.txt")):
            source = f"{config.label}/sections/{path.name}"
            try:
                yield parse(path.read_text("utf-8"), source=source)
            except (SectionError, UnicodeDecodeError) as error:
                language = "en" if path.name.endswith(".en.txt") else "zh"
                yield Section(source, language, source, 0, "", (), fault=str(error))
