import time

from anlan.jobs.schedule import daily, every
from anlan.kernel import clock
from anlan.listings import exporting
from anlan.search.indexing import catch_up


@every(1)
def index_words() -> str:
    """Take what was recorded or renamed since the last minute into the search index."""
    return f"{catch_up()} things"


@every(1)
def carry_on_exports() -> str:
    """Take up exports whose process was killed, and start a process for those that wait."""
    return exporting.start()


@daily(3, 50)
def drop_exports() -> str:
    """Remove export files after a week, and what killed processes left on the disk."""
    dropped = exporting.drop_expired(clock.now())
    return f"{dropped} files and {exporting.sweep(older_than=time.time() - 86_400)} scraps removed"
