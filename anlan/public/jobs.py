from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.public.limits import forget


@every(360)
def forget_attempts() -> str:
    """Forget how often strangers tried something, two days after."""
    return f"{forget(at=clock.real_now())} attempts"
