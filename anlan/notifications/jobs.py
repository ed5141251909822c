"""The delivery of the in-app channel."""

from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.notifications.delivery import deliver


@every(1)
def deliver_notices() -> str:
    """Show what steps told since the last minute; at night only what is urgent."""
    return str(deliver(clock.now()))
