"""The look at photographs by the clock: what was attached and not looked at, and the measure that takes longer."""

from anlan.jobs.schedule import every
from anlan.scrutiny.looking import look
from anlan.scrutiny.measuring import measure


@every(1)
def look_at_photographs() -> str:
    """Flag photographs that were used before, or are of another time or place."""
    return f"{look()} flags"


@every(10)
def measure_photographs() -> str:
    """Look in attached photographs for the grid of a screen."""
    measured, raised = measure()
    return f"{measured} measured, {raised} flags"
