"""The desk at which a visit names its team, as the app below knows it (inspections/desk.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.inspections import desk
from anlan.inspections.desk import Named
from anlan.kernel.errors import Invalid
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.scope import Actor
from anlan.teams.models import Team, TeamMember
from anlan.teams.rules import keeper


class Desk:
    def __init__(self, flow: Any) -> None:
        self.flow = flow

    def find(self, text: str, day: date, area_path: str) -> int:
        """Return the team of a name or number that was there on a day, in an area ("": anywhere).

        Raises Invalid with what is wrong, at the field “team”.
        """
        digits = text[6:] if text[:2] == "DC" and text[6:].isdigit() and len(text) < 25 else ""
        known = Team.objects.at_work()
        named = list(known.filter(pk=int(digits)) if digits else known.filter(name=text))
        told = {"text": text[:60], "day": day.isoformat()}
        if not named:
            raise Invalid(
                "team.unknown", _("There is no team “%(text)s”. Set it up first.") % told, field="team"
            )
        there = [team for team in named if team.is_there_on(day)]
        if not there:
            code, first = "team.before", min(team.first_day for team in named)
            words = _("“%(text)s” was not there on %(day)s: it exists from %(first)s on")
            if day >= first:
                code, words = "team.after", _("“%(text)s” was not there on %(day)s: its days were over")
            raise Invalid(code, words % {**told, "first": first.isoformat()}, field="team")
        here = [team for team in there if not area_path or area_path.startswith(team.area_path)]
        if not here:
            raise Invalid("team.area", _("“%(text)s” is for another area.") % told, field="team")
        if len(here) > 1:
            raise Invalid(
                "team.ambiguous",
                _("“%(text)s” is the name of several teams on %(day)s. Give the number.") % told,
                field="team",
            )
        return here[0].pk

    def offered(self, actor: Actor, day: date, area_path: str) -> Sequence[Named]:
        """Return the teams that somebody may name for a visit of a day in an area. Two queries."""
        teams = [team for team in Team.objects.between(day, day) if area_path.startswith(team.area_path)]
        own = set(
            TeamMember.objects.on(day)
            .filter(person__in=sorted(actor.identities))
            .values_list("team", flat=True)
        )
        return [
            (team.pk, team.name)
            for team in sorted(teams, key=lambda team: (team.pk not in own, team.name, team.pk))
            if team.pk in own or keeper(actor, team.organisation_id)
        ]

    def name(self, visit: int, team: int, *, by: Actor, at: datetime | None, key: str | None) -> Outcome:
        return door.open_case(self.flow, "name", by=by, input={"team": team, "visit": visit}, at=at, key=key)


def put_in(flow: Any) -> None:
    desk.DESKS[:] = [Desk(flow)]
