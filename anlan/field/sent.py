"""What a phone sends: one record with its key, checked before anything is looked up. Times are put right here."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical

MOST_BYTES = 256 * 1024
TRUSTED_SKEW = timedelta(minutes=2)
"""A phone's clock that is off by less is believed: correcting it would put acts of one visit out of order."""
OLDEST = timedelta(days=60)
_FIELDS = frozenset(
    {"flow", "step", "case", "input", "photos", "team", "at", "sent", "revision", "base", "position"}
)


@dataclass(frozen=True, slots=True)
class Position:
    latitude: float
    longitude: float
    accuracy_m: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was sent. `case` and references in `input` are numbers, or keys of records sent before."""

    flow: str
    step: str
    case: int | UUID | None
    input: Mapping[str, Any]
    photos: Mapping[str, list[UUID]]
    team: int | None
    happened_at: datetime
    skew_seconds: int
    revision: int | None
    base: Mapping[str, Any]
    position: Position | None
    digest: str
    references: tuple[UUID, ...] = field(default=())


def key_of(text: str) -> UUID:
    """Return a key that a phone made. Raises Invalid for whatever is no UUIDv7."""
    try:
        key = UUID(text)
    except ValueError:
        key = UUID(int=0)
    if key.version != 7 or str(key) != text:
        raise Invalid("field.key", _("A record needs a key of its own, a UUIDv7."), field="key")
    return key


def read(raw: bytes, *, now: datetime) -> Record:
    """Return the record of a request's body. Raises Invalid, at the field, for one that no phone of ours sends."""
    if len(raw) > MOST_BYTES:
        raise Invalid("field.large", _("The record is too large."), http=413)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("body.unreadable", _("The body did not arrive whole.")) from None
    if not isinstance(body, dict) or not set(body) <= _FIELDS:
        raise Invalid("field.shape", _("This is no record of the field page."))
    for name in ("flow", "step", "at", "sent"):
        if not isinstance(body.get(name), str) or len(body[name]) > 40:
            raise _bad(name)
    happened, skew = _when(body, now)
    given, photos = body.get("input", {}), body.get("photos", {})
    for name, value in (("input", given), ("photos", photos), ("base", body.get("base") or {})):
        if not isinstance(value, dict):
            raise _bad(name)
    return Record(
        flow=body["flow"],
        step=body["step"],
        case=_case(body.get("case")),
        input=given,
        photos={str(name): _keys(name, keys) for name, keys in photos.items()},
        team=_number("team", body.get("team")),
        happened_at=happened,
        skew_seconds=skew,
        revision=_number("revision", body.get("revision")),
        base=body.get("base") or {},
        position=_position(body.get("position")),
        digest=digest_of(body),
        references=tuple(_referred(given)),
    )


def digest_of(body: Mapping[str, Any]) -> str:
    """Return the digest of what a record says; when it was sent is no part of it, for each attempt has its own."""
    said = {name: value for name, value in body.items() if name != "sent" and value not in (None, {}, [])}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _when(body: Mapping[str, Any], now: datetime) -> tuple[datetime, int]:
    """Return when it happened, by the server's clock, and by how many seconds the phone's is ahead."""
    at, sent = _moment("at", body["at"]), _moment("sent", body["sent"])
    ahead = sent - now
    if at > sent + TRUSTED_SKEW:
        raise Invalid(
            "field.future", _("By its own clock the phone made the record after it sent it."), field="at"
        )
    happened = at if abs(ahead) <= TRUSTED_SKEW else at - ahead
    if happened < now - OLDEST:
        raise Invalid(
            "field.old",
            _("The record is older than %(days)s days. Enter it by its page, with a reason.")
            % {"days": OLDEST.days},
            field="at",
        )
    return min(happened, now), max(-(2**31), min(2**31 - 1, round(ahead.total_seconds())))


def _moment(name: str, text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise _bad(name) from None
    if not 2000 <= value.year <= 2099:
        raise _bad(name)
    return value if value.tzinfo else value.replace(tzinfo=clock.SHANGHAI)


def _case(raw: Any) -> int | UUID | None:
    if isinstance(raw, dict) and set(raw) == {"of"} and isinstance(raw["of"], str):
        return key_of(raw["of"])
    return _number("case", raw)


def reference(raw: Any) -> UUID | None:
    """Return the key of another record that stands in place of a number; None for anything else."""
    if isinstance(raw, dict) and set(raw) == {"of"} and isinstance(raw["of"], str):
        return key_of(raw["of"])
    return None


def _referred(given: Mapping[str, Any]) -> list[UUID]:
    flat = [one for value in given.values() for one in (value if isinstance(value, list) else [value])]
    return [key for one in flat if (key := reference(one)) is not None]


def _number(name: str, raw: Any) -> int | None:
    if raw is None:
        return None
    if type(raw) is not int or not 0 <= raw < 2**63:
        raise _bad(name)
    return raw


def _keys(name: str, raw: Any) -> list[UUID]:
    if not isinstance(raw, list) or len(raw) > 20 or not all(isinstance(one, str) for one in raw):
        raise _bad(name)
    return [key_of(one) for one in raw]


def _position(raw: Any) -> Position | None:
    if raw is None:
        return None
    if not isinstance(raw, dict) or not set(raw) <= {"lat", "lon", "accuracy", "at"}:
        raise _bad("position")
    numbers: list[Any] = [raw.get(name) for name in ("lat", "lon", "accuracy")]
    if not all(type(one) in (int, float) and math.isfinite(one) for one in numbers):
        raise _bad("position")
    lat, lon, accuracy = numbers
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= accuracy < 10**7):
        raise _bad("position")
    return Position(lat, lon, round(accuracy))


def _bad(name: Any) -> Invalid:
    return Invalid("field.shape", _("“%(field)s” is not as the field page sends it.") % {"field": str(name)[:40]},
                   field=str(name)[:40])  # fmt: skip
