from anlan.access.sessions import sweep
from anlan.access.tokens import revoke_left
from anlan.jobs.schedule import every
from anlan.kernel import clock


@every(10)
def end_sessions() -> str:
    """Write sessions that ended by themselves, unused or at their longest, into the history of sign-ins."""
    return f"{sweep(at=clock.real_now())} sessions"


@every(60)
def revoke_tokens_of_who_left() -> str:
    """Revoke the access tokens of accounts that hold no post any more."""
    return f"{revoke_left(at=clock.real_now(), now=clock.now())} tokens"
