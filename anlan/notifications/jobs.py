"""The delivery of the in-app channel."""

from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.notifications.delivery import deliver
from anlan.notifications.outgoing import drain


@every(1)
def deliver_notices() -> str:
    """Show what steps told since the last minute; at night only what is urgent."""
    return str(deliver(clock.now()))


@every(1)
def send_notices() -> str:
    """Send what waits by mail, text message and chat; nothing where no route is set up."""
    return str(drain(clock.now()))
