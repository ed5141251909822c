"""Sections: one text file in the `sections/` folder of the app whose facts it tells.

A file has a head of `key: value` lines between two `---` lines, then paragraphs. A paragraph quotes figures as
`{hazards.found}` (with measure word) or `{hazards.found|bare}`, and the document's own words as `{area}` and
`{day}`. A paragraph that begins with `[hazards.outstanding > 0]` is printed only if that holds, one that begins with
`[claim dispatch.every_day]` only if what its words claim is true, `[no claim …]` only if it is not; several are joined
by `and`. A line `{table by area: code, code}` becomes a table, a paragraph `{list app.code}` a listing (`tokens.py`).

The head says where the text stands. `kind: lead` is the paragraph before all headings; `kind: chapter` a first-level
heading (一、), with text of its own or none; every other file is a section: below the chapter that its line
`chapter:` names (（一）), or a first-level heading by itself. A file may serve several series: `series: daily, weekly`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from anlan.documents.chronicles import listing_in
from anlan.documents.tokens import FIGURE, codes_in, columns_in, table_in, unreadable

_HEAD = re.compile(r"^---\n(.*?)\n---\n(.*)$", re.DOTALL)
_CONDITIONS = re.compile(r"^\[([^\[\]]+)\]\s*")
_CONDITION = re.compile(rf"^({FIGURE}) (=|>=|<=|>|<) (\d+)$")
_CLAIM = re.compile(r"^(no )?claim ([a-z][a-z0-9_]*\.[a-z0-9_]+)$")
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
class ClaimCondition:
    """A claim that has to be true, or, if `holds` says so, that is not."""

    code: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's template (of a table its one token), with the conditions under which it is printed: all of them."""

    text: str = ""
    when: tuple[Condition, ...] = ()
    claims: tuple[ClaimCondition, ...] = ()

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

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure that the section quotes, compares or tabulates, each once."""
        codes: list[str] = []
        for paragraph in self.paragraphs:
            codes += codes_in(paragraph.text)
            codes += paragraph.table
            codes += [condition.code for condition in paragraph.when]
        return tuple(dict.fromkeys(codes))

    @property
    def all_series(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.series.split(","))


class SectionError(Exception):
    """A section file that cannot be read; says which and why."""


def parse(text: str, *, source: str) -> Section:
    """Return the section that a file's text describes. Raises SectionError with the file's name."""
    found = _HEAD.match(text.replace("\r\n", "\n"))
    if not found:
        raise SectionError(f"{source}: no head between two --- lines")
    head = dict(line.split(": ", 1) for line in found.group(1).splitlines() if ": " in line)
    missing = _REQUIRED - head.keys()
    if missing:
        raise SectionError(f"{source}: the head lacks {', '.join(sorted(missing))}")
    if not head["order"].isdecimal():
        raise SectionError(f"{source}: order “{head['order']}” is not a whole number")
    kind = head.get("kind", "section")
    if kind not in KINDS:
        raise SectionError(f"{source}: kind “{kind}” is none of {', '.join(KINDS)}")
    blocks = [block.strip() for block in found.group(2).split("\n\n") if block.strip()]
    return Section(
        code=head["code"],
        language=head["language"],
        title=head["title"],
        order=int(head["order"]),
        series=head["series"],
        paragraphs=tuple(_paragraph(block, source) for block in blocks),
        kind=kind,
        chapter=head.get("chapter", ""),
    )


def _paragraph(block: str, source: str) -> Paragraph:
    when: list[Condition] = []
    claims: list[ClaimCondition] = []
    found = _CONDITIONS.match(block)
    if found:
        body = block[found.end() :]
        for part in found.group(1).split(" and "):
            if one := _CONDITION.match(part):
                when.append(Condition(one.group(1), one.group(2), int(one.group(3))))
            elif told := _CLAIM.match(part):
                claims.append(ClaimCondition(told.group(2), not told.group(1)))
            else:
                body = block  # told below
    else:
        body = block
    if body.startswith("[") or (unreadable(body) and not listing_in(body) and not table_in(body)):
        raise SectionError(f"{source}: “{block[:60]}” has a condition, quote or table that cannot be read")
    joined = body.replace("\n", " ") if body.isascii() else re.sub(r"\s*\n\s*", "", body)
    return Paragraph(joined, tuple(when), tuple(claims))


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
