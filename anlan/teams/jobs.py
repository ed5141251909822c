"""The clock of the teams: what is over without a log is noted the morning after."""

from anlan.jobs.schedule import daily
from anlan.teams.settling import settle


@daily(0, 10)
def note_missing_logs() -> str:
    """Note the days of teams that are over without a log."""
    noted, dropped = settle()
    return f"{noted} days without a log noted, {dropped} dropped"
