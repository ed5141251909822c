"""Inputs that are peculiar to tip-offs: words that the journal must not hold, and numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.lifecycle.inputs import Input, Text
from anlan.premises.models import Premises
from anlan.tipoffs import sealing

_NUMBER = re.compile(r"(?:[A-Z]{2})?(?:\d{4}-)?0*(\d{1,18})\Z")


@dataclass(frozen=True, kw_only=True)
class Confided(Text):
    """Words that only their table holds: the journal, which more people read, keeps a keyed digest of them."""

    def journal(self, value: str) -> str | None:
        return f"hmac:{sealing.mark(value)}" if value else None

    def told(self, value: Any) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class Sealed(Text):
    """Words of a ledger that arrive sealed; how long they may be is judged when they are unsealed."""

    def parse(self, raw: Any) -> str:
        return raw if isinstance(raw, str) and sealing.is_seal(raw) else super().parse(raw)


@dataclass(frozen=True, kw_only=True)
class Numbered(Input):
    """A case by its number as it is printed (JC2022-0000123), or by its key."""

    find: Callable[[int], Any]
    model: type[Any]
    example: str | Promise

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, self.model):
            return raw
        match = _NUMBER.match(str(raw).strip().upper()) if isinstance(raw, (str, int)) else None
        found = self.find(int(match[1])) if match else None
        if found is None:
            raise self.invalid(
                "reference",
                _("“%(value)s” is no number for “%(field)s”. Write it like %(example)s.")
                % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label, "example": self.example},
            )
        return found

    def journal(self, value: Any) -> Any:
        return None if value is None else value.pk

    def told(self, value: Any) -> Any:
        found = self.find(value) if isinstance(value, int) else None
        return None if found is None else found.number


@dataclass(frozen=True, kw_only=True)
class Place(Input):
    """A place of business by its code or its exact name."""

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, Premises):
            return raw
        text = str(raw).strip()[:120].replace("\x00", "")
        rows = Premises.objects.filter(is_active=True).select_related("reporting_area")
        found = list(rows.filter(code=text)[:1]) or list(rows.filter(name=text).order_by("pk")[:2])
        if len(found) != 1:
            told = (
                _("No place at work has the code or name “%(value)s”.")
                if not found
                else _("Several places are named “%(value)s”: give the code.")
            )
            raise self.invalid("reference", told % {"value": text[:40]})
        return found[0]

    def journal(self, value: Any) -> Any:
        return None if value is None else value.pk

    def told(self, value: Any) -> Any:
        return Premises.objects.filter(pk=value).values_list("name", flat=True).first()
