"""How numbers may be written in official prose."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from anlan.documents.form import faults
from anlan.kernel import numerals


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("检查近8.1万多条", "近8.1万多"),
        ("检查约300余家", "约300余"),
        ("检查300余家左右", "300余家左右"),
        ("检查3千家", "3千"),
        ("投入5亿3千4百万元", "5亿3千4百万"),
        ("检查１０２处", "１０２"),
        ("检查81,562家", "81,562"),
        ("整改率99.9 %", "9 %"),
        ("检查三千二百家", "三千二百家"),
    ],
)
def test_what_official_prose_never_writes_is_found(text, fault):
    found = faults(text)

    assert fault in [one.text for one in found]
    assert all(text[one.start : one.end] == one.text for one in found)
    with override("zh-hans"):
        assert all(any("一" <= sign <= "鿿" for sign in str(one.reason)) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "检查11.1万多家次", "发放60万余份", "推送1600多万条", "剩余102处", "整改率99.9%", "成立两个工作组", "十余家",
        "第十一检查组", "10月14日至24日", "二〇二二年", "3千克", "近8万条", "投入1.2亿元", "240 篇（条）",
        "“三管三必须”", "下午4点",
    ],
)  # fmt: skip
def test_what_it_writes_is_let_through(text):
    assert faults(text) == []


@given(st.integers(0, 10**8), st.sampled_from([1_000, 10_000, 1_000_000]))
def test_our_own_numbers_are_written_well(n, step):
    assert faults(f"排查隐患{numerals.count(n, step=step)}条，") == []
