"""Keys ordered by time, and the one JSON text of a value."""

from __future__ import annotations

import json
import time
import uuid

from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.identity import canonical, digest, uuid7

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_a_key_is_a_uuid_of_version_7():
    key = uuid7()
    value = uuid.UUID(key)

    assert (value.version, value.variant, str(value)) == (7, uuid.RFC_4122, key)
    assert 8 <= len(key) <= 80


def test_a_key_carries_the_millisecond_it_was_made():
    before = time.time_ns() // 1_000_000
    stamp = uuid.UUID(uuid7()).int >> 80

    assert before <= stamp <= time.time_ns() // 1_000_000


def test_keys_are_ordered_by_time():
    keys = []
    for _n in range(5):
        keys.append(uuid7())
        time.sleep(0.002)

    assert keys == sorted(keys)


def test_keys_differ():
    assert len({uuid7() for _n in range(5_000)}) == 5_000


def test_the_random_part_is_74_bits_wide():
    keys = [uuid.UUID(uuid7()).int for _n in range(400)]
    varied = 0
    for value in keys:
        varied |= value ^ keys[0]

    assert (varied >> 64) & 0xFFF == 0xFFF
    assert varied & 0x3FFFFFFFFFFFFFFF == 0x3FFFFFFFFFFFFFFF


@given(JSON)
def test_the_canonical_text_is_one_for_equal_values_and_reads_back(value):
    text = canonical(value)

    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


def test_the_canonical_text_is_sorted_dense_and_as_written():
    assert canonical({"b": 1, "a": "隐患"}) == '{"a":"隐患","b":1}'


def test_a_digest_is_sha_256():
    assert digest("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
