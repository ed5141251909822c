"""Honest wording: words that claim something (全部, 每次, 动态清零 …) are judged by facts before they are printed.

A claim is declared in an app's `claims.py` with its words in both languages, a predicate over an area, a period and a
moment, and the weaker wording that is true when it is not. A word of a domain that keeps no records here is never
silently true: it is reported as unproven (docs/adr/0031, domain brief §1.2, §1.4 to §1.8, §9.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.documents import asserted, named_periods
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all
from anlan.kernel import numerals
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area

Words = str | Promise


class Kind(StrEnum):
    """What was found out about a claim."""

    TRUE = "true"
    FALSE = "false"
    UNPROVEN = "unproven"  # no records are kept here that could tell


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that a claim is judged by: a figure's by its code, or one that was counted for the claim alone."""

    code: str
    name: Words
    number: int | float | None
    zh: str
    en: str
    is_figure: bool = True

    @classmethod
    def of(cls, value: Value) -> Fact:
        """Return an evaluated figure as a fact, written as a document of each language would."""
        english = value.text if value.figure.kind != "count" else f"{value.count:,}"
        return cls(value.figure.code, value.figure.name, value.number, value.phrase, english)

    @classmethod
    def counted(cls, code: str, name: Words, number: int, *, unit: str, step: int = 1_000) -> Fact:
        """Return a count that is no figure as a fact."""
        return cls(
            code, name, number, numerals.count(number, step=step) + unit, f"{number:,}", is_figure=False
        )

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Ruling:
    """A predicate's answer: whether the claim holds, and the facts that decide."""

    holds: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What may be said instead, `{code}` standing for a fact; nothing, if there is nothing true to say."""

    zh: str
    en: str

    def filled(self, facts: Sequence[Fact], language: str) -> str:
        text = self.zh if language == "zh" else self.en
        for fact in facts:
            text = text.replace("{%s}" % fact.code, fact.text(language))  # noqa: UP031 -- braces are the template's own
        return text


Predicate = Callable[[Area, Period, Known], Ruling]
Weaker = Wording | Callable[[Mapping[str, Fact]], Wording]


@dataclass(frozen=True)
class Claim:
    """Words that claim one thing, in both languages as regular expressions, and what decides.

    `needs` names, of a claim without predicate, the records that would decide. Where `unless` stands before the words
    in the sentence, they claim something else (a mayor's visits are not the city's). One `by_sentence` is judged over
    the days that its sentence names, else like the others over those of the document.
    """

    code: str
    name: Words
    zh: re.Pattern[str]
    en: re.Pattern[str]
    predicate: Predicate | None = None
    weaker: Weaker | None = None
    needs: Words = ""
    unless: re.Pattern[str] | None = None
    by_sentence: bool = False

    def pattern(self, language: str) -> re.Pattern[str]:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim in a text: the word, where it stands, what was found out, the facts, and the weaker wording if untrue."""

    word: str
    start: int
    end: int
    kind: Kind
    facts: tuple[Fact, ...]
    weaker: str
    claim: Claim

    @property
    def holds(self) -> bool:
        """Tell whether the word may be printed without somebody's named reason."""
        return self.kind is Kind.TRUE

    @property
    def message(self) -> str:
        """Say in the active language what is the matter, with the facts."""
        if self.kind is Kind.UNPROVEN:
            return _("“%(word)s” cannot be proven: no records of %(needs)s are kept here.") % {
                "word": self.word,
                "needs": self.claim.needs,
            }
        language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        facts = _(", ").join(f"{fact.name} {fact.text(language)}" for fact in self.facts)
        if self.holds:
            return _("“%(word)s” is true: %(facts)s.") % {"word": self.word, "facts": facts}
        return _("“%(word)s” is not true: %(facts)s.") % {"word": self.word, "facts": facts}


class Claims:
    """Claims by code; filled when the apps load, read-only after."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}

    def claim(
        self,
        code: str,
        *,
        name: Words,
        zh: Sequence[str],
        en: Sequence[str],
        predicate: Predicate,
        weaker: Weaker,
        unless: str = "",
        by_sentence: bool = False,
    ) -> None:
        """Bind words to a predicate. A code that was declared unproven is bound now; one bound twice is a mistake."""
        if code in self._claims and self._claims[code].predicate is not None:
            raise RuntimeError(f"claim {code} is bound twice")
        self._claims[code] = Claim(
            code,
            name,
            _one_of(zh),
            _one_of(en),
            predicate,
            weaker,
            unless=re.compile(unless) if unless else None,
            by_sentence=by_sentence,
        )

    def unproven(self, code: str, *, name: Words, zh: Sequence[str], en: Sequence[str], needs: Words) -> None:
        """Declare words of which no records are kept yet; an app that keeps them binds the same code."""
        if code not in self._claims:
            self._claims[code] = Claim(code, name, _one_of(zh), _one_of(en), needs=needs)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __getitem__(self, code: str) -> Claim:
        """Return a claim. Raises Unknown."""
        found = self._claims.get(code)
        if found is None:
            raise Unknown("claim.unknown", _("There is no claim “%(code)s”.") % {"code": code[:60]})
        return found

    def holds(self, code: str, area: Area, period: Period, known: Known) -> bool:
        """Tell whether the facts bear a claim; one of which no records are kept is borne by nothing."""
        predicate = self[code].predicate
        return predicate is not None and predicate(area, period, known).holds


CLAIMS = Claims()


def _one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


def figures(area: Area, period: Period, known: Known, *codes: str) -> dict[str, Value]:
    """Return figures of an area for a predicate, from one statement."""
    return evaluate_all(list(codes), cut=Cut.of(area), period=period, known=known)


def facts(values: Mapping[str, Value]) -> tuple[Fact, ...]:
    return tuple(Fact.of(value) for value in values.values())


def check(
    text: str,
    *,
    area: Area,
    period: Period,
    known: Known,
    language: str = "zh",
    quotes: Sequence[tuple[int, int]] = (),
) -> list[Finding]:
    """Return every claim that a text makes, in order, each judged over the area, the period and what was known.

    `quotes` are the spans that figures printed: they are proven by their rows. What is negated, demanded, intended or
    in a title claims nothing. Cost: the predicates of the claims that occur, each once.
    """
    rulings: dict[tuple[str, Period], Ruling] = {}
    found = []
    for start, end, claim in _occurring(text, language, quotes):
        of = period
        if claim.by_sentence:
            sentence = asserted.sentence_before(text, start)
            of = named_periods.in_sentence(sentence, area, period, known) or period
        if claim.predicate is not None and (claim.code, of) not in rulings:
            rulings[claim.code, of] = claim.predicate(area, of, known)
        found.append(_judged(text, start, end, claim, rulings.get((claim.code, of)), language))
    return found


def _judged(text: str, start: int, end: int, claim: Claim, ruling: Ruling | None, language: str) -> Finding:
    if ruling is None:
        return Finding(text[start:end], start, end, Kind.UNPROVEN, (), "", claim)
    if ruling.holds:
        return Finding(text[start:end], start, end, Kind.TRUE, ruling.facts, "", claim)
    weaker = claim.weaker
    if callable(weaker):
        weaker = weaker({fact.code: fact for fact in ruling.facts})
    filled = weaker.filled(ruling.facts, language) if weaker else ""
    return Finding(text[start:end], start, end, Kind.FALSE, ruling.facts, filled, claim)


def _occurring(text: str, language: str, quotes: Sequence[tuple[int, int]]) -> list[tuple[int, int, Claim]]:
    """Return the claims that a text asserts, in order: of overlapping ones the longest, bound before unproven."""
    silent = sorted([*asserted.titles(text), *quotes])
    hits: list[tuple[int, bool, int, int, Claim]] = []
    for claim in CLAIMS:
        for hit in claim.pattern(language).finditer(text):
            start, end = hit.span()
            if start < end and not _is_inside(start, end, silent) and not _means_another(text, start, claim):
                hits.append((start - end, claim.predicate is None, start, end, claim))
    hits.sort(key=lambda hit: hit[:3])
    taken = bytearray(len(text))
    found = []
    for _length, _bound, start, end, claim in hits:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, claim))
    found.sort(key=lambda one: one[0])
    return [one for one in found if asserted.is_asserted(text, one[0], language)]


def _is_inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(left <= start and end <= right for left, right in spans)


def _means_another(text: str, start: int, claim: Claim) -> bool:
    return claim.unless is not None and bool(claim.unless.search(asserted.sentence_before(text, start)))
