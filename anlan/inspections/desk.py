"""Where a visit names the team that made it: the app above, which has the teams, puts its desk in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from anlan.lifecycle.door import Outcome
from anlan.org.scope import Actor

Named = tuple[int, str]


class Desk(Protocol):
    def find(self, text: str, day: date, area_path: str) -> int:
        """Return the team that a text names. Raises Invalid with what is wrong, at the field “team”."""

    def offered(self, actor: Actor, day: date, area_path: str) -> Sequence[Named]:
        """Return the teams that somebody may name for such a visit."""

    def name(self, visit: int, team: int, *, by: Actor, at: datetime | None, key: str | None) -> Outcome:
        """Say through the door that a visit was a team's. Raises Refused with the reason."""


DESKS: list[Desk] = []
