"""Recommendations of an investigation: entered on the incident's page, followed up as a task or a hazard."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.models import Hazard
from anlan.incidents import telling
from anlan.incidents.kinds import Destiny
from anlan.incidents.models import Recommendation
from anlan.incidents.register_flows import RECOMMENDATION_FLOW
from anlan.incidents.views.case import visible
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import Options, StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.models.areas import below
from anlan.org.roles import Permission

MOST_OFFERED = 60
MOST_UNITS = 300


@needs(Permission.INCIDENT_RULE)
@require_http_methods(["GET", "POST"])
def recommend(request: ActedRequest, pk: int) -> HttpResponse:
    """Enter what the investigation recommends; a refused form keeps what was typed."""
    incident = visible(request, pk)
    bodies = Organisation.objects.filter(below(incident.area_path, "area__path"), valid_to=None)
    departments = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, valid_to=None)
    units = (bodies.exclude(kind=OrganisationKind.BUSINESS) | departments).distinct().order_by("name")
    options = {
        "incident": [(incident.pk, incident.number)],
        "unit": [(one.pk, one.name) for one in units[:MOST_UNITS]],
    }
    start = {"incident": incident.pk, "destiny": Destiny.TASK.value}
    begun = asking.begin(request, RECOMMENDATION_FLOW, "recommend", start, options=options)
    if begun.outcome:
        messages.success(request, _("It is on record: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("incidents:recommendation", pk=begun.outcome.case_id)
    context = {"form": begun.form, "incident": incident, "is_drill": not incident.is_real}
    return render(request, "incidents/recommend.html", context, status=begun.status)


@needs(Permission.INCIDENT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk))


def _visible(request: ActedRequest, pk: int) -> Recommendation:
    rows = Recommendation.objects.within(request.actor.scope).select_related(
        "incident", "unit", "hazard", "area"
    )
    found: Recommendation | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown(
            "recommendation.unknown", _("There is no recommendation with this number in your area.")
        )
    return found


def _detail(
    request: ActedRequest, one: Recommendation, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(
        RECOMMENDATION_FLOW,
        one,
        request.actor,
        options=lambda step: _options(request, one, step),
        refused=refused,
    )
    task = telling.tasks_of([one.pk]).get(one.pk)
    waits = not _options(request, one, "link").get("hazard")
    context = {
        **telling.told_recommendation(one, task),
        "incident": one.incident,
        "is_drill": not one.is_real,
        "forms": [
            form
            for form in forms
            if (form.decision or form.error) and not (waits and form.name == "link" and not form.error)
        ],
        "waits_for_hazard": waits and any(form.name == "link" and form.decision for form in forms),
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "gives_a_task": one.is_real and task is None and one.hazard_id is None
        and request.actor.may(Permission.TASK_ISSUE),
        "entries": trail(RECOMMENDATION_FLOW, one),
    }  # fmt: skip
    return render(request, "incidents/recommendation.html", context, status=status)


def _options(request: ActedRequest, one: Recommendation, step: str) -> Options:
    """Offer the hazards that may follow it: of the place since the incident, else of its area, newest first."""
    if step != "link":
        return {}
    incident = one.incident
    rows = Hazard.objects.within(request.actor.scope).filter(found_at__gte=incident.occurred_at)
    if incident.premises_id:
        rows = rows.filter(premises=incident.premises_id)
    else:
        rows = rows.filter(below(incident.area_path))
    found = rows.select_related("premises").order_by("-pk")[:MOST_OFFERED]
    return {"hazard": [(h.pk, f"{h} · {h.premises.name} · {h.description[:30]}") for h in found]}


@needs(Permission.INCIDENT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    _visible(request, pk)
    return asking.take(
        request,
        RECOMMENDATION_FLOW,
        pk,
        step,
        back=redirect("incidents:recommendation", pk=pk),
        again=lambda form, status: _detail(request, _visible(request, pk), form, status),
    )
