"""Forms of reports: what there is, one of them, what was typed into it added up, and the burden that they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import form_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, choice, parameter, spoken
from anlan.api.words import _
from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.org.roles import Permission
from anlan.reporting import burden, formbook
from anlan.reporting.form_models import FormKind, FormVersion
from anlan.reporting.form_values import By, SumRow, Sums, days_asked, sums
from anlan.reporting.models import Axis

router = Router(tags=["forms"])
# whoever reads figures: who reports has to know what is asked for
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)
OFFICE = AccessToken(TokenScope.READ, Permission.REPORT_READ)


@router.get(
    "",
    auth=READ,
    response=list[form_schemas.FormRow],
    operation_id="forms_list",
    summary=_("The forms of reports"),
    description=_("Every form as it holds today."),
)
def listing(request: ApiRequest) -> HttpResponse:
    return answer([_row(one) for one in formbook.newest(clock.today())])


@router.get(
    "/burden",
    auth=OFFICE,
    response=form_schemas.Burdens,
    operation_id="forms_burden",
    summary=_("The burden of reporting"),
    description=_(
        "Medians of fields typed and seconds taken, by form and group of units; of no unit and of no person."
    ),
    openapi_extra={"parameters": DAYS},
)
def burdens(request: ApiRequest) -> HttpResponse:
    first, last = days_asked(request.GET)
    rows = burden.burdens(request.auth.actor.scope, first, last)
    names = (
        "form", "units", "reports", "zeros", "median_fields", "median_fields_of_reports", "measured",
        "median_seconds",
    )  # fmt: skip
    return answer(
        {
            "rows": [
                {
                    "group": {"code": one.group, "label": one.group_label},
                    **{name: getattr(one, name) for name in names},
                }
                for one in rows
            ]
        }
    )


@router.get(
    "/{code}/fields",  # an address of one part would stand before the step that enters a form
    auth=READ,
    response=form_schemas.FormDetail,
    operation_id="forms_get",
    summary=_("One form"),
    description=_("Its fields, and the JSON schema of what a report in it may hold."),
    openapi_extra={
        "parameters": [
            parameter("version", {"type": "integer", "minimum": 1}, "a version, if not the one of today")
        ]
    },
)
def detail(request: ApiRequest, code: str) -> HttpResponse:
    wanted = parameters.whole(request.GET, "version")
    rows = (
        FormVersion.objects.filter(code=code[:20])
        if parameters.storable(code)
        else FormVersion.objects.none()
    )
    known = {row.version: row for row in rows.order_by("-version")}
    held = formbook.in_force(code, clock.today()) if known else None
    if wanted is not None and wanted in known:
        held = formbook.version_of(known[wanted].pk)
    if held is None or (wanted is not None and wanted not in known):
        raise Unknown(
            "form.unknown", gettext("There is no form “%(code)s”.") % {"code": code[:20]}, field="code"
        )
    return answer(
        {
            **_row(held),
            "fields": [field.definition() for field in held.fields],
            "values_schema": form_schemas.values_schema(held),
            "differences_of": [field.code for field in held.bound],
            "versions": [version for version, row in known.items() if not row.is_withdrawn],
        }
    )


@router.get(
    "/{code}/sums",
    auth=OFFICE,
    response=form_schemas.Sums,
    operation_id="forms_sums",
    summary=_("Typed values of a form, added up"),
    description=_("By unit, area, month or day; areas and departments are never added together."),
    openapi_extra={"parameters": [choice("by", By.values), PLACE[0], *DAYS]},
)
def added_up(request: ApiRequest, code: str) -> HttpResponse:
    if not parameters.storable(code) or not FormVersion.objects.filter(code=code[:20]).exists():
        raise Unknown(
            "form.unknown", gettext("There is no form “%(code)s”.") % {"code": code[:20]}, field="code"
        )
    first, last = days_asked(request.GET)
    found = sums(
        code,
        request.auth.actor.scope,
        area=find_area(parameters.words(request.GET, "area") or None),
        first=first,
        last=last,
        by=By(parameters.choice(request.GET, "by", By.values) or By.UNIT),
    )
    return answer(
        {
            "rows": [_summed(found, row) for row in found.rows],
            "totals": [_summed(found, row) for row in found.totals],
        }
    )


def _row(version: formbook.Version) -> dict[str, Any]:
    return {
        "code": version.code,
        "version": version.version,
        "name": version.label,
        "kind": spoken(FormKind)[version.kind],
        "first_day": version.first_day,
        "takes_zero": version.takes_zero,
        "typed_fields": len(version.typed),
        "bound_fields": len(version.bound),
    }


def _summed(found: Sums, row: SumRow) -> dict[str, Any]:
    return {
        "axis": spoken(Axis)[row.axis],
        "group": row.label,
        "reports": row.reports,
        "sums": {
            f"{column.field.code}={column.option}" if column.option else column.field.code: row.text(column)
            for column in found.columns
            if row.cell(column) is not None
        },
    }
