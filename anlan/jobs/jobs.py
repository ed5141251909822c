"""The house-keeping of the queue itself."""

from django.core.management import call_command

from anlan.jobs.runner import prune
from anlan.jobs.schedule import daily


@daily(3, 30)
def clean_up() -> str:
    """Drop expired sessions and old records of runs."""
    call_command("clearsessions")
    return f"{prune()} runs dropped"
