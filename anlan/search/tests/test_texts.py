from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.search.postings import BLOCK, common, merge, pack, unpack
from anlan.search.registry import SOURCES, Source, register
from anlan.search.texts import fold, initials, sounds_like, words

# few and many: below and above the size from which a bitmap is smaller
PLACES = st.builds(
    lambda seed, count: set(random.Random(seed).sample(range(BLOCK), count)),
    st.integers(0, 9),
    st.sampled_from([0, 1, 2, 30, 1023, 1024, 1025, 9_000, BLOCK]),
)


@given(PLACES)
def test_what_is_packed_comes_out_again(places):
    assert list(unpack(pack(sorted(places)))) == sorted(places)


@given(st.lists(PLACES, min_size=1, max_size=4))
def test_common_is_the_intersection(several):
    packed = [pack(sorted(places)) for places in several]

    assert list(common(packed)) == sorted(set.intersection(*several))


@given(PLACES, PLACES)
def test_merging_is_the_union(first, then):
    assert list(unpack(merge(pack(sorted(first)), sorted(then)))) == sorted(first | then)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("惠民超市", "hmcs"),
        ("漯河", "lh"),
        ("重庆", "cq"),
        ("重机厂", "zjc"),
        ("中国银行", "zgyh"),
        ("3号楼", "3hl"),
    ],
)
def test_initials_are_heard_in_every_reading(name, word):
    assert sounds_like(name, word)


def test_initials_leave_marks_out():
    assert initials("（漯河）A-3 楼") == ["lt", "h", "a", "3", "l"]


def test_width_and_case_do_not_matter():
    assert fold("ＡＢｃ１２") == "abc12"
    assert words(" 消防　通道 ") == ["消防", "通道"]


def test_the_table_of_initials_is_what_its_script_writes():
    root = Path(__file__).resolve().parents[3]
    spec = importlib.util.spec_from_file_location("pinyin_initials", root / "scripts" / "pinyin_initials.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    assert script.TABLE.read_text("ascii") == script.table()


def test_a_number_belongs_to_one_kind():
    with pytest.raises(ValueError, match="taken"):
        register(Source(kind="other", number=SOURCES["hazard"].number, model=None, texts=("x",)))
