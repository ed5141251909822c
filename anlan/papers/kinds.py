"""Kinds of paper: one folder `paper_kinds/<kind>/` in the app that issues it, the words of the paper in its `zh.txt`.

The file has a head of `key: value` lines between two `---` lines, then paragraphs. `{name}` stands for a value of the
case; a paragraph that begins with `[name]` is printed only if that value is not empty. Official papers are Chinese on
every page, whatever language the page is in; `name_en` is what an English list calls the kind.

A paper of enforcement says `writ: yes`. Its blocks may be lines: `| label | {value} | label | {value}` one of facts,
`~ label | {value}` one to be signed; an empty value is a blank to be written on by hand. `sealed: no` leaves issuer and
day away, `note` stands at its foot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.utils.translation import get_language

FOLDER = "paper_kinds"
_HEAD = re.compile(r"^---\n(.*?)\n---\n(.*)$", re.DOTALL)
_VALUE = re.compile(r"\{([a-z_]+)\}")
_WHEN = re.compile(r"^\[([a-z_]+)\]\s*")
_MUST = {"prefix", "name", "name_en", "title", "addressee"}
_MAY = {"copies_to", "archive", "writ", "sealed", "note"}
Line = tuple[tuple[str, str], ...]


class KindError(Exception):
    """A template that cannot be read; says which file and why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: how its number begins, what it is called, and its words with places for values."""

    code: str
    prefix: str
    name: str
    name_en: str
    title: tuple[str, ...]  # its clauses, written with ` / ` between them
    addressee: str
    copies_to: str
    archive: bool  # whether its PDF is kept
    paragraphs: tuple[tuple[str, str], ...]  # (the value without which it is not printed, its text)
    is_writ: bool = False  # of enforcement: on lines, not below a red head
    is_sealed: bool = True
    note: str = ""
    facts: tuple[Line, ...] = ()
    signatures: tuple[Line, ...] = ()

    @property
    def label(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def values(self) -> frozenset[str]:
        """The names of all values that the words ask for."""
        texts = [*self.title, self.addressee, self.copies_to, *(text for _when, text in self.paragraphs)]
        texts += [text for line in (*self.facts, *self.signatures) for pair in line for text in pair]
        asked = {name for text in texts for name in _VALUE.findall(text)}
        return frozenset(asked | {when for when, _text in self.paragraphs if when})

    def numbered(self, year: int, number: int) -> str:
        """Return a number as it is printed: 督办函〔2022〕17号 (GB/T 9704: no 第, no padding)."""
        return f"{self.prefix}〔{year}〕{number}号"


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in their places, once: a value that looks like a place stays as it is."""
    return _VALUE.sub(lambda found: values[found.group(1)], text)


def parse(code: str, text: str, *, source: str) -> Kind:
    """Return the kind that a template describes. Raises KindError with the file's name."""
    found = _HEAD.match(text.replace("\r\n", "\n"))
    if not found:
        raise KindError(f"{source}: no head between two --- lines")
    head = {
        key.strip(): value.strip()
        for key, colon, value in (line.partition(":") for line in found.group(1).splitlines() if line.strip())
        if colon
    }
    if lacking := sorted(_MUST - head.keys()):
        raise KindError(f"{source}: the head lacks {', '.join(lacking)}")
    if unknown := sorted(head.keys() - _MUST - _MAY):
        raise KindError(f"{source}: the head has {', '.join(unknown)}, which means nothing")
    blocks = [block.strip() for block in found.group(2).split("\n\n") if block.strip()]
    lines = {
        sign: [line for block in blocks if block[0] == sign for line in block.splitlines()] for sign in "|~"
    }
    paragraphs = tuple(
        _paragraph(re.sub(r"\s*\n\s*", "", block), source) for block in blocks if block[0] not in "|~"
    )
    if not paragraphs:
        raise KindError(f"{source}: no paragraph")
    title = tuple(clause.strip() for clause in head["title"].split(" / "))
    return Kind(
        code, head["prefix"], head["name"], head["name_en"], title, head["addressee"],
        head.get("copies_to", ""), head.get("archive", "yes") != "no", paragraphs,
        head.get("writ") == "yes", head.get("sealed", "yes") != "no", head.get("note", ""),
        tuple(_line(line, source) for line in lines["|"]), tuple(_line(line, source) for line in lines["~"]),
    )  # fmt: skip


def _paragraph(block: str, source: str) -> tuple[str, str]:
    when = _WHEN.match(block)
    words = block[when.end() :] if when else block
    if re.search(r"[{}\[\]]", _VALUE.sub("", words)):
        raise KindError(f"{source}: “{block[:40]}” has a place or a condition that cannot be read")
    return (when.group(1) if when else "", words)


def _line(line: str, source: str) -> Line:
    """Return a line of facts or signatures as its pairs of label and value."""
    cells = [cell.strip() for cell in line.lstrip("|~").strip().split("|")]
    if len(cells) % 2 or not all(cells[::2]) or re.search(r"[{}\[\]]", _VALUE.sub("", line)):
        raise KindError(
            f"{source}: “{line[:40]}” has a label without a value, or a place that cannot be read"
        )
    return tuple(zip(cells[::2], cells[1::2], strict=True))


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of paper of every installed app by its code: `supervision.letter`."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / FOLDER).glob("*/zh.txt")):
            code = f"{config.label}.{path.parent.name}"
            source = f"{config.label}/{FOLDER}/{path.parent.name}/{path.name}"
            found[code] = parse(code, path.read_text("utf-8"), source=source)
    return found
