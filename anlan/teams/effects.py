"""What each step writes on the team's own row, and beside it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from anlan.lifecycle.flow import Taken
from anlan.org.models import Person
from anlan.premises.models import Premises
from anlan.teams.models import MemberRole, TeamKind, TeamMember, TeamStop
from anlan.teams.reading import codes_in, names_in
from anlan.teams.settling import settle


def _keeps_log(given: Any, kind: str) -> bool:
    return given["keeps_log"] == "yes" or (given["keeps_log"] == "" and kind != TeamKind.PROVINCIAL)


def team_of(_team: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    assert taken.via is not None
    area = given["area"]
    return {
        "kind": given["kind"],
        "name": given["name"],
        "leader_name": given["leader_name"],
        "leader_title": given["leader_title"],
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "set_up_by_id": taken.by.person_id,
        "first_day": given["first_day"],
        "last_day": given["last_day"],
        "period_id": given["period"].pk if given["period"] else None,
        "basis": given["basis"],
        "task": given["task"],
        "keeps_log": _keeps_log(given, given["kind"]),
        "is_from_ledger": taken.ledger,
    }


def amended(team: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **{name: given[name] for name in ("name", "first_day", "last_day", "basis", "task")},
        "period_id": given["period"].pk if given["period"] else None,
        "keeps_log": _keeps_log(given, team.kind),
    }


def led(_team: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in ("leader_name", "leader_title")}


def ended(_team: Any, taken: Taken) -> dict[str, Any]:
    return {**taken.input, "ended_at": taken.at}


def voided(_team: Any, _taken: Taken) -> dict[str, Any]:
    return {"summary": "", "ended_at": None}


# -- beside the team's own row --------------------------------------------------------------------------------------


def write_members(team: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    day = given["first_day"]
    people = [
        TeamMember(
            team_id=team.id,
            role=MemberRole.LEADER,
            name=given["leader_name"],
            title=given["leader_title"],
            person=given["leader"],
            first_day=day,
        )
    ]
    for role, name in ((MemberRole.EXPERT, "experts"), (MemberRole.OFFICER, "officers")):
        people += [
            TeamMember(
                team_id=team.id, role=role, name=one.name, title=one.field, qualification=one,
                person_id=one.person_id, first_day=day,
            )
            for one in given[name]
        ]  # fmt: skip
    names = names_in(given["others"])
    accounts = (
        {p.username: p for p in Person.objects.filter(username__in=names, is_active=True)} if names else {}
    )
    people += [
        TeamMember(
            team_id=team.id,
            role=MemberRole.MEMBER,
            name=(accounts[name].name if name in accounts else name)[:60],
            person=accounts.get(name),
            first_day=day,
        )
        for name in names
    ]
    TeamMember.objects.bulk_create(people)
    settle_after(team, taken, _seq)


def write_member(team: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    one, person = given["qualification"], given["person"]
    TeamMember.objects.create(
        team_id=team.id,
        role=given["role"],
        name=one.name if one else given["name"] or person.name[:60],
        title=given["title"] or (one.field if one else ""),
        qualification=one,
        person_id=person.pk if person else one.person_id if one else None,
        first_day=given["first_day"],
        why_joined=given["reason"],
    )


def write_leaving(_team: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    TeamMember.objects.filter(pk=given["member"].pk).update(
        last_day=given["last_day"], why_left=given["reason"]
    )


def write_leader(team: Any, taken: Taken, _seq: int) -> None:
    """Let the former leader's time end the day before, and the new one's begin."""
    given = taken.input
    TeamMember.objects.filter(team=team.id, role=MemberRole.LEADER, last_day=None).update(
        last_day=given["first_day"] - timedelta(days=1), why_left=given["reason"]
    )
    TeamMember.objects.create(
        team_id=team.id,
        role=MemberRole.LEADER,
        name=given["leader_name"],
        title=given["leader_title"],
        person=given["leader"],
        first_day=given["first_day"],
        why_joined=given["reason"],
    )


def write_stops(team: Any, taken: Taken, _seq: int) -> None:
    day = taken.input["day"]
    TeamStop.objects.filter(team=team.id, day=day).delete()
    places = Premises.objects.filter(code__in=codes_in(taken.input["places"]), is_active=True)
    TeamStop.objects.bulk_create(TeamStop(team_id=team.id, day=day, premises=place) for place in places)


def write_first_day(team: Any, taken: Taken, _seq: int) -> None:
    """Let those who belong to it from the beginning be there from the new first day on."""
    TeamMember.objects.filter(team=team.id, why_joined="", last_day=None).update(
        first_day=taken.input["first_day"]
    )
    settle_after(team, taken, _seq)


def settle_after(team: Any, _taken: Taken, _seq: int) -> None:
    """After the commit, note the days that are over without a log, and drop those that are the team's no more."""
    transaction.on_commit(partial(settle, [team.id]), robust=True)


def settle_day(day: Any, _taken: Taken, _seq: int) -> None:
    """The log is void: after the commit the day is missing again."""
    transaction.on_commit(partial(settle, [day.team_id]), robust=True)
