"""Special periods: the list, declaring one, and one with its history and what changes it."""

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
from anlan.lifecycle.pages import StepForm, step_forms, trail
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
    own = next((p.area_id for p in request.actor.posts if Permission.PERIOD_KEEP in p.permissions), "")
    start = {"first_day": clock.today(), "area": own}
    begun = asking.begin(request, PERIOD_FLOW, "declare", start, options=_areas(request.actor))
    if begun.outcome:
        messages.success(
            request,
            _("The special period is declared: journal entry %(seq)s.") % {"seq": begun.outcome.seq},
        )
        return redirect("periods:detail", pk=begun.outcome.case_id)
    return render(request, "periods/declare.html", {"form": begun.form}, status=begun.status)


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
    return asking.take(
        request,
        PERIOD_FLOW,
        pk,
        step,
        back=redirect("periods:detail", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
