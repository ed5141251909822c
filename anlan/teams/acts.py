"""What the API offers of teams: lifecycle, path, who reads, which rows, who may open at all, what the clock takes."""

from __future__ import annotations

from typing import Any

from anlan.org.roles import Permission
from anlan.teams.flow import DAY_FLOW, HANDOVER_FLOW, TEAM_FLOW, TEAM_VISIT_FLOW
from anlan.teams.models import HandOver, Team, TeamDay, TeamVisit

READ = Permission.VISIT_READ
# who belongs to a team, the rules say: its day logs, visits and hand-overs are opened by whoever sees visits
TEAM_ACTS: tuple[tuple[Any, ...], ...] = (
    (TEAM_FLOW, "teams", READ, Team.objects.within, Permission.TEAM_KEEP),
    (DAY_FLOW, "team-days", READ, TeamDay.objects.within, READ, frozenset({"miss", "drop", "take_back"})),
    (TEAM_VISIT_FLOW, "team-visits", READ, TeamVisit.objects.within, READ),
    (HANDOVER_FLOW, "team-handovers", READ, HandOver.objects.within, READ),
)
