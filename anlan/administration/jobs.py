from anlan.jobs.schedule import daily
from anlan.kernel import clock
from anlan.org.responsibility import follow_leads


@daily(0, 0)
def lead_departments() -> str:
    """Let each sector's lead department be the one ruled for the whole tree: a ruling that begins today takes hold."""
    return f"{follow_leads(on=clock.today())} sectors"
