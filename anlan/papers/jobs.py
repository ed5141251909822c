"""The archive keeps up with what is issued."""

from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.papers.archive import archive_waiting


@every(1)
def archive_papers() -> str:
    """Make and keep the files of papers that were issued."""
    return f"{archive_waiting(at=clock.now())} papers archived"
