"""The clock of dispatch: what is due is made a week ahead and follows its rules; who owes is reminded, then chased."""

from datetime import timedelta

from anlan.jobs.schedule import daily, every
from anlan.kernel import clock
from anlan.reporting.adjusting import adjust, follow_tree
from anlan.reporting.chasing import chase
from anlan.reporting.chasing import propose_letters as propose
from anlan.reporting.making import AHEAD_DAYS, make_due
from anlan.reporting.reminding import remind
from anlan.reporting.unit_months import fold, seal


@daily(0, 5)
def make_due_reports() -> str:
    """Let the groups follow the tree, and make the reports that are due from today to a week ahead."""
    today = clock.today()
    moved = follow_tree(today)
    made = make_due(today, today + timedelta(days=AHEAD_DAYS))
    return f"{made} due reports made, {moved} units joined or left"


@every(10)
def adjust_due_reports() -> str:
    """Bring what was made ahead in line with rules and periods, where it was not done when they changed."""
    return str(adjust(clock.today()))


@every(1)
def remind_of_reports() -> str:
    """Remind, before the deadline by the minutes of the rule, whoever has not reported yet."""
    return f"{remind(clock.now())} units reminded"


@every(1)
def chase_reports() -> str:
    """Tell the leaders of units whose reports are missing; let lapse what is taken no more."""
    told, lapsed = chase(clock.now())
    return f"{told} leaders told, {lapsed} reports lapsed"


@daily(10, 30)
def propose_letters() -> str:
    """Propose the reminder letters of the month, once yesterday's windows have closed."""
    return f"{propose(clock.today())} reminder letters proposed"


@every(1)
def fold_unit_months() -> str:
    """Bring the roll-up by unit and month up to what was recorded since the last minute."""
    return f"{fold(clock.today())} lines"


@daily(0, 40)
def seal_unit_months() -> str:
    """Seal the months of the roll-up whose windows have closed, proved equal to their rows."""
    return f"{len(seal(clock.now()))} months sealed"
