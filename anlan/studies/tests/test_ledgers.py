"""Findings and levels come in as ledgers and are taken back; levels are told as of a day; a document lists studies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel.period import Period
from anlan.studies.flow import FINDING_FLOW
from anlan.studies.models import Finding, RiskRating
from anlan.studies.tests.factories import again, found, held, rated, take
from anlan.testing import actor

pytestmark = pytest.mark.django_db


def test_findings_of_a_ledger_go_to_the_study_that_they_name_and_can_be_taken_back(
    city, tmp_path: Path
) -> None:
    study = held()
    row = {
        "study": study.title,
        "sector": "消防",
        "area": "东江县",
        "weakness": "安全出口锁闭",
        "likelihood": "4",
        "consequence": "5",
    }
    rows = [
        row,
        {
            **row,
            "study": study.number,
            "sector": "",
            "area": "",
            "premises": "kitchen",
            "weakness": "软管超期",
        },
        {**row, "study": "别的会议"},
        {**row, "likelihood": "9", "weakness": "可能性有误"},
        {**row, "sector": "", "weakness": "没有领域"},
    ]

    batch, _told = taken_in(
        ledger(tmp_path / "f.xlsx", "risk_findings", *rows), "risk_findings", by=actor("office1")
    )

    told = [(one.sector.code, one.area.code, one.risk_level) for one in Finding.objects.order_by("pk")]
    assert told == [("fire", "a", "1"), ("gas", "a1", "1")]
    assert faults(batch) == {
        4: [("study", "reference.unknown")], 5: [("likelihood", "input.choice")], 6: [("study", "finding.sector")],
    }  # fmt: skip
    first = Finding.objects.earliest("pk")
    take(FINDING_FLOW, first, "end_without", reason="已处理")
    undo(batch, by=actor("office1"))
    assert [one.state for one in Finding.objects.order_by("pk")] == ["ended", "voided"]


def test_a_ledger_of_levels_ends_the_levels_before_and_undone_puts_them_in_force_again(
    city, tmp_path: Path
) -> None:
    former = rated(where="a", risk_level="4", first_day="2022-01-01")
    rows = [
        {"area": "东江县", "risk_level": "橙", "reason": "涉氨企业多", "first_day": "2022-10-01"},
        {
            "area": "东江县",
            "likelihood": "5",
            "consequence": "5",
            "reason": "险情",
            "first_day": "2022-10-20",
        },
        {"premises": "shop", "risk_level": "一般风险", "reason": "人员密集", "first_day": "2022-10-01"},
        {"area": "西山区", "risk_level": "紫", "reason": "没有这种颜色", "first_day": "2022-10-01"},
        {"area": "西山区", "reason": "没有等级", "first_day": "2022-10-01"},
    ]

    batch, _told = taken_in(
        ledger(tmp_path / "l.xlsx", "risk_levels", *rows), "risk_levels", by=actor("office1")
    )

    of_county = RiskRating.objects.filter(area__code="a", is_place=False).order_by("first_day")
    assert [(one.risk_level, str(one.last_day)) for one in of_county] == [
        ("4", "2022-09-30"), ("2", "2022-10-19"), ("1", "None"),
    ]  # fmt: skip
    assert sorted(faults(batch)) == [5, 6]
    undo(batch, by=actor("office1"))
    assert (again(former).state, RiskRating.objects.filter(state="in_force").count()) == ("in_force", 1)


def test_levels_are_told_as_of_the_last_day_of_a_period(city) -> None:
    rated(where="a", risk_level="2", first_day="2022-09-01")
    rated(where="a", risk_level="1", first_day="2022-10-14")
    rated(where=None, premises="shop", risk_level="1", first_day="2022-10-02")
    cut, october = Cut.of(city.areas["a"]), Period(date(2022, 10, 1), date(2022, 10, 24))

    values = {
        code: evaluate(code, cut=cut, period=october).count
        for code in ("risk.areas_red", "risk.areas_orange", "risk.places_red")
    }

    assert values == {"risk.areas_red": 1, "risk.areas_orange": 0, "risk.places_red": 1}
    assert evaluate("risk.areas_red", cut=Cut.of(city.areas["b"]), period=october).count == 0


def test_a_document_lists_the_study_with_who_came_and_what_became_of_its_findings(city) -> None:
    study = held()
    take(FINDING_FLOW, found(study), "end_without", reason="已处理")
    found(study, weakness="另一处")

    (told,) = CHRONICLES["studies.studies"].sentences(
        city.areas["city"], Period(date(2022, 10, 1), date(2022, 10, 24)), Known.now(), "zh"
    )

    assert told == (
        "10月24日，安州市安委办组织消防救援支队、住房和城乡建设局等部门召开“10月份安全风险研判会议”，研判风险隐患2项，"
        "其中转为不另行处置1项。"
    )
