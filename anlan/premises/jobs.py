from anlan.jobs.schedule import daily
from anlan.kernel import clock
from anlan.premises.responsibility import project


@daily(0, 1)
def project_responsibilities() -> str:
    """Write the responsible department onto the premises: a ruling that begins or ends today takes hold."""
    return f"{project(on=clock.today())} premises"
