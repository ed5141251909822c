"""Scheduled work of the bulletins."""

from anlan.bulletins import archive, posting
from anlan.jobs.schedule import every
from anlan.kernel import clock


@every(10)
def archive_signed_issues() -> str:
    """Make the files of signed issues that have none: what a process that ended between signature and file left."""
    now = clock.now()
    made = sum(len(archive.keep(signed, at=now)) for signed in archive.missing())
    return f"{made} files made"


@every(1)
def send_mail() -> str:
    """Send the mails of bulletins that wait, where this installation sends mail."""
    return posting.send_waiting()
