from anlan.teams.models.days import DayState, TeamDay, TeamDayQuerySet
from anlan.teams.models.handovers import HandOver, HandOverQuerySet, HandOverState
from anlan.teams.models.teams import (
    AT_WORK,
    MemberRole,
    Team,
    TeamKind,
    TeamMember,
    TeamQuerySet,
    TeamState,
    TeamStop,
)
from anlan.teams.models.visits import LinkState, TeamVisit, TeamVisitQuerySet

__all__ = [
    "AT_WORK",
    "DayState",
    "HandOver",
    "HandOverQuerySet",
    "HandOverState",
    "LinkState",
    "MemberRole",
    "Team",
    "TeamDay",
    "TeamDayQuerySet",
    "TeamKind",
    "TeamMember",
    "TeamQuerySet",
    "TeamState",
    "TeamStop",
    "TeamVisit",
    "TeamVisitQuerySet",
]
