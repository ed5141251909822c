"""What reports say in a form, added up, as a page and as a workbook; and the burden that forms are."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.reporting import burden, formbook
from anlan.reporting.form_values import By, Sums, days_asked, sums
from anlan.reporting.formbook import Version
from anlan.reporting.models import Axis

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of values is asked about."""

    form: Version
    area: Area
    first: date
    last: date
    by: By


def _asked(request: ActedRequest, code: str) -> Asked:
    form = formbook.in_force(code, clock.today())
    if form is None:
        raise Unknown("form.unknown", _("There is no form “%(code)s”.") % {"code": code[:20]}, field="code")
    by = By(parameters.choice(request.GET, "by", By.values) or By.UNIT)
    area = find_area(parameters.words(request.GET, "area") or None)
    return Asked(form, area, *days_asked(request.GET), by)


def _sums(request: ActedRequest, asked: Asked) -> Sums:
    return sums(
        asked.form.code, request.actor.scope, area=asked.area, first=asked.first, last=asked.last, by=asked.by
    )


def _table(found: Sums) -> tuple[list[dict[str, Any]], list[list[str]], list[list[str]]]:
    axes = {axis.value: str(axis.label) for axis in Axis}
    columns = [
        {"label": _("Group"), "kind": "name"},
        {"label": _("Axis")},
        {"label": _("Reports"), "kind": "num"},
        *({"label": column.title, "kind": "num"} for column in found.columns),
    ]

    def told(rows: Sequence[Any], total: str = "") -> list[list[str]]:
        return [
            [
                total or row.label,
                axes[row.axis],
                str(row.reports),
                *(row.text(column) for column in found.columns),
            ]
            for row in rows
        ]

    return columns, told(found.rows), told(found.totals, _("Total"))


@needs(Permission.REPORT_READ)
def values(request: ActedRequest, code: str) -> HttpResponse:
    """Show the typed values of a form, added up over a period."""
    asked = _asked(request, code)
    found = _sums(request, asked)
    columns, rows, totals = _table(found)
    context = {
        "asked": asked,
        "columns": columns,
        "rows": [*rows, *totals],
        "has_numbers": bool(found.columns),
        "bys": By.choices,
        "areas": [("", _("All areas")), *area_choices(areas_of(request.actor.scope))],
        "query": f"by={asked.by}&from={asked.first}&to={asked.last}&area={parameters.words(request.GET, 'area')}",
        "chosen_area": parameters.words(request.GET, "area"),
    }
    return render(request, "reporting/form_values.html", context)


@needs(Permission.REPORT_READ)
def values_workbook(request: ActedRequest, code: str) -> HttpResponse:
    """Answer the same table as a workbook."""
    asked = _asked(request, code)
    found = _sums(request, asked)
    columns, rows, totals = _table(found)
    name = f"{asked.form.code}-{asked.first}-{asked.last}-{asked.by}"
    return workbook_of(name, [str(one["label"]) for one in columns], [*rows, *totals], numbers=2)


def workbook_of(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int
) -> HttpResponse:
    """Return a table as a workbook; cells from a column on are numbers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True, "text_wrap": True})
            sheet.set_column(0, 0, 30)
            for place, label in enumerate(header):
                sheet.write_string(0, place, label, bold)
            for line, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    if place >= numbers and cell not in ("", "—"):
                        sheet.write_number(line, place, float(cell))
                    else:
                        sheet.write_string(line, place, cell)
        body = path.read_bytes()
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _burden_table(request: ActedRequest) -> tuple[date, date, list[dict[str, Any]], list[list[str]]]:
    first, last = days_asked(request.GET)
    names = dict(formbook.choices(clock.today()))
    columns = [
        {"label": _("Form"), "kind": "name"},
        {"label": _("Units")},
        {"label": _("How many units"), "kind": "num"},
        {"label": _("Reports"), "kind": "num"},
        {"label": _("of them zero"), "kind": "num"},
        {"label": _("Median of fields typed"), "kind": "num"},
        {"label": _("without zeros"), "kind": "num"},
        {"label": _("Reports timed"), "kind": "num"},
        {"label": _("Median of seconds"), "kind": "num"},
    ]
    rows = [
        [
            names.get(one.form, one.form), one.group_label, str(one.units), str(one.reports), str(one.zeros),
            _told(one.median_fields), _told(one.median_fields_of_reports), str(one.measured),
            _told(one.median_seconds),
        ]
        for one in burden.burdens(request.actor.scope, first, last)
    ]  # fmt: skip
    return first, last, columns, rows


def _told(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"


@needs(Permission.REPORT_READ)
def burden_page(request: ActedRequest) -> HttpResponse:
    """Show what forms cost those who fill them: medians over groups of units, never of a unit or a person."""
    first, last, columns, rows = _burden_table(request)
    forms = [(one.label, len(one.typed), len(one.bound)) for one in formbook.newest(clock.today())]
    context = {
        "first": first,
        "last": last,
        "columns": columns,
        "rows": rows,
        "forms": forms,
        "least": burden.LEAST_UNITS,
    }
    return render(request, "reporting/burden.html", context)


@needs(Permission.REPORT_READ)
def burden_workbook(request: ActedRequest) -> HttpResponse:
    first, last, columns, rows = _burden_table(request)
    return workbook_of(f"burden-{first}-{last}", [str(one["label"]) for one in columns], rows, numbers=2)
