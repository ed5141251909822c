"""The errors that a person meets: each has a machine code, a sentence in their language, and the field it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class AnlanError(Exception):
    """A refusal with a machine `code`, a `message` for people and, where one is at fault, the `field`."""

    status = 400

    def __init__(
        self, code: str, message: str | Promise, *, field: str = "", http: int | None = None, **details: Any
    ) -> None:
        super().__init__(code)
        self.status = http or type(self).status
        self.code = code
        self.message = message
        self.field = field
        self.details: Mapping[str, Any] = details

    def __str__(self) -> str:
        return str(self.message)


class Refused(AnlanError):
    """A step that may not be taken: wrong state, no right, a guard that does not hold. Nothing was written."""

    status = 409


class Conflict(Refused):
    """Somebody else was first, or the same key came with another body. Nothing was written."""


class Invalid(AnlanError):
    """Input that cannot be accepted; `field` names it. Nothing was written."""

    status = 422


class Unknown(AnlanError):
    """A code, number or address that names nothing the asker may see."""

    status = 404
