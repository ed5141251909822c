"""Special periods: the list, declaring one, and one with its history and what changes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.listing import PERIODS, choices, filtered
from anlan.periods.models import Level, SpecialPeriod
from anlan.periods.rows import standing, tell_periods

TOLD = ("name", "name_en", "level", "first_day", "last_day", "purpose", "basis")


@needs(Permission.FIGURE_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the special periods of the reader's area and of the areas above it, the latest declared first."""
    shown = PERIODS.show(request, filtered(SpecialPeriod.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_periods(shown.keys)
    return shown.render("periods/list.html", columns=columns, rows=rows, choices=choices(request.actor))


def _areas(actor: Actor) -> dict[str, Any]:
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    return {"area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas]}


@needs(Permission.PERIOD_KEEP)
@require_http_methods(["GET", "POST"])
def declare(request: ActedRequest) -> HttpResponse:
    """Declare a special period; a refused form keeps what was typed."""
    step, chosen = PERIOD_FLOW.steps["declare"], _areas(request.actor)
    own = next((p.area_id for p in request.actor.posts if Permission.PERIOD_KEEP in p.permissions), "")
    form, status = StepForm.of(step, {"first_day": clock.today(), "area": own}, options=chosen), 200
    if request.method == "POST":
        key = request.POST.get("key") or uuid7()
        raw, _fault = read_inputs(step, request, by=request.actor)
        try:
            outcome = door.open_case(PERIOD_FLOW, "declare", by=request.actor, input=raw, key=key)
        except (Invalid, Refused) as error:
            form = StepForm.refused("declare", raw, error, key, step, options=chosen)
            status = error.status
        else:
            messages.success(
                request, _("The special period is declared: journal entry %(seq)s.") % {"seq": outcome.seq}
            )
            return redirect("periods:detail", pk=outcome.case_id)
    return render(request, "periods/declare.html", {"form": form}, status=status)


@needs(Permission.FIGURE_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> SpecialPeriod:
    period = (
        SpecialPeriod.objects.within(request.actor.scope)
        .select_related("area", "organisation", "declared_by")
        .filter(pk=pk)
        .first()
    )
    if period is None:
        raise Unknown("period.unknown", _("There is no special period with this number in your area."))
    return period


def _detail(
    request: ActedRequest, period: SpecialPeriod, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    as_it_is = {name: getattr(period, name) for name in TOLD}
    forms = step_forms(
        PERIOD_FLOW,
        period,
        request.actor,
        defaults={"amend": as_it_is, "end": {"last_day": clock.today()}},
        refused=refused,
    )
    word, tone = standing(period, clock.today())
    context = {
        "period": period,
        "level": Level(period.level).label,
        "word": word,
        "tone": tone,
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(PERIOD_FLOW, period),
    }
    return render(request, "periods/detail.html", context, status=status)


@needs(Permission.FIGURE_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Amend, end or call off; a refusal shows the page again."""
    _visible(request, pk)
    known = PERIOD_FLOW.steps.get(step)
    if request.method == "GET" or known is None or known.opening:
        return redirect("periods:detail", pk=pk)
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(known, request, by=request.actor)
    try:
        seen = parameters.whole(request.POST, "revision")
        outcome = door.apply(PERIOD_FLOW, pk, step, by=request.actor, input=raw, key=key, revision=seen)
    except (Invalid, Refused) as error:
        form = StepForm.refused(step, raw, error, key)
        return _detail(request, _visible(request, pk), form, status=error.status)
    messages.success(
        request,
        _("“%(step)s” is recorded: journal entry %(seq)s.") % {"step": known.label, "seq": outcome.seq},
    )
    return redirect("periods:detail", pk=pk)
