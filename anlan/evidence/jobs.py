"""The house-keeping of photographs."""

from anlan.evidence import reuse, storage
from anlan.evidence.actions import remove_unattached
from anlan.evidence.folder import real_now
from anlan.evidence.verifying import sweep_orphans
from anlan.jobs.schedule import daily
from anlan.kernel import clock


@daily(3, 40)
def forget_unattached() -> str:
    """Remove pictures that nobody attached within a day, and what killed writers left on the disk."""
    removed = remove_unattached(now=clock.now())
    reuse.make_missing()
    left = storage.sweep(older_than=real_now() - 3600)
    return f"{removed} pictures and {left} torn files removed"


@daily(4, 10)
def sweep_files_without_record() -> str:
    """Remove files that are older than a day and belong to no record."""
    swept = sweep_orphans(now=real_now(), remove=True)
    return f"{swept.removed} of {swept.found} files without a record removed"
