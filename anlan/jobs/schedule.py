"""Which jobs run when. The registry asks the domain's clock, so that 16:00 works on a shifted one too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.kernel import clock

Work = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Job:
    """A function with its clock: every so many minutes, or once a day at a Shanghai time."""

    name: str
    work: Work
    minutes: int = 0
    at: tuple[int, int] | None = None

    def slot(self, now: datetime) -> datetime:
        """Return the newest slot that is due at `now`."""
        local = now.astimezone(clock.SHANGHAI).replace(second=0, microsecond=0)
        if self.at is None:
            return local - timedelta(minutes=(local.hour * 60 + local.minute) % self.minutes)
        slot = local.replace(hour=self.at[0], minute=self.at[1])
        return slot if slot <= local else slot - timedelta(days=1)


JOBS: dict[str, Job] = {}


def every(minutes: int) -> Callable[[Work], Work]:
    """Register a job that runs every so many minutes of domain time."""

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__name__}"
        JOBS[name] = Job(name, work, minutes=minutes)
        return work

    return register


def daily(hour: int, minute: int = 0) -> Callable[[Work], Work]:
    """Register a job that runs once a Shanghai day at a time."""

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__name__}"
        JOBS[name] = Job(name, work, at=(hour, minute))
        return work

    return register
