"""What an action makes ready and hands to the door: a form that was read, a filled one, one that came back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from anlan.exchange.grids import Grid
from anlan.exchange.receipts import Receipt
from anlan.lifecycle.inputs import Input


@dataclass(frozen=True, slots=True)
class Brought:
    """A blank form that was read and found sound, with bindings that it may bring along."""

    name: str
    kind: str
    content: bytes
    grids: dict[str, Grid]
    bindings: tuple[dict[str, Any], ...] = ()

    @property
    def digest_text(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back, read and compared."""

    content: bytes
    receipt: Receipt

    @property
    def digest_text(self) -> str:
        return self.receipt.sha256


@dataclass(frozen=True, kw_only=True)
class Carried(Input):
    """Something that an action made ready; the journal keeps its digest."""

    model: type[Any]
    kind = "carried"

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, self.model):
            return raw
        raise self.invalid(
            "carried", gettext("“%(field)s” is made ready by the page or command.") % {"field": self.label}
        )

    def journal(self, value: Any) -> Any:
        return value.digest_text
