"""A progress bar: drawn over itself on a terminal, a line per tenth elsewhere."""

from __future__ import annotations

import sys
import time

WIDTH = 36


class Bar:
    """Shows stages; `step(stage, done, total)` may be called as often as one likes."""

    def __init__(self, labels: dict[str, str]) -> None:
        self.labels = labels
        self.stage = ""
        self.drawn = -1.0
        self.started = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def step(self, stage: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        if stage != self.stage:
            self.stage, self.drawn = stage, -1.0
        if self.drawn >= 1 or (share < 1 and share - self.drawn < (0.004 if self.terminal else 0.1)):
            return
        self.drawn = share
        seconds = time.monotonic() - self.started
        label = self.labels.get(stage, stage)
        if self.terminal:
            full = round(share * WIDTH)
            sys.stderr.write(f"\r{label} [{'█' * full}{'·' * (WIDTH - full)}] {share:4.0%} {seconds:4.0f} s")
            if share >= 1:
                sys.stderr.write("\n")
        else:
            sys.stderr.write(f"{label} {share:4.0%} ({seconds:.0f} s)\n")
        sys.stderr.flush()
