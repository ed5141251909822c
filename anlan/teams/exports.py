"""Teams, their day logs, visits and hand-overs as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.inspections.models import Mode, Visit
from anlan.kernel import clock, parameters
from anlan.listings import names
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.teams.listing import DAYS, TEAMS, choices, day_choices, filtered, filtered_days
from anlan.teams.models import (
    DayState,
    HandOver,
    HandOverState,
    MemberRole,
    Team,
    TeamDay,
    TeamKind,
    TeamMember,
    TeamVisit,
)
from anlan.teams.rows import standing


def _within_team(query: Mapping[str, Any]) -> dict[str, int]:
    team = parameters.whole(query, "team")
    return {} if team is None else {"team": team}


# -- teams -----------------------------------------------------------------------------------------------------------


def team_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Name of the team"), NAME),
        Column(_("Kind")),
        Column(_("State")),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("Team leader’s name")),
        Column(_("Team leader’s post"), NAME),
        Column(_("Experts"), NAME),
        Column(_("Enforcement officers"), NAME),
        Column(_("Other members"), NAME),
        Column(_("Special period"), NAME),
        Column(_("Order that sets it up"), CODE),
        Column(_("Task"), WIDE),
        Column(_("Set up by"), NAME),
        Column(_("Summary"), WIDE),
    ]


def _members(keys: list[int]) -> dict[tuple[int, str], str]:
    """Return (team, role) → who stands there in it now, as the ledger of teams names them."""
    found: dict[tuple[int, str], list[str]] = {}
    rows = TeamMember.objects.filter(team__in=keys, last_day=None).select_related("qualification")
    for member in rows.order_by("pk"):
        number = member.qualification.number if member.qualification else ""
        found.setdefault((member.team_id, member.role), []).append(number or member.name)
    return {key: "、".join(people) for key, people in found.items()}


def team_teller() -> Teller:
    areas, bodies, today = names.areas(), names.organisations(), clock.today()
    kinds = {code: str(label) for code, label in TeamKind.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Team.objects.filter(pk__in=keys).select_related("period"))
        members = _members(keys)
        areas.learn(team.area_id for team in found)
        bodies.learn(team.organisation_id for team in found)
        for team in found:
            roles = (MemberRole.EXPERT, MemberRole.OFFICER, MemberRole.MEMBER)
            yield (
                team.pk,
                (
                    team.number,
                    team.name,
                    kinds[team.kind],
                    standing(team, today)[0],
                    *areas[team.area_id],
                    team.first_day,
                    team.last_day,
                    team.leader_name,
                    team.leader_title,
                    *(members.get((team.pk, role), "") for role in roles),
                    team.period.label if team.period else "",
                    team.basis,
                    team.task,
                    bodies[team.organisation_id],
                    team.summary,
                ),
            )

    return tell


Sheet(
    code="teams",
    label=TEAMS.label,
    route=TEAMS.route,
    permission=Permission.VISIT_READ,
    rows=lambda actor, query: filtered(Team.objects.within(actor.scope), query),
    columns=team_columns,
    teller=team_teller,
    choices=choices,
    spec=TEAMS,
)

# -- day logs --------------------------------------------------------------------------------------------------------


def day_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Name of the team"), NAME),
        Column(_("Kind")),
        Column(_("Day"), DAY),
        Column(_("State")),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Where it was"), NAME),
        Column(_("What the team did"), WIDE),
        Column(_("Problems"), WIDE),
        Column(_("Weather")),
        Column(_("No visit today because"), WIDE),
        Column(_("Log written by")),
        Column(_("Log written on"), DAY),
    ]


def day_teller() -> Teller:
    areas, people = names.areas(), names.people()
    kinds = {code: str(label) for code, label in TeamKind.choices}
    states = {code: str(label) for code, label in DayState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(TeamDay.objects.filter(pk__in=keys).select_related("team"))
        areas.learn(one.area_id for one in found)
        people.learn(one.written_by_id for one in found)
        for one in found:
            yield (
                one.pk,
                (
                    one.number,
                    one.team.name,
                    kinds[one.team_kind],
                    one.day,
                    states[one.state],
                    *areas[one.area_id],
                    one.place,
                    one.done,
                    one.problems,
                    one.weather,
                    one.no_visit,
                    people[one.written_by_id],
                    one.written_on,
                ),
            )

    return tell


Sheet(
    code="team-days",
    label=DAYS.label,
    route=DAYS.route,
    permission=Permission.VISIT_READ,
    rows=lambda actor, query: filtered_days(TeamDay.objects.within(actor.scope), query),
    columns=day_columns,
    teller=day_teller,
    choices=day_choices,
    spec=DAYS,
)

# -- visits ----------------------------------------------------------------------------------------------------------


def visit_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    rows = TeamVisit.objects.within(actor.scope).named().filter(**_within_team(query))
    if day := parameters.day(query, "on"):
        rows = rows.filter(visited_on=day)
    return rows


def visit_columns() -> list[Column]:
    return [
        Column(_("Name of the team"), NAME),
        Column(_("Number"), CODE),
        Column(_("Day"), DAY),
        Column(_("Visited at"), MOMENT),
        Column(_("Code of the premises"), CODE),
        Column(_("Premises"), NAME),
        Column(_("Area code"), CODE),
        Column(_("Area")),
        Column(_("Sector")),
        Column(_("Mode")),
        Column(_("Focus"), WIDE),
        Column(_("Items that do not conform"), NUMBER),
        Column(_("Four haves")),
    ]


def visit_teller() -> Teller:
    areas, sectors = names.areas(), names.sectors()
    modes = {code: str(label) for code, label in Mode.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        rows = TeamVisit.objects.filter(pk__in=keys).select_related("team", "visit__premises")
        found = list(rows)
        areas.learn(one.area_id for one in found)
        sectors.learn(one.sector_id for one in found)
        for one in found:
            visit: Visit = one.visit
            yield (
                one.pk,
                (
                    one.team.name,
                    visit.number,
                    visit.visited_on,
                    visit.visited_at,
                    visit.premises.code,
                    visit.premises.name,
                    *areas[one.area_id],
                    sectors[one.sector_id],
                    modes[visit.mode],
                    visit.focus,
                    visit.items_failed,
                    _("Yes") if visit.is_four else _("No"),
                ),
            )

    return tell


Sheet(
    code="team-visits",
    label=gettext_lazy("Visits of teams"),
    route="teams:list",
    permission=Permission.VISIT_READ,
    rows=visit_rows,
    columns=visit_columns,
    teller=visit_teller,
    choices=lambda _actor: {},
    filters=("team", "on"),
)

# -- hand-overs ------------------------------------------------------------------------------------------------------


def handover_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Day"), DAY),
        Column(_("Handing side"), NAME),
        Column(_("Led until then by")),
        Column(_("Receiving side"), NAME),
        Column(_("Who leads from then on")),
        Column(_("Open hazards"), NUMBER),
        Column(_("Open matters"), WIDE),
        Column(_("Signed by who hands over")),
        Column(_("Signed by who takes over")),
        Column(_("Hand-over received at"), MOMENT),
        Column(_("Remark"), WIDE),
        Column(_("State")),
    ]


def handover_teller() -> Teller:
    people = names.people()
    states = {code: str(label) for code, label in HandOverState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(HandOver.objects.filter(pk__in=keys).select_related("team", "to_team"))
        people.learn([key for one in found for key in (one.handed_by_id, one.taken_by_id)])
        for one in found:
            yield (
                one.pk,
                (
                    one.number,
                    one.day,
                    one.team.name,
                    one.from_name,
                    one.to_team.name,
                    one.to_name,
                    one.open_hazards,
                    one.matters,
                    people[one.handed_by_id],
                    people[one.taken_by_id],
                    one.taken_at,
                    one.remark,
                    states[one.state],
                ),
            )

    return tell


Sheet(
    code="team-handovers",
    label=gettext_lazy("Hand-overs of teams"),
    route="teams:list",
    permission=Permission.VISIT_READ,
    rows=lambda actor, query: HandOver.objects.within(actor.scope).filter(**_within_team(query)),
    columns=handover_columns,
    teller=handover_teller,
    choices=lambda _actor: {},
    filters=("team",),
)
