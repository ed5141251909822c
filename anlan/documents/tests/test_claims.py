"""Which words of a text claim something, and that a claim without records is never silently true."""

from __future__ import annotations

import time

import pytest
from django.utils.translation import override

from anlan.documents.claims import CLAIMS, Claims, Finding, Kind, Ruling, Wording, check
from anlan.documents.compose import compose
from anlan.documents.model import Paragraph as ParagraphBlock
from anlan.documents.sections import sections
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.testing import TODAY, SmallCity, many_hazards, many_visits

YEAR = Period.year_to(TODAY)


def findings(city: SmallCity, text: str, language: str = "zh", **more) -> list[Finding]:
    return check(text, area=city.areas["city"], period=YEAR, known=Known.now(), language=language, **more)


def words(city: SmallCity, text: str, language: str = "zh", **more) -> list[str]:
    return [one.word for one in findings(city, text, language, **more)]


@pytest.mark.parametrize(
    ("language", "text", "word", "needs"),
    [
        ("zh", "全面加强安全管理", "全面", "此词所指事项"),
        ("zh", "无一人员伤亡", "无一", "此词所指事项"),
        ("zh", "救援队伍随时待命", "随时待命", "值班安排和抽查"),
        ("zh", "安全意识显著增强", "显著", "前后对比测量"),
        ("zh", "每天对问题隐患进行梳理", "每天", "每日报告"),
        ("zh", "推广了一批先进做法", "一批", "此词所指事项"),
        ("zh", "参会率100%", "100%", "此词所指事项"),
        ("en", "awareness rose significantly", "significantly", "a measurement before and after"),
    ],
)
def test_a_claim_without_records_is_unproven_and_says_which_are_missing(city, language, text, word, needs):
    (found,) = findings(city, text, language)

    assert (found.word, found.kind, found.holds, found.facts) == (word, Kind.UNPROVEN, False, ())
    assert text[found.start : found.end] == word
    with override("zh-hans" if language == "zh" else "en"):
        assert word in found.message
        assert needs in found.message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "隐患未全部整改"),
        ("zh", "对于整改不及时的，依法查处"),
        ("zh", "隐患尚未全部整改到位"),
        ("zh", "会议要求严密防范，做到不留死角、不留盲区"),
        ("zh", "市长强调，要全面排查隐患"),
        ("zh", "务必全部整改到位"),
        ("zh", "力争年底前全部整改"),
        ("zh", "将全部整改到位"),
        ("zh", "核查是否全部整改"),
        ("zh", "印发《全面开展排查整治工作方案》"),
        ("zh", "印发“全面排查整治专项行动”"),
        ("zh", "安全部门参加安全部署会议"),
        ("zh", "安全面临新形势"),
        ("zh", "以及时间安排"),
        ("zh", "第一批检查组"),
        ("en", "not all hazards are rectified"),
        ("en", "the mayor demanded that all hazards be rectified promptly"),
        ("en", "hazards must be rectified in time"),
        ("en", "it was checked whether all hazards were rectified"),
        ("en", "the “Comprehensive Inspection Campaign”"),
    ],
)
def test_what_is_denied_demanded_intended_or_a_title_claims_nothing(city, language, text):
    assert words(city, text, language) == []


def test_quotation_marks_do_not_hide_a_claim(city):
    assert words(city, "隐患“全部整改”") == ["全部整改"]


def test_what_follows_a_demand_of_a_rule_is_a_claim(city):
    assert words(city, "按照值班制度要求，值班人员全部在岗在位") == ["全部在岗在位"]


def test_the_longest_claim_is_judged_and_each_place_once(city):
    assert words(city, "隐患全部整改到位，全部在岗在位，全部取消休假") == [
        "全部整改到位",
        "全部在岗在位",
        "全部",
    ]


def test_a_figures_own_number_needs_no_proof(city):
    text = "参会率100%"

    assert words(city, text, quotes=[(3, 7)]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_drafts_own_text_raises_no_alarm(city, language):
    many_hazards(3)
    many_visits(2)
    document = compose(
        sections("bulletin", language),
        area=city.areas["city"],
        period=Period.year_to(TODAY),
        language=language,
    )

    for block in document.blocks:
        if isinstance(block, ParagraphBlock):
            assert words(city, "".join(run.text for run in block.runs), language) == []


@pytest.mark.parametrize("series", ["bulletin", "daily", "weekly", "monthly", "notice"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_section_of_ours_claims_only_what_its_condition_proves(city, language, series):
    for section in sections(series, language):
        assert words(city, section.title, language) == []
        for paragraph in section.paragraphs:
            proven = {one.claim for one in paragraph.borne if one.holds}
            assert {one.claim.code for one in findings(city, paragraph.text, language)} <= proven


def test_an_app_binds_what_was_unproven_and_nothing_is_bound_twice():
    claims = Claims()
    claims.unproven(
        "meetings.every_time", name="Every time", zh=["每次"], en=["every time"], needs="meetings"
    )
    bound = {
        "name": "Every time",
        "zh": ["每次"],
        "en": ["every time"],
        "predicate": lambda _area, _period, _known: Ruling(True, ()),
        "weaker": Wording("", ""),
    }
    claims.claim("meetings.every_time", **bound)
    claims.unproven(
        "meetings.every_time", name="Every time", zh=["每次"], en=["every time"], needs="meetings"
    )

    assert claims["meetings.every_time"].predicate is not None
    with pytest.raises(RuntimeError, match="bound twice"):
        claims.claim("meetings.every_time", **bound)


def test_every_claim_has_words_and_a_name_in_both_languages():
    for claim in CLAIMS:
        assert claim.zh.pattern, claim.code
        assert claim.en.pattern, claim.code
        with override("zh-hans"):
            assert any("一" <= sign <= "鿿" for sign in str(claim.name)), claim.code


@pytest.mark.parametrize("piece", ["全部", "及时，", "要求", "隐患全部整改。", "“", "未接到", "a "])
def test_a_long_text_costs_no_more_than_its_length(city, piece):
    text = piece * (20_000 // len(piece))

    begun = time.process_time()
    findings(city, text)

    assert time.process_time() - begun < 3
