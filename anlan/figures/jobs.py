from anlan.figures.counting import fold
from anlan.jobs.schedule import every


@every(1)
def fold_figures() -> str:
    """Move what was counted since the last minute into the cells."""
    return f"{fold()} entries"
