"""How long the statutory clocks run: what holds today, of which kind, on what it rests; the office lays others down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from anlan.incidents import rules, terms
from anlan.incidents.flow import TERM_FLOW
from anlan.incidents.kinds import IncidentKind
from anlan.incidents.models import ClockTerm
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

Row = tuple[Any, Any, terms.Term]


def in_force() -> list[Row]:
    """Return (term, kind of incident or "every kind", what holds today); a kind is named where it has its own. One
    query a kind."""
    today = clock.today()
    by_kind = {kind: terms.held_all(kind.value, today) for kind in IncidentKind}
    general = terms.held_all("", today)
    rows: list[Row] = []
    for code, label in terms.LABELS.items():
        rows.append((label, pgettext("incident", "Every kind"), general[code]))
        own = [(kind, held[code]) for kind, held in by_kind.items() if held[code].kind]
        rows += [(label, kind.label, term) for kind, term in own]
    return rows


@needs(Permission.INCIDENT_READ)
@require_http_methods(["GET", "POST"])
def terms_page(request: ActedRequest) -> HttpResponse:
    """Show which terms hold today and what they rest on; the city's office lays others down."""
    begun = asking.begin(request, TERM_FLOW, "lay_down", {"first_day": clock.today()})
    if begun.outcome:
        messages.success(request, asking.recorded(TERM_FLOW.steps["lay_down"], begun.outcome))
        return redirect("incidents:terms")
    return _page(request, begun.form, begun.status)


def _page(request: ActedRequest, form: StepForm, status: int = 200) -> HttpResponse:
    kinds = dict(IncidentKind.choices)
    own = ClockTerm.objects.within(request.actor.scope).standing().order_by("code", "kind", "first_day")
    context = {
        "terms": in_force(),
        "own": [
            (terms.LABELS[one.code], kinds.get(one.kind, pgettext("incident", "Every kind")), one)
            for one in own
        ],
        "form": form,
        "may": bool(rules.may_set_term(request.actor, {})),
    }
    return render(request, "incidents/terms.html", context, status=status)


@needs(Permission.INCIDENT_RULE)
@require_http_methods(["GET", "POST"])
def take_term(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Withdraw a term; a refusal shows the page again."""
    if not ClockTerm.objects.within(request.actor.scope).filter(pk=min(pk, parameters.BIGGEST)).exists():
        raise Unknown("term.unknown", _("There is no such term in your area."))
    again = StepForm.of(TERM_FLOW.steps["lay_down"], {"first_day": clock.today()})

    def refused(form: StepForm, status: int) -> HttpResponse:
        messages.error(request, str(form.error or next(iter(form.faults.values()), "")))
        return _page(request, again, status)

    return asking.take(request, TERM_FLOW, pk, step, back=redirect("incidents:terms"), again=refused)
