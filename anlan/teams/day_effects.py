"""What logging a day, naming a visit and handing over write."""

from __future__ import annotations

from typing import Any

from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.teams.models import Team, TeamDay, TeamVisit

MOST_CARRIED = 500


def _told(taken: Taken) -> dict[str, Any]:
    names = ("place", "done", "problems", "weather", "no_visit")
    return {
        **{name: taken.input[name] for name in names},
        "is_zero": bool(taken.input["no_visit"]),
        "written_by_id": taken.by.person_id,
        "written_on": clock.local_day(taken.at),
        "is_from_ledger": taken.ledger,
    }


def _day_of(taken: Taken) -> dict[str, Any]:
    team: Team = taken.input["team"]
    area = taken.input.get("area")
    return {
        "team_id": team.pk,
        "team_kind": team.kind,
        "day": taken.input["day"],
        "area_id": area.pk if area else team.area_id,
        "area_path": area.path if area else team.area_path,
        "organisation_id": team.organisation_id,
    }


def logged(_case: None, taken: Taken) -> dict[str, Any]:
    return {**_day_of(taken), **_told(taken)}


def missed(_case: None, taken: Taken) -> dict[str, Any]:
    return _day_of(taken)


def written(_day: TeamDay, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def amended(day: TeamDay, taken: Taken) -> dict[str, Any]:
    """Return the words that changed; who wrote it first stays."""
    told = _told(taken)
    return {
        name: told[name] for name in told if name not in ("written_by_id", "written_on", "is_from_ledger")
    }


def named(_case: None, taken: Taken) -> dict[str, Any]:
    team, visit = taken.input["team"], taken.input["visit"]
    return {
        "team_id": team.pk,
        "visit_id": visit.pk,
        "visited_on": visit.visited_on,
        "area_id": visit.area_id,
        "area_path": visit.area_path,
        "sector_id": visit.sector_id,
        "organisation_id": team.organisation_id,
    }


def open_hazards_of(team_id: int) -> list[int]:
    """Return the hazards found on a team's visits that are not settled, the nearest due first."""
    visits = TeamVisit.objects.named().filter(team=team_id).values("visit")
    rows = Hazard.objects.filter(visit__in=visits, settled_at=None).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:MOST_CARRIED])


def handed_over(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a hand-over's columns: its open hazards are what is on record, fixed as it is signed."""
    given = taken.input
    team, to = given["team"], given["to_team"]
    hazards = open_hazards_of(team.pk)
    return {
        "team_id": team.pk,
        "to_team_id": to.pk,
        "day": given["day"],
        "area_id": team.area_id,
        "area_path": team.area_path,
        "organisation_id": team.organisation_id,
        "to_organisation_id": to.organisation_id,
        "from_name": team.leader_name,
        "to_name": given["to_name"],
        "matters": given["matters"],
        "hazards": hazards,
        "open_hazards": len(hazards),
        "handed_by_id": taken.by.person_id,
    }


def taken_over(_handover: Any, taken: Taken) -> dict[str, Any]:
    return {"remark": taken.input["remark"], "taken_by_id": taken.by.person_id, "taken_at": taken.at}
