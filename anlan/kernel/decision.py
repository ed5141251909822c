"""A yes or a no with its reason: the same reason is the tooltip of the grey button and the API's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Decision:
    """Truthy when allowed; a denial carries its `reason` in the reader's language and a stable `code`.

    `via` is the post in whose right an allowed act is done; the journal keeps it.
    """

    allowed: bool
    reason: str | Promise = ""
    code: str = ""
    via: Any = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def allowed(*, via: Any) -> Decision:
    """Return a yes, in the right of the post `via`."""
    return Decision(True, via=via)


def denied(reason: str | Promise, *, code: str = "denied") -> Decision:
    """Return a refusal with its reason."""
    return Decision(False, reason, code)
