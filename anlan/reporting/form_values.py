"""What reports say in the typed fields of a form, added up: by unit, area, month or day, each axis by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.org.models import Area, Organisation
from anlan.org.models.areas import below
from anlan.org.scope import Scope
from anlan.reporting.form_fields import DECIMALS, NUMBERS, FieldType, FormField, plain
from anlan.reporting.form_fields import read as read_field
from anlan.reporting.form_models import FormVersion
from anlan.reporting.models import Axis, Due, DueState, ReportValue

MOST_DAYS, USUAL_DAYS = 366, 30
RECEIVED = (DueState.REPORTED, DueState.ZERO)


class By(models.TextChoices):
    UNIT = "unit", _("Unit by unit")
    AREA = "area", _("Area by area")
    MONTH = "month", _("Month by month")
    DAY = "day", _("Day by day")


def days_asked(query: Mapping[str, Any]) -> tuple[date, date]:
    """Return the days that an address asks for, the last thirty if it names none. Raises Invalid for too many."""
    last = parameters.day(query, "to") or clock.today()
    first = parameters.day(query, "from") or last - timedelta(days=USUAL_DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Invalid(
            "period.days",
            gettext("Choose from one day to %(most)s days, the first before the last.") % {"most": MOST_DAYS},
            field="from",
        )
    return first, last


@dataclass(frozen=True, slots=True)
class SumColumn:
    """A column: a number added up, or how often a choice was made."""

    field: FormField
    option: str = ""

    @property
    def title(self) -> str:
        if not self.option:
            return self.field.measured
        choice = dict(self.field.options).get(self.option, self.option)
        return gettext("%(field)s: %(choice)s") % {"field": self.field.title, "choice": choice}


@dataclass(slots=True)
class SumRow:
    """A group of reports: how many came in, the sum of each column; nothing was said where a cell is missing."""

    axis: str
    key: Any
    label: str
    reports: int = 0
    cells: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def cell(self, column: SumColumn) -> Decimal | None:
        return self.cells.get((column.field.code, column.option))

    def text(self, column: SumColumn) -> str:
        value = self.cell(column)
        return "" if value is None else plain(value)


@dataclass(frozen=True, slots=True)
class Sums:
    columns: list[SumColumn]
    rows: list[SumRow]
    totals: list[SumRow]


def columns_of(code: str) -> list[SumColumn]:
    """Return what can be added up of a form: by field code over all its versions, each as its newest version has it."""
    fields: dict[str, FormField] = {}
    for definitions in (
        FormVersion.objects.filter(code=code).order_by("version").values_list("fields", flat=True)
    ):
        fields |= {one["code"]: read_field(one) for one in definitions}
    columns = []
    for one in fields.values():
        if one.type in NUMBERS:
            columns.append(SumColumn(one))
        elif one.type == FieldType.CHOICE:
            columns += [SumColumn(one, option) for option, _zh, _en in one.choices]
    return columns


def sums(code: str, scope: Scope, *, area: Area, first: date, last: date, by: By = By.UNIT) -> Sums:
    """Return the typed values of reports of a period, added up by what was asked. Four queries, whatever the number.

    A form that changed is added up over its versions by the codes of its fields.
    """
    dues = Due.objects.within(scope).filter(below(area.path or ""), form=code, day__range=(first, last))
    dues = dues.filter(state__in=RECEIVED)
    columns = columns_of(code)
    group = _Group(by, area)
    rows: dict[tuple[str, Any], SumRow] = {}

    def row(axis: str, raw: Any) -> SumRow:
        key = group.key(raw)
        return rows.setdefault((axis, key), SumRow(axis, key, ""))

    for axis, raw, count in group.over(dues, "").annotate(n=Count("pk")).values_list("axis", group.name, "n"):
        row(axis, raw).reports += count
    numbers = ReportValue.objects.filter(due__in=dues, number__isnull=False, reason="")
    told = group.over(numbers, "due__", "field").annotate(n=Sum("number"))
    for axis, raw, name, amount in told.values_list("due__axis", group.name, "field", "n"):
        _add(
            row(axis, raw), (name, ""), round(Decimal(str(amount)), DECIMALS)
        )  # SQLite adds floating numbers
    options = {column.field.code for column in columns if column.option}
    if options:
        chosen = ReportValue.objects.filter(due__in=dues, field__in=options)
        told = group.over(chosen, "due__", "field", "words").annotate(n=Count("pk"))
        for axis, raw, name, words, amount in told.values_list(
            "due__axis", group.name, "field", "words", "n"
        ):
            _add(row(axis, raw), (name, words), Decimal(amount))
    group.name_rows(rows.values())
    axes = list(Axis.values)
    ordered = sorted(rows.values(), key=lambda one: (axes.index(one.axis), one.label, str(one.key)))
    return Sums(columns, ordered, _totals(ordered))


def _add(row: SumRow, cell: tuple[str, str], amount: Decimal) -> None:
    row.cells[cell] = row.cells.get(cell, Decimal()) + amount


def _totals(rows: Iterable[SumRow]) -> list[SumRow]:
    totals: dict[str, SumRow] = {}
    for one in rows:
        total = totals.setdefault(one.axis, SumRow(one.axis, None, str(Axis(one.axis).label)))
        total.reports += one.reports
        for cell, amount in one.cells.items():
            _add(total, cell, amount)
    return list(totals.values())


class _Group:
    """By what reports are put together, and what a group is called."""

    def __init__(self, by: By, area: Area) -> None:
        self.by = by
        self.area = area
        self.name = "grouped"

    def over(self, rows: Any, prefix: str, *more: str) -> Any:
        columns: dict[By, Any] = {
            By.UNIT: models.F(f"{prefix}organisation"),
            By.AREA: models.F(f"{prefix}area_path"),
            By.MONTH: TruncMonth(f"{prefix}day"),
            By.DAY: models.F(f"{prefix}day"),
        }
        named = rows.annotate(**{self.name: columns[self.by]})
        return named.order_by().values(f"{prefix}axis", self.name, *more)

    def key(self, raw: Any) -> Any:
        """Return the group of a value; of an area the one next below the area that was asked about."""
        if self.by != By.AREA:
            return raw
        path = self.area.path or "/"
        rest = str(raw)[len(path) :].split("/")
        return f"{path}{rest[0]}/" if rest[0] else path

    def name_rows(self, rows: Iterable[SumRow]) -> None:
        keys = {one.key for one in rows}
        labels: dict[Any, str] = defaultdict(str)
        if self.by == By.UNIT:
            labels |= {pk: one.label for pk, one in Organisation.objects.in_bulk(list(keys)).items()}
        elif self.by == By.AREA:
            labels |= {one.path: one.label for one in Area.objects.filter(path__in=keys)}
        elif self.by == By.MONTH:
            labels |= {key: f"{key:%Y-%m}" for key in keys}
        else:
            labels |= {key: key.isoformat() for key in keys}
        for one in rows:
            one.label = labels[one.key]
