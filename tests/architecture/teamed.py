"""A team of county a with a log, a visit and a hand-over, for the walk over every address."""

from __future__ import annotations

from typing import Any

from anlan.inspections.models import Visit
from anlan.teams.models import HandOver, Team, TeamDay, TeamVisit
from anlan.teams.tests.factories import hand_over, log, name, set_up
from anlan.testing import TODAY

TEAMS = {
    **dict.fromkeys(
        ("teams:detail", "teams:take"),
        "a team has an area: a department limited to sectors sees its whole area",
    ),
    **dict.fromkeys(
        ("teams:day", "teams:take-day", "teams:hand-over", "teams:handover", "teams:take-handover"),
        "the same; visits and hazards within the reader's own scope",
    ),
}
"""Why a stranger to the shop may open them."""


def teamed() -> dict[str, Any]:
    """Return a case of each kind: county a's team, whose is the first visit to the shop."""
    shop = Visit.objects.filter(premises__code="shop").earliest("pk")
    team = set_up(by="county1", kind="department", name="东江县督查组")
    link = name(team, shop, by="county1")
    day = log(team, by="county1")
    return {
        "team": team,
        "team-day": day,
        "team-visit": link,
        "team-handover": hand_over(team, by="county1"),
    }


def teamed_keys() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    made = teamed()
    return {
        "teams.pk": made["team"].pk,
        "teams.day": f"{TODAY}",
        "teams.step": "amend",
        "teams:take-day.pk": made["team-day"].pk,
        "teams:take-day.step": "amend",
        "teams:handover.pk": made["team-handover"].pk,
        "teams:take-handover.pk": made["team-handover"].pk,
        "teams:take-handover.step": "withdraw",
        "teams:take-visit.pk": made["team-visit"].pk,
        "teams:take-visit.step": "take_out",
    }


def teamed_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "team": Team.objects.get(pk=values["teams.pk"]),
        "team_day": TeamDay.objects.get(pk=values["teams:take-day.pk"]),
        "team_visit": TeamVisit.objects.get(pk=values["teams:take-visit.pk"]),
        "team_handover": HandOver.objects.get(pk=values["teams:handover.pk"]),
    }
