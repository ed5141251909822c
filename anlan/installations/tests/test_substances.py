"""What a unit holds, read from the lines that people write."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from anlan.installations.grading import Component, Holding
from anlan.installations.substances import as_data, as_text, from_data, read
from anlan.kernel.errors import Invalid

ODD = Holding("混合溶剂", Decimal("120.5"), classes=("W5.3", "J5"),
              components=(Component("甲苯", Decimal(60)), Component("二甲苯", Decimal("39.5"))),
              stated_beta=Decimal(1))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("液氨 | 7664-41-7 | 40", (Holding("液氨", Decimal(40), cas="7664-41-7"),)),
        ("液氨，CAS号：7664-41-7，40 吨；氢气, 1333-74-0, 5t",
         (Holding("液氨", Decimal(40), cas="7664-41-7"), Holding("氢气", Decimal(5), cas="1333-74-0"))),
        ("1,3-丁二烯 | 106-99-0 | 5", (Holding("1,3-丁二烯", Decimal(5), cas="106-99-0"),)),
        ("硝化棉 | 表1第39号 | 12", (Holding("硝化棉", Decimal(12), number=39),)),
        ("混合溶剂 | 120.5 t | W5.3/J5 | 甲苯 60% 二甲苯39.5% | β=1", (ODD,)),
        ("汽油\t86290-81-5\t400\tw5.1", (Holding("汽油", Decimal(400), cas="86290-81-5", classes=("W5.1",)),)),
    ],
)  # fmt: skip
def test_a_line_is_read_by_its_signs_and_what_is_written_is_read_back(text, found):
    assert read(text) == found
    assert read(as_text(found)) == found
    assert from_data(as_data(found)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("40 | 7664-41-7 | 40", "Begin with the name"),
        ("液氨 | 40 | 50", "once too often"),
        ("液氨 | 7664-41-7 | 1,200", "neither a CAS number"),
        ("液氨 | 40\n水 | H2O", "Line 2"),
    ],
)
def test_what_has_no_meaning_is_refused_with_its_line(text, said):
    with translation.override("en"), pytest.raises(Invalid, match=said):
        read(text)
