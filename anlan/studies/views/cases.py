"""Cases of risk studies of every kind: the list, beginning one, one with what leads on, and each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.kernel import clock, parameters
from anlan.lifecycle import asking, case_pages
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import FLOWS
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Organisation, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies import acts
from anlan.studies.agenda import drafted, matter_of
from anlan.studies.listing import LISTS, choices, filtered, seen
from anlan.studies.models import Asked, Finding
from anlan.studies.rows import KINDS, NAMES
from anlan.studies.views import options
from anlan.studies.views.extras import EXTRAS

OPENINGS = {"risk_study": "prepare", "finding": "", "risk_rating": "rate"}
OPENED = {"risk_study": acts.prepare, "risk_rating": acts.rate}
AGENDA = gettext_lazy("The agenda is drafted from what the system knows, and can be changed.")
HIDDEN = ("take_back",)


@needs(Permission.STUDY_READ)
def listing(request: ActedRequest, kind: str) -> HttpResponse:
    """Show the cases of a kind, the latest first."""
    spec = LISTS[kind]
    shown = spec.show(request, filtered(kind, seen(kind, request.actor.scope), request.GET))
    columns, rows = KINDS[kind].table(shown.keys)
    keeps = request.actor.may(Permission.STUDY_KEEP)
    return shown.render(
        "studies/list.html",
        columns=columns,
        rows=rows,
        choices=choices(kind, request.actor),
        kind=kind,
        title=spec.label,
        opening=FLOWS[kind].steps[OPENINGS[kind]] if OPENINGS[kind] and keeps else None,
        kinds=[
            {"text": name, "href": reverse(f"studies:{code}"), "current": code == kind}
            for code, name in NAMES.items()
        ],
    )


@needs(Permission.STUDY_KEEP)
@require_http_methods(["GET", "POST"])
def begin(request: ActedRequest, kind: str, step: str) -> HttpResponse:
    """Begin a study, or lay down a risk level; a refused form keeps what was typed."""
    flow, chosen = FLOWS[kind], options.at_beginning(kind, request.actor)

    def through(_flow: Any, _step: str, *, by: Actor, key: str | None, input: Any, at: Any) -> Outcome:  # noqa: A002
        return OPENED[kind](input, by=by, key=key, at=at)

    finding = _finding(request) if kind == "risk_rating" else None
    if finding is not None:
        chosen["finding"] = [(finding.pk, finding.number)]
    start = _start(request, kind, finding)
    begun = asking.begin(request, flow, step, start, options=chosen, through=through)
    if begun.outcome:
        messages.success(request, asking.recorded(flow.steps[step], begun.outcome))
        return redirect("studies:case", kind=kind, pk=begun.outcome.case_id)
    context = {
        "form": begun.form,
        "kind": kind,
        "action": request.get_full_path(),
        "crumbs": [(NAMES[kind], reverse(f"studies:{kind}"))],
        "title": flow.steps[step].label,
        "lead": AGENDA if kind == "risk_study" else "",
    }  # fmt: skip
    return render(request, "studies/begin.html", context, status=begun.status)


def _finding(request: ActedRequest) -> Finding | None:
    key = parameters.whole(request.GET, "finding")
    rows = Finding.objects.within(request.actor.scope).select_related("premises")
    return rows.filter(pk=key).first() if key else None


def _start(request: ActedRequest, kind: str, finding: Finding | None) -> dict[str, Any]:
    today = clock.today()
    if kind == "risk_rating":
        start: dict[str, Any] = {"first_day": today}
        if finding is not None:
            start |= {
                "area": "" if finding.premises_id else finding.area_id,
                "premises": finding.premises.code if finding.premises else "",
                "likelihood": str(finding.likelihood),
                "consequence": str(finding.consequence),
                "reason": finding.weakness,
                "finding": finding.pk,
            }
        return start
    own = next((post for post in request.actor.posts if Permission.STUDY_KEEP in post.permissions), None)
    return {
        "area": own.area_id if own is not None else "",
        "planned_on": today,
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=14),
    }


@needs(Permission.STUDY_READ)
def detail(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    return _detail(request, kind, visible(request, kind, pk))


@needs(Permission.STUDY_READ)
def paper_page(request: ActedRequest, pk: int) -> HttpResponse:
    """Lead on from a paper of a study to the study."""
    visible(request, "risk_study", pk)
    return redirect("studies:case", kind="risk_study", pk=pk)


def visible(request: ActedRequest, kind: str, pk: int) -> Any:
    """Return a case that the reader sees. Raises Unknown."""
    return case_pages.visible(request, KINDS, kind, pk)


def _detail(
    request: ActedRequest, kind: str, case: Any, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    told, flow, actor = KINDS[kind], FLOWS[kind], request.actor
    forms = step_forms(
        flow,
        case,
        actor,
        defaults=_defaults(kind, case),
        options=lambda step: options.of_step(kind, case, step, actor),
        refused=refused,
    )
    forms = [form for form in forms if form.name not in HIDDEN]
    context = {
        **case_pages.shown(told, case, forms),
        "list_name": NAMES[kind],
        "facts_shown": [one for one in told.facts(case) if one[1] != "—"],
        **EXTRAS[kind](case, actor),
    }  # fmt: skip
    return render(request, f"studies/{kind}.html", context, status=status)


def _defaults(kind: str, case: Any) -> dict[str, Any]:
    if kind == "risk_study":
        same = {
            name: getattr(case, name)
            for name in ("title", "planned_on", "first_day", "last_day", "weather", "agenda")
        }
        asked = Asked.objects.filter(study=case.pk).order_by("position").values("organisation")
        whole = same | {
            "sectors": list(Sector.objects.filter(code__in=case.sectors.split(","))) if case.sectors else [],
            "asked": list(Organisation.objects.filter(pk__in=asked)),
        }
        agenda = case.agenda or drafted(matter_of(case, clock.now()), case.weather)
        return {"amend": whole, "redraft": {"weather": case.weather, "agenda": agenda}}
    if kind == "finding":
        same = {name: getattr(case, name) for name in ("place", "weakness", "advice")}
        return {
            "correct": same
            | {
                "sector": case.sector_id,
                "area": case.area_id,
                "premises": case.premises.code if case.premises else "",
                "likelihood": str(case.likelihood),
                "consequence": str(case.consequence),
                "lead": case.lead_id or "",
            }
        }
    return {"supersede": {"last_day": clock.today()}}


@needs(Permission.STUDY_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take a case a step on; a refusal shows the page again."""
    visible(request, kind, pk)
    return asking.take(
        request,
        FLOWS[kind],
        pk,
        step,
        back=redirect("studies:case", kind=kind, pk=pk),
        again=lambda form, status: _detail(request, kind, visible(request, kind, pk), form, status),
    )
