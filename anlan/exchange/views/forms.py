"""Superiors' forms: the list, bringing one, one drawn as a grid whose cells are chosen and bound, its steps."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.exchange import actions, shipped
from anlan.exchange import bindings as bound
from anlan.exchange.effects import file_of
from anlan.exchange.flow import FORM_FLOW
from anlan.exchange.grids import Grid, Place, letters
from anlan.exchange.models import Cadence, Filling, FormState, SuperiorForm
from anlan.exchange.opening import opened
from anlan.exchange.rows import tell_fillings, tell_forms
from anlan.exchange.xlsx import MOST_BYTES
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.listings.sheets import SHEETS
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_SHOWN = 200
_PARTS = ("column", "figure", "grade", "over", "show")
NAMES = (
    "at",
    "take",
    "figure",
    "show",
    "area",
    "sector",
    "grade",
    "over",
    "fact",
    "text",
    "cells",
    "list",
    "columns",
    "total",
    "by",
)


def own_areas(request: ActedRequest) -> list[Area]:
    """Return the areas of the reader's posts that fill forms, the highest first."""
    keys = [post.area_id for post in request.actor.posts if Permission.FORM_FILL in post.permissions]
    return list(Area.objects.filter(pk__in=keys).order_by("depth", "path"))


@needs(Permission.FORM_FILL)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the forms of the reader's area, those that come with the product, and what was filled last."""
    rows = SuperiorForm.objects.within(request.actor.scope).order_by("state", "name", "id")
    columns, told = tell_forms(list(rows.values_list("pk", flat=True)[:MOST_SHOWN]))
    newest = Filling.objects.within(request.actor.scope).order_by("-pk").values_list("pk", flat=True)[:10]
    filled_columns, filled = tell_fillings(list(newest))
    kept = set(rows.filter(state=FormState.IN_USE).values_list("code", flat=True))
    chinese = (get_language() or "zh").startswith("zh")
    context = {
        "columns": columns,
        "rows": told,
        "filled_columns": filled_columns,
        "filled": filled,
        "shipped": [
            {
                "code": one.code,
                "name": one.name if chinese else one.name_en,
                "sub": "" if chinese else one.name,
            }
            for one in shipped.shipped().values()
            if one.code not in kept
        ],
        "key": uuid7(),
    }
    return render(request, "exchange/forms.html", context)


@needs(Permission.FORM_FILL)
@require_http_methods(["GET", "POST"])
def bring(request: ActedRequest) -> HttpResponse:
    """Bring a superior's blank form, or take one that comes with the product; a refused form keeps what was typed."""
    areas = own_areas(request)
    given = {name: request.POST.get(name, "") for name in ("code", "name", "receiver", "area", "shipped")}
    error: AnlanError | None = None
    if request.method == "POST":
        key = request.POST.get("key") or None
        try:
            area = next((one for one in areas if str(one.pk) == given["area"]), areas[0])
            if given["shipped"]:
                outcome = actions.adopt(given["shipped"], area, by=request.actor, key=key)
            else:
                sent = request.FILES.get("file")
                name, content = (sent.name or "", sent.read(MOST_BYTES + 1)) if sent else ("form.xlsx", b"")
                input_ = {"area": area, **{n: given[n] for n in ("code", "name", "receiver")}}
                input_["file"] = actions.read(name, content)
                outcome = door.open_case(FORM_FLOW, "bring", by=request.actor, input=input_, key=key)
        except (Invalid, Refused, Unknown) as refused:
            error = refused
        else:
            messages.success(request, _("The form is kept: choose its cells and what they take."))
            return redirect("exchange:form", pk=outcome.case_id)
    context = {
        "given": given,
        "areas": [(one.pk, one.label) for one in areas],
        "error": error,
        "key": uuid7(),
        "most": MOST_BYTES // 2**20,
    }
    return render(request, "exchange/bring.html", context, status=error.status if error else 200)


def visible(request: ActedRequest, pk: int) -> SuperiorForm:
    """Return a form that the reader may see. Raises Unknown."""
    rows = SuperiorForm.objects.within(request.actor.scope).select_related("area", "organisation")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("form.unknown", _("There is no form with this number that you may see."))
    return found


@needs(Permission.FORM_FILL)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a form as it is drawn, each cell a link; the chosen cell with what it takes."""
    return page(request, visible(request, pk))


def page(
    request: ActedRequest,
    form: SuperiorForm,
    error: AnlanError | None = None,
    *,
    fill_error: AnlanError | None = None,
) -> HttpResponse:
    grids = opened(bytes(file_of(form).content), form.kind).grids()
    bindings = bound.read(form.bindings)
    taken = {one["at"]: one for one in bindings}
    shown = {name: grid for name, grid in grids.items() if not grid.is_hidden}
    at = request.POST.get("at") or parameters.words(request.GET, "at")
    sheet = parameters.words(request.GET, "sheet") or at.rpartition("!")[0]
    sheet = sheet if sheet in shown else next(iter(shown), "")
    chosen = _typed(request) if error else _kept(taken.get(at, {}))
    today = clock.today()
    period = actions.last_period(form.cadence or Cadence.MONTHLY, today) or Period.year_to(today)
    may = FORM_FLOW.steps["bind"].rule(request.actor, form)
    columns, filled = tell_fillings(
        list(Filling.objects.filter(form=form).order_by("-pk").values_list("pk", flat=True)[:12])
    )
    faults = [(one["at"], found) for one in bindings if (found := bound.fault_of(one, grids))]
    context: dict[str, Any] = {
        "form": form,
        "in_use": form.state == FormState.IN_USE,
        "state_label": FormState(form.state).label,
        "may": may,
        "sheets": [(name, reverse("exchange:form", args=[form.pk]) + f"?sheet={name}") for name in shown],
        "sheet": sheet,
        "hidden": [name for name, grid in grids.items() if grid.is_hidden],
        "grid": _drawn(grids[sheet], taken, at, form.pk) if sheet else [],
        "letters": [letters(n) for n in range(1, (grids[sheet].columns if sheet else 0) + 1)],
        "at": at,
        "chosen": chosen,
        "bound": [_told(one) for one in bindings],
        "faults": faults,
        "error": error,
        "fill_error": fill_error,
        "period": period,
        "given_period": {name: request.POST.get(name, "") for name in ("first", "last")}
        if fill_error
        else {},
        "filled_columns": columns,
        "filled": filled,
        "key": uuid7(),
        "entries": trail(FORM_FLOW, form),
        **_choices(request),
    }
    status = (error or fill_error).status if error or fill_error else 200  # type: ignore[union-attr]
    return render(request, "exchange/form.html", context, status=status)


def _typed(request: ActedRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in (*NAMES, "figures")}


def _kept(binding: dict[str, Any]) -> dict[str, str]:
    """Return a binding as the form of a cell shows it: a text a field."""
    told = dict.fromkeys((*NAMES, "figures"), "")
    for name, value in binding.items():
        if name == "figures":
            lines = [" ".join(str(one[part]) for part in _PARTS if one.get(part)) for one in value]
            told[name] = "\n".join(lines)
        else:
            told[name] = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return told


def _drawn(grid: Grid, taken: dict[str, Any], at: str, pk: int) -> list[list[dict[str, Any]]]:
    """Return the rows of a grid with, for each cell, its words, what it takes and the link that chooses it."""
    address = reverse("exchange:form", args=[pk])
    rows = []
    for line in list(grid.lines())[:MOST_SHOWN]:
        cells = []
        for row, column, cell in line:
            place = str(Place(grid.name, row, column))
            binding = taken.get(place)
            cells.append(
                {
                    "text": cell.text,
                    "formula": cell.formula,
                    "rows": cell.rows,
                    "columns": cell.columns,
                    "bound": _short(binding) if binding else "",
                    "chosen": place == at,
                    "name": place.rpartition("!")[2],
                    "href": f"{address}?at={place}#cell",
                }
            )
        rows.append(cells)
    return rows


def _short(binding: dict[str, Any]) -> str:
    """Return in a few words what a cell takes."""
    match binding["take"]:
        case bound.FIGURE:
            found = REGISTRY.find(binding["figure"])
            return str(found.name) if found else binding["figure"]
        case bound.FACT:
            return str(bound.FACTS[binding["fact"]])
        case bound.ROWS:
            sheet = SHEETS.get(binding["list"])
            return _("list “%(name)s”") % {"name": sheet.label if sheet else binding["list"]}
        case bound.AREAS:
            return str(bound.TAKES[bound.AREAS])
        case bound.SUM:
            return "Σ"
        case bound.HAND:
            return _("by hand")
    return str(binding.get("text", ""))


def _told(binding: dict[str, Any]) -> dict[str, Any]:
    more = [binding.get(name, "") for name in ("area", "sector", "grade")]
    if binding.get("over", "period") != "period":
        more.append(str(bound.OVERS[binding["over"]]))
    return {"at": binding["at"], "text": _short(binding), "more": " · ".join(one for one in more if one)}


def _choices(request: ActedRequest) -> dict[str, Any]:
    figures = [one for one in REGISTRY if one.reserved is None]
    named = sorted(figures, key=REGISTRY.group_of)
    codes = {one.code for one in figures if one.kind == "count"}
    others = sorted(
        code for code in SHEETS if code not in {f.code for f in REGISTRY} and bound.sheet_of(code)
    )
    lists = [(code, SHEETS[code].label) for code in others]
    return {
        "takes": list(bound.TAKES.items()),
        "figures": [(one.code, f"{REGISTRY.group_of(one)[1]} · {one.name}") for one in named],
        "lists": lists + [(one.code, one.name) for one in named if one.code in codes],
        "shows": list(bound.SHOWS.items()),
        "overs": list(bound.OVERS.items()),
        "facts": [("", ""), *bound.FACTS.items()],
        "areas": [
            ("", _("the area that fills it")),
            *[(a, t) for a, t in area_choices(areas_of(request.actor.scope))],
        ],
        "sectors": [("", _("All sectors")), *sector_choices()],
        "grades": [("", _("All grades")), ("general", _("General hazard")), ("major", _("Major hazard"))],
        "cadences": [("never", Cadence.NEVER.label), *((c, label) for c, label in Cadence.choices if c)],
        "days": [(str(n), str(n)) for n in range(1, 29)],
    }


@needs(Permission.FORM_FILL)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Bind or unbind a cell, bring a new version, say when it is filled, retire; a refusal shows the page again."""
    form = visible(request, pk)
    if request.method == "GET":
        return redirect("exchange:form", pk=pk)
    if step not in FORM_FLOW.steps or step == "bring":
        raise Unknown("step.unknown", _("There is no step “%(step)s”.") % {"step": step[:40]})
    try:
        given = _given(request, step)
        door.apply(FORM_FLOW, pk, step, by=request.actor, input=given, key=request.POST.get("key") or uuid7())
    except (Invalid, Refused) as error:
        return page(request, visible(request, pk), error)
    address = reverse("exchange:form", args=[form.pk])
    at = request.POST.get("at", "")
    return redirect(f"{address}?at={at}" if step == "bind" and at else address)


def _given(request: ActedRequest, step: str) -> dict[str, Any]:
    post = request.POST
    match step:
        case "bind":
            given: dict[str, Any] = {
                name: post.get(name, "").strip() for name in NAMES if post.get(name, "").strip()
            }
            if given.get("take") == bound.AREAS:
                given["figures"] = _figures(post.get("figures", ""))
            return {"binding": json.dumps(given, ensure_ascii=False)}
        case "replace":
            sent = request.FILES.get("file")
            name, content = (sent.name or "", sent.read(MOST_BYTES + 1)) if sent else ("form.xlsx", b"")
            return {"file": actions.read(name, content)}
        case "plan":
            return {"cadence": post.get("cadence", ""), "fill_day": post.get("fill_day", "")}
        case "bind_all":
            return {"bindings": post.get("bindings", "")}
    return {"at": post.get("at", "")} if step == "unbind" else {}


def _figures(text: str) -> Any:
    """Return the figures of a table as a page writes them: JSON, or one a line: “C hazards.found major”."""
    if text.strip().startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    found = []
    for line in text.splitlines():
        words = line.replace("＝", "=").replace("=", " ").replace("，", " ").split()
        if len(words) >= 2:
            one = {"column": words[0], "figure": words[1]}
            for word in words[2:]:
                one[
                    "grade" if word in ("general", "major") else "over" if word in bound.OVERS else "show"
                ] = word
            found.append(one)
    return found


@needs(Permission.FORM_FILL)
def blank(request: ActedRequest, pk: int) -> HttpResponse:
    """Give the blank form as it was brought."""
    form = visible(request, pk)
    kept = file_of(form)
    return as_file(bytes(kept.content), kept.file_name, form.kind)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
