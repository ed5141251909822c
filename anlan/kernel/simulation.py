"""Whether somebody simulates people at work in this demo: a file with a beat, so that every page can say so.

Written by `anlan demo reporters` alone. It counts only while the clock is shifted, which no real city's is.
"""

from __future__ import annotations

import time
from pathlib import Path

from anlan.kernel import clock

BEAT_SECONDS = 15
"""Older than this, whoever simulated was killed."""


def _file() -> Path | None:
    shift = clock.clock_file()
    return None if shift is None else shift.with_name("simulated-reporters")


def beat() -> None:
    """Say that the simulation goes on."""
    path = _file()
    if path is not None:
        path.touch()


def end() -> None:
    path = _file()
    if path is not None:
        path.unlink(missing_ok=True)


def is_on() -> bool:
    """Tell whether reports on these pages are being simulated at this moment."""
    path = _file()
    if path is None or not clock.is_shifted():
        return False
    try:
        return time.time() - path.stat().st_mtime < BEAT_SECONDS
    except OSError:
        return False
