"""The one list of measures (what is counted) and figures (what may be said about the counts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.figures.cut import Cut, Known
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.period import Period
from anlan.org.roles import Permission
from anlan.org.scope import Scope

Rows = Callable[[Cut, Period, Known, Scope], "QuerySet[Any]"]
Measure = Callable[[Cut, Period, Known], "tuple[int, int | None]"]
Heap = tuple[date, str, int, str, int, int]
Spread = Callable[[Cut, Period, Known], "Iterable[Heap]"]
Placed = Callable[[Cut, Period, Known], "Iterable[tuple[str, int | None, int, int]]"]
Wait = tuple[str, int | None, int, bool, int]
Times = Callable[[Cut, Period, Known], "Iterable[Wait]"]
Table = tuple[list[dict[str, Any]], list[list[Any]]]
Tell = Callable[[list[int]], Table]
MOST_NAMED = 16  # figures that the answer to an unknown code names


def tell_keys(keys: list[int]) -> Table:
    """Tell records by their keys alone."""
    return [{"label": "#", "kind": "code"}], [[str(key)] for key in keys]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the records of a figure are told apart by beside area, sector and grade: a column, its codes and labels."""

    column: str
    names: Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Figure:
    """A number with one definition.

    `plus` and `minus` are measure codes: a count is their signed sum over the period's cohort, as it stood at
    the end of the period. A rate has `of`: the count is divided by the sum of those measures.
    `rows` returns the very records counted (of a rate: the records of its denominator), in a reader's scope.
    A figure without measures is counted over its rows: `over` returns its count, or, of a mean, the sum and the
    number of records, or, of a share, the part and the whole; without `over` the rows are counted. Its cost grows with
    the period's rows.
    `spread` tells a mean's records in heaps (day, area path, sector, grade, sum, number): it is cut in one pass.
    `placed` tells its records in heaps without a day (area path, sector, part, whole): what has no day of its own is
    still told of many areas and sectors in one pass.
    `times` tells how long each of its records took and how long those not done yet have been waiting: area path,
    sector, minutes, done, number. `kinds` are what its records are told apart by beside place and grade.
    `tell` prepares a page of those records as a table, in the reader's language.
    `sectored` and `graded` tell by what it can be cut beside area and period.
    `step` is the cut of the official prose (domain brief §1.4); `revision` grows when the definition changes.
    """

    code: str
    name: str | Promise
    definition: str | Promise
    unit: str
    rows: Rows
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    step: int = 1_000
    revision: int = 1
    graded: bool = True
    sectored: bool = True  # told apart by sector
    over: Measure | None = None
    is_mean: bool = False
    is_share: bool = False  # a rate over its rows: `over` returns the part and the whole
    is_leading: bool = False  # stands on the first page
    per: int = 1  # of a mean: what its sum is divided by beside the number of records (minutes a day)
    tell: Tell = tell_keys
    spread: Spread | None = None
    placed: Placed | None = None
    times: Times | None = None
    kinds: Kinds | None = None
    reserved: Permission | None = None  # who may ask it; it stands in no document and no form
    day: str = ""  # the column of the rows that says on which day of the period each is counted

    @property
    def is_rate(self) -> bool:
        return bool(self.of) or self.is_share

    @property
    def is_counted(self) -> bool:
        """Tell whether it is kept by measures: constant in time; else it is counted over its rows when asked."""
        return bool(self.plus)

    @property
    def is_of_rows(self) -> bool:
        """Tell whether it is the plain number of its rows, each of a day: cut by what they carry, in one query."""
        return not self.is_counted and self.over is None and bool(self.day)

    @property
    def can_be_cut(self) -> bool:
        """Tell whether its table by area, sector and grade is one statement or pass, not one for each cell."""
        return self.is_counted or self.is_of_rows or self.spread is not None

    @property
    def can_be_placed(self) -> bool:
        """Tell whether it is told of many areas and sectors in one pass over its rows."""
        return self.is_of_rows or self.spread is not None or self.placed is not None

    @property
    def adds_up(self) -> bool:
        """Tell whether the values of its parts add up to its value."""
        return self.is_of_rows or (self.is_counted and not self.is_rate)

    @property
    def cut_by(self) -> tuple[str, ...]:
        """The dimensions by which it is told apart."""
        more = [name for name, has in (("sector", self.sectored), ("grade", self.graded)) if has]
        return ("area", *more, "period")

    def answers(self, cut: Cut) -> bool:
        """Tell whether it can be asked about this cut."""
        return (self.graded or not cut.grade) and (self.sectored or not cut.sector_ids)

    @property
    def kind(self) -> str:
        return "rate" if self.is_rate else "mean" if self.is_mean else "count"

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.plus, *self.minus, *self.of)))

    def value(self, sums: dict[str, int]) -> int:
        """Return the count (of a rate: its numerator) from the sums of its measures."""
        return sum(sums.get(m, 0) for m in self.plus) - sum(sums.get(m, 0) for m in self.minus)

    def base(self, sums: dict[str, int]) -> int:
        """Return a rate's denominator."""
        return sum(sums.get(m, 0) for m in self.of)


class Registry:
    """Figures by code and measures by code; filled when the apps load, read-only after."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}
        self._measures: dict[str, str | Promise] = {}
        self._groups: dict[str, str | Promise] = {}
        self._ahead: set[str] = set()

    def group(self, app: str, name: str | Promise) -> None:
        """Give the figures of an app, by the first part of their codes, a heading in lists."""
        self._groups[app] = name

    def group_of(self, figure: Figure) -> tuple[str, str]:
        """Return (app, heading) of a figure."""
        app = figure.code.partition(".")[0]
        return app, str(self._groups.get(app, app))

    def measure(self, code: str, name: str | Promise = "", *, ahead: bool = False) -> str:
        """Register a measure and return its code. It needs a name where no figure bears its code.

        `ahead`: it counts on days that are still to come too (what is due is made before its day).
        """
        if ahead:
            self._ahead.add(code)
        self._measures[code] = name or self._measures.get(code, "")
        return code

    def any_ahead(self, measures: Iterable[str]) -> bool:
        """Tell whether one of these measures counts on days that are still to come."""
        return not self._ahead.isdisjoint(measures)

    def name_of(self, measure: str) -> str:
        """Return what a measure is called: the name of its figure, or its own."""
        figure = self._figures.get(measure)
        return str(figure.name if figure else self._measures[measure] or measure)

    def find(self, code: str) -> Figure | None:
        return self._figures.get(code)

    def add(self, figure: Figure) -> Figure:
        """Register a figure; a code defined twice is a mistake of the programme."""
        if figure.code in self._figures:
            raise RuntimeError(f"figure {figure.code} is defined twice")
        for code in figure.measures:
            if code not in self._measures:
                raise RuntimeError(f"figure {figure.code} uses the unknown measure {code}")
        self._figures[figure.code] = figure
        return figure

    def __getitem__(self, code: str) -> Figure:
        try:
            return self._figures[code]
        except KeyError:
            # those that read most alike, of the subject that was meant: there are too many for one sentence
            near = [known for known in self._figures if known.split(".")[0] == code.split(".", maxsplit=1)[0]]
            choice = near or list(self._figures)
            alike = get_close_matches(code[:80], choice, n=MOST_NAMED, cutoff=0)
            known = ", ".join(alike) + (", …" if len(choice) > len(alike) else "")
            raise Unknown(
                "figure.unknown",
                _("There is no figure “%(code)s”. Known figures: %(known)s.")
                % {"code": code[:80], "known": known},
                field="code",
            ) from None

    def to_print(self, code: str) -> Figure:
        """Return a figure that a document may tell. Raises Unknown, or Invalid for what is told to the office alone."""
        figure = self[code]
        if figure.reserved is not None:
            raise Invalid(
                "figure.reserved",
                _("“%(name)s” is for the office alone: it stands in no document.") % {"name": figure.name},
                field="code",
            )
        return figure

    def of(self, app: str) -> list[Figure]:
        """Return the figures of an app."""
        return [figure for figure in self if figure.code.startswith(f"{app}.")]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(self._measures)


REGISTRY = Registry()
