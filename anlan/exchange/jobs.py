"""The clock of forms: each morning those whose day has come are filled and lie ready when the office opens."""

from anlan.exchange.actions import fill_due
from anlan.jobs.schedule import daily
from anlan.kernel import clock


@daily(6, 10)
def fill_forms() -> str:
    """Fill the forms for superiors whose day has come; they are looked at and sent by hand."""
    number, faults = fill_due(clock.today())
    return f"{number} forms filled" + ("; " + "; ".join(faults) if faults else "")
