"""From sections to a document: every quoted number becomes a chip that knows its figure, cut, period and moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.documents import changes, days, spans, tables
from anlan.documents.chronicles import CHRONICLES, listing_in
from anlan.documents.claims import CLAIMS
from anlan.documents.headings import Numbers
from anlan.documents.model import Block, Fault, Origin, Quote, Run, Style, Text
from anlan.documents.model import Paragraph as ParagraphBlock
from anlan.documents.passages import Passage, arrange
from anlan.documents.rosters import ROSTERS
from anlan.documents.sections import Paragraph, Section
from anlan.documents.tokens import (
    FigureToken,
    TableToken,
    TypedToken,
    WordToken,
    evaluated_tokens,
    read_key,
    split,
    table_in,
    unreadable,
)
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document is about: whose area, which days, as known when, in which language, in which cycle it comes."""

    area: Area
    period: Period
    known: Known
    language: str
    cycle: str = ""

    @property
    def tongue(self) -> str:
        return "zh-hans" if self.language == "zh" else "en"

    def period_of(self, span: str) -> Period:
        """Return the days of a token: the document's own, a span that ends on its last day, or the period before."""
        return spans.days(self.period, span, self.cycle)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Text printed instead of a figure's true value: overridden, with a reason and an approver."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The blocks of a document, and what each printed number was evaluated from, by the key of its token."""

    setting: Setting
    blocks: tuple[Block, ...]
    values: dict[str, Value] = field(default_factory=dict)
    cells: tuple[tables.CellValue, ...] = ()
    prints: dict[str, Quote] = field(
        default_factory=dict
    )  # token key → as printed; with measure word, if it is anywhere

    templates: dict[str, str] = field(default_factory=dict)  # paragraph key → the text that was filled

    @property
    def quotes(self) -> list[Quote]:
        """Every printed number of the text in order of appearance."""
        return [
            run
            for block in self.blocks
            if isinstance(block, ParagraphBlock)
            for run in block.runs
            if isinstance(run, Quote)
        ]

    @property
    def faults(self) -> list[Fault]:
        return [block for block in self.blocks if isinstance(block, Fault)]


def compose(
    parts: Sequence[Section],
    *,
    area: Area,
    period: Period,
    language: str,
    known: Known | None = None,
    cycle: str = "",
) -> Composed:
    """Compose sections over one area and period; a section that fails stands as a fault where its text would.

    The text's numbers come from one statement; call it inside a `snapshot()` so that the tables, and the rows
    that prove the numbers, are of the same moment.
    """
    setting = Setting(area, period, known or Known.now(), language, cycle)
    return fill(draft(parts, setting), setting)


def draft(parts: Sequence[Section], setting: Setting) -> tuple[Passage, ...]:
    """Return the passages of sections: the conditions weighed, no number filled in yet."""
    printed: dict[str, Sequence[Paragraph]] = {}
    faults: dict[str, str] = {}
    with override(setting.tongue):
        for part in parts:
            if part.fault:
                faults[part.code] = part.fault
                continue
            try:
                printed[part.code] = _printed(part, setting)
            except Exception as error:  # noqa: BLE001 -- told where the section's text would stand; the rest is whole
                faults[part.code] = _why(error)
    return arrange(parts, printed, faults)


def _printed(part: Section, setting: Setting) -> list[Paragraph]:
    """Return the paragraphs whose conditions hold. Raises Invalid, with file and line, for a code that nobody has."""
    for paragraph in part.paragraphs:
        _known_codes(part, paragraph)
    wanted = [read_key(one.token) for p in part.paragraphs for one in p.compared]
    rulings: dict[str, bool] = {}

    def ruled(code: str) -> bool:  # only where it decides: a predicate may count rows
        if code not in rulings:
            rulings[code] = CLAIMS.holds(code, setting.area, setting.period, setting.known)
        return rulings[code]

    with _savepoint():
        values = _evaluate(wanted, setting)
        return [
            p
            for p in part.paragraphs
            if all(one.holds(values[one.token].count) for one in p.compared)
            and all(one.holds == ruled(one.claim) for one in p.borne)
        ]


def _known_codes(part: Section, paragraph: Paragraph) -> None:
    try:
        for code in paragraph.figures:
            REGISTRY.to_print(code)
        for one in paragraph.borne:
            CLAIMS[one.claim]
    except AnlanError as error:
        raise Invalid(
            "document.section",
            _("%(file)s, line %(line)s: %(why)s")
            % {"file": part.source or part.code, "line": paragraph.line, "why": error},
        ) from None


def fill(
    passages: Sequence[Passage],
    setting: Setting,
    *,
    replaced: Mapping[str, Replaced] | None = None,
    mark: Callable[[Value], str] | None = None,
) -> Composed:
    """Fill passages with the values of their figures and number their headings.

    `replaced` names, by token key, what is printed instead of true values; `mark` gives a value its short code for
    paper. A passage whose figures are unknown or cannot be evaluated becomes a fault in its place.
    """
    with override(setting.tongue):
        checked = {one.key: _unsound(one, setting) for one in passages}
        sound = [one for one in passages if not checked[one.key]]
        values = _values(sound, setting, checked)
        filler = _Filler(setting, values, replaced or {}, mark)
        for one in passages:
            filler.add(one, checked[one.key])
        templates = {one.key: one.text for one in passages}
        cells = tuple(filler.cells)
        return Composed(setting, tuple(filler.blocks), values, cells, filler.prints, templates)


def _unsound(one: Passage, setting: Setting) -> str:
    """Return why a passage cannot be filled; empty if nothing is known against it."""
    if one.fault:
        return one.fault
    try:
        check_text(one.text, setting.area)
    except AnlanError as error:
        return str(error)
    return ""


def check_text(text: str, area: Area) -> None:
    """Raise Invalid or Unknown for a token that nobody can read, a code without figure, an area outside `area`."""
    if listing := listing_in(text):
        CHRONICLES[listing]
        return
    if table := table_in(text):
        if table.kind == "roster":
            ROSTERS[table.codes[0]]
        else:
            tables.check(table)
        return
    if odd := unreadable(text):
        raise Invalid(
            "document.token",
            _("“%(text)s” cannot be read. Between braces stands a figure’s code, like {hazards.found}.")
            % {"text": odd},
            field="text",
        )
    for part in split(text):
        if isinstance(part, TypedToken) and part.code:
            REGISTRY.to_print(part.code)
        elif isinstance(part, FigureToken):
            REGISTRY.to_print(part.code)
            if part.area:
                _area_of(part, area)


def _area_of(token: FigureToken, area: Area) -> Area:
    """Return the area that a token names, which lies within the document's. A query. Raises Invalid."""
    if not token.area:
        return area
    inside = Area.objects.filter(below(area.path or "", "path"), code=token.area)
    found = inside.order_by("-valid_from").first()
    if found is None:
        raise Invalid(
            "document.area",
            _("“%(token)s” asks for an area that does not lie within %(area)s.")
            % {"token": token.source or token.key, "area": area.label},
            field="text",
        )
    return found


def _values(sound: Sequence[Passage], setting: Setting, checked: dict[str, str]) -> dict[str, Value]:
    """Return the values of all tokens by key: all together, or, if that fails, passage by passage."""
    tokens = [token for one in sound for token in evaluated_tokens(one.text)]
    try:
        with _savepoint():
            return _evaluate(tokens, setting)
    except Exception:  # noqa: BLE001 -- found again below, where it is told
        values: dict[str, Value] = {}
    for one in sound:
        try:
            with _savepoint():
                values |= _evaluate(evaluated_tokens(one.text), setting)
        except Exception as error:  # noqa: BLE001 -- told where the paragraph would stand
            checked[one.key] = _why(error)
    return values


def _evaluate(tokens: Sequence[FigureToken], setting: Setting) -> dict[str, Value]:
    """Return values by token key; one statement for each (span, area), as a rule one in all."""
    groups: dict[tuple[str, str], dict[str, FigureToken]] = {}
    for token in tokens:
        groups.setdefault((token.span, token.area), {})[token.code] = token
    values: dict[str, Value] = {}
    for (span, _code), group in groups.items():
        first = next(iter(group.values()))
        found = evaluate_all(
            list(group),
            cut=Cut.of(_area_of(first, setting.area)),
            period=setting.period_of(span),
            known=setting.known,
        )
        values |= {group[code].key: value for code, value in found.items()}
    return values


def _savepoint() -> Any:
    """Return what keeps a failed statement from spoiling the transaction around it (PostgreSQL)."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _why(error: Exception) -> str:
    """Return the reason of a fault: a refusal's own words; of anything else its kind, the particulars logged."""
    if isinstance(error, AnlanError):
        return str(error)
    log.error("a section could not be composed", exc_info=error)
    return _("An unexpected fault (%(kind)s); its particulars stand in the log.") % {
        "kind": type(error).__name__
    }


@dataclass(slots=True)
class _Filler:
    """Builds the blocks of a document, passage by passage."""

    setting: Setting
    values: dict[str, Value]
    replaced: Mapping[str, Replaced]
    mark: Callable[[Value], str] | None
    blocks: list[Block] = field(default_factory=list)
    cells: list[tables.CellValue] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    prints: dict[str, Quote] = field(default_factory=dict)

    def add(self, one: Passage, fault: str) -> None:
        head = self._head(one)
        table, listing = table_in(one.text), listing_in(one.text)
        blocks: list[Block] = []
        runs: list[Run] = []
        if not fault:
            try:
                with _savepoint() if table or listing else nullcontext():
                    blocks = self._table(table) if table else []
                    runs = self._listing(listing) if listing else [] if table else self._runs(one.text)
            except Exception as error:  # noqa: BLE001 -- told where the paragraph would stand
                fault = _why(error)
        if fault or table:
            if head:
                self.blocks.append(ParagraphBlock(head, f"{one.key}-head"))
            self.blocks += [Fault(one.section or one.key, fault)] if fault else blocks
        elif head or runs:
            self.blocks.append(ParagraphBlock((*head, *runs), one.key))

    def _head(self, one: Passage) -> tuple[Run, ...]:
        chinese = self.setting.language == "zh"
        runs: list[Run] = []
        if one.first:
            runs.append(Text(self.numbers.first(one.first, chinese=chinese), Style.FIRST))
        if one.second:
            runs.append(Text(self.numbers.second(one.second, chinese=chinese), Style.SECOND))
        return tuple(runs)

    def _listing(self, code: str) -> list[Run]:
        setting = self.setting
        tell = CHRONICLES[code].sentences
        return [Text(told) for told in tell(setting.area, setting.period, setting.known, setting.language)]

    def _table(self, token: TableToken) -> list[Block]:
        of = self.setting
        if token.kind == "roster":
            told = ROSTERS[token.codes[0]].table(of.area, of.period, of.known, of.language)
            return [told] if told else []
        table, cells = tables.made(
            token, of.area, of.period, of.known, address, cycle=of.cycle, language=of.language
        )
        self.cells += cells
        return [table]

    def _runs(self, text: str) -> list[Run]:
        runs: list[Run] = []
        for part in split(text):
            if isinstance(part, str):
                runs.append(Text(part))
            elif isinstance(part, TypedToken):
                runs.append(Quote(part.text, part.code, origin=Origin.TYPED, title=part.told_by))
            elif isinstance(part, FigureToken):
                runs.append(self._quote(part))
            else:
                runs.append(Text(word(part, self.setting)))
        return runs

    def _quote(self, token: FigureToken) -> Quote:
        if token.change:
            return self._change(token)
        value = self.values[token.key]
        instead = self.replaced.get(token.key)
        quote = Quote(
            instead.text if instead else printed(value, bare=token.bare, language=self.setting.language),
            value.figure.code,
            "" if value.number is None else str(value.number),
            Origin.OVERRIDE if instead else Origin.FIGURE,
            address(value, token.area or self.setting.area.code),
            self.mark(value) if self.mark else "",
            str(value.figure.name),
        )
        if token.key not in self.prints or not token.bare:
            self.prints[token.key] = quote
        return quote

    def _change(self, token: FigureToken) -> Quote:
        """Print a change; what it was reckoned from is proven with it, though the earlier number need not be
        printed."""
        setting = self.setting
        for one in (token, token.before):
            plain = FigureToken(one.code, one.span, one.area)
            if plain.key not in self.prints:
                self._quote(plain)
        now, then = self.values[token.key], self.values[token.before.key]
        against = spans.name_of_before(setting.period, token.span, setting.cycle, setting.language)
        text = changes.told(now, then, against=against, language=setting.language)
        return Quote(
            text,
            now.figure.code,
            changes.signed(now, then)[1],
            Origin.FIGURE,
            address(then, token.area or setting.area.code),
            self.mark(then) if self.mark else "",
            f"{now.figure.name} {then.text} → {now.text}",
        )


def word(token: WordToken, setting: Setting) -> str:
    """Return one of the document's own words."""
    first, last = setting.period.first, setting.period.last
    match token.name:
        case "year":
            return str(last.year)
        case "day":
            return days.of(Period(last, last), setting.language)
        case "first":
            return days.of(Period(first, first), setting.language)
        case "span":
            return days.of(setting.period_of(token.span), setting.language)
    return setting.area.label


def printed(value: Value, *, bare: bool, language: str) -> str:
    """Return a value as prose: Chinese in the official way, English with all its digits."""
    if language == "zh":
        return value.text if bare else value.phrase
    return value.text if value.base is not None else f"{value.count:,}"


def address(value: Value, area_code: str) -> str:
    """Return the page that opens a printed number: its figure, area, period and moment of knowledge."""
    query = {
        "area": area_code,
        "from": value.period.first.isoformat(),
        "to": value.period.last.isoformat(),
        "known_at": value.known.at.astimezone(clock.SHANGHAI).replace(tzinfo=None).isoformat(),
    }
    return reverse("figures:detail", args=[value.figure.code]) + "?" + urlencode(query)
