"""Days of teams that are over without a log: the system notes them, and drops those that are asked for no more."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, apply_many
from anlan.lifecycle.flow import FLOWS
from anlan.org.scope import SYSTEM
from anlan.teams.models import AT_WORK, DayState, Team, TeamDay

log = logging.getLogger(__name__)
LOOKED_BACK_DAYS = 7
"""How far the nightly run looks behind a team's last day: for a clock that stood still."""


def days_of(team: Team, last: date) -> Iterator[date]:
    """Yield the days of a team up to a day."""
    day = team.first_day
    end = last if team.last_day is None else min(last, team.last_day)
    while day <= end:
        yield day
        day += timedelta(days=1)


def settle(teams: Iterable[int] | None = None, *, today: date | None = None) -> tuple[int, int]:
    """Note missing logs and drop what is asked for no more; return how many of each. Safe to repeat.

    Of the teams named, or of all that were at work lately. Three queries beside what it writes.
    """
    today = today or clock.today()
    yesterday = today - timedelta(days=1)
    found = Team.objects.all()
    if teams is not None:
        found = found.filter(pk__in=list(teams))
    else:
        since = yesterday - timedelta(days=LOOKED_BACK_DAYS)
        found = found.filter(Q(last_day=None) | Q(last_day__gte=since), first_day__lte=yesterday)
    rows = {team.pk: team for team in found}
    there: dict[tuple[int, date], tuple[int, str]] = {
        (team, day): (pk, state)
        for pk, team, day, state in TeamDay.objects.standing()
        .filter(team__in=rows)
        .values_list("pk", "team", "day", "state")
    }
    asked = {
        (team.pk, day)
        for team in rows.values()
        if team.keeps_log and team.state in AT_WORK
        for day in days_of(team, yesterday)
    }
    missing = sorted(asked - there.keys())
    idle = sorted(pk for key, (pk, state) in there.items() if state == DayState.MISSING and key not in asked)
    noted = _take("miss", [({"team": rows[team], "day": day}, None) for team, day in missing])
    return noted, _take("drop", [({}, pk) for pk in idle])


def _take(step: str, acts: list[tuple[dict[str, object], int | None]]) -> int:
    done = 0
    for start in range(0, len(acts), 2_000):
        some = [Act(by=SYSTEM, input=given, case_id=case) for given, case in acts[start : start + 2_000]]
        for outcome in apply_many(FLOWS["team_day"], step, some):
            if isinstance(outcome, AnlanError):
                log.info("teams: %s refused: %s (%s)", step, outcome, outcome.code)
            else:
                done += 1
    return done
