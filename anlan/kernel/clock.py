"""Domain time: what the city's deadlines and records go by. It may be shifted for a demo or a drill.

Sessions, tokens, leases and caches use real time. A shift is one small file in the data folder
(`clock.json`), so that the web, worker and command-line processes of one installation agree.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEAT_SECONDS = 15
"""A serving process writes its beat more often than this; without one the clock stops this long after the last."""

_fixed: ContextVar[datetime | None] = ContextVar("anlan_fixed_now", default=None)


@dataclass
class _Cache:
    """The shift as it was last read: at most a second old."""

    checked: float = -1.0
    path: Path | None = None
    base: datetime | None = None
    beat: float = 0.0


_cache = _Cache()


def clock_file() -> Path | None:
    """Return where a shift is kept, or None for an installation without a data folder."""
    home = os.environ.get("ANLAN_HOME")
    return Path(home) / "clock.json" if home else None


def now() -> datetime:
    """Return the domain's moment, in UTC, to the microsecond."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    base, beat = _shift()
    if base is None:
        return datetime.now(UTC)
    if not beat:
        return base
    # a beat that is overdue stands for a server that was killed: the clock stops where it may have been read
    return base + timedelta(seconds=min(max(0.0, time.time() - beat), BEAT_SECONDS))


def real_now() -> datetime:
    """Return the machine's moment, in UTC, also while domain time is shifted: sessions, sign-ins, looks, leases."""
    return datetime.now(UTC)


def today() -> date:
    """Return the Shanghai day of now."""
    return local_day(now())


def is_shifted() -> bool:
    """Tell whether domain time differs from real time by a demo's or a drill's shift."""
    return _shift()[0] is not None


def offset_ms() -> int:
    """Return domain time minus real time in milliseconds, for the browser's clocks."""
    return round((now() - datetime.now(UTC)).total_seconds() * 1000)


def local_day(moment: datetime) -> date:
    """Return the Shanghai day of an aware moment."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """Return the first moment of a Shanghai day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """Return the first moment after a Shanghai day, in UTC (half-open)."""
    return day_start(day + timedelta(days=1))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold domain time at `moment` inside the block: history being loaded, and tests."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def _shift() -> tuple[datetime | None, float]:
    """Return (domain time, real seconds of the beat at which it held; 0 when it stands still)."""
    path = clock_file()
    checked = time.time()
    if _cache.path == path and abs(checked - _cache.checked) < 1.0:
        return _cache.base, _cache.beat
    base, beat = None, 0.0
    if path is not None and path.exists():
        state = json.loads(path.read_text("utf-8"))
        base = datetime.fromisoformat(state["domain"]).astimezone(UTC)
        beat = float(state.get("beat") or 0)
    _cache.checked, _cache.path, _cache.base, _cache.beat = checked, path, base, beat
    return base, beat


def forget() -> None:
    """Read the shift anew at the next question."""
    _cache.checked = -10.0


def write_shift(domain: datetime, *, running: bool) -> None:
    """Write that domain time is `domain` at this real moment, and whether it goes on from here.

    Written to a neighbour file and renamed, so that a killed writer leaves the former shift.
    """
    path = clock_file()
    if path is None:
        raise RuntimeError("ANLAN_HOME is not set: a shifted clock needs a data folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"domain": domain.astimezone(UTC).isoformat(), "beat": time.time() if running else 0}
    neighbour = path.with_suffix(f".{os.getpid()}.tmp")
    neighbour.write_text(json.dumps(state), "utf-8")
    neighbour.replace(path)
    forget()
