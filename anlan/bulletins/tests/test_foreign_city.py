"""A bulletin of a city that is not ours: with two domains only, with nothing at all, with a section that is broken."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.bulletins import actions, checks, composing, numbering
from anlan.bulletins.models import Archived, Issue, Signed
from anlan.bulletins.replay import replay
from anlan.documents import sections as module
from anlan.documents.formats import FORMATS
from anlan.documents.model import Table, from_data
from anlan.documents.text import render
from anlan.kernel.errors import Refused
from anlan.testing import accepted_hazard, actor, assigned_hazard, many_visits, sign_in
from anlan.testing.issues import drafted_issue, fresh, signed_issue, step, the_series

ENGLISH = {"accept-language": "en"}


def told(issue: Issue) -> str:
    return render(from_data(Signed.objects.get(pk=issue.pk).composition).blocks)


def test_a_city_with_visits_and_hazards_alone_has_a_whole_bulletin(city):
    accepted_hazard("shop")
    assigned_hazard("kitchen")
    many_visits(3, "mill")

    issue = signed_issue()

    text = told(issue)
    assert text.startswith(
        "　　10月1日至24日，安州市共检查生产经营单位5家次，发现问题隐患2条，其中已销号0条。"
    )
    assert "尚在整改或等待验收的共1处，均已明确责任单位和整改期限，逐项盯办。" in text
    for word in ("宣传", "会议", "日报告", "领导"):
        assert word not in text
    assert {one.format for one in Archived.objects.filter(signed=issue.pk)} == set(FORMATS)
    assert replay(issue).equal


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_city_without_any_row_says_so_and_claims_nothing(city, language):
    issue = drafted_issue(language=language)
    assert checks.obstacles(issue, composing.of_issue(issue)) == []

    issue = signed_issue(language=language)

    text = told(issue)
    nothing = {"zh": "安州市未登记检查和隐患。", "en": "no visit and no hazard was entered in Anzhou"}
    assert nothing[language] in text
    assert "100" not in text
    (table,) = (
        block
        for block in from_data(Signed.objects.get(pk=issue.pk).composition).blocks
        if isinstance(block, Table)
    )
    assert {cell.text for cell in table.rows[-1][1:]} == {"0", "—"}
    assert replay(issue).equal


@pytest.fixture
def broken(settings, tmp_path, monkeypatch):
    """Install an app whose section files are broken in the middle of the bulletin."""
    folder = tmp_path / "brokenapp" / "sections"
    folder.mkdir(parents=True)
    (tmp_path / "brokenapp" / "__init__.py").write_text("")
    head = "---\ncode: broken.{0}\nlanguage: zh\ntitle: 断章\norder: 150\nseries: bulletin\n---\n"
    (folder / "syntax.zh.txt").write_text(
        head.format("syntax") + "一句话。\n\n[hazards.found ~ 3] 坏的条件。\n"
    )
    (folder / "code.zh.txt").write_text(head.format("code") + "一句话。\n\n{hazards.nonsense}处。\n")
    monkeypatch.syspath_prepend(tmp_path)
    module.sections.cache_clear()
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "brokenapp"]
    yield
    module.sections.cache_clear()


@pytest.mark.usefixtures("broken")
def test_a_section_that_is_broken_is_told_with_file_and_line_and_nothing_is_half_issued(city):
    accepted_hazard("shop")
    issue = drafted_issue()

    faults = [row["fault"] for row in issue.passages if row.get("fault")]
    assert sorted(fault.split("：")[0] for fault in faults) == [
        "brokenapp/sections/code.zh.txt第10行",
        "brokenapp/sections/syntax.zh.txt, line 10: “hazards.found ~ 3” is no condition that can be read",
    ]
    assert len(issue.passages) > 3  # the rest is whole
    page = sign_in(Client(headers=ENGLISH), "editor1").get(f"/bulletins/{issue.pk}/").content.decode()
    assert "brokenapp/sections/syntax.zh.txt" in page
    with pytest.raises(Refused, match="could not be composed"):
        step(issue, "submit", by="editor1")
    assert numbering.upcoming(the_series(), None, 2022)[0] == 1
    assert not Signed.objects.exists()

    for row in [row for row in issue.passages if row.get("fault")]:
        step(issue, "remove", by="editor1", paragraph=row["key"], seen=1)
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    assert "坏的条件" not in told(issue)
    assert fresh(issue.pk).number == 1
