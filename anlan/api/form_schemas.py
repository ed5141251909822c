"""What the API answers about forms of reports; a form's own schema tells what its reports may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Labelled
from anlan.reporting.form_fields import DECIMALS, MOST_NUMBER, FieldType, FormField
from anlan.reporting.formbook import Version


class FormRow(Schema):
    code: str
    version: int
    name: str
    kind: Labelled
    first_day: date = Field(description="reports of that day and later are sent in it")
    takes_zero: bool = Field(description="“all safe” may be signed in place of it")
    typed_fields: int
    bound_fields: int


class FormDetail(FormRow):
    fields: list[dict[str, Any]] = Field(description="definitions, as `form_define` takes them")
    values_schema: dict[str, Any] = Field(description="JSON schema of `values` of a report in this form")
    differences_of: list[str] = Field(description="bound fields, for which a difference may be stated")
    versions: list[int] = Field(description="that were not withdrawn, the newest first")


class SumRow(Schema):
    axis: Labelled
    group: str
    reports: int
    sums: dict[str, str] = Field(description="field (or field=choice) → sum, as a decimal text")


class Sums(Schema):
    rows: list[SumRow]
    totals: list[SumRow]


class BurdenRow(Schema):
    form: str
    group: Labelled
    units: int
    reports: int
    zeros: int
    median_fields: float | None = Field(description="null for fewer than three units")
    median_fields_of_reports: float | None
    measured: int
    median_seconds: float | None


class Burdens(Schema):
    rows: list[BurdenRow]


def values_schema(version: Version) -> dict[str, Any]:
    """Return what `values` of a report may hold in a version, as JSON schema."""
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.code: _typed(field) for field in version.typed},
    }
    if required := [field.code for field in version.typed if field.required]:
        schema["required"] = required
    return schema


def _typed(field: FormField) -> dict[str, Any]:
    told: dict[str, Any] = {"title": field.title}
    if field.hint:
        told["description"] = field.hint
    most = MOST_NUMBER if field.most is None else field.most
    match field.type:
        case FieldType.WHOLE:
            return {**told, "type": "integer", "minimum": field.least or 0, "maximum": most}
        case FieldType.QUANTITY:
            decimals = min(field.decimals or 2, DECIMALS)
            return {
                **told,
                "type": "string",
                "pattern": rf"^\d+(\.\d{{1,{decimals}}})?$",
                "x-unit": field.unit,
            }
        case FieldType.CHOICE:
            return {**told, "type": "string", "enum": [code for code, _label in field.options]}
        case FieldType.DATE:
            return {**told, "type": "string", "format": "date"}
        case FieldType.YES_NO:
            return {**told, "type": "boolean"}
        case _:
            return {**told, "type": "string", "maxLength": field.longest or 500}
