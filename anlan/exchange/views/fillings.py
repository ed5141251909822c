"""Filled forms: the list, filling one, one with its account, its file, sending it, comparing what came back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.exchange import actions
from anlan.exchange.flow import FILLING_FLOW
from anlan.exchange.listing import FILLINGS, choices, filtered
from anlan.exchange.models import FilledFile, Filling, FillingState
from anlan.exchange.rows import TONES, tell_fillings
from anlan.exchange.views.forms import as_file, page, visible
from anlan.exchange.xlsx import MOST_BYTES
from anlan.figures.registry import REGISTRY
from anlan.kernel import parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.pages import trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST_LINES = 400


@needs(Permission.FORM_FILL)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the filled forms of the reader's area, the newest first."""
    shown = FILLINGS.show(request, filtered(Filling.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_fillings(shown.keys)
    return shown.render("exchange/fillings.html", columns=columns, rows=rows, choices=choices(request.actor))


@needs(Permission.FORM_FILL)
@require_http_methods(["GET", "POST"])
def fill(request: ActedRequest, pk: int) -> HttpResponse:
    """Fill a form for the days asked for; what cannot be filled is told cell by cell."""
    form = visible(request, pk)
    if request.method == "GET":
        return redirect("exchange:form", pk=pk)
    try:
        period = period_of(request.POST)
        outcome = actions.fill_for(form, period, by=request.actor, key=request.POST.get("key") or uuid7())
    except (Invalid, Refused) as error:
        return page(request, form, fill_error=error)
    messages.success(request, _("The form is filled: journal entry %(seq)s.") % {"seq": outcome.seq})
    return redirect("exchange:filling", pk=outcome.case_id)


def period_of(given: Any) -> Period:
    """Return the days of a form. Raises Invalid."""
    first, last = parameters.day(given, "first"), parameters.day(given, "last")
    if first is None or last is None:
        raise Invalid("period.missing", _("Say the first and the last day of the form."), field="first")
    if first > last:
        raise Invalid("period.order", _("The period ends before it begins."), field="first")
    return Period(first, last)


def _visible(request: ActedRequest, pk: int) -> Filling:
    rows = Filling.objects.within(request.actor.scope).select_related("form", "area", "filled_by")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("filling.unknown", _("There is no filled form with this number that you may see."))
    return found


@needs(Permission.FORM_FILL)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    """Show a filled form with its account: each cell, what was compared, what is left to the hand, what came back."""
    return _detail(request, _visible(request, pk))


def _detail(request: ActedRequest, filling: Filling, error: AnlanError | None = None) -> HttpResponse:
    account = actions.current(filling)
    back = (
        FilledFile.objects.filter(filling=filling, what="returned").defer("content").order_by("-seq").first()
    )
    steps = {
        name: step.rule(request.actor, filling) and step.applies(filling)
        for name, step in FILLING_FLOW.steps.items()
        if filling.state in step.sources
    }
    context = {
        "filling": filling,
        "state_label": FillingState(filling.state).label,
        "state_tone": TONES[filling.state],
        "lines": [_line(one, filling) for one in account["lines"] if one["take"] != "hand"][:MOST_LINES],
        "more": max(0, len(account["lines"]) - MOST_LINES),
        "by_hand": [one for one in account["lines"] if one["take"] == "hand"],
        "checks": account["checks"],
        "back": back,
        "steps": steps,
        "error": error,
        "given": {name: request.POST.get(name, "") for name in ("how", "reason")},
        "key": uuid7(),
        "entries": trail(FILLING_FLOW, filling),
    }
    return render(request, "exchange/filling.html", context, status=error.status if error else 200)


def _line(line: dict[str, Any], filling: Filling) -> dict[str, Any]:
    code = line["code"] if REGISTRY.find(line["code"]) else ""
    days = f"from={filling.first}&to={filling.last}&area={filling.area.code}&known_at={filling.known_at.isoformat()}"
    return {**line, "figure": code, "query": days.replace("+", "%2B")}


@needs(Permission.FORM_FILL)
def file(request: ActedRequest, pk: int) -> HttpResponse:
    """Give the filled form, the same bytes every time."""
    filling = _visible(request, pk)
    kept = actions.sent_file(filling)
    return as_file(bytes(kept.content), kept.file_name, filling.form.kind)


@needs(Permission.FORM_FILL)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Note that it was sent, compare what came back, void it; a refusal shows the page again."""
    filling = _visible(request, pk)
    if request.method == "GET":
        return redirect("exchange:filling", pk=pk)
    if step not in FILLING_FLOW.steps or step == "fill":
        raise Unknown("step.unknown", _("There is no step “%(step)s”.") % {"step": step[:40]})
    try:
        given: dict[str, Any] = {
            name: request.POST.get(name, "") for name in FILLING_FLOW.steps[step].form.names
        }
        if step == "receive":
            sent = request.FILES.get("returned")
            name, content = (sent.name or "", sent.read(MOST_BYTES + 1)) if sent else ("form.xlsx", b"")
            given = {"returned": actions.returned(filling, name, content)}
        door.apply(
            FILLING_FLOW, pk, step, by=request.actor, input=given, key=request.POST.get("key") or uuid7()
        )
    except (Invalid, Refused) as error:
        return _detail(request, _visible(request, pk), error)
    return redirect("exchange:filling", pk=pk)
