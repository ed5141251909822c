"""The clock of the digest: half an hour after the reports are due."""

from datetime import timedelta

from anlan.digests.actions import make_of_the_day
from anlan.jobs.schedule import daily
from anlan.kernel import clock

AT = (16, 30)


@daily(*AT)
def make_digests() -> str:
    """Make the one-page digest of the day for the city, and for each area with a daily series of its own.

    The day is that of the last 16:30: a worker that starts in the morning makes up for yesterday, and leaves today to
    its hour.
    """
    day = clock.local_day(clock.now() - timedelta(hours=AT[0], minutes=AT[1]))
    number, faults = make_of_the_day(day)
    return f"{number} digests made" + ("; " + "; ".join(faults) if faults else "")
