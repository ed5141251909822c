"""Lists of places in a block, packed: few as two bytes each, many as one bit for every place."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence

BLOCK = 16_384
_BITMAP = BLOCK // 8
_MOST_LISTED = _BITMAP // 2
_LIST, _BITS = b"\x00", b"\x01"
_BITS_OF = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]


def pack(places: Sequence[int]) -> bytes:
    """Return rising places as bytes."""
    if len(places) <= _MOST_LISTED:
        return _LIST + _little(array("H", places)).tobytes()
    bits = bytearray(_BITMAP)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return _BITS + bytes(bits)


def unpack(data: bytes) -> Sequence[int]:
    """Return the rising places."""
    if data[:1] == _LIST:
        places = array("H")
        places.frombytes(data[1:])
        return _little(places)
    return _places_of(data[1:])


def merge(data: bytes | None, places: Sequence[int]) -> bytes:
    """Return what was packed with these places added."""
    return pack(sorted({*unpack(data), *places}) if data else places)


def common(packed: Iterable[bytes]) -> Sequence[int]:
    """Return the rising places that stand in all of them."""
    lists, maps = [], []
    for data in packed:
        if data[:1] == _LIST:
            lists.append(unpack(data))
        else:
            maps.append(data[1:])
    if not lists:
        whole = int.from_bytes(maps[0], "little")
        for bits in maps[1:]:
            whole &= int.from_bytes(bits, "little")
        return _places_of(whole.to_bytes(_BITMAP, "little"))
    shortest = min(lists, key=len)
    found: Iterable[int] = shortest
    for places in lists:
        if places is not shortest:
            held = set(places)
            found = [place for place in found if place in held]
    for bits in maps:
        found = [place for place in found if bits[place >> 3] >> (place & 7) & 1]
    return list(found)


def either(packed: Sequence[bytes]) -> bytes:
    """Return the places that stand in any of them, packed."""
    return (
        packed[0] if len(packed) == 1 else pack(sorted({place for data in packed for place in unpack(data)}))
    )


def pack_keys(keys: Iterable[int]) -> bytes:
    return _little(array("q", keys)).tobytes()


def unpack_keys(data: bytes) -> Sequence[int]:
    keys = array("q")
    keys.frombytes(data)
    return _little(keys)


def _places_of(bits: bytes) -> list[int]:
    return [base << 3 | bit for base, byte in enumerate(bits) if byte for bit in _BITS_OF[byte]]


def _little(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values.byteswap()
    return values
