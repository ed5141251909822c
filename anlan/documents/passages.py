"""Passages: the paragraphs of a document as people edit them, before any number is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from anlan.documents.sections import Paragraph, Section


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph's template and the headings that stand at its head, without their numbers.

    `key` stays the same over the versions of a document. `fault` says why a section could not be composed: the passage
    then stands where its text would.
    """

    key: str
    text: str = ""
    first: str = ""  # heading of a chapter
    second: str = ""  # heading of a section within it
    section: str = ""  # code of the section from which it was drafted
    fault: str = ""


def as_data(passages: Iterable[Passage]) -> list[dict[str, str]]:
    """Return passages as plain data, without what is empty."""
    return [{name: value for name, value in asdict(one).items() if value} for one in passages]


def from_data(rows: Iterable[dict[str, Any]]) -> tuple[Passage, ...]:
    return tuple(Passage(**row) for row in rows)


@dataclass(slots=True)
class _Placed:
    """A section in its place, with the paragraphs that are printed."""

    section: Section
    paragraphs: Sequence[Paragraph]
    fault: str = ""


def arrange(
    parts: Sequence[Section], printed: dict[str, Sequence[Paragraph]], faults: dict[str, str]
) -> tuple[Passage, ...]:
    """Return the passages of sections in the order of a document.

    Lead first; then chapters and sections without one, by order. A chapter with a single section prints that one's
    text below its own heading alone; a chapter with nothing in it is left out, and so is an empty section.
    """
    placed = [_Placed(part, printed.get(part.code, ()), faults.get(part.code, "")) for part in parts]
    chapters = {one.section.code: one for one in placed if one.section.kind == "chapter"}
    inside: dict[str, list[_Placed]] = {code: [] for code in chapters}
    top: list[_Placed] = []
    for one in placed:
        if one.section.chapter in inside:
            inside[one.section.chapter].append(one)
        else:
            top.append(one)
    passages: list[Passage] = []
    for one in sorted(top, key=lambda p: (p.section.kind != "lead", p.section.order, p.section.code)):
        below = [part for part in inside.get(one.section.code, ()) if part.paragraphs or part.fault]
        passages += _chapter(one, below)
    return tuple(passages)


def _chapter(one: _Placed, below: list[_Placed]) -> list[Passage]:
    heading = "" if one.section.kind == "lead" else one.section.title
    passages = _passages(one, first=heading)
    if len(below) == 1 and not passages:
        return _passages(below[0], first=heading)
    for number, part in enumerate(below):
        first = heading if number == 0 and not passages else ""
        passages += _passages(part, first=first, second=part.section.title)
    return passages


def _passages(one: _Placed, *, first: str = "", second: str = "") -> list[Passage]:
    code = one.section.code
    if one.fault:
        return [Passage(f"{code}-1", first=first, second=second, section=code, fault=one.fault)]
    return [
        Passage(
            f"{code}-{number}",
            paragraph.text,
            first if number == 1 else "",
            second if number == 1 else "",
            code,
        )
        for number, paragraph in enumerate(one.paragraphs, start=1)
    ]
