"""Inputs that hold several things: rows with a form of their own, and some records named by their keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Form, Input

MOST_FAULTS = 10
"""Faults told at once: a table that is wrong everywhere is wrong in one way."""


@dataclass(frozen=True, kw_only=True)
class Rows(Input):
    """A list of rows, each cleaned by one form; as text it is the same as JSON."""

    form: Form
    most: int = 300
    least: int = 0
    kind = "rows"

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        given = self._read(raw)
        if len(given) > self.most:
            raise self.invalid(
                "many",
                _("“%(field)s” has %(count)s rows; at most %(most)s are allowed.")
                % {"field": self.label, "count": len(given), "most": self.most},
            )
        if len(given) < max(self.least, int(self.required)):
            raise self.invalid("required", _("“%(field)s” is required.") % {"field": self.label})
        rows, faults = [], []
        for number, row in enumerate(given, start=1):
            try:
                rows.append(self.form.clean(row))
            except Invalid as fault:
                faults.append(_("Row %(row)s: %(fault)s") % {"row": number, "fault": fault.message})
        if faults:
            raise self.invalid("rows", " ".join(faults[:MOST_FAULTS]))
        return rows

    def _read(self, raw: Any) -> list[Mapping[str, Any]]:
        if raw is None or raw == "":
            return []
        if isinstance(raw, str):
            try:
                raw = json.loads(raw)
            except (ValueError, RecursionError):
                raise self.wrong_type(_("a list of rows")) from None
        if not isinstance(raw, (list, tuple)) or not all(isinstance(row, Mapping) for row in raw):
            raise self.wrong_type(_("a list of rows"))
        return list(raw)

    def journal(self, value: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        return [self.form.journal(row) for row in value] or None


@dataclass(frozen=True, kw_only=True)
class Many(Input):
    """Some records, each once, by their keys: a list, or numbers with commas between them.

    `find` returns those of the keys that there are.
    """

    find: Callable[[Collection[int]], Mapping[int, Any]]
    model: type[Any]
    most: int = 20
    kind = "many"

    def clean(self, raw: Any) -> list[Any]:
        keys = self._keys(raw)
        if self.required and not keys:
            raise self.invalid("required", _("“%(field)s” is required.") % {"field": self.label})
        if len(keys) > self.most:
            raise self.invalid(
                "many",
                _("“%(field)s” names %(count)s; at most %(most)s are allowed.")
                % {"field": self.label, "count": len(keys), "most": self.most},
            )
        found = self.find(keys) if keys else {}
        for key in keys:
            if key not in found:
                raise self.invalid(
                    "unknown",
                    _("“%(value)s” for “%(field)s” does not exist.")
                    % {"value": str(key)[:40], "field": self.label},
                )
        return [found[key] for key in keys]

    def _keys(self, raw: Any) -> list[int]:
        if raw is None or raw == "":
            return []
        given = raw.replace("，", ",").split(",") if isinstance(raw, str) else raw
        if not isinstance(given, (list, tuple)):
            raise self.wrong_type(_("a list of numbers"))
        keys = [self._key(one) for one in given if one != ""]
        return list(dict.fromkeys(keys))

    def _key(self, one: Any) -> int:
        one = getattr(one, "pk", one)
        if isinstance(one, str) and one.strip().isascii() and one.strip().isdigit() and len(one.strip()) < 19:
            one = int(one)
        if type(one) is not int or not 0 < one < 2**63:
            raise self.wrong_type(_("a list of numbers"))
        return one

    def journal(self, value: list[Any]) -> list[int] | None:
        return [one.pk for one in value] or None
