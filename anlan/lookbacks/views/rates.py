"""The rates of look-backs: those that were set, those that hold now, setting others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.lookbacks.flow import RATE_FLOW
from anlan.lookbacks.models import Rate, RateState, Strata
from anlan.lookbacks.pools import rules_on
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

NAMES = ("general_per_mille", "major_per_mille", "least", "strata", "wait_days", "top_up", "answer_days")


@needs(Permission.LOOKBACK_KEEP)
@require_http_methods(["GET", "POST"])
def listing(request: ActedRequest) -> HttpResponse:
    """Show the rates, the latest first, and the form that sets others; a refused form keeps what was typed."""
    office = next(p.organisation_id for p in request.actor.posts if Permission.LOOKBACK_KEEP in p.permissions)
    now = rules_on(clock.today(), office)
    start = {"first_day": clock.today(), **{name: getattr(now, name) for name in NAMES}}
    begun = asking.begin(request, RATE_FLOW, "set", start)
    if begun.outcome:
        messages.success(request, _("The rates are set: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("lookbacks:rates")
    return _page(request, begun.form, now, begun.status)


def _page(
    request: ActedRequest, form: StepForm, now: Any, status: int, refused: StepForm | None = None
) -> HttpResponse:
    rates = Rate.objects.within(request.actor.scope).select_related("set_by", "organisation")
    ahead = list(rates.filter(state=RateState.SET, first_day__gt=clock.today()))
    context = {
        "form": form,
        "now": [
            (RATE_FLOW.steps["set"].form.inputs[place + 1].label, _told(name, getattr(now, name)))
            for place, name in enumerate(NAMES)
        ],
        "rates": list(rates.order_by("-first_day", "-pk")[:50]),
        "strata": dict(Strata.choices),
        "states": dict(RateState.choices),
        "ahead": [
            (rate, step)
            for rate in ahead
            for step in step_forms(RATE_FLOW, rate, request.actor, refused=refused)
            if step.decision or step.error
        ],
    }
    return render(request, "lookbacks/rates.html", context, status=status)


def _told(name: str, value: Any) -> Any:
    return Strata(value).label if name == "strata" else value


@needs(Permission.LOOKBACK_KEEP)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActedRequest, pk: int) -> HttpResponse:
    """Withdraw rates that have not begun."""
    if not Rate.objects.within(request.actor.scope).filter(pk=pk).exists():
        raise Unknown("lookback.unknown", _("There are no rates with this number."))
    return asking.take(
        request,
        RATE_FLOW,
        pk,
        "withdraw",
        back=redirect("lookbacks:rates"),
        again=lambda form, status: _again(request, form, status),
    )


def _again(request: ActedRequest, refused: StepForm, status: int) -> HttpResponse:
    office = next(p.organisation_id for p in request.actor.posts if Permission.LOOKBACK_KEEP in p.permissions)
    now = rules_on(clock.today(), office)
    form = StepForm.of(RATE_FLOW.steps["set"], {"first_day": clock.today()})
    return _page(request, form, now, status, refused)
