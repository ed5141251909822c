"""One incident: its clocks, numbers, reports and log on one page, the steps that lead on, a drill's paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anlan.documents.rendering import pdf
from anlan.incidents import papers, telling
from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.kinds import IncidentGrade, IncidentKind, IncidentState
from anlan.incidents.models import Incident, Report
from anlan.incidents.rows import GRADE_TONES, TONES
from anlan.incidents.views.listing import options
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import Options, StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.papers.models import Form
from anlan.papers.views import as_file

FIRST = (
    "note",
    "count",
    "phone",
    "first_report",
    "follow_up",
    "pass_on",
    "final_report",
    "end",
    "close",
    "investigate",
)
"""Steps that stand open on the page; the others are folded."""
MOST_OFFERED = 30


@needs(Permission.INCIDENT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def visible(request: ActedRequest, pk: int) -> Incident:
    rows = Incident.objects.within(request.actor.scope).select_related(
        "area", "premises", "organisation", "merged_into"
    )
    found: Incident | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("incident.unknown", _("There is no incident with this number in your area."))
    return found


def _detail(
    request: ActedRequest, incident: Incident, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    forms = step_forms(
        INCIDENT_FLOW,
        incident,
        request.actor,
        defaults=_defaults(request, incident),
        options=lambda step: _options(request, incident, step),
        refused=refused,
    )
    told = telling.told_of(incident)
    columns, counts = telling.counts_of(incident)
    context = {
        "incident": incident,
        "is_drill": not incident.is_real,
        "kind_label": IncidentKind(incident.kind).label,
        "state_label": IncidentState(incident.state).label,
        "state_tone": TONES[incident.state],
        "grade_label": IncidentGrade(incident.grade).label,
        "grade_tone": GRADE_TONES[incident.grade],
        "clocks": telling.clocks_of(incident, now),
        "warnings": telling.warnings_of(incident),
        "people": telling.people_of(incident, told),
        "official": telling.official_of(incident, told),
        "count_columns": columns,
        "counts": counts,
        "grades": telling.grades_of(incident),
        "reports": telling.reports_of(incident),
        "log": telling.log_of(incident)[-10:],
        "recommendations": telling.recommendations_of(incident),
        "merged": telling.merged_of(incident),
        "particulars": telling.particulars_of(incident),
        "forms": sorted(
            (form for form in forms if form.decision or form.error), key=lambda form: form.name not in FIRST
        ),
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "first": FIRST,
        "may_recommend": request.actor.holds_in(Permission.INCIDENT_RULE, area_path=incident.area_path)
        is not None,
        "entries": trail(INCIDENT_FLOW, incident),
        "now": now,
    }
    return render(request, "incidents/detail.html", context, status=status)


def _defaults(request: ActedRequest, incident: Incident) -> dict[str, dict[str, Any]]:
    names = ("kind", "place", "what", "course", "measures", "occurred_at")
    told = {name: getattr(incident, name) for name in names} | {
        "area": incident.area_id,
        "premises": incident.premises_id or "",
    }
    words = {"course": incident.course, "measures": incident.measures}
    report = {"first_report": words, "final_report": words}
    sent = Report.objects.within(request.actor.scope).filter(incident=incident.pk)
    last = sent.order_by("-ordinal").first()
    if last is not None:
        for step in ("follow_up", "final_report", "pass_on"):
            report[step] = report.get(step, {}) | {"to": last.to, "signed_by": last.signed_by}
    return {"amend": told, **report}


def _options(request: ActedRequest, incident: Incident, step: str) -> Options:
    if step == "amend":
        return options(request.actor)
    if step == "merge":
        rows = Incident.objects.within(request.actor.scope).standing().filter(is_real=incident.is_real)
        others = rows.exclude(pk=incident.pk).order_by("-occurred_on", "-pk")[:MOST_OFFERED]
        return {"into": [(one.pk, f"{one.number} · {one.occurred_on} · {one.what[:30]}") for one in others]}
    return {}


@needs(Permission.INCIDENT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take an incident a step on; a refusal shows the page again with what was typed."""
    visible(request, pk)
    return asking.take(
        request,
        INCIDENT_FLOW,
        pk,
        step,
        back=redirect("incidents:detail", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )


@needs(Permission.INCIDENT_READ)
@require_GET
def log(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the whole log of commands, to read and to print."""
    incident = visible(request, pk)
    context = {"incident": incident, "is_drill": not incident.is_real, "log": telling.log_of(incident)}
    return render(request, "incidents/log.html", context)


@needs(Permission.INCIDENT_READ)
@require_GET
def drill_paper(request: ActedRequest, pk: int, ordinal: int) -> HttpResponse:
    """Answer with a drill's report as a file: marked on every page, and without a number."""
    incident = visible(request, pk)
    rows = Report.objects.within(request.actor.scope).filter(incident=incident.pk, paper_id=None)
    rows = rows.select_related("issuer")
    report = rows.filter(ordinal=ordinal).first() if ordinal <= parameters.BIGGEST else None
    if report is None or incident.is_real:
        raise Unknown("report.unknown", _("There is no such report of a drill."))
    content = pdf.render(papers.of_drill(incident, report))
    return as_file(content, form=Form.PDF, name=f"{papers.DRILL_MARK}-{incident.number}-{ordinal}")
