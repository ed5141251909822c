"""The closed loop at the screens of those who walk it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.testing import assigned_hazard, claimed_hazard, found_hazard, person, record_visit, take

PASSWORD = "calm-waters-2022"


def figure(page: Page) -> str:
    """Return the exact number that an opened figure shows."""
    return "".join(page.locator(".hero-value").first.inner_text().split())


def stages(page: Page) -> list[str]:
    return [
        re.sub("stage(-| |$)", "", item.get_attribute("class") or "") for item in page.locator(".stage").all()
    ]


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_hazard_goes_round_the_loop_and_every_page_tells_of_it(visitor, open_page, script):
    inspector = person("inspector1")
    inspector.set_password(PASSWORD)
    inspector.save()
    page = open_page("/sign-in/", java_script_enabled=script)
    page.get_by_label("用户名").fill("inspector1")
    page.get_by_label("密码").fill(PASSWORD)
    press(page, "登录")

    # the inspector records a visit and a hazard
    page.get_by_role("link", name="检查", exact=True).click()
    page.get_by_role("link", name="登记检查").click()
    page.get_by_role("searchbox").fill("惠民")
    press(page, "筛选")
    page.get_by_role("link", name="选择").click()
    page.get_by_label("检查情况").fill("逐层查看")
    press(page, "登记检查，接着登记隐患")
    page.get_by_label("隐患", exact=True).fill("一层安全出口被货物堵塞")
    page.get_by_label("类别").select_option("fire")
    press(page, "登记")
    expect(page.get_by_role("heading", level=1)).to_have_text("一层安全出口被货物堵塞")
    assert stages(page) == ["done", "current", "ahead", "ahead", "ahead"]
    hazard = page.url

    # the area's office assigns it
    county = visitor("county1", hazard, java_script_enabled=script)
    press(county, "交办")
    expect(county.locator("#notices")).to_contain_text("“交办”已登记")

    # the business sees it among what it owes, and reports
    business = visitor("business1", "/", java_script_enabled=script)
    owed = business.locator("section", has_text="我的待办")
    expect(owed).to_contain_text("一层安全出口被货物堵塞")
    owed.get_by_role("link", name="一层安全出口被货物堵塞").first.click()
    expect(business.locator(".turn")).to_contain_text("本单位")
    business.get_by_label("整改情况").fill("货物已清走，通道恢复畅通")
    press(business, "报请验收")
    expect(business.locator(".turn")).not_to_contain_text("本单位")

    # somebody else accepts and closes it out
    county.goto("/figures/hazards.outstanding/")
    assert figure(county) == "1处"
    county.goto(hazard)
    county.get_by_label("验收意见").fill("现场查看，整改到位")
    press(county, "验收通过")
    press(county, "销号")
    expect(county.locator(".turn .state")).to_have_text("已销号")

    # and every page tells of it
    assert stages(county) == ["done"] * 5
    told = county.locator(".trail .event-head b").all_inner_texts()
    assert told == ["销号", "验收通过", "整改完成，报请验收", "交办整改", "发现隐患"]
    business.goto("/")
    expect(business.locator("section", has_text="我的待办")).to_contain_text("没有待办事项")
    county.goto("/figures/hazards.outstanding/")
    assert figure(county) == "0处"
    county.goto("/bulletins/day/")
    expect(county.locator(".paper")).to_contain_text("100%")


def test_whoever_rectified_sees_accept_greyed_with_the_reason(visitor, town):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")

    page = visitor("station1", f"/hazards/{hazard.pk}/")

    page.get_by_text("当前不能办理或您无权办理").click()
    accept = page.locator("li.step-no", has_text="验收通过")
    expect(accept.get_by_text("整改人及其代理人不得验收")).to_be_visible()
    assert accept.get_by_role("button").get_attribute("aria-disabled") == "true"
    assert page.locator("#step-accept").count() == 0


def test_the_second_to_accept_is_told_who_was_first(visitor, open_page, town):
    open_page.forgive("409")
    hazard = claimed_hazard()
    first = visitor("county1", f"/hazards/{hazard.pk}/")
    second = visitor("inspector1", f"/hazards/{hazard.pk}/")
    for page in (first, second):
        page.get_by_label("验收意见").fill("现场查看，整改到位")

    press(first, "验收通过")
    press(second, "验收通过")

    expect(second.get_by_role("alert")).to_contain_text("county1 name已于")
    expect(second.locator(".state")).to_have_text("已验收")
    assert Entry.objects.filter(case_id=hazard.pk, step="accept").count() == 1


def test_a_double_click_writes_once(visitor, town):
    hazard = claimed_hazard()
    page = visitor("county1", f"/hazards/{hazard.pk}/")
    page.get_by_label("验收意见").fill("现场查看，整改到位")

    page.get_by_role("button", name="验收通过").dblclick()

    expect(page.locator("#notices")).to_contain_text("日志第")
    assert Entry.objects.filter(case_id=hazard.pk, step="accept").count() == 1


def test_going_back_and_sending_again_writes_once(visitor, town):
    visit = record_visit()
    page = visitor("county1", f"/hazards/record/{visit.pk}/")
    page.get_by_label("隐患", exact=True).fill("一层安全出口被货物堵塞")
    page.get_by_label("类别").select_option("fire")
    press(page, "登记")
    page.wait_for_url(re.compile(r"/hazards/\d+/$"))
    recorded = page.url

    page.go_back()
    expect(page.get_by_label("隐患", exact=True)).to_have_value("一层安全出口被货物堵塞")
    press(page, "登记")
    page.wait_for_url(recorded)

    assert Hazard.objects.filter(visit=visit).count() == 1


def test_going_back_and_sending_something_else_writes_another(visitor, town):
    visit = record_visit()
    page = visitor("county1", f"/hazards/record/{visit.pk}/")
    for description in ("一层安全出口被货物堵塞", "配电箱没有接地保护线"):
        page.get_by_label("隐患", exact=True).fill(description)
        page.get_by_label("类别").select_option("fire")
        press(page, "登记")
        expect(page.get_by_role("heading", level=1)).to_have_text(description)
        page.go_back()

    assert Hazard.objects.filter(visit=visit).count() == 2


def test_a_network_that_fails_keeps_what_was_typed_and_a_retry_writes_once(visitor, open_page, town):
    open_page.forgive("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    hazard = claimed_hazard()
    page = visitor("county1", f"/hazards/{hazard.pk}/")
    page.get_by_label("验收意见").fill("现场查看，整改到位")

    page.context.set_offline(True)
    press(page, "验收通过")
    expect(page.locator("#notices")).to_contain_text("无法连接服务器，内容尚未提交")
    expect(page.get_by_label("验收意见")).to_have_value("现场查看，整改到位")
    page.context.set_offline(False)
    press(page, "验收通过")

    expect(page.locator(".state")).to_have_text("已验收")
    assert Entry.objects.filter(case_id=hazard.pk, step="accept").count() == 1


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(visitor, open_page, town):
    open_page.forgive("422")
    hazard = found_hazard()
    page = visitor("county1", f"/hazards/{hazard.pk}/")
    page.get_by_label("整改期限").fill("2000-01-02T08:00")
    page.get_by_label("整改要求").fill("立即清理")

    page.locator("#step-assign textarea").evaluate("area => area.removeAttribute('maxlength')")
    page.get_by_label("整改要求").fill("字" * 301)
    press(page, "交办")

    expect(page.locator("#step-assign .field-error")).to_contain_text("最多 300 个字")
    expect(page.get_by_label("整改期限")).to_have_value("2000-01-02T08:00")
