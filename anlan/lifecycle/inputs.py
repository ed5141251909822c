"""What a step takes in: typed fields, cleaned the same way for page, API, import and bulk.

Own code rather than Django's forms: a bulk load cleans half a million inputs, which forms do 250 times
slower (performance brief), and page, API schema and journal need one description of a step's input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.kernel import clock, mailing
from anlan.kernel.errors import Invalid

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
EARLIEST = date(2000, 1, 1)
LATEST = date(2099, 12, 31)
MISSING: Any = object()


@dataclass(frozen=True, kw_only=True)
class Input:
    """One named input; `clean` returns the value to store or raises Invalid naming the field."""

    name: str
    label: str | Promise
    required: bool = True
    help: str | Promise = ""
    kind = "text"

    def clean(self, raw: Any) -> Any:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.required:
                raise self.invalid("required", _("“%(field)s” is required.") % {"field": self.label})
            return self.empty()
        return self.parse(raw)

    def empty(self) -> Any:
        return None

    def parse(self, raw: Any) -> Any:
        raise NotImplementedError

    def journal(self, value: Any) -> Any:
        """Return what the journal keeps of a cleaned value: JSON types only."""
        return value

    def told(self, value: Any) -> Any:
        """Return in words what the journal kept of it, for the history; None leaves it out."""
        return value

    def invalid(self, code: str, message: str) -> Invalid:
        return Invalid(f"input.{code}", message, field=self.name)

    def wrong_type(self, expected: str | Promise) -> Invalid:
        return self.invalid(
            "type", _("“%(field)s” must be %(expected)s.") % {"field": self.label, "expected": expected}
        )


@dataclass(frozen=True, kw_only=True)
class Text(Input):
    """Words: trimmed, no control characters, at most `max_length` characters on every engine."""

    max_length: int = 200
    min_length: int = 0
    lines: int = 1

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "textarea" if self.lines > 1 else "text"

    def empty(self) -> str:
        return ""

    def parse(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise self.wrong_type(_("text"))
        text = raw.replace("\r\n", "\n").strip()
        bad = _CONTROL.search(text)
        if bad:
            raise self.invalid(
                "character",
                _("“%(field)s” contains a character that cannot be stored (code %(code)s). Remove it.")
                % {"field": self.label, "code": f"U+{ord(bad.group()):04X}"},
            )
        if len(text) > self.max_length:
            raise self.invalid(
                "long",
                _("“%(field)s” has %(count)s characters; at most %(most)s are allowed.")
                % {"field": self.label, "count": len(text), "most": self.max_length},
            )
        if len(text) < self.min_length:
            raise self.invalid(
                "short",
                _("“%(field)s” has %(count)s characters; at least %(least)s are needed.")
                % {"field": self.label, "count": len(text), "least": self.min_length},
            )
        return text


@dataclass(frozen=True, kw_only=True)
class Address(Text):
    """One mail address."""

    max_length: int = mailing.MOST_CHARACTERS

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        if not mailing.is_address(text):
            raise self.invalid(
                "address",
                _("“%(value)s” is not one mail address for “%(field)s”. Write it like name@example.cn.")
                % {"value": text[:60], "field": self.label},
            )
        return text


@dataclass(frozen=True, kw_only=True)
class Choice(Input):
    """One stable code out of a few; `choices` are (code, label) pairs."""

    choices: tuple[tuple[str, str | Promise], ...]
    kind = "select"

    def empty(self) -> str:
        return ""

    def parse(self, raw: Any) -> str:
        if isinstance(raw, str) and any(raw == code for code, _label in self.choices):
            return str(raw)
        raise self.invalid(
            "choice",
            _("“%(value)s” is not a choice for “%(field)s”. Choose one of: %(choices)s.")
            % {
                "value": str(raw)[:40].replace("\x00", ""),
                "field": self.label,
                "choices": ", ".join(f"{label} ({code})" for code, label in self.choices),
            },
        )


@dataclass(frozen=True, kw_only=True)
class Moment(Input):
    """A moment: an aware datetime, or ISO text (without a zone it is Shanghai time)."""

    kind = "datetime-local"

    def parse(self, raw: Any) -> datetime:
        value = raw
        if isinstance(raw, str):
            try:
                value = datetime.fromisoformat(raw.strip())
            except ValueError:
                raise self._unreadable(raw) from None
        if not isinstance(value, datetime):
            raise self._unreadable(raw)
        if value.tzinfo is None:
            value = value.replace(tzinfo=clock.SHANGHAI)
        try:
            value = value.astimezone(UTC)
        except (OverflowError, ValueError):
            raise self._unreadable(raw) from None
        if not EARLIEST <= value.date() <= LATEST:
            raise self.invalid(
                "range", _("“%(field)s” must lie between 2000 and 2099.") % {"field": self.label}
            )
        return value

    def _unreadable(self, raw: Any) -> Invalid:
        return self.invalid(
            "moment",
            _("“%(value)s” is not a date and time for “%(field)s”. Write it like 2022-10-24 15:40.")
            % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label},
        )

    def journal(self, value: datetime | None) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat()


@dataclass(frozen=True, kw_only=True)
class Day(Input):
    """A day of the calendar in Shanghai, written 2022-10-24."""

    kind = "date"

    def parse(self, raw: Any) -> date:
        try:
            value = date.fromisoformat(raw.strip()) if isinstance(raw, str) else raw
        except ValueError:
            value = None
        if type(value) is not date:
            raise self.invalid(
                "day",
                _("“%(value)s” is not a day for “%(field)s”. Write it like 2022-10-24, from 2000 to 2099.")
                % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label},
            )
        if not EARLIEST <= value <= LATEST:
            raise self.invalid(
                "range", _("“%(field)s” must lie between 2000 and 2099.") % {"field": self.label}
            )
        return value

    def journal(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()


@dataclass(frozen=True, kw_only=True)
class Reference(Input):
    """Another record, by its key; `find` returns it or None (also when the key is out of any range)."""

    find: Callable[[int], Any]
    model: type[Any]
    tells: bool = True  # the history names it
    kind = "reference"

    def parse(self, raw: Any) -> Any:
        if isinstance(raw, self.model):
            return raw
        text = str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
        readable = (
            text.isascii() and text.isdigit() and len(text) <= 19
        )  # int() itself refuses thousands of digits
        found = self.find(int(text)) if readable and int(text) < 2**63 else None
        if found is None:
            raise self.invalid(
                "reference",
                _("“%(value)s” names nothing that “%(field)s” could be. Choose it from the list.")
                % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label},
            )
        return found

    def journal(self, value: Any) -> Any:
        return None if value is None else value.pk


@dataclass(frozen=True)
class Form:
    """The inputs of a step."""

    inputs: tuple[Input, ...] = ()
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(i.name for i in self.inputs))

    def clean(self, raw: Mapping[str, Any], *, unpictured: bool = False) -> dict[str, Any]:
        """Return every input cleaned; raises one Invalid that holds all faults by field.

        `unpictured`: no photograph is asked for.
        """
        cleaned: dict[str, Any] = {}
        faults: dict[str, Invalid] = {}
        for name in raw.keys() - self.names:
            faults[str(name)[:40]] = Invalid(
                "input.unknown",
                _("There is no field “%(field)s” here.") % {"field": str(name)[:40]},
                field=str(name),
            )
        for item in self.inputs:
            given = raw.get(item.name)
            if unpictured and item.kind == "photos" and not given:
                cleaned[item.name] = item.empty()
                continue
            try:
                cleaned[item.name] = item.clean(given)
            except Invalid as fault:
                faults[item.name] = fault
        if faults:
            first = next(iter(faults.values()))
            raise Invalid(
                first.code,
                " ".join(str(f.message) for f in faults.values()),
                field=first.field,
                errors=faults,
            )
        return cleaned

    def as_journaled(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the journal would keep of this input, to compare a retry with what was taken first.

        What can no longer be cleaned (a place that was closed since) is compared as it was given.
        """
        kept: dict[str, Any] = {name: raw[name] for name in raw.keys() - self.names}
        for item in self.inputs:
            given = raw.get(item.name)
            try:
                kept[item.name] = item.journal(item.clean(given))
            except Invalid:
                text = str(getattr(given, "pk", given))
                kept[item.name] = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text
        return {name: value for name, value in kept.items() if value not in (None, "")}

    def journal(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON-ready input for the journal, without what was left empty."""
        kept = {item.name: item.journal(cleaned[item.name]) for item in self.inputs}
        return {name: value for name, value in kept.items() if value not in (None, "")}
