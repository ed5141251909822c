"""The house-keeping of photographs."""

import time

from anlan.evidence import reuse, storage
from anlan.evidence.actions import remove_unattached
from anlan.jobs.schedule import daily
from anlan.kernel import clock


@daily(3, 40)
def forget_unattached() -> str:
    """Remove pictures that nobody attached within a day, and what killed writers left on the disk."""
    removed = remove_unattached(now=clock.now())
    reuse.make_missing()
    left = storage.sweep(older_than=time.time() - 3600)
    return f"{removed} pictures and {left} torn files removed"
