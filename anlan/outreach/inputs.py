"""What publicity takes in beside the usual: its kind, the doors of a round, and a form that depends on the kind."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Choice, Form, Text
from anlan.outreach.kinds import NEEDED, WHY_NOT, ActivityKind, fields_of, is_no_performance

MOST_DOORS = 500
LONGEST_DOOR = 80
_SEPARATOR = re.compile(r"[\n,，、;；]+")
_PERSONAL = re.compile(r"[0-9]{11,}|[0-9]{17}[xX]")
"""A telephone number or a citizen's number: neither belongs into a door."""


class Countable(Choice):
    """A choice that says why likes, forwards and reads are none."""

    def parse(self, raw: Any) -> str:
        if isinstance(raw, str) and is_no_performance(raw):
            raise self.invalid("not_performance", str(WHY_NOT))
        return super().parse(raw)


class MeasureWord(Text):
    """A measure word; one of attention is refused."""

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        if is_no_performance(text):
            raise self.invalid("not_performance", str(WHY_NOT))
        return text


@dataclass(frozen=True, kw_only=True)
class Doors(Text):
    """The doors of a round, one a line or with commas between them: 3号楼2单元501. The journal keeps how many they were
    and a digest over them, not the doors: it stays for ever, where people live need not.
    """

    max_length: int = MOST_DOORS * (LONGEST_DOOR + 1)
    lines: int = 8

    def parse(self, raw: Any) -> str:
        doors = dict.fromkeys(filter(None, map(door_key, _SEPARATOR.split(super().parse(raw)))))
        long = next((door for door in doors if len(door) > LONGEST_DOOR), None)
        if long is not None:
            raise self.invalid(
                "door",
                _("“%(door)s” is too long for a door: at most %(most)s characters. Write one door a line.")
                % {"door": long[:40], "most": LONGEST_DOOR},
            )
        personal = next((door for door in doors if _PERSONAL.search(door)), None)
        if personal is not None:
            raise self.invalid(
                "door",
                _("“%(door)s” seems to hold a telephone or identity number. Write the door only, no persons.")
                % {"door": f"{personal[:6]}…"},
            )
        if not doors:
            raise self.invalid("required", _("“%(field)s” is required.") % {"field": self.label})
        if len(doors) > MOST_DOORS:
            raise self.invalid(
                "doors",
                _("A round has at most %(most)s doors; there are %(count)s. Record it as several rounds.")
                % {"most": MOST_DOORS, "count": len(doors)},
            )
        return "\n".join(doors)

    def journal(self, value: str) -> str:
        if not value:
            return ""
        digest = hashlib.sha256(value.encode()).hexdigest()
        return f"{value.count(chr(10)) + 1} / SHA-256 {digest}"


def door_key(text: str) -> str:
    """Return a door as it is recognised again: full-width signs, case, dashes and spaces make no other door."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = re.sub(r"[‐‑‒–—―－]", "-", plain)
    return re.sub(r"\s+", "", plain)


@dataclass(frozen=True)
class ActivityForm(Form):
    """The inputs of an activity: those of its kind are asked for, those of other kinds are refused."""

    def clean(self, raw: Mapping[str, Any], *, unpictured: bool = False) -> dict[str, Any]:
        cleaned = super().clean(raw, unpictured=unpictured)
        kind = cleaned["kind"]
        mine = {*fields_of(kind), "happened_at"}
        label = ActivityKind(kind).label
        faults: dict[str, Invalid] = {}
        for item in self.inputs:
            value = cleaned[item.name]
            if item.name in NEEDED[kind] and value in (None, "", ()):
                faults[item.name] = item.invalid(
                    "required",
                    _("“%(field)s” is required for %(kind)s.") % {"field": item.label, "kind": label},
                )
            elif item.name not in mine and value not in (None, "", ()):
                faults[item.name] = item.invalid(
                    "not_of_kind",
                    _("“%(field)s” does not belong to %(kind)s. Leave it empty.")
                    % {"field": item.label, "kind": label},
                )
        faults |= self._together(cleaned, faults)
        if faults:
            first = next(iter(faults.values()))
            told = " ".join(str(fault.message) for fault in faults.values())
            raise Invalid(first.code, told, field=first.field, errors=faults)
        return cleaned

    def _together(self, cleaned: dict[str, Any], known: Mapping[str, Invalid]) -> dict[str, Invalid]:
        """Return the faults of inputs that do not fit each other."""
        faults: dict[str, Invalid] = {}
        estimated = cleaned["counted"] == "estimated"
        if estimated and not cleaned["estimate_basis"]:
            message = _("Say how the number was estimated: from what, by whom.")
            faults["estimate_basis"] = Invalid("input.required", message, field="estimate_basis")
        if cleaned["estimate_basis"] and not estimated and "estimate_basis" not in known:
            message = _(
                "A basis of estimate belongs to an estimated number. Choose “estimated”, or leave it empty."
            )
            faults["counted"] = Invalid("input.choice", message, field="counted")
        count, quantity = cleaned["receipt_count"], cleaned["quantity"]
        if count is not None and quantity is not None and quantity > count and "receipt_count" not in known:
            message = _("%(n)s messages were claimed, but the operator's receipt says %(count)s.")
            faults["quantity"] = Invalid(
                "input.receipt", message % {"n": quantity, "count": count}, field="quantity"
            )
        return faults
