"""A form filled for a period: every cell from the registry of figures or a list, as of one moment, with its account.

All is read in one snapshot in the right of whoever fills it. What cannot be filled is told cell by cell and nothing is
made: no form leaves with a hole that nobody saw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import activate, get_language, override, pgettext
from django.utils.translation import gettext as _

from anlan.exchange import bindings as bound
from anlan.exchange.account import Blank, Check, Filled, Line
from anlan.exchange.bindings import Asked
from anlan.exchange.grids import MOST_FILLED, Place, column_of, place_of, refused
from anlan.exchange.opening import opened
from anlan.exchange.xlsx import Value as Written
from anlan.figures import asking
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value
from anlan.figures.parts import children_of
from anlan.figures.registry import REGISTRY
from anlan.figures.together import evaluate_cuts
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid
from anlan.kernel.period import Period, month_end
from anlan.org.models import Area, Sector
from anlan.org.scope import Actor

Part = tuple[str, dict[str, str]]


def fill(
    blank: Blank, *, by: Actor, area: Area, period: Period, issuer: str, known_at: datetime | None = None
) -> Filled:
    """Return the form filled, in Chinese. Raises Invalid in the reader's language with every cell that cannot be."""
    with snapshot():
        return _Filling(blank, by, area, period, issuer, Known.by(known_at)).made()


class _Filling:
    """One form while it is filled."""

    def __init__(
        self, blank: Blank, by: Actor, area: Area, period: Period, issuer: str, known: Known
    ) -> None:
        self.blank, self.by, self.area, self.period, self.issuer, self.known = (
            blank,
            by,
            area,
            period,
            issuer,
            known,
        )
        self.form = opened(blank.content, blank.kind)
        self.bindings: list[dict[str, Any]] = []
        self.values: dict[Asked, Value] = {}
        self.questions: dict[tuple[str, str, str], asking.Asked] = {}
        self.lines: dict[str, Line] = {}  # of single cells, by their place in the blank form
        self.told: list[
            tuple[Line, int]
        ] = []  # every line, and how many blocks had made room before it was written
        self.checks: list[Check] = []
        self.reader = get_language() or "zh-hans"
        self.moves: list[tuple[str, int, int]] = []  # sheet, after which row, by how many

    def made(self) -> Filled:
        self._refuse_what_is_gone()
        self.children = children_of(self.area, self.period)
        self._evaluate()
        with override("zh-hans"):
            return self._written()

    def _written(self) -> Filled:
        blocks = []
        sums = []
        for binding in self.bindings:
            place = place_of(binding["at"])
            match binding["take"]:
                case bound.ROWS | bound.AREAS:
                    blocks.append((place, binding))
                case bound.SUM:
                    sums.append((place, binding))
                case _:
                    self._cell(place, binding)
        for place, binding in sums:
            self._sum(place, binding)
        # from the bottom up: what a long list pushes down is in place by then
        for place, binding in sorted(blocks, key=lambda one: (one[0].sheet, -one[0].row)):
            self._rows(place, binding) if binding["take"] == bound.ROWS else self._areas(place, binding)
        self._whole_and_parts()
        for line, since in self.told:
            line.place = self._final(line.place, since)
        lines = sorted((line for line, _since in self.told), key=lambda one: _order(one.place))
        return Filled(
            self.blank.name,
            self.blank.kind,
            self.form.packed(),
            self.area,
            self.period,
            self.known,
            lines,
            self.checks,
        )

    def _refuse_what_is_gone(self) -> None:
        if not self.blank.bindings:
            raise refused(
                "unbound", _("No cell of this form is bound yet: choose cells and what they take."), "form"
            )
        grids = self.form.grids()
        faults: list[str] = []
        for one in self.blank.bindings:
            try:
                self.bindings.append(bound.sound(one, grids))
            except AnlanError as error:
                faults.append(str(error))
        if faults:
            raise Invalid(
                "form.unfillable",
                _("Nothing was filled. %(faults)s") % {"faults": " ".join(dict.fromkeys(faults))},
                field="form",
            )

    def _asks(self) -> list[Asked]:
        """Return what the cells and the tables ask of figures, each once."""
        found: dict[Asked, None] = {}
        for binding in self.bindings:
            if binding["take"] == bound.FIGURE:
                found[_plain(bound.asked_of(binding))] = None
            for one in binding.get("figures", ()):
                for _name, at in (*self._parts(binding), self._whole):
                    found[_plain(replace(bound.asked_of(one), **at))] = None
        return list(found)

    def _evaluate(self) -> None:
        """Count every figure that is asked for, those of one period together."""
        faults: dict[str, None] = {}
        spans: dict[str, dict[Asked, Cut]] = defaultdict(dict)
        for asked in self._asks():
            try:
                question, figure = self._question(asked), REGISTRY[asked.figure]
            except AnlanError as error:
                faults[str(error)] = None
                continue
            cut = question.cut_of(figure)
            if question.may(figure) and figure.answers(cut):
                spans[asked.over][asked] = cut
        if faults:
            raise Invalid(
                "form.unfillable",
                _("Nothing was filled. %(faults)s") % {"faults": " ".join(faults)},
                field="form",
            )
        for over, cuts in spans.items():
            asks = [(asked.figure, cut) for asked, cut in cuts.items()]
            found = evaluate_cuts(asks, period=bound.over(self.period, over), known=self.known)
            self.values |= {asked: found[asked.figure, cut] for asked, cut in cuts.items()}

    def _question(self, asked: Asked) -> asking.Asked:
        """Return a question within the reach of whoever fills; of each area and sector it is found out once."""
        key = (asked.area, asked.sector, asked.over)
        if key not in self.questions:
            days = bound.over(self.period, asked.over)
            query = {
                "area": asked.area or self.area.code,
                "sector": asked.sector,
                "from": days.first.isoformat(),
                "to": days.last.isoformat(),
                "known_at": self.known.at.isoformat(),
            }
            self.questions[key] = asking.asked(
                {name: value for name, value in query.items() if value}, self.by
            )
        found = self.questions[key]
        return replace(found, cut=replace(found.cut, grade=asked.grade)) if asked.grade else found

    def _value(self, asked: Asked, place: Place) -> Value:
        found = self.values.get(_plain(asked))
        if found is None:
            activate(self.reader)  # the override around it is left with this refusal
            raise refused(
                "figure",
                _("%(place)s: “%(figure)s” cannot be told of this cut, or your posts give no right to it.")
                % {"place": place, "figure": REGISTRY[asked.figure].name},
                "form",
            )
        return found

    # -- cells -------------------------------------------------------------------------------------------------------

    def _cell(self, place: Place, binding: Mapping[str, Any]) -> None:
        match binding["take"]:
            case bound.FIGURE:
                self._figure(place, bound.asked_of(binding))
            case bound.FACT:
                text = self._fact(binding["fact"])
                self._write(place, text, bound.FACT, str(bound.FACTS[binding["fact"]]))
            case bound.TEXT:
                self._write(place, binding["text"], bound.TEXT, _("fixed text"))
            case _:
                self._tell(Line(str(place), bound.HAND, binding.get("text", ""), ""))
        self.lines[str(place)] = self.told[-1][0]

    def _figure(self, place: Place, asked: Asked) -> Line:
        value = self._value(asked, place)
        written = shown(value, asked.show)
        line = self._write(place, written, bound.FIGURE, _said(value, asked), code=asked.figure)
        line.exact = written if isinstance(written, int | float) else value.number
        return line

    def _write(self, place: Place, value: Written, take: str, what: str, *, code: str = "") -> Line:
        self.form.set(place.sheet, place.row, place.column, value)
        return self._tell(Line(str(place), take, what, "" if value is None else str(value), code))

    def _tell(self, line: Line) -> Line:
        self.told.append((line, len(self.moves)))
        return line

    def _fact(self, fact: str) -> Written:
        first, last = self.period.first, self.period.last
        facts: dict[str, Written] = {
            "area": self.area.name,
            "issuer": self.issuer,
            "receiver": self.blank.receiver,
            "period": _days(first, last),
            "first": first,
            "last": last,
            "year": last.year,
            "month": last.month,
            "filled_on": clock.local_day(self.known.at),
            "known_at": self.known.at,
            "filled_by": _("by the system") if self.by.is_system else self.by.name,
        }
        return facts[fact]

    def _sum(self, place: Place, binding: Mapping[str, Any]) -> None:
        total: int | float = 0
        for name in binding["cells"]:
            part = self.lines.get(name)
            if part is None or not isinstance(part.exact, int | float):
                activate(self.reader)
                raise refused(
                    "sum",
                    _("%(place)s adds up %(cell)s, which takes no number: bind it to a figure first.")
                    % {"place": place, "cell": name},
                    "form",
                )
            total += part.exact
        line = self._write(
            place, total, bound.SUM, _("sum of %(cells)s") % {"cells": "、".join(binding["cells"])}
        )
        line.exact = total
        self.lines[str(place)] = line

    # -- blocks ------------------------------------------------------------------------------------------------------

    def _rows(self, place: Place, binding: Mapping[str, Any]) -> None:
        code, sheet = binding["list"], bound.sheet_of(binding["list"])
        assert sheet is not None
        if not (self.by.is_system or sheet.permission is None or self.by.may(sheet.permission)):
            raise refused(
                "list", _("%(place)s: your posts give no right to this list.") % {"place": place}, "form"
            )
        days = bound.over(self.period, binding.get("over", "period"))
        query = {"area": self.area.code, "from": days.first.isoformat(), "to": days.last.isoformat()}
        query |= {name: binding[name] for name in ("sector", "grade") if binding.get(name)}
        if "known_at" in sheet.filters:
            query["known_at"] = self.known.at.isoformat()
        count = sheet.count(self.by, query) or 0
        with override(self.reader):
            _check_count(place, count)
        self._make_room(place, max(1, count))
        tell, written = sheet.tell(self.by, query), 0
        for keys in sheet.keys(self.by, query):
            told = dict(tell(keys))
            for key in keys:
                line: Sequence[Written] = told[key]
                for offset, column in enumerate(binding["columns"]):
                    value: Written = None if column < 0 else written + 1 if column == 0 else line[column - 1]
                    self.form.set(place.sheet, place.row + written, place.column + offset, value)
                written += 1
        what = _("list “%(name)s”") % {"name": sheet.label}
        self._tell(Line(str(place), bound.ROWS, what, f"{written:,}", code, written, written))
        self.checks.append(
            Check(_("%(place)s: lines written = records of the list") % {"place": place}, written, count)
        )
        self._rows_are_the_figure(place, code, binding, written)

    def _make_room(self, place: Place, lines: int) -> None:
        with override(self.reader):
            self.moves.append((place.sheet, *self.form.make_room(place.sheet, place.row, lines)))

    def _rows_are_the_figure(self, place: Place, code: str, binding: Mapping[str, Any], written: int) -> None:
        figure = REGISTRY.find(code)
        if figure is None or figure.kind != "count" or not (figure.is_counted or figure.is_of_rows):
            return
        names = {name: str(binding[name]) for name in ("sector", "grade", "over") if binding.get(name)}
        value = self._question(Asked(code, **names)).value(code)
        told = {"place": place, "figure": figure.name}
        self.checks.append(Check(_("%(place)s: lines written = “%(figure)s”") % told, written, value.count))

    @property
    def _whole(self) -> Part:
        return (pgettext("form", "Total"), {"area": self.area.code})

    def _parts(self, binding: Mapping[str, Any]) -> list[Part]:
        """Return the rows of a table by area or sector: (name, what its figures are cut to)."""
        if binding.get("by") == "sector":
            sectors = Sector.objects.order_by("position", "code").values_list("name", "code")
            return [(name, {"area": self.area.code, "sector": code}) for name, code in sectors]
        areas = list(self.children) or [self.area]
        return [(one.short_name or one.name, {"area": one.code}) for one in areas]

    def _areas(self, place: Place, binding: Mapping[str, Any]) -> None:
        rows, total = self._parts(binding), binding.get("total", "")
        self._make_room(place, len(rows) + bool(total))
        begin = place.row + (total == "first")
        told = [
            self._part(Place(place.sheet, begin + n, place.column), one, binding)
            for n, one in enumerate(rows)
        ]
        if not total:
            return
        last = Place(place.sheet, place.row if total == "first" else begin + len(rows), place.column)
        whole = self._part(last, self._whole, binding)
        for number, one in enumerate(binding["figures"]):
            if REGISTRY[one["figure"]].adds_up and one.get("show") not in ("text", "share"):
                what = _("%(sheet)s, column %(column)s: Σ of the rows = the whole")
                names = {"sheet": place.sheet, "column": one["column"]}
                parts = sum(row[number].exact or 0 for row in told)
                self.checks.append(Check(what % names, parts, whole[number].exact or 0))

    def _part(self, place: Place, part: Part, binding: Mapping[str, Any]) -> list[Line]:
        name, at = part
        self._write(place, name, bound.AREAS, _("name of the row"))
        return [
            self._figure(place.beside(column_of(one["column"])), replace(bound.asked_of(one), **at))
            for one in binding["figures"]
        ]

    def _whole_and_parts(self) -> None:
        """Compare cells of one figure by sector with its cell for all sectors, where the form has every sector."""
        asked = {
            str(place_of(one["at"])): bound.asked_of(one)
            for one in self.bindings
            if one["take"] == bound.FIGURE
        }
        groups: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for name, one in asked.items():
            if one.show in ("number", "count") and REGISTRY[one.figure].adds_up:
                groups[one.figure, one.area, one.grade, one.over][one.sector] = name
        every = set(_sector_codes())
        for (figure, *_rest), cells in groups.items():
            if "" in cells and every and every <= set(cells):
                parts = sum(self.lines[cells[code]].exact or 0 for code in every)
                told = {"figure": REGISTRY[figure].name, "place": cells[""]}
                what = _("%(place)s: Σ of the sectors of “%(figure)s” = the whole") % told
                self.checks.append(Check(what, parts, self.lines[cells[""]].exact or 0))

    def _final(self, name: str, since: int) -> str:
        """Return where a line stands in the end: blocks are made from the bottom up and move what is below them."""
        place = place_of(name)
        row = place.row
        for sheet, after, by in self.moves[since:]:
            if sheet == place.sheet and by and place.row > after:
                row += by
        return str(Place(place.sheet, row, place.column))


def _check_count(place: Place, count: int) -> None:
    if count > MOST_FILLED:
        raise refused(
            "rows",
            _("%(place)s: the list has %(rows)s lines, a form takes at most %(most)s. Shorten the period or the "
              "area, or take the list as an export.")
            % {"place": place, "rows": f"{count:,}", "most": f"{MOST_FILLED:,}"},
            "form",
        )  # fmt: skip


def _days(first: date, last: date) -> str:
    """Return the days of a period as a form heads them: 2022年10月, or from day to day."""
    if (first.day, last) == (1, month_end(first)):
        return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def _sector_codes() -> list[str]:
    return list(Sector.objects.values_list("code", flat=True))


def _plain(asked: Asked) -> Asked:
    """Return what is asked, however it is shown."""
    return replace(asked, show="")


def shown(value: Value, show: str) -> Written:
    """Return a value as a cell takes it. A rate or mean of nothing is “—”, never 0 or 100."""
    match show:
        case "count":
            return value.count
        case "base":
            return value.base
        case "share":
            return round(value.count / value.base, 6) if value.base else "—"
        case "text":
            return value.text
    if value.number is None:
        return "—"
    # the very digits of the bulletin, which never round 99.96 up to 100
    return (
        float(value.text.rstrip("%")) if value.figure.is_rate and value.text.endswith("%") else value.number
    )


def _said(value: Value, asked: Asked) -> str:
    parts = [str(value.figure.name), f"{value.period.first} – {value.period.last}"]
    parts += [one for one in (asked.area, asked.sector, asked.grade) if one]
    return " · ".join(parts)


def _order(name: str) -> tuple[str, int, int]:
    place = place_of(name)
    return place.sheet, place.row, place.column
