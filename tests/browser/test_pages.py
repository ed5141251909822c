"""Pages as such: both languages, both themes, phones, keyboards, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anlan.hazards.models import Hazard, State
from anlan.org.models import Organisation
from anlan.premises.models import Premises
from anlan.testing import (
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    person,
    place,
    record_visit,
)

PASSWORD = "calm-waters-2022"
# as long as a name can be, with characters that few fonts have, and one without a place to break
LONG_NAME = ("漯河市源汇区镕㵘" + "综合商业贸易物流仓储有限责任公司" * 20)[:300]
LONG_LATIN = "Luohe-Intercontinental-" + "Warehousing" * 12
LONG = "一层西北角安全出口在营业期间上锁，疏散通道堆放货物，" * 8


def addresses() -> list[str]:
    """Return every kind of page there is, with data that is long on it."""
    visit = record_visit(situation=LONG)
    hazards = [found_hazard(visit=visit, description=LONG), claimed_hazard(), accepted_hazard()]
    shop = place("shop").pk
    Premises.objects.filter(pk=shop).update(name=LONG_NAME)
    Organisation.objects.filter(code="shop").update(name=LONG_NAME, name_en=LONG_LATIN)
    return [
        "/",
        "/todo/",
        "/todo/?list=around",
        "/notices/",
        "/supervision/",
        "/administration/responsibility/",
        "/lists/exports/new/hazards/",
        "/hazards/",
        "/hazards/?q=nothing-like-this",
        *(f"/hazards/{hazard.pk}/" for hazard in hazards),
        f"/hazards/of-premises/{shop}/",
        f"/hazards/record/{visit.pk}/",
        "/visits/",
        f"/visits/{visit.pk}/",
        "/visits/record/?q=惠民",
        f"/visits/record/?premises={shop}",
        "/premises/",
        f"/premises/{shop}/",
        "/figures/",
        "/figures/hazards.outstanding/",
        "/figures/hazards.rectification_rate/",
        "/figures/hazards.rectification_rate/proof/",
        "/figures/hazards.found/rows/",
        "/figures/hazards.days_to_rectify/parts/",
        "/figures/hazards.outstanding/changes/",
        "/bulletins/",
        "/account/",
        "/nowhere/",
    ]


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_no_page_is_wider_than_a_phone(visitor, open_page, town, english):
    open_page.forgive("404")
    county, auditor = (visitor(name, phone=True, english=english) for name in ("county1", "auditor1"))
    wide = []

    for page, address in [*((county, address) for address in addresses()), (auditor, "/journal/")]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)

    assert not wide


def test_words_of_a_table_cell_stay_whole(visitor, town):
    assigned_hazard()
    page = visitor("county1", "/hazards/", width=1024)

    lines = page.locator("td.k-text", has_text="一般隐患").evaluate(
        "cell => { const r = document.createRange(); r.selectNodeContents(cell); return r.getClientRects().length; }"
    )

    assert lines == 1


def test_the_language_is_switched_where_one_stands_and_stays(visitor, town):
    page = visitor("county1", "/hazards/")

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hazards")
    page.get_by_role("link", name="Figures").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/figures/")


def test_the_theme_is_switched_and_is_there_from_the_first_paint(visitor, town):
    page = visitor("county1", "/hazards/", color_scheme="light")

    page.get_by_text("外观", exact=True).locator("xpath=..").click()
    page.get_by_role("button", name="深色").click()
    page.goto("/figures/", wait_until="commit")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 23, 28)"


def test_as_the_device_follows_the_device(visitor, town):
    page = visitor("county1", "/", color_scheme="dark")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_core_acts_need_no_javascript(visitor, town):
    hazard = claimed_hazard()
    page = visitor("county1", f"/hazards/{hazard.pk}/", java_script_enabled=False)

    page.locator("#step-send_back summary").click()
    page.locator("#f-send_back-reason").fill("通道又被堵塞")
    page.get_by_role("button", name="退回整改").click()

    assert Hazard.objects.get(pk=hazard.pk).state == State.ASSIGNED
    page.goto("/figures/hazards.outstanding/")
    page.get_by_role("link", name="核验此数").click()
    expect(page.get_by_text("已逐条清点 1 条记录，数字无误")).to_be_visible()
    page.goto(f"/visits/{hazard.visit_id}/")
    page.get_by_role("link", name="查看隐患").click()
    expect(page.get_by_role("link", name=hazard.number)).to_be_visible()


def test_lists_and_preferences_need_no_javascript(visitor, town):
    hazards = [found_hazard(), found_hazard("mill")]
    page = visitor("county1", "/hazards/", java_script_enabled=False)

    page.get_by_label("状态").select_option("found")
    page.get_by_role("button", name="筛选").click()
    assert "state=found" in page.url
    for hazard in hazards:
        page.locator(f"input[name=case][value='{hazard.pk}']").check()
    page.locator("#f-bulk-step").select_option("assign")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text(hazards[0].number)).to_be_visible()
    page.goto("/notices/")
    page.get_by_role("button", name="English").click()
    page.get_by_text("Appearance", exact=True).locator("xpath=..").click()
    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/lists/exports/new/hazards/")
    page.get_by_role("button", name="Export").first.click()
    assert "/lists/exports/" in page.url


def test_sign_in_and_accept_with_the_keyboard_alone(open_page, town):
    officer = person("county1")
    officer.set_password(PASSWORD)
    officer.save()
    hazard = claimed_hazard()
    page = open_page(f"/sign-in/?next=/hazards/{hazard.pk}/")

    page.get_by_label("用户名").focus()
    page.keyboard.type("county1")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(hazard.description)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    opinion = page.get_by_label("验收意见")
    for _press in range(8):
        page.keyboard.press("Tab")
        if opinion.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("现场查看，整改到位")
    for _press in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#step-accept button[type=submit]')"):
            break
    page.keyboard.press("Enter")

    expect(page.locator(".state")).to_have_text("已验收")


def test_a_number_of_the_bulletin_opens_its_records(visitor, town):
    hazard = claimed_hazard()
    page = visitor("office1", "/bulletins/day/")

    page.locator(".paper a.chip", has_text="1处").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("剩余隐患")
    expect(page.locator("#rows")).to_contain_text(hazard.number)


def test_a_number_is_proved_on_its_page(visitor, town):
    claimed_hazard()
    page = visitor("office1", "/figures/hazards.found/")

    page.get_by_role("link", name="核验此数").click()

    expect(page.get_by_text("已逐条清点 1 条记录，数字无误")).to_be_visible()
    assert page.url.endswith("/figures/hazards.found/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the digest is wrapped"


def test_more_filters_unfold_on_a_phone(visitor, town):
    page = visitor("county1", "/hazards/", phone=True)
    grade = page.get_by_label("等级")
    expect(grade).to_be_hidden()

    page.locator("label", has_text="更多条件").tap()

    expect(grade).to_be_visible()


def test_a_strangers_hazard_is_not_found_and_nothing_of_it_is_told(visitor, open_page, town):
    open_page.forgive("404")
    hazard = found_hazard()

    page = visitor("county2", f"/hazards/{hazard.pk}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("未找到")
    expect(page.locator("body")).not_to_contain_text(hazard.description)
