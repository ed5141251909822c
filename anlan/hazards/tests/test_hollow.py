"""Words that say too little: each rule by texts that meet it and texts beside them that do not; hints at entry."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.hazards import hollow
from anlan.hazards.hollow import Rule
from anlan.testing import place, record_hazard, sign_in

SAYS_NOTHING = [
    "无",
    "加强管理",
    "员工安全意识不强",
    "主体责任落实不到位",
    "部分设备存在安全隐患",
    "strengthen management",
    "。。",
]
SHORT = ["灭火器过期", "通道堵塞", "安全出口不畅通", "door blocked"]
SOUND = [
    "二层东侧疏散通道堆放纸箱，宽度不足1米", "配电箱门缺失、内部积尘", "动火作业未办理审批手续，无人监护",
    "培训记录中无本季度应急演练内容", "员工宿舍私拉乱接电线", "The fire door of the store is blocked",
]  # fmt: skip


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_names_nothing_is_told_so_once(text):
    assert Rule.VAGUE in hollow.of_finding(text)
    assert len(hollow.hints(text)) == 1


@pytest.mark.parametrize("text", SHORT)
def test_what_is_short_is_told_so(text):
    assert hollow.of_finding(text) == (Rule.SHORT,)


@pytest.mark.parametrize("text", ["", *SOUND])
def test_what_says_what_and_where_is_left_alone(text):
    assert hollow.hints(text) == []


def test_a_place_is_asked_for_only_where_a_text_has_room_for_none():
    assert hollow.of_finding("液位计保护罩破损") == (Rule.VAGUE,)
    assert hollow.of_finding("制冷机房液位计保护罩破损") == ()
    assert hollow.of_finding("2号液位计保护罩破损") == ()
    assert hollow.of_finding("＿＿的疏散通道被货物堵塞") == (Rule.BLANK,)


@pytest.mark.parametrize(
    ("finding", "measure", "met"),
    [
        ("消防通道堆放杂物", "消防通道堆放杂物已整改", Rule.ECHO),
        ("安全出口未保持畅通", "安全出口已保持畅通", Rule.ECHO),
        ("配电箱门缺失", "配电箱门缺失问题已整改完成", Rule.ECHO),
        ("The fire door is blocked", "The fire door is not blocked", Rule.ECHO),
        ("未佩戴安全帽", "已整改", Rule.SHORT),
        ("灭火器压力不足", "已落实整改到位", Rule.SHORT),
        ("灭火器压力不足", "已更换两具合格灭火器", None),
        ("消防通道堆放杂物", "消防通道杂物已清理并张贴标识", None),
        ("配电箱门缺失", "已安装箱门并上锁", None),
        ("A fire door is blocked by pallets", "The pallets were moved to the yard", None),
        ("配电箱门缺失", "", None),
    ],
)
def test_a_measure_says_an_act_not_the_problem_again(finding, measure, met):
    assert hollow.of_measure(measure, finding) == ((met,) if met else ())


def test_the_same_words_count_by_place_and_without_marks():
    texts = [
        (1, "灭火器 过期。"),
        (1, "灭火器过期"),
        (2, "灭火器过期"),
        (1, "灭火器过期！"),
        (2, "灭火器过期"),
    ]

    assert hollow.again(texts) == {(1, "灭火器过期")}


@pytest.mark.django_db
def test_hints_come_while_words_are_typed_and_never_from_beyond_the_scope(city):
    words = "二层东侧疏散通道堆放纸箱"
    hazards = [record_hazard("shop", description=words) for _again in range(2)]
    client = sign_in(Client(), "dept1")
    stranger = sign_in(Client(), "dept2")
    shop = place("shop").pk

    def told(by, **query) -> str:
        return str(by.get("/hazards/hints/", query).content.decode())

    assert "3" in told(client, place=shop, description=words)
    assert "entry-hint" not in told(client, place=shop, description="二层西侧配电箱门缺失")
    assert "entry-hint" not in told(stranger, place=shop, description=words)
    echo = {"hazard": hazards[0].pk, "rectification": words + "已整改"}
    assert "entry-hint" in told(client, **echo)
    assert "entry-hint" not in told(stranger, **echo)
    assert client.get("/hazards/hints/", {"place": "x"}).status_code == 422
