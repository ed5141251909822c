"""Teams of the small city with their logs, visits and hand-overs, through the door."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from anlan.inspections.models import Visit
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.teams.flow import DAY_FLOW, HANDOVER_FLOW, TEAM_FLOW, TEAM_VISIT_FLOW
from anlan.teams.models import HandOver, Team, TeamDay, TeamVisit
from anlan.testing import TODAY, actor

LOG = {"place": "城关镇", "done": "督促整改"}


def set_up(*, by: str = "office1", area: str = "a", **changes: Any) -> Team:
    """Set up a stationed team in county a, from a week ago on."""
    given = {
        "kind": "stationed",
        "name": "第1驻守组",
        "area": Area.objects.get(code=area).pk,
        "first_day": TODAY - timedelta(days=7),
        "last_day": TODAY,
        "leader_name": "王组长",
        "leader_title": "市应急管理局副局长",
        **changes,
    }
    outcome = door.open_case(TEAM_FLOW, "set_up", by=actor(by), input=given)
    return Team.objects.get(pk=outcome.case_id)


def take(team: Team, step: str, *, by: str = "office1", **given: Any) -> Outcome:
    return door.apply(TEAM_FLOW, team.pk, step, by=actor(by), input=given)


def log(
    team: Team, *, by: str = "office1", day: date = TODAY, at: datetime | None = None, **given: Any
) -> TeamDay:
    whole = {"team": team.pk, "day": day, **LOG, **given}
    outcome = door.open_case(DAY_FLOW, "log", by=actor(by), input=whole, at=at)
    return TeamDay.objects.get(pk=outcome.case_id)


def name(team: Team, visit: Visit, *, by: str = "office1") -> TeamVisit:
    given = {"team": team.pk, "visit": visit.pk}
    outcome = door.open_case(TEAM_VISIT_FLOW, "name", by=actor(by), input=given)
    return TeamVisit.objects.get(pk=outcome.case_id)


def hand_over(team: Team, *, by: str = "office1", to: Team | None = None, **given: Any) -> HandOver:
    whole = {"team": team.pk, "to_team": (to or team).pk, "day": TODAY, "to_name": "李组长", **given}
    outcome = door.open_case(HANDOVER_FLOW, "hand_over", by=actor(by), input=whole)
    return HandOver.objects.get(pk=outcome.case_id)
