"""Which criteria hold: the rule in force on the day, by sector, by the words of a description."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.criteria.lookup import criteria_of, find, find_criterion, suggest
from anlan.criteria.models import Criterion, CriterionPack
from anlan.lifecycle.inputs import Reference

pytestmark = pytest.mark.django_db
THEN = date(2022, 10, 24)


@pytest.mark.parametrize(
    ("sector", "on", "codes"),
    [
        ("hazardous_chemicals", date(2017, 11, 12), []),
        ("hazardous_chemicals", date(2017, 11, 13), ["chemicals-2017"]),
        ("hazardous_chemicals", date(2026, 9, 29), ["chemicals-2017"]),
        ("hazardous_chemicals", date(2026, 9, 30), ["chemicals-2026"]),
        ("industry_trade", THEN, ["industry-2017"]),
        ("industry_trade", date(2023, 5, 14), ["industry-2017"]),
        ("industry_trade", date(2023, 5, 15), ["industry-2023"]),
        ("gas", THEN, []),
        ("gas", date(2024, 1, 1), ["gas-2023"]),
        ("fire", THEN, ["fire-2017"]),
        ("fire", date(2025, 11, 1), ["fire-2025"]),
        ("road_transport", date(2023, 10, 1), ["road-2023"]),
        ("education", THEN, []),
        ("no such sector", THEN, []),
    ],
)
def test_the_pack_in_force_on_the_day_holds(sector, on, codes):
    assert [pack.code for pack in find(sector, on)] == [*codes, "general-2008"]


def test_the_general_definition_holds_for_every_sector_since_2008():
    assert find("fire", date(2008, 1, 31)) == []
    assert [pack.code for pack in find("education", date(2008, 2, 1))] == ["general-2008"]


def test_no_two_packs_of_a_sector_are_in_force_on_one_day():
    days = {
        day
        for pack in CriterionPack.objects.all()
        for day in (pack.effective_from, pack.effective_to)
        if day is not None
    }
    sectors = {sector for pack in CriterionPack.objects.all() for sector in pack.sectors}

    held = [(sector, day, find(sector, day)) for sector in sectors for day in days]
    assert all(len([pack for pack in packs if sector in pack.sectors]) <= 1 for sector, day, packs in held)


@pytest.mark.parametrize(
    ("text", "sector", "on", "article"),
    [
        ("干式除尘未采取泄爆措施", "industry_trade", THEN, "一、专项类（一）存在粉尘爆炸危险的行业领域第3项"),
        ("速冻间内有12人作业，液氨快速冻结装置未单独设置", "industry_trade", date(2024, 1, 1), "第十二条第（二）项"),
        ("污水池有限空间作业未审批，无监护人", "industry_trade", date(2024, 1, 1), "第十三条第（二）项"),
        ("液氯充装未使用万向管道", "hazardous_chemicals", THEN, "第七条"),
        ("二楼安全出口只有一个", "fire", THEN, "6.5"),
        ("商场喷淋系统瘫痪，自动喷水灭火系统未设置", "fire", THEN, "6.6"),
        ("厨房使用国家明令淘汰的直排式热水器", "gas", date(2024, 1, 1), "第九条第（四）项"),
        ("大雾红色预警期间仍安排发车", "road_transport", date(2024, 1, 1), "第三条第（四）项"),
    ],
)  # fmt: skip
def test_a_description_leads_to_its_article(text, sector, on, article):
    found = suggest(text, sector, on)

    assert article in [criterion.article for criterion in found[:2]]
    assert len(found) <= 5


@pytest.mark.parametrize("text", ["", "门", "加强管理", "The door is blocked"])
def test_words_without_a_thing_lead_nowhere(text):
    assert suggest(text, "fire", THEN) == []


def test_what_is_not_in_force_is_not_suggested():
    assert suggest("液氨快速冻结装置", "industry_trade", date(2017, 1, 1)) == []
    assert {c.pack.code for c in suggest("液氨快速冻结装置", "industry_trade", THEN)} == {"industry-2017"}


def test_a_suggestion_costs_two_queries_and_brings_its_pack(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert suggest("安全出口", "fire", THEN)[0].citation == "《重大火灾隐患判定方法》（GB 35181-2017）6.5"


def test_all_criteria_of_a_sector_come_in_the_order_of_the_document():
    found = criteria_of("hazardous_chemicals", THEN)

    assert [c.article for c in found[:3]] == ["第一条", "第二条", "第三条"]
    assert len(found) == 21
    assert found[-1].pack.code == "general-2008"


def test_a_criterion_is_an_input_of_a_step(django_assert_num_queries):
    criterion = Criterion.objects.get(pack__code="fire-2017", article="6.5")
    item = Reference(name="criterion", label="Criterion", find=find_criterion, model=Criterion)

    with django_assert_num_queries(1):
        assert item.clean(str(criterion.pk)).pack.code == "fire-2017"
    assert find_criterion(2**62) is None
