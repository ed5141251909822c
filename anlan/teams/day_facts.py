"""What must be so before a day is logged, a visit is named a team's, or a team hands over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Visit
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.teams.facts import is_a_day, today_of
from anlan.teams.models import DayState, HandOver, HandOverState, LinkState, Team, TeamDay, TeamVisit


def logs_soundly(_case: None, taken: Taken) -> Decision:
    """The day is the team's and has come, nobody logged it, and visits and words agree."""
    given = taken.input
    team: Team = given["team"]
    if not (day := _fits_day(team, taken)):
        return day
    area = given["area"]
    if area is not None and not area.path.startswith(team.area_path):
        return denied(_("This lies outside the area of the team"), code="team_day.area")
    if TeamDay.objects.standing().filter(team=team.pk, day=given["day"]).exists():
        return denied(
            _("This day of the team is on record already: write or amend it there"), code="team_day.double"
        )
    return visits_are_told(team.pk, given["day"], given["no_visit"])


def _fits_day(team: Team, taken: Taken) -> Decision:
    if not (day := is_a_day(team, taken.input["day"])):
        return day
    if taken.input["day"] > today_of(taken):
        return denied(_("That day has not come yet"), code="team_day.early")
    return ALLOWED


def visits_are_told(team_id: int, day: Any, no_visit: str) -> Decision:
    """No visit is said, never left open: a day without one gives the reason, a day with one gives none."""
    visited = TeamVisit.objects.named().filter(team=team_id, visited_on=day).exists()
    if not visited and not no_visit:
        return denied(
            _(
                "No visit of the team is on record for this day: name its visits first, or say why there was none"
            ),
            code="team_day.zero",
        )
    if visited and no_visit:
        return denied(
            _("Visits of the team are on record for this day: leave the reason for none empty"),
            code="team_day.not_zero",
        )
    return ALLOWED


def writes_soundly(day: Any, taken: Taken) -> Decision:
    return visits_are_told(day.team_id, day.day, taken.input["no_visit"])


def is_missing(_case: None, taken: Taken) -> Decision:
    """A day is missing once it is over, and only of a team that keeps a log."""
    given = taken.input
    team: Team = given["team"]
    if not (fits := is_a_day(team, given["day"])):
        return fits
    if given["day"] >= today_of(taken):
        return denied(_("The day is not over yet"), code="team_day.early")
    if not team.keeps_log:
        return denied(_("No log is asked of this team"), code="team_day.none_asked")
    if TeamDay.objects.standing().filter(team=team.pk, day=given["day"]).exists():
        return denied(_("This day of the team is on record already"), code="team_day.double")
    return ALLOWED


def is_of_the_team(_case: None, taken: Taken) -> Decision:
    """A visit is of one team, on one of its days, in its area."""
    team: Team = taken.input["team"]
    visit: Visit = taken.input["visit"]
    told = {
        "day": visit.visited_on.isoformat(),
        "first": team.first_day.isoformat(),
        "last": f"{team.last_day}",
    }
    if visit.visited_on < team.first_day:
        return denied(
            _(
                "The visit of %(day)s was made before the team existed: it was set up for the time from %(first)s on"
            )
            % told,
            code="team.before",
        )
    if team.last_day is not None and visit.visited_on > team.last_day:
        return denied(
            _("The visit of %(day)s was made after the team’s last day, %(last)s") % told, code="team.after"
        )
    if not visit.area_path.startswith(team.area_path):
        return denied(_("The place lies outside the area of the team"), code="team.area")
    if TeamVisit.objects.filter(visit=visit.pk, state=LinkState.NAMED).exists():
        return denied(_("The visit is a team’s already: take it out there first"), code="team_visit.double")
    return ALLOWED


def hands_over_soundly(_case: None, taken: Taken) -> Decision:
    """Both sides stand on the day, the day has come, and no other hand-over of the team waits."""
    given = taken.input
    team, to = given["team"], given["to_team"]
    for sound in (_fits_day(team, taken), _can_take(team, to, given)):
        if not sound:
            return sound
    if HandOver.objects.filter(team=team.pk, state=HandOverState.HANDED).exists():
        return denied(_("A hand-over of this team waits for its second signature"), code="team_handover.open")
    return ALLOWED


def _can_take(team: Team, to: Team, given: Any) -> Decision:
    day = given["day"]
    if to.last_day is not None and to.last_day < day:
        return denied(_("The team that takes over is gone on that day"), code="team_handover.gone")
    meets = to.area_path.startswith(team.area_path) or team.area_path.startswith(to.area_path)
    if not meets:
        return denied(_("The team that takes over is for another area"), code="team_handover.area")
    if to.pk == team.pk and given["to_name"] == team.leader_name:
        return denied(
            _("%(name)s leads already: name who leads from then on") % {"name": team.leader_name},
            code="team_handover.same",
        )
    return ALLOWED


def is_still_missing(day: Any, _taken: Taken) -> Decision:
    """A day that is not the team's any more is taken away; one that is stays."""
    team = Team.objects.get(pk=day.team_id)
    if (
        day.state == DayState.MISSING
        and team.is_there_on(day.day)
        and team.keeps_log
        and team.state != "voided"
    ):
        return denied(_("A log of this day is asked for"), code="team_day.asked")
    return ALLOWED
