"""Inputs that hold many: the values of a form's fields, and the differences from bound figures, as plain mappings.

Here only their shape is cleaned, so that page, API and journal can carry them; what a field may hold, its form says
(`content.cleaned`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.lifecycle.inputs import Input, Text
from anlan.reporting.form_fields import LONGEST

MOST_FIELDS = 60
FIELD_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


@dataclass(frozen=True, kw_only=True)
class Values(Input):
    """Field → value: text, number, yes or no. What is left empty is left out."""

    kind = "values"

    def empty(self) -> dict[str, Any]:
        return {}

    def parse(self, raw: Any) -> dict[str, Any]:
        kept = {code: self._value(code, value) for code, value in self.mapping(raw).items()}
        return {code: value for code, value in kept.items() if value not in (None, "")}

    def mapping(self, raw: Any) -> dict[str, Any]:
        """Return what was sent as a mapping with sound names; a text is read as JSON."""
        if isinstance(raw, str):
            try:
                raw = json.loads(raw)
            except ValueError:
                raise self.wrong_type(_("a mapping from fields to values")) from None
        if not isinstance(raw, Mapping) or len(raw) > MOST_FIELDS:
            raise self.wrong_type(_("a mapping from fields to values"))
        for code in raw:
            if not isinstance(code, str) or not FIELD_CODE.match(code):
                told = str(code)[:40].encode("ascii", "backslashreplace").decode()
                raise self.invalid("field", _("“%(code)s” is no code of a field.") % {"code": told})
        return dict(raw)

    def _value(self, code: str, value: Any) -> Any:
        if isinstance(value, str):
            return Text(name=self.name, label=code, max_length=LONGEST, required=False).clean(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 10**18:
            return value
        if isinstance(value, float) and math.isfinite(value) and abs(value) < 10**15:
            return value
        raise self.invalid(
            "value", _("The value of “%(code)s” must be a text, a number, or yes or no.") % {"code": code}
        )

    def journal(self, value: dict[str, Any]) -> dict[str, Any] | None:
        return value or None

    def told(self, value: dict[str, Any]) -> str:
        return "; ".join(f"{code}: {told}" for code, told in value.items())


@dataclass(frozen=True, kw_only=True)
class Differences(Values):
    """Field → {value, reason}: what the unit says in place of a number that the system knows, and why."""

    kind = "differences"

    def parse(self, raw: Any) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for code, told in self.mapping(raw).items():
            if not isinstance(told, Mapping) or told.keys() - {"value", "reason"}:
                raise self.invalid(
                    "difference",
                    _("A difference for “%(code)s” is written {value, reason}.") % {"code": code},
                )
            both = {name: self._value(code, told.get(name)) for name in ("value", "reason")}
            if any(one not in (None, "") for one in both.values()):
                kept[code] = both
        return kept

    def told(self, value: dict[str, Any]) -> str:
        return "; ".join(f"{code}: {told['value']} ({told['reason']})" for code, told in value.items())
