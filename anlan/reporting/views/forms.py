"""The forms of the office: what there is, one of them with its versions, a workbook of it, entering a version."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.reporting import form_workbook, formbook
from anlan.reporting.form_definitions import GRADE_LABELS, NAMES, PROPERTIES, bindable
from anlan.reporting.form_fields import FieldType, Span
from anlan.reporting.form_flow import DEFINE, FORM_FLOW, define, keeps_form, nobody_used_it
from anlan.reporting.form_inputs import MOST_FIELDS
from anlan.reporting.form_models import FormChange, FormKind, FormVersion, in_words
from anlan.reporting.formbook import Version

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLANK = 3
"""Empty fields that the page adds at once."""
SIMPLE = ("code", "name", "name_en", "kind", "first_day", "takes_zero")
FIRST = ("code", "label", "label_en", "type", "required")
"""Properties that every field shows; the others are unfolded."""


@dataclass
class Draft:
    """A form as it is being typed: what was sent, what is wrong with it."""

    given: dict[str, Any]
    key: str = field(default_factory=uuid7)
    faults: Mapping[str, Any] = field(default_factory=dict)
    error: Any = ""
    status: int = 200


@needs(Permission.REPORT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show every form as it holds today."""
    today, homes = clock.today(), formbook.homes()
    areas = {area.path: area.short_label for area in Area.objects.filter(path__in=set(homes.values()))}
    rows = [
        [
            {"text": one.label, "href": f"{one.code}/"},
            one.code,
            str(FormKind(one.kind).label),
            areas.get(homes[one.code], "—"),
            str(one.version),
            one.first_day.isoformat(),
            str(len(one.bound)),
            str(len(one.typed)),
        ]
        for one in formbook.newest(today)
    ]
    columns = [
        {"label": _("Form"), "kind": "name"},
        {"label": _("Code"), "kind": "code"},
        {"label": _("Recurrence")},
        {"label": _("Holds in")},
        {"label": _("Version"), "kind": "num"},
        {"label": _("In force from"), "kind": "date"},
        {"label": _("Bound fields"), "kind": "num"},
        {"label": _("Typed fields"), "kind": "num"},
    ]
    context = {"columns": columns, "rows": rows, "may_define": request.actor.may(Permission.REPORT_FORM)}
    return render(request, "reporting/forms.html", context)


def _versions(code: str) -> list[FormVersion]:
    found = list(FormVersion.objects.filter(code=code).select_related("change").order_by("-version"))
    if not found:
        raise Unknown("form.unknown", _("There is no form “%(code)s”.") % {"code": code[:20]}, field="code")
    return found


def _shown(request: ActedRequest, versions: list[FormVersion]) -> Version:
    """Return the version that the address asks for, else the one that holds today."""
    wanted = request.GET.get("version", "")
    chosen = next((one for one in versions if str(one.version) == wanted), None)
    if chosen is not None:
        return formbook.version_of(chosen.pk)
    held = formbook.in_force(versions[0].code, clock.today())
    return held or formbook.version_of(versions[0].pk)


@needs(Permission.REPORT_READ)
def detail(request: ActedRequest, code: str) -> HttpResponse:
    return _detail(request, code)


def _detail(request: ActedRequest, code: str, error: Any = "", status: int = 200) -> HttpResponse:
    versions = _versions(code)
    shown = _shown(request, versions)
    row = next(one for one in versions if one.pk == shown.pk)
    may_define = bool(keeps_form(request.actor, code))
    unused = row.change is not None and not row.is_withdrawn and bool(nobody_used_it(row.change))
    context = {
        "form": shown,
        "row": row,
        "kind": FormKind(shown.kind).label,
        "versions": versions,
        "fields": [(one, FieldType(one.type).label, _limits(one)) for one in shown.fields],
        "may_define": may_define,
        "may_withdraw": may_define and unused,
        "entries": trail(FORM_FLOW, row.change) if row.change else [],
        "error": error,
        "key": uuid7(),
    }
    return render(request, "reporting/form.html", context, status=status)


def _limits(one: Any) -> str:
    """Return in words what a field may hold."""
    if one.is_bound:
        figure = REGISTRY.find(one.figure)
        return f"{figure.name if figure else one.figure} · {Span(one.span).label}" + (
            f" · {GRADE_LABELS[one.grade]}" if one.grade else ""
        )
    parts = [_(", ").join(label for _code, label in one.options)] if one.choices else []
    if one.is_number and one.type != FieldType.YES_NO:
        parts.append(
            _("%(least)s to %(most)s")
            % {"least": one.least or 0, "most": one.most if one.most is not None else "…"}
        )
    if one.type == FieldType.TEXT:
        parts.append(_("at most %(n)s characters") % {"n": one.longest or 500})
    return " · ".join(parts)


@needs(Permission.REPORT_READ)
def workbook(request: ActedRequest, code: str) -> HttpResponse:
    """Answer a version as a workbook, which can be changed and taken in again."""
    shown = _shown(request, _versions(code))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        form_workbook.write(shown, path)
        body = path.read_bytes()
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="form-{shown.code}-{shown.version}.xlsx"'
    return response


@needs(Permission.REPORT_FORM)
@require_http_methods(["GET", "POST"])
def enter(request: ActedRequest, code: str = "") -> HttpResponse:
    """Enter a form, or a new version of one: typed here, or read from a workbook and looked over here first."""
    if code and not (may := keeps_form(request.actor, code)):
        raise Refused(may.code or "form.area", may.reason, http=403)
    if request.method == "GET":
        return _editor(request, Draft(_beginning(code)), code)
    if file := request.FILES.get("file"):
        return _from_file(request, file, code)
    given = _typed(request)
    if code:
        given["code"] = code
    key = request.POST.get("key") or uuid7()
    if "more" in request.POST:
        given["fields"] += [{}] * BLANK
        return _editor(request, Draft(given, key), code)
    try:
        define(by=request.actor, given=given, key=key)
    except (Invalid, Refused) as error:
        faults = _faults(error)
        return _editor(
            request, Draft(given, key, faults, "" if faults else error.message, error.status), code
        )
    messages.success(request, _("The form is entered: reports from its first day on are sent in it."))
    return redirect("reporting:form", code=given["code"])


def _beginning(code: str) -> dict[str, Any]:
    today = clock.today().isoformat()
    if not code:
        return {"first_day": today, "fields": [{}] * (BLANK + 1)}
    held = formbook.in_force(_versions(code)[0].code, clock.today())
    return (
        {**form_workbook.given_of(held), "first_day": today}
        if held
        else {"code": code, "fields": [{}] * BLANK}
    )


def _from_file(request: ActedRequest, sent: Any, code: str) -> HttpResponse:
    """Read a workbook into the page: nothing is entered before somebody has looked at it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form"
        path.write_bytes(sent.read())
        try:
            given = form_workbook.read(path, sent.name or "form.xlsx")
        except AnlanError as error:
            return _editor(request, Draft(_beginning(code), error=error.message, status=error.status), code)
    if code:
        given["code"] = code
    faults: dict[str, Any] = {}
    try:
        DEFINE.clean(given)
    except Invalid as error:
        faults = _faults(error)
    messages.info(request, _("The file is read: look it over, then enter the form."))
    return _editor(request, Draft(given, faults=faults), code)


def _faults(error: AnlanError) -> dict[str, Any]:
    """Return every fault by where it is shown: those of the fields stand inside that of their list."""
    found: dict[str, Any] = {}
    for name, fault in error.details.get("errors", {}).items():
        inner = fault.details.get("errors", {})
        found |= {place: one.message for place, one in inner.items()} if inner else {name: fault.message}
    return found


def _typed(request: ActedRequest) -> dict[str, Any]:
    """Return what the page sent, its fields in the order of their positions, empty ones left out."""
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in SIMPLE}
    rows = []
    for place in range(MOST_FIELDS + BLANK):
        told = {name: request.POST.get(f"fields.{place}.{name}", "").strip() for name in NAMES}
        told = {name: value for name, value in told.items() if value}
        if told.keys() - {"type", "required"}:
            order = request.POST.get(f"fields.{place}.order", "")
            rows.append(
                (
                    int(order) if order.isascii() and order.isdigit() and len(order) < 5 else 10 * place,
                    place,
                    told,
                )
            )
    given["fields"] = [told for _order, _place, told in sorted(rows, key=lambda one: one[:2])]
    return given


def _editor(request: ActedRequest, draft: Draft, code: str) -> HttpResponse:
    faults = dict(draft.faults)
    items = {item.name: item for item in DEFINE.inputs if item.name in SIMPLE}
    shown: list[dict[str, Any]] = [
        {
            "number": place + 1,
            "title": in_words(one.get("label") or "", one.get("label_en") or "")
            or one.get("code")
            or _("New field"),
            "first": [_property(name, place, one, faults) for name in FIRST],
            "more": [
                _property(item.name, place, one, faults) for item in PROPERTIES if item.name not in FIRST
            ],
        }
        for place, one in enumerate(draft.given.get("fields") or [{}])
    ]
    for row in shown:
        row["is_open"] = any(one["error"] for one in (*row["first"], *row["more"])) or row["title"] == _(
            "New field"
        )
    head = [
        {
            "name": name,
            "spec": items[name],
            "value": draft.given.get(name, ""),
            "error": faults.pop(name, ""),
            "choices": _choices(name, items[name]),
        }
        for name in SIMPLE
        if not (code and name == "code")
    ]
    context = {
        "code": code,
        "head": head,
        "fields": shown,
        "key": draft.key,
        "error": draft.error or " ".join(str(one) for one in faults.values()),
    }
    return render(request, "reporting/form_edit.html", context, status=draft.status)


def _choices(name: str, item: Any) -> list[tuple[str, Any]]:
    if name == "figure":
        return [("", "—"), *((one.code, f"{one.name} · {one.code}") for one in bindable())]
    if item.kind == "yes_no":
        return [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
    offered = list(getattr(item, "choices", None) or ())
    return [("", "—"), *offered] if offered else []


def _property(name: str, place: int, one: Mapping[str, Any], faults: dict[str, Any]) -> dict[str, Any]:
    item = next(item for item in PROPERTIES if item.name == name)
    value = one.get(name, "")
    if name == "choices":
        value = form_workbook.choices_as_text(one)
    elif value is True:
        value = "yes"
    return {
        "name": f"fields.{place}.{name}",
        "spec": item,
        "value": value,
        "error": faults.pop(f"fields.{place}.{name}", ""),
        "choices": _choices(name, item),
    }


@needs(Permission.REPORT_FORM)
@require_POST
def withdraw(request: ActedRequest, code: str, version: int) -> HttpResponse:
    """Withdraw a version that nobody has used."""
    change = FormChange.objects.within(request.actor.scope).filter(code=code, version=version).first()
    if change is None:
        raise Unknown("form.unknown", _("There is no such version to withdraw."))
    raw = {"reason": request.POST.get("reason", "")}
    try:
        door.apply(FORM_FLOW, change.pk, "withdraw", by=request.actor, input=raw, key=request.POST.get("key"))
    except (Invalid, Refused) as error:
        return _detail(request, code, error.message, error.status)
    messages.success(request, _("The version is withdrawn."))
    return redirect("reporting:form", code=code)
