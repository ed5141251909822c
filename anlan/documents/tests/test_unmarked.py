"""Typed digits: what is a measured number, and what is a date, a time, a number of a paper or a name."""

from __future__ import annotations

import pytest

from anlan.documents.unmarked import unmarked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("出动执法人员230人次，", ["230人次"]),
        ("排查问题隐患8.1万多条，整改率99.9%，剩余102处", ["8.1万多条", "99.9%", "102处"]),
        ("发放资料60万余份、短信1600多万条", ["60万余份", "1600多万条"]),
        ("稿件240篇（条）", ["240篇（条）"]),
        ("队伍14支737人", ["14支", "737人"]),
        ("14 teams with 737 people", ["14", "737"]),
        ("共{hazards.found}，另有17处", ["17处"]),
    ],
)
def test_measured_numbers_are_found(text, found):
    assert [one.text for one in unmarked(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "10月14日至24日，省第十一综合检查组",
        "2022年10月24日",
        "截至2022年底",
        "每天下午4点对各县区进行调度",
        "16:00前报送",
        "第49期",
        "漯安办〔2022〕3号",
        "按照24小时领导带班值班和AB班制度",
        "拨打12350举报",
        "“九小”场所、两微一端、三管三必须",
        "{hazards.found@week#411121}",
        "{typed:14支|应急局备勤表2022}",
        "On 24 October 2022 and on October 14",
        "in 2022",
        "执行GB 18218标准",
    ],
)
def test_dates_times_names_and_papers_are_free(text):
    assert list(unmarked(text)) == []


def test_a_number_is_placed_in_the_template():
    text = "共{hazards.found}，另有17处。"

    (one,) = unmarked(text)

    assert text[one.start : one.end] == "17处"
