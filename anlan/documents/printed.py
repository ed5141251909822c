"""A number as it stands in print, from a figure or from a hand: what it is about and what it may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from anlan.documents.model import Paragraph, Quote
from anlan.documents.typed import Typed, typed_numbers
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import numerals
from anlan.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number: the figure that it is about, of which area and days, and the values it may stand for.

    A count is a whole number, `low` ≤ n < `high`; a rate in percent or a mean is a fraction (`numerals.RateInterval`).
    `where` names the paragraph or cell for people. A number may count only a `part` of its figure (重大隐患), or lie in
    a `scope` of its own: a sentence that does not say that it is about the document's area and period.
    """

    text: str
    code: str
    area_code: str
    period_first: date
    period_last: date
    low: int | Fraction
    high: int | Fraction
    is_rate: bool = False
    where: str = ""
    typed: bool = False
    part: str = ""
    scope: str = ""
    start: int = -1  # of a typed number: where it stands in its paragraph
    end: int = -1

    @property
    def is_count(self) -> bool:
        return isinstance(self.low, int)

    def meets(self, other: Printed) -> bool:
        """Tell whether some value is allowed by both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low < high:
            return True
        exact = self if self.low == self.high else other
        return exact.low == exact.high and _allows(self, exact.low) and _allows(other, exact.low)


def _allows(one: Printed, value: int | Fraction) -> bool:
    if one.is_count:
        return one.low <= value < one.high
    return Fraction(value) in numerals.RateInterval(Fraction(one.low), Fraction(one.high))


def quoted(
    code: str,
    text: str,
    *,
    area_code: str,
    period: Period,
    where: str = "",
    part: str = "",
    typed: bool = False,
) -> Printed | None:
    """Return the number that a figure printed as `text`, with or without measure word; None for “—”.

    `part` names a further cut that the number was evaluated in (a sector, a grade). Raises Unknown for an unknown code.
    """
    figure = REGISTRY[code]
    bounds = _bounds(figure, text)
    if bounds is None:
        return None
    return Printed(
        text, code, area_code, period.first, period.last, *bounds, figure.is_rate, where, typed, part
    )


def _bounds(figure: Figure, text: str) -> tuple[int | Fraction, int | Fraction] | None:
    """Return what a figure's printed number may stand for, read with the figure's own step."""
    bare = text.replace(" ", "").replace("\u00a0", "").removesuffix(figure.unit if not figure.is_rate else "")
    try:
        if figure.kind == "count":
            count = numerals.interval(bare, step=figure.step if figure.step > 1_000 else _step_of(bare))
            return count.low, count.high
        if figure.is_rate:
            rate = numerals.rate_interval(bare)
            return rate.low, rate.high
    except ValueError:
        pass  # an override may be written in another way than a figure is
    found = [one for one in numerals.find(text) if one.is_measured]
    if len(found) != 1:
        return None
    low, high = found[0].low, found[0].high
    if figure.kind == "mean" and isinstance(low, int):
        return Fraction(2 * low - 1, 2), Fraction(2 * low + 1, 2)
    return low, high


def _step_of(text: str) -> int:
    """Return the step of a figure cut at 1 000; a text that such a figure never prints is read as it stands."""
    if "多万" in text:
        raise ValueError(text)
    return 1_000


def printed_in(
    paragraph: Paragraph,
    *,
    area_code: str,
    period: Period,
    where: str = "",
    language: str = "zh",
    area_names: tuple[str, ...] = (),
) -> list[Printed]:
    """Return every number of a paragraph that is understood: its quotes, and what was typed around them."""
    text, quotes = "", []
    for run in paragraph.runs:
        if isinstance(run, Quote) and run.code:
            quotes.append((len(text), len(text) + len(run.text), run))
        text += run.text
    place = where or paragraph.key
    found = [
        quoted(run.code, run.text, area_code=area_code, period=period, where=place)
        for _start, _end, run in quotes
    ]
    by_hand = typed_in(
        text,
        area_code=area_code,
        period=period,
        where=place,
        quotes=tuple((start, end) for start, end, _run in quotes),
        language=language,
        area_names=area_names,
    )
    return [one for one in found if one is not None] + by_hand


def typed_in(
    text: str,
    *,
    area_code: str,
    period: Period,
    where: str = "",
    quotes: tuple[tuple[int, int], ...] = (),
    language: str = "zh",
    area_names: tuple[str, ...] = (),
) -> list[Printed]:
    """Return the numbers typed into a text of which the words around them tell what they count.

    `quotes` are the spans that figures printed; `area_names` how the text may call the document's area.
    """
    year_to_date = period.first == date(period.last.year, 1, 1)
    return [
        _of(one, area_code, period, where)
        for one in typed_numbers(
            text, quotes=quotes, language=language, area_names=area_names, year_to_date=year_to_date
        )
    ]


def _of(one: Typed, area_code: str, period: Period, where: str) -> Printed:
    number = one.numeral
    return Printed(
        text=number.text,
        code=one.code,
        area_code=area_code,
        period_first=period.first,
        period_last=period.last,
        low=number.low,
        high=number.high,
        is_rate=number.is_rate,
        where=where,
        typed=True,
        part=one.part,
        scope=f"{where}/{one.sentence}" if one.sentence >= 0 else "",
        start=number.start,
        end=number.end,
    )
