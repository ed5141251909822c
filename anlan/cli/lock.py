"""One process at a time may serve or load a data folder; the lock goes with the process, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused


@contextmanager
def holding(name: str) -> Iterator[None]:
    """Hold the lock `name` of the data folder inside the block. Raises Refused when another process has it."""
    path = Path(settings.HOME) / f"{name}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"lock.{name}",
                _("Another process is at work on %(folder)s (%(name)s). Stop it first.")
                % {"folder": settings.HOME, "name": name},
            ) from None
        yield
