"""Every claim word is bound to facts or honestly refused as unprovable; a false one offers a true wording."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anlan.documents.claims import Finding, Kind, check
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.outreach.tests.factories import record_activity
from anlan.outreach.tests.factories import take as take_activity
from anlan.testing import (
    PLACES,
    TODAY,
    SmallCity,
    accepted_hazard,
    assigned_hazard,
    found_hazard,
    many_hazards,
    record_visit,
)


def findings(city: SmallCity, text: str) -> list[Finding]:
    return check(text, area=city.areas["city"], period=Period.year_to(TODAY), known=Known.now())


def everywhere() -> None:
    for place in PLACES:
        record_visit(place)


def verified(kind: str, times: int = 2) -> None:
    for _n in range(times):
        take_activity(record_activity(kind), "verify")


BOUND: dict[str, tuple[str, Callable[[], object]]] = {
    "发现的隐患全部整改到位。": ("hazards.all_rectified", accepted_hazard),
    "整改了一批安全隐患。": ("hazards.a_batch_rectified", lambda: [accepted_hazard() for _n in range(3)]),
    "排查出一批安全隐患。": ("hazards.a_batch_found", lambda: many_hazards(3)),
    "全面开展安全检查。": ("inspections.everywhere", everywhere),
    "全面排查各类场所。": ("inspections.everywhere", everywhere),
    "所有企业均已检查。": ("inspections.everywhere", everywhere),
    "检查了全部企业。": ("inspections.everywhere", everywhere),
    "无一企业漏查。": ("inspections.everywhere", everywhere),
    "多次开展“五进”活动。": ("outreach.entries_several", lambda: verified("five_entries")),
    "多次开展安全宣传。": ("outreach.several_times", lambda: verified("media_item")),
    "剩余隐患均已明确整改期限。": ("hazards.all_dated", assigned_hazard),
}
"""A text → the claim that it makes, and what makes it true."""


@pytest.mark.parametrize("text", BOUND)
def test_a_bound_word_is_true_where_the_facts_bear_it(city, text):
    code, makes = BOUND[text]
    makes()

    (found,) = findings(city, text)

    assert (found.claim.code, found.kind) == (code, Kind.TRUE)


@pytest.mark.parametrize("text", BOUND)
def test_a_bound_word_is_false_where_they_do_not_and_offers_what_is_true(city, text):
    found_hazard()

    (found,) = findings(city, text)

    assert (found.claim.code, found.kind) == (BOUND[text][0], Kind.FALSE)
    assert found.facts
    assert found.weaker
    assert [one for one in findings(city, found.weaker) if not one.holds] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("周交办会议每次都交办安全生产任务。", "meetings.every_time"),
        ("每周雷打不动召开安全稳定周例会。", "meetings.never_missed"),
        ("安全稳定周例会雷打不动。", "meetings.never_missed"),
        ("多次召开安全生产会议。", "meetings.several_times"),
        ("副市长多次组织召开调度会议。", "leaders.several_times"),
        ("每天下午4点进行调度。", "dispatch.at_four"),
        ("市应急指挥中心未接到生产性伤亡事故报告。", "incidents.no_report_production_casualty"),
        ("未接到生产性伤亡事故、火灾伤亡事故和突发事件报告。", "incidents.no_report"),
        ("没有发生自然灾害事故。", "incidents.none_disaster"),
        ("没有发生自然灾害和生产安全事故。", "incidents.none"),
        ("未发生一起生产安全事故。", "incidents.none"),
        ("事故起数为零。", "incidents.none"),
        ("杜绝了重大事故发生。", "incidents.none"),
        ("市应急管理局全面落实包保责任。", "installations.guaranteed_all"),
    ],
)
def test_without_any_record_a_bound_word_is_false_and_says_so_in_words(city, text, code):
    (found,) = findings(city, text)

    assert (found.claim.code, found.kind) == (code, Kind.FALSE)
    assert found.weaker
    assert [one for one in findings(city, found.weaker) if not one.holds] == []


@pytest.mark.parametrize(
    "text",
    [
        "全面加强安全管理。",
        "推广了一批先进做法。",
        "救援队伍随时待命。",
        "第一时间有效处置。",
    ],
)
def test_a_word_of_which_no_records_are_kept_is_refused_as_unprovable(city, text):
    found = findings(city, text)

    assert [one.kind for one in found] == [Kind.UNPROVEN]
    assert "no records of" in found[0].message
