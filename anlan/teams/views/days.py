"""The day logs: their list, and one day of a team with its log, visits, hazards and the list of places."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.rows import tell_hazards
from anlan.inspections.effects import missing
from anlan.inspections.facts import FOUR
from anlan.inspections.models import Outcome, Visit
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking, door
from anlan.lifecycle.flow import Flow
from anlan.lifecycle.pages import StepForm, read_inputs, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.teams.daybook import Told, days_told, hazards_of, neighbours, visits_of
from anlan.teams.flow import DAY_FLOW, TEAM_FLOW
from anlan.teams.listing import DAYS, day_choices, filtered_days
from anlan.teams.models import Team, TeamDay
from anlan.teams.rows import DAY_TONES, tell_days
from anlan.teams.rules import plans_for, works_for
from anlan.teams.stops import list_of, suggested
from anlan.teams.views.teams import visible

LOGGED = ("place", "done", "problems", "weather", "no_visit")
FIXED = frozenset({"team", "day", "area"})
MOST = 60


@needs(Permission.VISIT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the day logs of the reader's area, the missing ones too."""
    shown = DAYS.show(request, filtered_days(TeamDay.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_days(shown.keys)
    return shown.render("teams/days.html", columns=columns, rows=rows, choices=day_choices(request.actor))


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def day(request: ActedRequest, pk: int, day: str) -> HttpResponse:
    """Show a team's day; posted, write its log, or make its list of places (`step=plan_day`)."""
    team = visible(request, pk)
    on = _day_of(team, day)
    if request.method != "POST":
        return _show(request, team, on)
    if request.POST.get("step") == "plan_day":
        return _posted(request, team, on, TEAM_FLOW, "plan_day")
    return _posted(request, team, on, DAY_FLOW, "log")


def _day_of(team: Team, text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = date.min
    if not team.is_there_on(on) or (team.last_day is None and on.year > clock.today().year + 1):
        raise Unknown("team_day.unknown", _("The team has no such day."))
    return on


def _posted(request: ActedRequest, team: Team, on: date, flow: Flow, name: str) -> HttpResponse:
    """Take the step that a form of the day's page sent; a refusal shows the page again."""
    step = flow.steps[name]
    key = request.POST.get("key") or uuid7()
    raw, _fault = read_inputs(step, request, by=request.actor)
    raw["day"] = on
    try:
        if name == "log":
            raw["team"], raw["area"] = team, None
            outcome = door.open_case(flow, name, by=request.actor, input=raw, key=key)
        else:
            outcome = door.apply(flow, team.pk, name, by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused(name, raw, error, key, step)
        return _show(request, team, on, form, error.status)
    messages.success(request, asking.recorded(step, outcome))
    return redirect("teams:day", pk=team.pk, day=f"{on}")


def _show(
    request: ActedRequest, team: Team, on: date, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    logs = TeamDay.objects.within(actor.scope).standing().filter(team=team.pk, day=on)
    log = logs.select_related("area", "written_by").first()
    told = next((one for one in days_told(team, actor.scope, max(today, on)) if one.day == on), Told(on))
    before, after = neighbours(team, on)
    found = hazards_of(team, actor.scope).filter(visit__visited_on=on).order_by("due_at", "pk")
    columns, rows = tell_hazards(list(found.values_list("pk", flat=True)[:MOST]))
    context = {
        "team": team,
        "day": on,
        "today": today,
        "told": told,
        "log": log,
        "log_state": DAY_FLOW.states[log.state] if log else "",
        "log_tone": DAY_TONES[log.state] if log else "",
        "before": before,
        "after": after,
        "visits": _visits(team, on, request),
        "hazards": {"columns": columns, "rows": rows},
        "entries": trail(DAY_FLOW, log) if log else [],
        **_forms(request, team, on, log, refused),
        **_list(request, team, on, refused),
    }
    return render(request, "teams/day.html", context, status=status)


def _visits(team: Team, on: date, request: ActedRequest) -> list[dict[str, Any]]:
    """Return the visits of the day with what each lacks of the four."""
    rows = visits_of(team, request.actor.scope).filter(visited_on=on).select_related("premises")
    return [_told(visit) for visit in rows.order_by("visited_at", "pk")[:MOST]]


def _told(visit: Visit) -> dict[str, Any]:
    lacks = missing(vars(visit)) if visit.outcome == Outcome.INSPECTED else []
    return {
        "visit": visit,
        "outcome": "" if visit.outcome == Outcome.INSPECTED else Outcome(visit.outcome).label,
        "four": visit.is_four,
        "lacks": [str(FOUR[name]) for name in lacks],
    }


def _forms(
    request: ActedRequest, team: Team, on: date, log: TeamDay | None, refused: StepForm | None
) -> dict[str, Any]:
    """Return the form by which a day that has come is logged, or the steps of the log that is there."""
    actor = request.actor
    if log is not None:
        as_it_is = {name: getattr(log, name) for name in LOGGED}
        forms = step_forms(DAY_FLOW, log, actor, defaults={"amend": as_it_is}, refused=_of(refused, DAY_FLOW))
        return {"steps": [form for form in forms if form.decision or form.error], "writes": None}
    may = on <= clock.today() and works_for(actor, team.pk, team.organisation_id, on) is not None
    if not may:
        return {"steps": [], "writes": None}
    form = refused if refused and refused.name == "log" else StepForm.of(DAY_FLOW.steps["log"], {})
    return {"steps": [], "writes": _without(form, FIXED)}


def _of(refused: StepForm | None, flow: Flow) -> StepForm | None:
    return refused if refused and refused.name in flow.steps and refused.name != "log" else None


def _without(form: StepForm, names: frozenset[str]) -> dict[str, Any]:
    """Return a form as the page shows it, without the inputs that the page itself fixes."""
    return {
        "name": form.name,
        "label": form.label,
        "key": form.key,
        "error": form.error,
        "fields": [item for item in form.fields if item.name not in names],
    }


def _list(request: ActedRequest, team: Team, on: date, refused: StepForm | None) -> dict[str, Any]:
    """Return the places of the day, for whoever makes or goes by the list; nobody else is told them."""
    actor = request.actor
    if plans_for(actor, team.pk, team.organisation_id) is None:
        return {"stops": [], "shows_list": False, "plans": None}
    stops = list_of(team, on, actor.scope)
    plans = None
    if on >= clock.today() and team.state == "standing":
        codes = [stop.place.code for stop in stops] or suggested(team, actor.scope)
        start = {"places": "\n".join(codes)}
        step = TEAM_FLOW.steps["plan_day"]
        form = refused if refused and refused.name == "plan_day" else StepForm.of(step, start)
        plans = _without(form, frozenset({"day"}))
    return {"stops": stops, "shows_list": True, "plans": plans}


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Write a log afterwards, amend or void it; a refusal shows the day again."""
    rows = TeamDay.objects.within(request.actor.scope).select_related("team")
    log = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if log is None:
        raise Unknown("team_day.unknown", _("There is no day log with this number in your area."))
    team, on = visible(request, log.team_id), log.day
    return asking.take(
        request,
        DAY_FLOW,
        pk,
        step,
        back=redirect("teams:day", pk=team.pk, day=f"{on}"),
        again=lambda form, status: _show(request, team, on, form, status),
    )
