"""A composed document survives being written as JSON and read again."""

from __future__ import annotations

import json

from anlan.documents.model import (
    Bulletin,
    Cell,
    Composition,
    Fault,
    Heading,
    Letter,
    Origin,
    Paragraph,
    Quote,
    Style,
    Table,
    Text,
    as_data,
    from_data,
)

NUMBER = Quote(
    "102处",
    "hazards.outstanding",
    "102",
    Origin.OVERRIDE,
    "/figures/hazards.outstanding/",
    "K3F9",
    "Outstanding",
)


def test_a_bulletin_is_the_same_after_json():
    document = Composition(
        Bulletin(
            "漯河安全生产简报",
            issue_line="第49期",
            title=("甲", "乙"),
            people=(("编辑", "甲 乙"), ("审核", "丙")),
        ),
        (
            Paragraph((Text("一、压实责任。", Style.FIRST), Text("剩余"), NUMBER), key="hazards.loop:1"),
            Heading("附件", 2),
            Table(("区域", "条"), ((Cell("源汇区"), Cell("12", align="end")),), "表1", (2, 1)),
            Fault("duty", "缺少数据"),
        ),
        as_of="截至10月24日",
        annex=(Heading("溯源"),),
    )

    again = from_data(json.loads(json.dumps(as_data(document))))

    assert again == document
    assert list(again.quotes) == [NUMBER]


def test_a_letter_is_the_same_after_json():
    document = Composition(Letter("漯河市安委办", number="漯安办督〔2022〕3号", title=("关于督办的函",)), ())

    assert from_data(json.loads(json.dumps(as_data(document)))) == document
