"""The clock of the digest: half an hour after the reports are due."""

from anlan.digests.actions import make_of_the_day
from anlan.jobs.schedule import daily
from anlan.kernel import clock


@daily(16, 30)
def make_digests() -> str:
    """Make the one-page digest of the day for the city, and for each area with a daily series of its own."""
    number, faults = make_of_the_day(clock.today())
    return f"{number} digests made" + ("; " + "; ".join(faults) if faults else "")
