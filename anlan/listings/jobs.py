from anlan.jobs.schedule import every
from anlan.search.indexing import catch_up


@every(1)
def index_words() -> str:
    """Take what was recorded or renamed since the last minute into the search index."""
    return f"{catch_up()} things"
