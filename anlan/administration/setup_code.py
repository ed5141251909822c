"""The one-time code of the set-up page: printed where commands are run, so that no stranger who finds the page first
sets the city up. The data folder keeps its hash only; a new code voids the one before, and setting up voids it too."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from django.conf import settings

from anlan.administration.actions import one_time_password


def _file() -> Path:
    return Path(settings.HOME) / "setup-code.sha256"


def issue() -> str:
    """Return a new code; the one before is void."""
    code = one_time_password()
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(_digest(code))
    return code


def matches(code: str) -> bool:
    """Tell whether this is the code that was issued last; False where none was."""
    try:
        known = _file().read_text("ascii")
    except FileNotFoundError:
        return False
    return hmac.compare_digest(known, _digest(code.strip()))


def forget() -> None:
    """Void the code."""
    _file().unlink(missing_ok=True)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
