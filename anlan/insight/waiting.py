"""How long it takes: the distribution of the time to rectify, with those that are still open.

The mean of what is done flatters: what takes longest is not done yet and is left out of it. So the share still open
after so many days is estimated with those still open counted for as long as they have been (Kaplan–Meier); quartiles
are read from it. A quartile that was not reached yet is told as such. (ADR 0111)
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.figures.asking import Asked
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY, Figure
from anlan.insight import sheets
from anlan.insight.dimensions import DIMENSIONS, SECTOR, Member, members, rest
from anlan.insight.sheets import Cell, Column, Line, Sheet
from anlan.kernel.errors import Invalid
from anlan.org.models import Area

MINUTES = 1_440
WITHIN = (3, 7, 15, 30)
"""Days within which a share is told."""
AFTER = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 270, 365, 730)
SLACK = 1e-9
USUAL = "hazards.days_to_rectify"


@dataclass(slots=True)
class Times:
    """How many took so many minutes, and how many have been waiting for so many."""

    done: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)

    def add(self, minutes: int, n: int, *, done: bool) -> None:
        (self.done if done else self.waiting)[minutes] += n

    @property
    def number(self) -> int:
        return self.done.total() + self.waiting.total()


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still open after each moment at which something was done; `last` is as far as anything is known."""

    at: tuple[int, ...]
    open: tuple[float, ...]
    last: int

    def quantile(self, share: float) -> int | None:
        """Return the first moment by which a share is done; None where that was not reached yet."""
        return next(
            (at for at, still in zip(self.at, self.open, strict=True) if still <= 1 - share + SLACK), None
        )

    def after(self, minutes: int) -> float | None:
        """Return the share still open after so long; None beyond what is known."""
        place = bisect_right(self.at, minutes)
        still = self.open[place - 1] if place else 1.0
        return still if minutes <= self.last or still <= SLACK else None


def curve(times: Times) -> Curve:
    """Return the Kaplan–Meier estimate: who is done at a moment was still open right before it."""
    at_risk, still = times.number, 1.0
    at: list[int] = []
    shares: list[float] = []
    for minutes in sorted({*times.done, *times.waiting}):
        done = times.done[minutes]
        if done:
            still *= 1 - done / at_risk
            at.append(minutes)
            shares.append(still)
        at_risk -= done + times.waiting[minutes]
    return Curve(tuple(at), tuple(shares), max((*times.done, *times.waiting), default=0))


def median_of_done(times: Times) -> int | None:
    """Return the middle of what is done alone: what the mean of the figure is made of."""
    half, seen = times.done.total() / 2, 0
    for minutes in sorted(times.done):
        seen += times.done[minutes]
        if seen >= half:
            return minutes
    return None


def figure_of(code: str) -> Figure:
    """Return a figure that knows how long each of its records took. Raises Invalid."""
    figure = REGISTRY[code or USUAL]
    if figure.times is None:
        raise Invalid(
            "analysis.times_unknown",
            _("“%(name)s” does not tell how long each of its records took.") % {"name": figure.name},
            field="figure",
        )
    return figure


def told(value: Value, question: Asked, by: str) -> tuple[Sheet, ...]:
    """Return the sheets of a figure's times: quartiles by area or sector, and what is still open after so long."""
    assert value.figure.times is not None
    shown = members(by, value, question)
    whole, parts = Times(), {one.key: Times() for one in shown}
    left = Times()
    for path, trade, minutes, done, n in value.figure.times(value.cut, value.period, value.known):
        whole.add(minutes, n, done=done)
        key = _key(shown, by, path, trade)
        parts.get(key, left).add(minutes, n, done=done)
    rows = [(one, parts[one.key]) for one in shown]
    if left.number:
        rows.append((rest(by), left))
    period = {"from": f"{value.period.first}", "to": f"{value.period.last}"}

    def href(member: Member | None) -> str:
        if member is not None and not member.query:
            return ""
        more = {**period, **(member.query if member else {})}
        return f"{reverse('figures:rows', args=[value.figure.code])}?{question.link(**more)}"

    quartiles = Sheet(
        code="quartiles",
        title=_("Days from finding to acceptance, with those still open"),
        head=str(DIMENSIONS[by]),
        columns=_columns(),
        lines=tuple(Line(one.label, _line(times, href(one))) for one, times in rows),
        foot=Line(_("Together"), _line(whole, href(None))),
        shape=sheets.BOXES,
        note=_(
            "Quartiles are read from the share still open after so many days, in which what is not accepted yet counts "
            "for as long as it has been open; “—”: not reached yet. Boxes: from the first "
            "quarter to three quarters; stroke: half."
        ),
    )
    return quartiles, _open_after(whole)


def _key(shown: Iterable[Member], by: str, path: str, trade: int | None) -> object:
    if by == SECTOR:
        return trade
    found = (
        one.key for one in shown if isinstance(one.thing, Area) and path.startswith(one.thing.path or " ")
    )
    return next(found, None)


def _columns() -> tuple[Column, ...]:
    return (
        *sheets.labels([_("Hazards"), _("accepted"), _("still outstanding")]),
        *sheets.labels(
            [_("a quarter within days"), _("half within days"), _("three quarters within days")], sheets.DAYS
        ),
        Column(_("half of those accepted"), sheets.DAYS),
        *sheets.labels([_("within %(n)s days, percent") % {"n": n} for n in WITHIN], sheets.PERCENT),
    )


def _line(times: Times, href: str) -> tuple[Cell, ...]:
    found = curve(times)
    return (
        sheets.counted(times.number),
        sheets.counted(times.done.total(), href),
        sheets.counted(times.waiting.total()),
        *(sheets.days(found.quantile(share)) for share in (0.25, 0.5, 0.75)),
        sheets.days(median_of_done(times)),
        *(_percent(found.after(n * MINUTES), times, done=True) for n in WITHIN),
    )


def _percent(still: float | None, times: Times, *, done: bool) -> Cell:
    if still is None or not times.number:
        return Cell(None, "—")
    number = round(100 * (1 - still if done else still), 1)
    number = 99.9 if done and number >= 100 and still > SLACK else number  # all is said only of all
    return Cell(number, f"{number:.1f}", weight=number)


def _open_after(times: Times) -> Sheet:
    found, most = curve(times), max(1, curve(times).last // MINUTES)
    days = [day for day in AFTER if day <= most]
    gone = _through(times)
    lines = [
        Line(
            f"{day}",
            (
                _percent(found.after(day * MINUTES), times, done=False),
                sheets.counted(times.number - gone(day * MINUTES)),
            ),
        )
        for day in days
    ]
    return Sheet(
        code="curve",
        title=_("Share still open after so many days"),
        head=_("After days"),
        columns=(
            Column(_("Still open, percent"), sheets.PERCENT),
            Column(_("Known to have lasted longer")),
        ),
        lines=tuple(lines),
        shape=sheets.CURVE,
    )


def _through(times: Times) -> Callable[[int], int]:
    ends: Mapping[int, int] = times.done + times.waiting
    moments = sorted(ends)
    sums, running = [], 0
    for one in moments:
        running += ends[one]
        sums.append(running)

    def gone(minutes: int) -> int:
        place = bisect_right(moments, minutes)
        return sums[place - 1] if place else 0

    return gone
