"""The clock of supervision: the sweep of the minute and the digest of the morning."""

from anlan.jobs.schedule import daily, every
from anlan.kernel import clock
from anlan.supervision.digest import tell_today
from anlan.supervision.sweep import sweep


@every(1)
def sweep_obligations() -> str:
    """Remind of what is nearly due, escalate what is overdue, end what is done."""
    return str(sweep(clock.now()))


@daily(8)
def digest_of_the_day() -> str:
    """Tell every organisation what it owes today and what is overdue."""
    return f"{tell_today(clock.now())} organisations told"
