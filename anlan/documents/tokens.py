"""Tokens: what stands between braces in a text. There are four kinds, and no more: a template runs nothing.

`{hazards.found}` a figure with its measure word, over the document's period and area; `{hazards.found|bare}` without
it. `@day`, `@week`, `@month` and `@year` end on the document's day instead of its own period, `@before` and
`@week_before` are the period before (`spans.py`), `@special` is the special period that ran lately
(`named_periods.py`, by name: `{special}`); `#411121` names an area within the document's:
`{hazards.found@week#411121|bare}`. `{hazards.found|change}` is what a number differs by from the period before.
`{area}`, `{day}`, `{first}` (its first day), `{year}` the document's own words; `{span}` its days (10月1日至24日),
`{span@month}` those of a span.
`{typed:14 teams|roster of the bureau}` a number written by hand, with its source; a third part names the figure as
which it is compared with others: `{typed:102处|…|hazards.outstanding}`.
Alone in a paragraph stand a table, `{table by area: code, code}`, `{ranking by area: code, code}`, `{ranking by
department: …}` (best of the first code first; `-code` is best where it is least), `{comparison: code, code}` with the
period before, `{table app.code}` (`rosters.py`), and a listing, `{list app.code}` (`chronicles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from anlan.documents.spans import BEFORE, SPANS, SPECIAL, earlier

FIGURE = rf"[a-z][a-z0-9_]*\.[a-z0-9_.]+(?:@(?:{SPANS}))?"
_QUOTE = re.compile(
    rf"\{{(?P<code>[a-z][a-z0-9_]*\.[a-z0-9_.]+)(?:@(?P<span>{SPANS}))?(?:#(?P<area>[A-Za-z0-9-]{{1,20}}))?"
    r"(?:\|(?P<form>bare|change))?\}"
    r"|\{(?P<word>area|day|year|first|special|span)(?:(?<=span)@(?P<days>day|week|month|year))?\}"
    r"|\{typed:(?P<typed>[^{}|]{1,60})\|(?P<source>[^{}|]{1,120})(?:\|(?P<as>[a-z0-9_.]+))?\}"
)
_CODES = r"-?[a-z0-9_.]+(?:, ?[a-z0-9_.]+)*"
_TABLE = re.compile(
    rf"^\{{(?:(?P<kind>table|ranking) by (?P<by>area|department): (?P<codes>{_CODES})"
    rf"|comparison: (?P<compared>{_CODES})|table (?P<roster>[a-z][a-z0-9_]*\.[a-z0-9_]+))\}}$"
)


@dataclass(frozen=True, slots=True)
class FigureToken:
    """A quoted figure: its code, the span and area that differ from the document's, with measure word or bare."""

    code: str
    span: str = ""
    area: str = ""
    bare: bool = False
    source: str = ""
    change: bool = False  # printed as what it differs by from the period before

    @property
    def key(self) -> str:
        """What is evaluated, whatever form it is printed in: `hazards.found@week#411121`."""
        return self.code + (f"@{self.span}" if self.span else "") + (f"#{self.area}" if self.area else "")

    @property
    def before(self) -> FigureToken:
        """The token of the same figure over the period before."""
        return replace(self, span=earlier(self.span), bare=False, change=False)


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


@dataclass(frozen=True, slots=True)
class TableToken:
    """A table: its kind (table, ranking, comparison, roster), what its rows are, and the codes of its columns
    or rows."""

    kind: str
    codes: tuple[str, ...]
    by: str = "area"
    least_first: bool = False


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
    span, form = found["span"] or "", found["form"]
    change = form == "change" and span != SPECIAL and not span.endswith(BEFORE)
    return FigureToken(found["code"], span, found["area"] or "", form == "bare", found[0], change)


def read_key(key: str) -> FigureToken:
    """Return the token whose `key` this is. Raises ValueError for any other text."""
    found = _QUOTE.fullmatch(f"{{{key}}}")
    token = _token(found) if found else None
    if not isinstance(token, FigureToken) or token.bare or token.change:
        raise ValueError(f"not the key of a figure's token: {key[:60]!r}")
    return token


def figure_tokens(text: str) -> list[FigureToken]:
    return [part for part in split(text) if isinstance(part, FigureToken)]


def evaluated_tokens(text: str) -> list[FigureToken]:
    """Return the tokens whose values a text needs: its figures', and of each change the one compared with."""
    found = []
    for token in figure_tokens(text):
        found.append(token)
        if token.change:
            found.append(token.before)
    return found


def codes_in(text: str) -> list[str]:
    """Return the codes of the figures that a text quotes, in order."""
    return [token.code for token in figure_tokens(text)]


def table_in(text: str) -> TableToken | None:
    """Return the table that a text is; None if it is none."""
    found = _TABLE.match(text.strip())
    if found is None:
        return None
    if found["roster"]:
        return TableToken("roster", (found["roster"],))
    codes = found["codes"] or found["compared"]
    least = codes.startswith("-")
    listed = tuple(code.strip() for code in codes.removeprefix("-").split(","))
    return TableToken(found["kind"] or "comparison", listed, found["by"] or "area", least)


def columns_in(text: str) -> tuple[str, ...]:
    """Return the codes of the figures of a table; none if the text is no table of figures."""
    found = table_in(text)
    return found.codes if found and found.kind != "roster" else ()


def unreadable(text: str) -> str:
    """Return the first brace, with a little after it, that belongs to no token; empty if all are read."""
    left = _QUOTE.sub(lambda found: "\x00" * len(found[0]), text)
    at = min((place for sign in "{}" if (place := left.find(sign)) >= 0), default=-1)
    return "" if at < 0 else text[at : at + 30]
