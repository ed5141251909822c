"""Tokens: what stands between braces in a text. There are four kinds, and no more: a template runs nothing.

`{hazards.found}` a figure with its measure word, over the document's period and area; `{hazards.found|bare}` without
it. `@day`, `@week`, `@month` and `@year` end on the document's day instead of its own period; `#411121` names an
area within the document's: `{hazards.found@week#411121|bare}`.
`{area}`, `{day}`, `{year}` the document's own words; `{span}` its days (10月1日至24日), `{span@month}` those of a span.
`{typed:14 teams|roster of the bureau}` a number written by hand, with its source; a third part names the figure as
which it is compared with others: `{typed:102处|…|hazards.outstanding}`.
`{table by area: code, code}` alone in a paragraph; so is a listing, `{list app.code}` (`chronicles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIGURE = r"[a-z][a-z0-9_]*\.[a-z0-9_.]+(?:@(?:day|week|month|year))?"
_QUOTE = re.compile(
    r"\{(?P<code>[a-z][a-z0-9_]*\.[a-z0-9_.]+)(?:@(?P<span>day|week|month|year))?(?:#(?P<area>[A-Za-z0-9-]{1,20}))?"
    r"(?P<bare>\|bare)?\}"
    r"|\{(?P<word>area|day|year|span)(?:(?<=span)@(?P<days>day|week|month|year))?\}"
    r"|\{typed:(?P<typed>[^{}|]{1,60})\|(?P<source>[^{}|]{1,120})(?:\|(?P<as>[a-z0-9_.]+))?\}"
)
TABLE = re.compile(r"^\{table by area: ([a-z0-9_., ]+)\}$")


@dataclass(frozen=True, slots=True)
class FigureToken:
    """A quoted figure: its code, the span and area that differ from the document's, with measure word or bare."""

    code: str
    span: str = ""
    area: str = ""
    bare: bool = False
    source: str = ""

    @property
    def key(self) -> str:
        """What is evaluated, whatever form it is printed in: `hazards.found@week#411121`."""
        return self.code + (f"@{self.span}" if self.span else "") + (f"#{self.area}" if self.area else "")


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word of the document itself; of `span` perhaps the days of another span than the document's."""

    name: str
    source: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class TypedToken:
    """A number written by hand, marked as such with its source, perhaps as which figure it is meant."""

    text: str
    told_by: str
    code: str = ""
    source: str = ""


Token = FigureToken | WordToken | TypedToken


def split(text: str) -> Iterator[str | Token]:
    """Yield a text's words and tokens in their order."""
    end = 0
    for found in _QUOTE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield _token(found)
        end = found.end()
    if end < len(text):
        yield text[end:]


def _token(found: re.Match[str]) -> Token:
    if found["word"]:
        return WordToken(found["word"], found[0], found["days"] or "")
    if found["typed"]:
        return TypedToken(found["typed"].strip(), found["source"].strip(), found["as"] or "", found[0])
    return FigureToken(found["code"], found["span"] or "", found["area"] or "", bool(found["bare"]), found[0])


def read_key(key: str) -> FigureToken:
    """Return the token whose `key` this is. Raises ValueError for any other text."""
    found = _QUOTE.fullmatch(f"{{{key}}}")
    token = _token(found) if found else None
    if not isinstance(token, FigureToken) or token.bare:
        raise ValueError(f"not the key of a figure's token: {key[:60]!r}")
    return token


def figure_tokens(text: str) -> list[FigureToken]:
    return [part for part in split(text) if isinstance(part, FigureToken)]


def codes_in(text: str) -> list[str]:
    """Return the codes of the figures that a text quotes, in order."""
    return [token.code for token in figure_tokens(text)]


def columns_in(text: str) -> tuple[str, ...]:
    """Return the codes of a table's columns; none if the text is no table."""
    found = TABLE.match(text.strip())
    return tuple(code.strip() for code in found.group(1).split(",")) if found else ()


def unreadable(text: str) -> str:
    """Return the first brace, with a little after it, that belongs to no token; empty if all are read."""
    left = _QUOTE.sub(lambda found: "\x00" * len(found[0]), text)
    at = min((place for sign in "{}" if (place := left.find(sign)) >= 0), default=-1)
    return "" if at < 0 else text[at : at + 30]
