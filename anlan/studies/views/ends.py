"""Telling a finding, holding the study in a meeting, and the warning or task in which a finding ends: each one form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.views.advisories import options as advisory_options
from anlan.assignments.flow import MEETING_FLOW, TASK_FLOW
from anlan.assignments.kinds import MeetingKind
from anlan.assignments.views import choosing
from anlan.kernel import clock
from anlan.kernel.errors import Refused, Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.door import Outcome
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW
from anlan.studies.kinds import COLOURS, FindingState, StudyState
from anlan.studies.models import Asked, Finding, RiskStudy
from anlan.studies.origins import arising
from anlan.studies.rows import KINDS
from anlan.studies.views import options
from anlan.studies.views.cases import visible

TEN_DAYS = timedelta(days=10)


def _asked(
    request: ActedRequest, begun: asking.Begun, *, step: Any, back: tuple[str, int], title: Any, lead: Any,
    crumbs: list[tuple[Any, str]],
) -> HttpResponse:  # fmt: skip
    """Show a form that begins something out of a case, or lead back to the case once it was taken in."""
    if begun.outcome:
        messages.success(request, asking.recorded(step, begun.outcome))
        return redirect("studies:case", kind=back[0], pk=back[1])
    context = {
        "form": begun.form,
        "action": request.get_full_path(),
        "title": title,
        "lead": lead,
        "crumbs": crumbs,
    }
    return render(request, "studies/begin.html", context, status=begun.status)


def _crumb(case: Any, kind: str) -> list[tuple[Any, str]]:
    return [(case.number, reverse("studies:case", args=[kind, case.pk]))]


@needs(Permission.STUDY_READ)
@require_http_methods(["GET", "POST"])
def find(request: ActedRequest, pk: int) -> HttpResponse:
    """Tell a finding of a study."""
    study: RiskStudy = visible(request, "risk_study", pk)
    if study.state not in (StudyState.PREPARED, StudyState.HELD):
        raise Refused("study.closed", _("The study is over: no finding is told in it any more"))
    begun = asking.begin(
        request, FINDING_FLOW, "find", {"study": study.pk}, options=options.of_finding(study, request.actor)
    )
    return _asked(
        request, begun, step=FINDING_FLOW.steps["find"], back=("risk_study", pk),
        title=FINDING_FLOW.steps["find"].label,
        lead=_("One weak spot: where, why now, how likely, how grave. Its level follows from the matrix."),
        crumbs=_crumb(study, "risk_study"),
    )  # fmt: skip


@needs(Permission.STUDY_KEEP)
@require_http_methods(["GET", "POST"])
def hold(request: ActedRequest, pk: int) -> HttpResponse:
    """Record the meeting in which a study was held: in the register of meetings, linked at once."""
    study: RiskStudy = visible(request, "risk_study", pk)
    _must_stand(study.state == StudyState.PREPARED, _("The study was held already"))
    asked = Asked.objects.filter(study=pk).order_by("position").values_list("organisation__code", flat=True)
    held_at = datetime.combine(study.planned_on, time(9, 0), tzinfo=clock.SHANGHAI)
    start = {
        "kind": MeetingKind.RISK_STUDY, "title": study.title, "held_at": min(held_at, clock.now()), "is_safety": "yes",
        "attendance": "\n".join(asked), "agenda": study.agenda[:2_000], "area": study.area_id,
    }  # fmt: skip
    chosen: dict[str, Any] = {"chair": choosing.leaders(request.actor), "area": choosing.areas(request.actor)}
    begun = asking.begin(
        request, MEETING_FLOW, "record", start, options=chosen, through=_through(acts.hold, pk)
    )
    return _asked(
        request, begun, step=MEETING_FLOW.steps["record"], back=("risk_study", pk),
        title=_("Record the meeting of the study"),
        lead=_("It stands in the register of meetings; who was asked and the agenda are taken over."),
        crumbs=_crumb(study, "risk_study"),
    )  # fmt: skip


def _must_stand(stands: bool, reason: str) -> None:
    if not stands:
        raise Refused("not_now", reason)


def _through(act: Any, pk: int) -> Any:
    def through(_flow: Any, _step: str, *, by: Actor, key: str | None, input: Any, at: Any) -> Outcome:  # noqa: A002
        outcome: Outcome = act(pk, input, by=by, key=key)
        return outcome

    return through


def _open(request: ActedRequest, pk: int) -> Finding:
    one: Finding = visible(request, "finding", pk)
    _must_stand(one.state == FindingState.OPEN, _("The finding has its end already"))
    return one


def words_of(one: Finding) -> Mapping[str, Any]:
    """Return what an advisory or warning takes over from a finding: colour for colour, though the scales are two."""
    now = clock.now()
    place = one.premises.name if one.premises else one.place
    return {
        "kind": "warning", "category": "safety", "level": one.risk_level,
        "title": f"{one.area.short_name}{one.sector.name}风险预警"[:120], "area": one.area_id, "starts_at": now,
        "ends_at": max(now + TEN_DAYS, datetime.combine(one.study.last_day, time(18, 0), tzinfo=clock.SHANGHAI)),
        "matters": f"{place}：{one.weakness}" if place else one.weakness, "measures": one.advice,
        "to_offices": "yes", "to_departments": "yes", "sectors": [one.sector], "ack_minutes": 60, "measures_hours": 24,
    }  # fmt: skip


@needs(Permission.ADVISORY_MAKE)
@require_http_methods(["GET", "POST"])
def warn(request: ActedRequest, pk: int) -> HttpResponse:
    """Draft the advisory or warning in which a finding ends, with the finding's words taken over."""
    one = _open(request, pk)
    begun = asking.begin(
        request, ADVISORY_FLOW, "draft", words_of(one), options=advisory_options(request.actor),
        through=_through(acts.warn, pk),
    )  # fmt: skip
    return _asked(
        request, begun, step=FINDING_FLOW.steps["end_in_warning"], back=("finding", pk),
        title=_("Warn because of this finding"),
        lead=_("Another person approves it; then your body issues it. The study can be closed once it went out."),
        crumbs=_crumb(one, "finding"),
    )  # fmt: skip


@needs(Permission.TASK_ISSUE)
@require_http_methods(["GET", "POST"])
def assign(request: ActedRequest, pk: int) -> HttpResponse:
    """Assign the task in which a finding ends, with the finding's words taken over."""
    one = _open(request, pk)
    made = arising(request.actor, pk)
    start: dict[str, Any] = {"cycle": "weekly", "is_safety": "yes", "origin": f"finding-{pk}"}
    if made is not None:
        start |= {
            "source": made.source, "source_reference": made.reference[:200], "title": made.title,
            "content": made.content[:2_000], "lead": made.lead_id or "", "meeting": made.meeting_id or "",
        }  # fmt: skip
    begun = asking.begin(
        request,
        TASK_FLOW,
        "issue",
        start,
        options=choosing.of_issue(request.actor),
        through=_through(acts.assign, pk),
    )
    return _asked(
        request, begun, step=FINDING_FLOW.steps["end_in_task"], back=("finding", pk),
        title=_("Assign a task because of this finding"),
        lead=_("One lead answers for it."), crumbs=_crumb(one, "finding"),
    )  # fmt: skip


@needs(Permission.STUDY_READ)
def of_end(request: ActedRequest, kind: str, subject: int) -> HttpResponse:
    """Show the findings that ended in a warning or a task: a fragment for its page. Nothing of what is not seen."""
    columns = {"advisory": "advisory", "task": "task"}
    if kind not in columns:
        raise Unknown("studies.kind", _("There is nothing of this kind."))
    rows = (
        Finding.objects.within(request.actor.scope)
        .filter(**{columns[kind]: subject})
        .select_related("study", "sector")
    )
    told = [
        {
            "number": one.number,
            "href": reverse("studies:case", args=["finding", one.pk]),
            "words": one.weakness,
            "study": one.study.title,
            "tone": COLOURS[one.risk_level],
        }
        for one in rows.order_by("pk")[:20]
    ]
    return render(request, "studies/_of_end.html", {"findings": told, "name": KINDS["finding"].kind})
