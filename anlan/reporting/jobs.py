"""The clock of dispatch: what is due is made a week ahead; half an hour before, who owes is reminded."""

from datetime import timedelta

from anlan.jobs.schedule import daily, every
from anlan.kernel import clock
from anlan.reporting.making import AHEAD_DAYS, make_due
from anlan.reporting.reminding import remind


@daily(0, 5)
def make_due_reports() -> str:
    """Make the reports that are due from today to a week ahead."""
    today = clock.today()
    return f"{make_due(today, today + timedelta(days=AHEAD_DAYS))} due reports made"


@every(1)
def remind_of_reports() -> str:
    """Remind, half an hour before the deadline, whoever has not reported yet."""
    return f"{remind(clock.now())} units reminded"
