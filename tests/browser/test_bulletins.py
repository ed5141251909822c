"""An issue on its way from three screens: written in, reviewed, signed, sent out, signed for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anlan.bulletins.models import Issue
from anlan.testing import many_hazards
from anlan.testing.issues import the_series


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_three_people_bring_an_issue_out(visitor, script):
    many_hazards(3)
    the_series()
    editor = visitor("editor1", "/bulletins/new/", java_script_enabled=script)
    editor.get_by_label("标题").fill("查隐患　保平安")
    press(editor, "生成草稿")
    expect(editor.locator("#notices")).to_contain_text("草稿已由各节生成")

    # the editor writes around a figure
    passage = editor.locator("#p-hazards\\.loop-2")
    if script:
        box = passage.locator(".passage-form .chip-editor").first
        expect(box.locator(".chip-token")).to_have_text("3处")
        box.click()
        editor.keyboard.press("Control+End")
        editor.keyboard.type("责任到人。")
        expect(passage.locator(".preview")).to_contain_text("责任到人。")
    else:
        area = passage.locator("textarea").first
        area.fill(area.input_value() + "责任到人。")
    passage.get_by_role("button", name="保存段落").click()
    expect(editor.locator("#notices")).to_contain_text("已保存为第2版")
    expect(passage.locator(".preview")).to_contain_text("3处，其中尚未明确整改期限3处，逾期0处。责任到人。")

    editor.get_by_role("link", name="查看全文").click()
    expect(editor.get_by_text("没有需要处理的事项")).to_be_visible()
    press(editor, "提交审核")
    address = editor.url
    reviewer = visitor("reviewer1", address, java_script_enabled=script)
    press(reviewer, "审核通过")
    signer = visitor("signer1", address, java_script_enabled=script)
    press(signer, "签发")
    expect(signer.locator(".paper")).to_contain_text("第1期")
    editor.goto(address)
    press(editor, "印发")

    county = visitor("county1", address, java_script_enabled=script)
    press(county, "签收")
    expect(county.locator("#notices")).to_contain_text("签收已登记")
    signer.goto(address)
    signer.get_by_role("link", name="复算数字").click()
    expect(signer.locator("main")).to_contain_text(re.compile(r"\d+项数字全部一致"))
    assert Issue.objects.get().number == 1
