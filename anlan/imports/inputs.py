"""What the cells of ledgers hold beside texts and choices: moments that may be days only, numbers, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel import clock
from anlan.lifecycle.inputs import EARLIEST, LATEST, Choice, Input

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(\d{1,2})?\s*秒?")
MILLION = 1_000_000
EXCEL_ZERO = date(1899, 12, 30)
EXCEL_DAYS = (36_526, 73_050)
"""The serial numbers by which a spreadsheet writes the days of 2000 to 2099."""
YES = frozenset("是 有 y yes true 1 √ ✓ 对".split())
NO = frozenset("否 无 没有 n no false 0 × x ✗".split())


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something happened, as a ledger says it: a moment, or a day only (`exact` False: its first minute)."""

    at: datetime
    exact: bool

    @property
    def day(self) -> date:
        return clock.local_day(self.at)

    def after(self, former: datetime) -> datetime:
        """Return the moment; a day alone does not lie before what happened earlier on the same day."""
        if not self.exact and self.at < former and clock.local_day(former) == self.day:
            return former
        return self.at

    @property
    def end(self) -> datetime:
        """Return the moment as a deadline: a day alone ends with its last minute."""
        return self.at if self.exact else self.at + timedelta(hours=23, minutes=59)


@dataclass(frozen=True, kw_only=True)
class When(Input):
    """A day or a moment as ledgers write them: 2022-10-24, 2022/10/24 15:40, 2022年10月24日, 20221024, a number."""

    kind = "when"

    def parse(self, raw: Any) -> Stamp:
        found = _moment(raw)
        if found is None:
            raise self.invalid(
                "moment",
                _("“%(value)s” is not a day for “%(field)s”. Write it like 2022-10-24 or 2022-10-24 15:40.")
                % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label},
            )
        value, exact = found
        if not EARLIEST <= value.date() <= LATEST:
            raise self.invalid(
                "range", _("“%(field)s” must lie between 2000 and 2099.") % {"field": self.label}
            )
        return Stamp(value.replace(tzinfo=clock.SHANGHAI).astimezone(UTC), exact)

    def journal(self, value: Stamp | None) -> str | None:
        return None if value is None else value.at.isoformat()


@dataclass(frozen=True, kw_only=True)
class Date(When):
    """A day: the same spellings, what stands after it is not looked at."""

    kind = "date"

    def parse(self, raw: Any) -> date:  # type: ignore[override]
        return super().parse(raw).day

    def journal(self, value: date | None) -> str | None:  # type: ignore[override]
        return None if value is None else value.isoformat()


def _moment(raw: Any) -> tuple[datetime, bool] | None:
    """Return a naive Shanghai moment and whether it names the minute, or None."""
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=None), raw.time() != time(0)
    if isinstance(raw, date):
        return datetime.combine(raw, time(0)), False
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _serial(raw)
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    packed = re.fullmatch(r"\d{8}", text)
    if text.replace(".", "", 1).isdigit() and not packed and _DAY.match(text) is None:
        return _serial(float(text)) if len(text) < 20 else None
    return _spelt(text, bool(packed))


def _serial(number: float) -> tuple[datetime, bool] | None:
    if number == int(number) and 20_000_101 <= number <= 20_991_231:
        return _spelt(str(int(number)), packed=True)
    if not EXCEL_DAYS[0] <= number < EXCEL_DAYS[1]:
        return None
    whole = datetime.combine(EXCEL_ZERO, time(0)) + timedelta(minutes=round(number * 1_440))
    return whole, number != int(number)


def _spelt(text: str, packed: bool) -> tuple[datetime, bool] | None:
    found = (_PACKED if packed else _DAY).match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip().removeprefix("T").strip()
    clock_time = _TIME.fullmatch(rest) if rest else None
    if rest and clock_time is None:
        return None
    try:
        day = date(*map(int, found.groups()))
        hour, minute, second = (int(part or 0) for part in clock_time.groups()) if clock_time else (0, 0, 0)
        at = time(hour, minute, second)
    except ValueError:
        return None
    return datetime.combine(day, at), clock_time is not None


@dataclass(frozen=True, kw_only=True)
class Whole(Input):
    """A whole number from `least` to `most`; 12.0 and 12人 are 12."""

    least: int = 0
    most: int = 10_000_000
    kind = "whole"

    def parse(self, raw: Any) -> int:
        text = str(raw).strip().replace(",", "").replace("，", "")
        found = re.fullmatch(r"(-?\d{1,15})(?:\.0+)?\s*[人个名家份条次户篇]?", text)
        if found is None or not self.least <= int(found.group(1)) <= self.most:
            raise self.invalid(
                "whole",
                _("“%(value)s” is not a whole number from %(least)s to %(most)s for “%(field)s”.")
                % {
                    "value": text[:40].replace("\x00", ""),
                    "least": self.least,
                    "most": self.most,
                    "field": self.label,
                },
            )
        return int(found.group(1))


@dataclass(frozen=True, kw_only=True)
class Number(Whole):
    """A whole number that a page asks for with its own field."""

    kind = "number"


@dataclass(frozen=True, kw_only=True)
class YesNo(Input):
    """是 or 否; nothing is no."""

    required: bool = False
    kind = "yes_no"

    def empty(self) -> bool:
        return False

    def parse(self, raw: Any) -> bool:
        text = str(raw).strip().lower().removesuffix(".0")
        if text in YES:
            return True
        if text in NO:
            return False
        raise self.invalid(
            "yes_no",
            _("“%(value)s” is neither 是 (yes) nor 否 (no) for “%(field)s”.")
            % {"value": text[:40].replace("\x00", ""), "field": self.label},
        )


@dataclass(frozen=True, kw_only=True)
class Degrees(Input):
    """A coordinate in degrees, kept in whole millionths of a degree."""

    most: int
    required: bool = False

    def parse(self, raw: Any) -> int:
        try:
            value = float(str(raw).strip())
        except ValueError:
            value = float("nan")
        if not -self.most <= value <= self.most:
            raise self.invalid(
                "degrees",
                _("“%(value)s” is no coordinate in degrees. Write it like %(example)s.")
                % {"value": str(raw)[:20], "example": "34.41420" if self.most == 90 else "115.65640"},
            )
        return round(value * MILLION)

    def journal(self, value: int | None) -> str | None:
        return None if value is None else f"{value / MILLION:.6f}"


def told_degrees(value: int | None) -> str:
    """Return a coordinate as it is typed."""
    return "" if value is None else f"{value / MILLION:.6f}"


@dataclass(frozen=True, kw_only=True)
class Named(Choice):
    """A choice by its code or by its label in either language; `also` holds further names by code."""

    also: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Return name → code, the first that has a name; made once, for a ledger asks a hundred thousand times."""
        names = [(name, code) for code, label in self.choices for name in (code, *spoken(label))]
        return dict(reversed([*names, *self.also]))

    def parse(self, raw: Any) -> str:
        text = str(raw).strip()
        code = self._codes.get(text)
        return super().parse(text) if code is None else code


def codes_by_name(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return code and label in either language, in small letters → code."""
    return {name.lower(): code for code, label in choices for name in (code, *spoken(label))}


def spoken(label: Any) -> tuple[str, ...]:
    """Return a label in both languages."""
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(str(label))
    return tuple(found)
