"""Inspection teams: the list, setting one up, and one with its members, days, visits and what changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.rows import tell_hazards
from anlan.inspections.rows import tell_visits
from anlan.kernel import clock, numerals, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.teams import choosing
from anlan.teams.daybook import days_told, hazards_of, totals, visits_of
from anlan.teams.flow import TEAM_FLOW
from anlan.teams.listing import TEAMS, choices, filtered
from anlan.teams.models import HandOver, HandOverState, MemberRole, Team, TeamKind
from anlan.teams.rows import days, standing, tell_handovers, tell_teams
from anlan.teams.rules import plans_for, works_for
from anlan.teams.stops import carried_to, list_of

MOST = 30
KEPT = ("name", "first_day", "last_day", "basis", "task")


@needs(Permission.VISIT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the teams of the reader's area and of the areas above it, the latest set up first."""
    shown = TEAMS.show(request, filtered(Team.objects.within(request.actor.scope), request.GET))
    columns, rows = tell_teams(shown.keys)
    return shown.render("teams/list.html", columns=columns, rows=rows, choices=choices(request.actor))


@needs(Permission.TEAM_KEEP)
@require_http_methods(["GET", "POST"])
def set_up(request: ActedRequest) -> HttpResponse:
    """Set up a team; a refused form keeps what was typed."""
    today = clock.today()
    start = {
        "kind": parameters.choice(request.GET, "kind", TeamKind.values) or TeamKind.STATIONED.value,
        "first_day": today,
        "keeps_log": "",
    }
    options = choosing.of_set_up(request.actor, today)
    begun = asking.begin(request, TEAM_FLOW, "set_up", start, options=options)
    if begun.outcome:
        messages.success(request, asking.recorded(TEAM_FLOW.steps["set_up"], begun.outcome))
        return redirect("teams:detail", pk=begun.outcome.case_id)
    return render(request, "teams/set_up.html", {"form": begun.form}, status=begun.status)


def visible(request: ActedRequest, pk: int) -> Team:
    rows = Team.objects.within(request.actor.scope).select_related(
        "area", "organisation", "period", "set_up_by"
    )
    team = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if team is None:
        raise Unknown("team.unknown", _("There is no inspection team with this number in your area."))
    return team


@needs(Permission.VISIT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, team: Team, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    actor, today = request.actor, clock.today()
    told = days_told(team, actor.scope, today)
    forms = step_forms(
        TEAM_FLOW,
        team,
        actor,
        defaults=_defaults(team),
        options=lambda step: choosing.of_step(team, step, actor, today),
        refused=refused,
    )
    word, tone = standing(team, today)
    context = {
        "team": team,
        "kind": TeamKind(team.kind).label,
        "days": days(team),
        "word": word,
        "tone": tone,
        "told": told,
        "totals": totals(told, today),
        "rates": _rates(told, today),
        "today": today,
        "members": _members(team),
        "forms": [form for form in forms if (form.decision or form.error) and form.name != "plan_day"],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(TEAM_FLOW, team),
        **_work(request, team),
    }
    return render(request, "teams/detail.html", context, status=status)


def _rates(told: list[Any], today: Any) -> tuple[str, str]:
    sums = totals(told, today)
    return numerals.rate(sums.four, sums.visits), numerals.rate(sums.four_days, sums.days_visited)


def _work(request: ActedRequest, team: Team) -> dict[str, Any]:
    """Return what a team's page tells of its work: today's list, visits, what is open, hand-overs."""
    actor, today = request.actor, clock.today()
    shows_list = plans_for(actor, team.pk, team.organisation_id) is not None
    visits = visits_of(team, actor.scope)
    visit_columns, visit_rows = tell_visits(
        list(visits.order_by("-visited_on", "-pk").values_list("pk", flat=True)[:MOST])
    )
    still = hazards_of(team, actor.scope).filter(settled_at=None).order_by("due_at", "pk")
    open_columns, open_rows = tell_hazards(list(still.values_list("pk", flat=True)[:MOST]))
    carried = still.model.objects.within(actor.scope).filter(pk__in=carried_to(team)).order_by("due_at", "pk")
    carried_columns, carried_rows = tell_hazards(list(carried.values_list("pk", flat=True)[:MOST]))
    handed = HandOver.objects.within(actor.scope).filter(team=team.pk) | HandOver.objects.within(
        actor.scope
    ).filter(to_team=team.pk)
    handed_columns, handed_rows = tell_handovers(
        list(handed.order_by("-pk").values_list("pk", flat=True)[:MOST])
    )
    works = works_for(actor, team.pk, team.organisation_id, today) is not None
    return {
        "shows_list": shows_list,
        "stops": list_of(team, today, actor.scope) if shows_list and team.is_there_on(today) else [],
        "visits": {"columns": visit_columns, "rows": visit_rows},
        "open": {"columns": open_columns, "rows": open_rows},
        "carried": {"columns": carried_columns, "rows": carried_rows},
        "handed": {"columns": handed_columns, "rows": handed_rows},
        "may_work": works and team.state == "standing",
        "may_hand_over": works
        and team.state == "standing"
        and not HandOver.objects.within(actor.scope)
        .filter(team=team.pk, state=HandOverState.HANDED)
        .exists(),
    }


def _defaults(team: Team) -> Mapping[str, Mapping[str, Any]]:
    today = clock.today()
    return {
        "amend": {
            **{name: getattr(team, name) or "" for name in KEPT},
            "period": team.period_id or "",
            "keeps_log": "yes" if team.keeps_log else "no",
        },
        "join": {"role": MemberRole.MEMBER.value, "first_day": today},
        "leave": {"last_day": today},
        "lead": {"first_day": today},
        "end": {"last_day": min(today, team.last_day or today)},
    }


def _members(team: Team) -> list[Any]:
    """Return who belongs to the team, who left at the end; the leader first. One query."""
    order = list(MemberRole)
    rows = list(team.members.select_related("qualification").order_by("pk"))
    return sorted(rows, key=lambda one: (one.last_day is not None, order.index(MemberRole(one.role)), one.pk))


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Amend it, change its people, end it; a refusal shows the page again."""
    visible(request, pk)
    if step == "plan_day":  # its form stands on the page of the day
        return redirect("teams:detail", pk=pk)
    return asking.take(
        request,
        TEAM_FLOW,
        pk,
        step,
        back=redirect("teams:detail", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )
