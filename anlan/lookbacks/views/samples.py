"""Samples: the list, preparing the one of the week, one with its proof and its strata, drawing, its files."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from anlan.kernel import clock, draws, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.lookbacks import lots
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.handing import draw_and_hand_out
from anlan.lookbacks.listing import SAMPLES, filtered_samples, sample_choices
from anlan.lookbacks.models import Sample, SampleState, Strata
from anlan.lookbacks.rows import FILES, SAMPLE_TONES, command_of, counts_of, file_of, strata_of, tell_samples
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.DRAW_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the samples of the reader's area, the latest first."""
    shown = SAMPLES.show(request, filtered_samples(Sample.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_samples(shown.keys)
    return shown.render(
        "lookbacks/samples.html", columns=columns, rows=rows, choices=sample_choices(request.actor)
    )


@needs(Permission.LOOKBACK_KEEP)
@require_http_methods(["GET", "POST"])
def prepare(request: ActedRequest) -> HttpResponse:
    """Prepare the sample of this week, where the clock did not."""
    begun = asking.begin(request, SAMPLE_FLOW, "prepare", {"week": clock.today()})
    if begun.outcome:
        messages.success(
            request, _("The sample is prepared: journal entry %(seq)s.") % {"seq": begun.outcome.seq}
        )
        return redirect("lookbacks:sample", pk=begun.outcome.case_id)
    return render(request, "lookbacks/prepare.html", {"form": begun.form}, status=begun.status)


@needs(Permission.DRAW_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Sample:
    return found(Sample.objects.within(request.actor.scope), pk)


def found(rows: Any, pk: int) -> Sample:
    rows = rows.select_related("area", "organisation", "prepared_by", "drawn_by").filter(pk=pk)
    sample: Sample | None = rows.first() if pk <= parameters.BIGGEST else None
    if sample is None:
        raise Unknown("lookback.unknown", _("There is no sample with this number in your area."))
    return sample


def _detail(
    request: ActedRequest, sample: Sample, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(
        SAMPLE_FLOW,
        sample,
        request.actor,
        defaults={"draw": {"commitment": sample.commitment}},
        refused=refused,
    )
    forms = [form for form in forms if form.name != "hand_out"]
    context = {
        **told(sample),
        "state_label": SampleState(sample.state).label,
        "state_tone": SAMPLE_TONES[sample.state],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(SAMPLE_FLOW, sample),
        "strata": strata_of(sample),
        "counts": counts_of([sample.pk]).get(sample.pk, {}),
        "missed": [line.split("\t", 1) for line in sample.missed.splitlines()],
    }
    return render(request, "lookbacks/sample.html", context, status=status)


def told(sample: Sample) -> dict[str, Any]:
    """Return what a sample's own page and its public page both tell."""
    return {
        "sample": sample,
        "method": draws.METHOD,
        "command": command_of(sample) if sample.seed else "",
        "particulars": [
            (_("Number"), sample.number),
            (_("Area"), sample.area.label),
            (_("Closed from – to"), f"{sample.closed_from} – {sample.closed_to}"),
            (_("Strata"), Strata(sample.strata).label),
            (pgettext("look-back", "Out of"), f"{sample.pool_size:,}"),
            (_("By lot"), f"{sum(quota.wanted for quota in lots.quotas_of(sample.quotas)):,}"),
        ],
    }


@needs(Permission.DRAW_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Draw (and hand out what was drawn), or void; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        SAMPLE_FLOW,
        pk,
        step,
        back=redirect("lookbacks:sample", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
        through=draw_and_hand_out,
    )


@needs(Permission.DRAW_READ)
@require_GET
def file(request: ActedRequest, pk: int, what: str) -> HttpResponse:
    return file_answer(_visible(request, pk), what)


def file_answer(sample: Sample, what: str) -> HttpResponse:
    """Answer with one of a sample's files as CSV."""
    if what not in FILES:
        raise Unknown("lookback.file", _("A sample has no such file."))
    text = io.StringIO()
    csv.writer(text).writerows(file_of(sample, what))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{sample.number}-{what}.csv"'
    return answer
