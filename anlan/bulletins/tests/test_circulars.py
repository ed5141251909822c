"""Weekly summary, monthly circular and notice: the same workflow, the same proof, what hands changed beside it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from anlan.bulletins.chronicles import good_practice
from anlan.bulletins.composing import of_day
from anlan.bulletins.editing import by_hand
from anlan.bulletins.models import Archived, Cycle, SignedValue
from anlan.bulletins.replay import replay
from anlan.bulletins.series import period_of
from anlan.bulletins.views.derived import compared
from anlan.documents.model import Table
from anlan.documents.text import render
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    assigned_hazard,
    many_hazards,
    many_visits,
    record_hazard,
    sign_in,
)
from anlan.testing.issues import drafted_issue, fresh, signed_issue, step, the_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(city: Any) -> Any:
    record_hazard("shop", at=NOON - timedelta(days=7))
    accepted_hazard("shop")
    many_hazards(3, "kitchen")
    many_hazards(2, "plant")
    many_visits(5, "mill")
    return city


def text_of(code: str, language: str = "en", on: date = TODAY) -> str:
    written = of_day(the_series(code), on=on, language=language)
    assert written.composed.faults == []
    return render(written.document.blocks)


@pytest.mark.parametrize("code", ["daily", "weekly", "monthly", "notice"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_product_is_composed_whole_with_work_and_without(city: Any, code: str, language: str) -> None:
    assert text_of(code, language)
    accepted_hazard("shop")
    many_visits(2, "mill")
    assert text_of(code, language)


@pytest.mark.parametrize("code", ["weekly", "monthly", "notice"])
def test_a_circular_is_signed_archived_in_every_format_and_replayed(worked: Any, code: str) -> None:
    issue = signed_issue(run=the_series(code))

    found = replay(issue)

    assert found.faults == []
    assert [one.differences for one in found.numbers if one.differences] == []
    assert set(found.files) == {"pdf", "docx", "html", "txt", "xlsx"}
    assert SignedValue.objects.exclude(sectors="").exists()


def test_the_workbook_of_a_weekly_summary_holds_the_comparison_and_the_rankings(worked: Any) -> None:
    signed_issue(run=the_series("weekly"))
    content = bytes(Archived.objects.get(format="xlsx").content)

    book = openpyxl.load_workbook(io.BytesIO(content))

    heads = [[cell.value for cell in sheet[1]] for sheet in book.worksheets[1:]]
    assert heads[0] == ["指标", "本周", "上周同期", "增减"]
    assert ["名次", "地区"] in [head[:2] for head in heads]
    assert ["名次", "部门"] in [head[:2] for head in heads]
    (found,) = [row for row in book.worksheets[1].iter_rows(values_only=True) if row[0] == "排查隐患（条）"]
    assert found[1:] == (6, 1, 5)


def test_a_ranking_counts_no_use_of_the_system(worked: Any) -> None:
    for code in ("weekly", "monthly", "notice"):
        tables = [
            b
            for b in of_day(the_series(code), on=TODAY, language="en").document.blocks
            if isinstance(b, Table)
        ]
        for table in tables:
            codes = {cell.code.split(".")[0] for row in table.rows for cell in row if cell.code}
            assert codes <= {"hazards", "inspections", "assignments", "outreach", "reporting"}
            if "Place" in table.header:
                assert codes <= {"hazards", "inspections"}


def test_a_notice_tells_of_the_special_period_that_runs(city: Any) -> None:
    run = the_series("notice")
    assert run.cycle == Cycle.SPECIAL
    assert period_of(run, TODAY) == Period.year_to(TODAY)

    run.specials.create(name="重点时段", name_en="Special", first_on=TODAY - timedelta(days=8))

    assert period_of(run, TODAY) == Period(TODAY - timedelta(days=8), TODAY)


def test_overdue_hazards_are_listed_with_how_long(worked: Any) -> None:
    with clock.at(at(16)):
        assigned_hazard("shop")
    assert "Overdue hazards" not in text_of("weekly")

    later = TODAY + timedelta(days=60)
    with clock.at(at(9, day=later)):
        text = text_of("monthly", on=later)

    assert "Overdue hazards" in text
    assert "YH2022-" in text


def test_good_practice_is_taken_from_records_or_not_at_all(worked: Any) -> None:
    city, known = Area.objects.get(code="city"), Known.now()
    today = Period(TODAY, TODAY)

    (head, *areas) = good_practice(city, today, known, "en")
    none = good_practice(city, Period(date(2021, 1, 1), date(2021, 1, 2)), known, "en")

    assert areas == []  # one of four is not 95 %
    assert "no area meets all of it" in head
    assert len(none) == 1


def test_an_area_that_rectified_all_in_time_and_reported_may_serve_as_an_example(city: Any) -> None:
    accepted_hazard("plant")

    told = good_practice(Area.objects.get(code="city"), Period(TODAY, TODAY), Known.now(), "en")

    assert len(told) == 2
    assert "1 hazards found, 100% rectified" in told[1]


def test_a_missed_report_takes_an_area_off_the_examples(city: Any) -> None:
    accepted_hazard("plant")
    with clock.at(at(9)):
        a_day()

    with clock.at(at(18)):
        told = good_practice(Area.objects.get(code="city"), Period(TODAY, TODAY), Known.now(), "en")

    assert len(told) == 1


def test_section_three_claims_only_what_every_unit_day_bears_out(city: Any) -> None:
    run = the_series("notice")
    run.specials.create(name="重点时段", name_en="Special", first_on=TODAY)
    with clock.at(at(9)):
        dues = a_day()
    for due in dues.values():
        if due.organisation.code != "gas":
            take(due, "zero", now=at(15))
    claim = "每天下午4点"

    with clock.at(at(18)):
        before = text_of("notice", "zh")
    take(dues["gas"], "report", now=at(17))
    with clock.at(at(18)):
        after = text_of("notice", "zh")

    assert claim not in before
    assert "应报日报告5份，收到4份" in before
    assert claim in after
    assert "日报告、零报告" in after


def test_what_a_hand_changed_stands_beside_what_was_derived(worked: Any) -> None:
    issue = drafted_issue(run=the_series("weekly"))
    key, text = next(
        (row["key"], row["text"]) for row in issue.passages if "hazards.found|change" in row["text"]
    )
    step(
        issue,
        "write",
        by="editor1",
        paragraph=key,
        seen="1",
        text=text.replace("登记隐患", "查出隐患"),
        first="",
        second="",
    )
    step(
        issue,
        "add",
        by="editor1",
        after=key,
        text="另有{typed:9条|手工台账|hazards.found}待核。",
        first="",
        second="",
    )
    issue = fresh(issue.pk)

    paragraphs, numbers = compared(issue)

    assert len(by_hand(issue)) == 2
    changes = [(one.kind, one.text) for one in paragraphs[0]["changes"]]
    assert ("gone", "登记") in changes
    assert ("new", "查出") in changes
    assert [(one["printed"], one["true"]) for one in numbers] == [("9条", "6")]
    page = sign_in(Client(), "editor1").get(f"/bulletins/{issue.pk}/derived/").content.decode()
    paper = sign_in(Client(), "editor1").get(f"/bulletins/{issue.pk}/").content.decode()
    assert "查出" in page
    assert paper.count('class="by-hand"') == 2


def test_an_issue_that_nobody_touched_has_nothing_by_hand(worked: Any) -> None:
    issue = signed_issue(run=the_series("weekly"))

    assert compared(issue) == ([], [])
