from anlan.access.sessions import sweep
from anlan.jobs.schedule import every
from anlan.kernel import clock


@every(10)
def end_sessions() -> str:
    """Write sessions that ended by themselves, unused or at their longest, into the history of sign-ins."""
    return f"{sweep(at=clock.real_now())} sessions"
