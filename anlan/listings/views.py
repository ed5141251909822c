"""Saved views and their page; the reports of bulk runs."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Unknown
from anlan.listings import saved
from anlan.listings.batches import KINDS, visible_to
from anlan.listings.models import Batch, SavedView
from anlan.listings.spec import LISTS, ListSpec
from anlan.org.doors import ActedRequest, needs

MOST_LINES = 1_000


# -- saved views -------------------------------------------------------------------------------------------------


@needs()
def views(request: ActedRequest) -> HttpResponse:
    """Show the reader's saved views of all lists, to be renamed, shared, put first, deleted."""
    return _views(request)


def _views(
    request: ActedRequest, *, key: int = 0, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    own = SavedView.objects.filter(person=request.actor.person_id, page__in=LISTS)
    groups: dict[str, list[dict[str, Any]]] = {}
    for view in own.order_by("page", "position", "pk"):
        hit = view.pk == key
        row = {"view": view, "href": _address(LISTS[view.page], view.query)}
        row |= {"name": typed if hit else view.name, "error": error if hit else ""}
        groups.setdefault(view.page, []).append(row)
    told = [{"label": LISTS[page].label, "rows": rows} for page, rows in groups.items()]
    return render(request, "listings/views.html", {"groups": told}, status=status)


@needs()
@require_POST
def save_view(request: ActedRequest) -> HttpResponse:
    """Keep the view of the list that the reader looks at; a no shows the form with what was typed and the reason."""
    spec = LISTS.get(request.POST.get("page", ""))
    if spec is None:
        raise Unknown("list.unknown", _("There is no such list."))
    name, shared = request.POST.get("name", ""), bool(request.POST.get("shared"))
    query = _canonical(spec, request.POST.get("query", ""))
    try:
        view = saved.save(by=request.actor, page=spec.code, name=name, query=query, shared=shared)
    except (Invalid, Conflict) as error:
        context = {"spec": spec, "name": name, "shared": shared, "saved_query": query, "error": error}
        context["back"] = _address(spec, query)
        return render(request, "listings/save.html", context, status=error.status)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(_address(spec, query))


@needs()
@require_POST
def change_view(request: ActedRequest, pk: int) -> HttpResponse:
    """Rename, share, put first or delete one of the reader's own views."""
    view = saved.own_view(request.actor, pk)
    act = parameters.choice(request.POST, "act", ("rename", "delete", "first", "share", "unshare"))
    name = request.POST.get("name", "")
    try:
        if act == "rename":
            saved.rename(view, name)
        elif act == "delete":
            view.delete()
            messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        elif act == "first":
            saved.put_first(view)
        elif act:
            saved.share(view, by=request.actor, shared=act == "share")
    except AnlanError as error:
        return _views(request, key=pk, typed=name, error=str(error), status=error.status)
    return redirect("listings:views")


def _canonical(spec: ListSpec, query: str) -> str:
    """Return what of a query string belongs to the list, in the one order in which views are compared."""
    return urlencode(sorted(spec.kept(dict(parse_qsl(query[:8_000]))).items()))


def _address(spec: ListSpec, query: str) -> str:
    return f"{reverse(spec.route)}?{query}" if query else reverse(spec.route)


# -- bulk runs ---------------------------------------------------------------------------------------------------


@needs()
def batches(request: ActedRequest) -> HttpResponse:
    """Show the reader's bulk runs, newest first; an auditor sees everybody's."""
    page = parameters.page(visible_to(request.actor).select_related("person"), request.GET)
    columns: list[dict[str, Any]] = [
        {"label": _("Run"), "kind": "code"},
        {"label": _("Step"), "kind": "name"},
        {"label": pgettext("journal", "By"), "kind": "name"},
        {"label": _("At"), "kind": "date"},
        {"label": _("Cases"), "kind": "num"},
        {"label": _("Done"), "kind": "num"},
        {"label": _("Refused"), "kind": "num"},
    ]
    rows = [
        {
            "cells": [
                {"text": str(run.pk), "href": reverse("listings:batch", args=[run.pk])},
                _step(run),
                run.person.name,
                f"{run.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
                str(run.asked),
                str(run.done),
                {"text": str(run.refused), "tone": "bad"} if run.refused else "0",
            ],
            "tone": "warn" if run.refused else "",
        }
        for run in page.rows
    ]
    return render(request, "listings/batches.html", {"columns": columns, "rows": rows, "page": page})


@needs()
def batch(request: ActedRequest, pk: int) -> HttpResponse:
    """Show what became of each case of a run: the refused first, with the reason."""
    run = visible_to(request.actor).select_related("person", "organisation", "former").filter(pk=pk).first()
    if run is None:
        raise Unknown("batch.unknown", _("You have no bulk run with this number."))
    lines = list(run.lines.order_by(F("seq").asc(nulls_first=True), "position")[:MOST_LINES])
    kind = KINDS.get(run.kind)
    numbers = kind.numbers([line.case_id for line in lines]) if kind else {}
    rows = []
    for line in lines:
        number: Any = numbers.get(line.case_id, str(line.case_id))
        if kind:
            number = {"text": number, "href": reverse(kind.case_route, args=[line.case_id])}
        became = {"text": _("Refused"), "tone": "bad"} if line.code else {"text": _("Done"), "tone": "good"}
        cells = [number, became, line.message, {"text": str(line.seq), "code": True} if line.seq else ""]
        rows.append({"cells": cells, "tone": "bad" if line.code else ""})
    own = run.person_id == request.actor.person_id
    context = {
        "run": run,
        "kind": kind,
        "step": _step(run),
        "columns": [
            {"label": _("Case"), "kind": "code"},
            {"label": _("Outcome")},
            {"label": _("Reason"), "kind": "wide"},
            {"label": _("Journal entry"), "kind": "code"},
        ],
        "rows": rows,
        "again": [line.case_id for line in lines if line.code] if own and kind else [],
        "run_url": reverse(kind.run_route) if kind else "",
        "hidden": max(0, run.asked - len(lines)),
    }
    return render(request, "listings/batch.html", context)


def _step(run: Batch) -> Any:
    kind = KINDS.get(run.kind)
    return kind.step_label(run.step) if kind else run.step
