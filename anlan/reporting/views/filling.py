"""The form of a report as its page shows it and as its page sends it: fields come from the version that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.lifecycle.pages import Field, StepForm
from anlan.reporting.content import Said
from anlan.reporting.form_fields import WORD_COLUMNS, FieldType, FormField
from anlan.reporting.form_inputs import FIELD_CODE, MOST_FIELDS
from anlan.reporting.formbook import Version
from anlan.reporting.models import ReportValue
from anlan.reporting.prefilled import Known

VALUE, DIFFERENCE = "values.", "differences."
CONTROLS = {
    FieldType.WHOLE: "number",
    FieldType.QUANTITY: "text",
    FieldType.CHOICE: "select",
    FieldType.YES_NO: "select",
    FieldType.DATE: "date",
}


@dataclass(frozen=True, slots=True)
class Differing:
    """A bound figure with what the unit may state in place of it."""

    known: Known
    name: str
    value: Any
    reason: Any
    error: Any


@dataclass(frozen=True, slots=True)
class Filling:
    """What the clerk fills: typed fields, and differences, which only show when they are opened."""

    version: Version
    fields: tuple[Field, ...]
    differences: tuple[Differing, ...]
    error: Any
    gone: tuple[tuple[str, str], ...]  # what was typed into fields that the form no longer has

    @property
    def has_differences(self) -> bool:
        return any(one.value or one.reason or one.error for one in self.differences)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a report says already, as a form takes it in again."""

    values: Mapping[str, Any]
    differences: Mapping[str, Mapping[str, Any]]


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return the values and differences that a page sent, as the step takes them."""
    values: dict[str, Any] = {}
    differences: dict[str, dict[str, Any]] = {}
    for name in list(request.POST)[: 3 * MOST_FIELDS]:
        if name.startswith(VALUE) and FIELD_CODE.match(name.removeprefix(VALUE)):
            values[name.removeprefix(VALUE)] = request.POST.get(name, "")
        if name.startswith(DIFFERENCE):
            code, _dot, part = name.removeprefix(DIFFERENCE).rpartition(".")
            if FIELD_CODE.match(code) and part in ("value", "reason"):
                differences.setdefault(code, {})[part] = request.POST.get(name, "")
    return {"values": values, "differences": differences}


def filling(
    version: Version, form: StepForm, known: Iterable[Known], raw: Mapping[str, Any] | None, former: Filled
) -> Filling:
    """Return the fields of a form: with what was sent and refused, else with what the former version of it says."""
    faults = dict(form.faults)
    typed = (
        {**(raw.get("values") or {}), **{n: raw.get(n) for n in WORD_COLUMNS}} if raw is not None else None
    )
    stated = (raw.get("differences") or {}) if raw is not None else former.differences
    fields = tuple(
        _field(one, (former.values if typed is None else typed).get(one.code), faults)
        for one in version.typed
    )
    differences = tuple(
        _differing(one, stated.get(one.field, {}), faults.pop(f"{DIFFERENCE}{one.field}", ""))
        for one in known
    )
    codes = {one.code for one in version.fields}
    gone = tuple((code, str(value)) for code, value in (typed or {}).items() if value and code not in codes)
    faults.pop("reason", "")  # shown at its own field
    error = form.error or " ".join(str(fault) for fault in faults.values())
    return Filling(version, fields, differences, error, gone)


def filled(said: Iterable[Said], rows: Iterable[ReportValue]) -> Filled:
    stated = {row.field: {"value": f"{row.number:f}", "reason": row.reason} for row in rows if row.reason}
    return Filled({one.field.code: one.raw for one in said}, stated)


def _field(field: FormField, value: Any, faults: dict[str, Any]) -> Field:
    name = field.code if field.code in WORD_COLUMNS else f"{VALUE}{field.code}"
    kind = CONTROLS.get(FieldType(field.type), "textarea" if field.lines > 1 else "text")
    choices = tuple(field.options)
    if kind == "select":
        choices = (("", "—"), *choices)
    return Field(
        name,
        field.measured,
        kind,
        field.required,
        field.hint,
        "" if value is None else value,
        faults.pop(name, ""),
        choices,
        (field.longest or 500) if field.type == FieldType.TEXT else None,
        field.lines,
    )


def _differing(known: Known, stated: Mapping[str, Any], error: Any) -> Differing:
    return Differing(
        known, f"{DIFFERENCE}{known.field}", stated.get("value", ""), stated.get("reason", ""), error
    )


def told(version: Version | None, code: str) -> str:
    """Return what a form is called."""
    return version.label if version else _("Form “%(code)s”") % {"code": code}
