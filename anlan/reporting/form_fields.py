"""The fields of forms: how they are defined, checked when an office enters them, and cleaned when a clerk fills them.

A definition is a plain mapping, so that it can stand in a column, a workbook, a request. `FormField` is one of them
read; what it takes in is cleaned by the same inputs as every step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.inputs import Date, Named, Number, YesNo
from anlan.lifecycle.inputs import Input, Text
from anlan.reporting.form_models import in_words

MOST_NUMBER = 1_000_000_000
LONGEST = 2_000
DECIMALS = 4
WORD_COLUMNS = ("situation", "help_wanted")
"""Codes of the two texts that stand in columns of the report itself: boards and digests read them."""


class FieldType(models.TextChoices):
    FIGURE = "figure", gettext_lazy("Bound figure")
    WHOLE = "whole", gettext_lazy("Whole number")
    QUANTITY = "quantity", gettext_lazy("Quantity")
    TEXT = "text", gettext_lazy("Text")
    CHOICE = "choice", gettext_lazy("Choice")
    DATE = "date", gettext_lazy("Date")
    YES_NO = "yes_no", gettext_lazy("Yes or no")


class Span(models.TextChoices):
    """For which days a bound figure is told."""

    DAY = "day", gettext_lazy("this day")
    PERIOD = "period", gettext_lazy("the period of the report")
    MONTH = "month", gettext_lazy("month to the day")
    YEAR = "year", gettext_lazy("year to the day")


NUMBERS = frozenset({FieldType.WHOLE, FieldType.QUANTITY, FieldType.YES_NO})
"""Types whose values are kept as numbers and can be summed; a yes is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of a form. `least` and `most` are whole numbers; of a choice `choices` are (code, Chinese, English)."""

    code: str
    label: str
    type: str
    label_en: str = ""
    required: bool = False
    help: str = ""
    help_en: str = ""
    figure: str = ""
    span: str = ""
    grade: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None
    decimals: int = 0
    longest: int = 0
    lines: int = 1
    choices: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_bound(self) -> bool:
        return self.type == FieldType.FIGURE

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS

    @property
    def title(self) -> str:
        return in_words(self.label, self.label_en)

    @property
    def hint(self) -> str:
        return in_words(self.help, self.help_en)

    @property
    def measured(self) -> str:
        """The title with its unit; an English page leaves the unit out, for it is a Chinese word."""
        return f"{self.title}（{self.unit}）" if self.unit and in_words("zh", "en") == "zh" else self.title

    @property
    def options(self) -> list[tuple[str, str]]:
        if self.type == FieldType.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(code, in_words(zh, en)) for code, zh, en in self.choices]

    def definition(self) -> dict[str, Any]:
        """Return the field as it is stored: only what is not left at its default."""
        told: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        told["type"] = str(self.type)
        kept = {
            name: value
            for name, value in told.items()
            if name in ("code", "label", "type") or value not in ("", None, False, 0, ())
        }
        if kept.get("lines") == 1:
            del kept["lines"]
        for name in ("least", "most"):
            if told[name] is not None:
                kept[name] = told[name]
        if "choices" in kept:
            kept["choices"] = [list(one) for one in self.choices]
        return kept

    def input(self) -> Input:
        """Return what cleans a typed value; a bound field takes none."""
        told: dict[str, Any] = {"name": self.code, "label": self.title, "required": self.required}
        least, most = self.least or 0, MOST_NUMBER if self.most is None else self.most
        match self.type:
            case FieldType.WHOLE:
                return Number(**told, least=least, most=most)
            case FieldType.QUANTITY:
                return Quantity(**told, least=least, most=most, decimals=self.decimals or 2)
            case FieldType.CHOICE:
                return Named(
                    **told,
                    choices=tuple(self.options),
                    also=tuple((zh, code) for code, zh, _en in self.choices),
                )
            case FieldType.DATE:
                return Date(**told)
            case FieldType.YES_NO:
                return YesOrNo(**told)
            case _:
                return Text(**told, max_length=self.longest or 500, lines=self.lines)


@dataclass(frozen=True, kw_only=True)
class Quantity(Input):
    """A number with at most so many decimals: 12.5."""

    least: int = 0
    most: int = MOST_NUMBER
    decimals: int = 2
    kind = "quantity"

    def parse(self, raw: Any) -> Decimal:
        text = str(raw).strip().replace(",", "").replace("，", "")
        value = decimal_of(text)
        if value is None or not self.least <= value <= self.most or not _fits(value, self.decimals):
            raise self.invalid(
                "quantity",
                _(
                    "“%(value)s” is not a number from %(least)s to %(most)s with at most %(decimals)s decimals "
                    "for “%(field)s”."
                )
                % {
                    "value": text[:40].replace("\x00", ""),
                    "least": self.least,
                    "most": self.most,
                    "decimals": self.decimals,
                    "field": self.label,
                },
            )
        return value

    def journal(self, value: Decimal | None) -> str | None:
        return None if value is None else plain(value)


@dataclass(frozen=True, kw_only=True)
class YesOrNo(YesNo):
    """是 or 否; nothing is no answer."""

    def empty(self) -> None:  # type: ignore[override]
        return None


def decimal_of(text: str) -> Decimal | None:
    """Return the number that a text writes in plain digits, or None."""
    if not re.fullmatch(r"-?\d{1,14}(\.\d{1,8})?", text, re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _fits(value: Decimal, decimals: int) -> bool:
    return value == value.quantize(Decimal(1).scaleb(-decimals))


def plain(value: Decimal | int | float) -> str:
    """Return a number as people write it: without zeros behind the point."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(definition: Mapping[str, Any]) -> FormField:
    """Return a stored definition as a field."""
    told = dict(definition)
    told["choices"] = tuple(tuple(one) for one in told.get("choices", ()))
    return FormField(**told)


def cell(field: FormField, value: Any) -> tuple[Decimal | None, str]:
    """Return a cleaned value as it is stored: (number, words)."""
    if isinstance(value, bool):
        return Decimal(int(value)), ""
    if isinstance(value, (int, Decimal)):
        return Decimal(value), ""
    if isinstance(value, date):
        return None, value.isoformat()
    return None, str(value)


def shown(field: FormField, number: Decimal | None, words: str) -> str:
    """Return a stored value in the reader's words."""
    if field.type == FieldType.YES_NO and number is not None:
        return _("Yes") if number else _("No")
    if number is not None:
        return plain(number)
    if field.type == FieldType.CHOICE:
        return dict(field.options).get(words, words)
    return words
