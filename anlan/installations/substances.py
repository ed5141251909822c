"""What a unit holds, as people write it: one line a substance, in any order after its name.

    液氨 | 7664-41-7 | 40
    汽油，CAS 86290-81-5，400 吨，W5.1
    混合溶剂 | 120 t | W5.3 | 甲苯 60% 二甲苯 40% | β=1

A line is taken apart by its signs: a CAS number, a number in table 1 (No. 12, 表1第12号), tonnes, classes of table 2,
shares in percent, a β that a filing states. Ledgers put several substances in a cell with “；” between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from anlan.installations.grading import Component, Holding
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical
from anlan.lifecycle.inputs import Text

MOST_LINES = 60
_LINE = re.compile(r"[\n;；]")
_BARS = re.compile(r"[|\t]")
_LOCANTS = re.compile(r"\d+(?:,\d+)+-")
_CAS = re.compile(r"(?:CAS\s*(?:No\.?|号)?\s*[:：]?\s*)?(\d{1,9}-\d{1,4}-\d{1,3})", re.IGNORECASE)
_NUMBER = re.compile(r"(?:No\.?|表\s*1?\s*第?|第)\s*(\d{1,3})\s*号?", re.IGNORECASE)
_TONNES = re.compile(r"([-+]?\d[\d ]*(?:\.\d+)?)\s*(?:t|吨|tonnes?)?", re.IGNORECASE)
_CLASS = re.compile(r"(?:[JW]\d{1,2}(?:\.\d)?)(?:\s*[/+、 ]\s*[JW]\d{1,2}(?:\.\d)?)*", re.IGNORECASE)
_BETA = re.compile(r"(?:β|beta)\s*[=:：]?\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
_SHARE = re.compile(r"([^\d%\s][^%\d]*?)\s*(-?\d+(?:\.\d+)?)\s*%")


def _fault(line: int, message: str) -> Invalid:
    return Invalid(
        "holdings.line", _("Line %(n)s: %(fault)s") % {"n": line, "fault": message}, field="holdings"
    )


def read(text: str) -> tuple[Holding, ...]:
    """Return what a text names. Raises Invalid with the line that is at fault."""
    lines = [one for one in (line.strip() for line in _LINE.split(text)) if one]
    if len(lines) > MOST_LINES:
        raise Invalid(
            "holdings.many", _("A unit has at most %(most)s lines of substances.") % {"most": MOST_LINES},
            field="holdings",
        )  # fmt: skip
    return tuple(_holding(line, number) for number, line in enumerate(lines, start=1))


def _parted(line: str) -> list[str]:
    """Part a line at its bars or tabs or, where it has none, at its commas; those of 1,3-丁二烯 part nothing."""
    if _BARS.search(line):
        return [part.strip() for part in _BARS.split(line)]
    head = _LOCANTS.match(line)
    kept = head.end() if head else 0
    first, *parts = line[kept:].split(",")
    return [part.strip() for part in (line[:kept] + first, *parts)]


def _holding(line: str, number: int) -> Holding:
    line = unicodedata.normalize("NFKC", line)
    name, *parts = _parted(line)
    if not name or _TONNES.fullmatch(name) or _CAS.fullmatch(name):
        raise _fault(number, _("Begin with the name of the substance."))
    told: dict[str, Any] = {"components": []}
    for part in filter(None, parts):
        _take(part, told, number)
    if "tonnes" not in told:
        raise _fault(
            number,
            _("“%(name)s” has no design maximum. Write the tonnes, as in: %(example)s")
            % {"name": name[:40], "example": "液氨 | 7664-41-7 | 40"},
        )
    return Holding(
        name=name[:60],
        tonnes=told["tonnes"],
        number=told.get("number"),
        cas=told.get("cas", ""),
        classes=told.get("classes", ()),
        components=tuple(told["components"]),
        stated_beta=told.get("beta"),
    )


def _take(part: str, told: dict[str, Any], number: int) -> None:
    """Put a part of a line where it belongs. Raises Invalid for what has no meaning here, or stands twice."""
    known = (
        ("cas", _CAS, str),
        ("beta", _BETA, Decimal),
        ("number", _NUMBER, int),
        ("tonnes", _TONNES, lambda text: Decimal(text.replace(" ", ""))),
    )
    for name, pattern, read_as in known:
        found = pattern.fullmatch(part)
        if found is None:
            continue
        if name in told:
            raise _fault(number, _("“%(part)s” stands there once too often.") % {"part": part[:40]})
        told[name] = read_as(found.group(1))
        return
    if _CLASS.fullmatch(part):
        told["classes"] = (*told.get("classes", ()), *re.split(r"[/+、 ]+", part.upper()))
        return
    shares = _SHARE.findall(part)
    if shares and not re.sub(r"[\s+、/]", "", _SHARE.sub("", part)):
        told["components"] += [Component(name.strip(" +、/"), Decimal(share)) for name, share in shares]
        return
    raise _fault(
        number,
        _("“%(part)s” is neither a CAS number, tonnes, a class of table 2, a share in percent nor a β.")
        % {"part": part[:40]},
    )


def as_data(holdings: Sequence[Holding]) -> list[dict[str, Any]]:
    """Return holdings as plain data, empty fields left out."""
    rows = []
    for one in holdings:
        row: dict[str, Any] = {"name": one.name, "tonnes": f"{one.tonnes:f}"}
        if one.number is not None:
            row["number"] = one.number
        if one.cas:
            row["cas"] = one.cas
        if one.classes:
            row["classes"] = list(one.classes)
        if one.components:
            row["components"] = [
                {"name": part.name, "percent": f"{part.percent:f}"} for part in one.components
            ]
        if one.stated_beta is not None:
            row["beta"] = f"{one.stated_beta:f}"
        rows.append(row)
    return rows


def as_json(holdings: Sequence[Holding]) -> str:
    return canonical(as_data(holdings))


def from_data(rows: Sequence[Mapping[str, Any]]) -> tuple[Holding, ...]:
    return tuple(
        Holding(
            name=row["name"],
            tonnes=Decimal(row["tonnes"]),
            number=row.get("number"),
            cas=row.get("cas", ""),
            classes=tuple(row.get("classes", ())),
            components=tuple(
                Component(part["name"], Decimal(part["percent"])) for part in row.get("components", ())
            ),
            stated_beta=Decimal(row["beta"]) if "beta" in row else None,
        )
        for row in rows
    )


def as_text(holdings: Sequence[Holding]) -> str:
    """Return holdings as they are typed: one line each, which `read` reads back."""
    return "\n".join(" | ".join(_parts(one)) for one in holdings)


def _parts(one: Holding) -> list[str]:
    parts = [one.name, one.cas, f"{one.tonnes:f} t"]
    if one.number is not None:
        parts.append(f"No. {one.number}")
    if one.classes:
        parts.append("/".join(one.classes))
    parts += [f"{part.name} {part.percent:f}%" for part in one.components]
    if one.stated_beta is not None:
        parts.append(f"β={one.stated_beta:f}")
    return [part for part in parts if part]


def names(holdings: Sequence[Holding]) -> str:
    """Return the names with how much of each, as a list shows them."""
    return "、".join(f"{one.name}{one.tonnes:f}t" for one in holdings)[:400]


@dataclass(frozen=True, kw_only=True)
class Holdings(Text):
    """What a unit holds at most by design: lines of text; the journal keeps what was read from them."""

    max_length: int = 6_000
    lines: int = 5

    def clean(self, raw: Any) -> tuple[Holding, ...]:
        if isinstance(raw, tuple) and all(isinstance(one, Holding) for one in raw):
            return raw
        found = super().clean(raw)
        return found if isinstance(found, tuple) else ()

    def parse(self, raw: Any) -> tuple[Holding, ...]:  # type: ignore[override]
        try:
            return read(super().parse(raw))
        except InvalidOperation:
            raise self.invalid(
                "number", _("“%(field)s” holds a number that cannot be read.") % {"field": self.label}
            ) from None

    def journal(self, value: tuple[Holding, ...]) -> list[dict[str, Any]] | None:
        return as_data(value) or None

    def told(self, value: Any) -> Any:
        return as_text(from_data(value)).replace("\n", "；")
