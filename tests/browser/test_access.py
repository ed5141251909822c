"""Signing in, one's own account, protected numbers and the auditor's registers, at a screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anlan.access.models import Look, SignIn
from anlan.kernel import clock
from anlan.org.models import Person
from anlan.premises.models import Premises
from anlan.testing import person, place

PASSWORD = "calm-waters-2022"
NUMBER = "13812345678"


@pytest.fixture
def phone_of_the_shop(town) -> Premises:
    Premises.objects.filter(code="shop").update(contact_name="周敏", contact_phone=NUMBER)
    return place("shop")


def with_password(name: str) -> Person:
    found = person(name)
    found.set_password(PASSWORD)
    found.save()
    return found


def fill(page, username: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.fill("#f-username", username)
    page.fill("#f-password", password)
    page.press("#f-password", "Enter")


def test_a_number_is_shown_in_its_place_after_a_reason(visitor, phone_of_the_shop):
    page = visitor("county1", f"/premises/{phone_of_the_shop.pk}/")
    expect(page.locator("main")).to_contain_text("138****5678")

    page.get_by_role("link", name="查看号码").click()
    page.get_by_label("联系检查、整改事宜").check()
    page.get_by_role("button", name="查看号码").click()

    expect(page.locator("main")).to_contain_text(NUMBER)
    assert page.url.endswith(f"/premises/{phone_of_the_shop.pk}/")
    assert Look.objects.get().reason == "rectify"


def test_without_javascript_the_number_has_a_page_of_its_own(visitor, phone_of_the_shop):
    page = visitor("county1", f"/premises/{phone_of_the_shop.pk}/", java_script_enabled=False, phone=True)

    page.get_by_role("link", name="查看号码").click()
    page.get_by_label("应急处置").check()
    page.get_by_role("button", name="查看号码").click()

    expect(page.locator("main")).to_contain_text(NUMBER)


def test_the_oldest_of_four_sessions_is_told_why_it_ended(town, open_page):
    with_password("county1")
    pages = [open_page() for _count in range(4)]
    for page in pages:
        fill(page, "county1")
        page.wait_for_url("**/")

    pages[0].goto("/account/")

    expect(pages[0].get_by_text("超过同时登录数上限")).to_be_visible()
    fill(pages[0], "county1")
    expect(pages[0].get_by_text("最多同时登录3处")).to_be_visible()


def test_whoever_was_given_a_password_chooses_an_own_one_first(town, open_page):
    Person.objects.filter(pk=with_password("station1").pk).update(must_change_password=True)
    page = open_page(width=390, height=844, phone=True)
    fill(page, "station1")
    expect(page.get_by_text("请先设置自己的密码。")).to_be_visible()

    page.fill("#f-old_password", PASSWORD)
    page.fill("#f-new_password1", "station1-2022")
    page.fill("#f-new_password2", "station1-2022")
    page.press("#f-new_password2", "Enter")
    expect(page.locator("#f-new_password2-error")).to_contain_text("密码中包含您的用户名")
    page.fill("#f-old_password", PASSWORD)
    page.fill("#f-new_password1", "Huihe-7-bridges")
    page.fill("#f-new_password2", "Huihe-7-bridges")
    page.press("#f-new_password2", "Enter")

    page.wait_for_url("**/account/")


def test_the_auditor_opens_a_register_and_stays_in_it(visitor):
    page = visitor("auditor1", "/access/looks/")

    page.get_by_label("例行审计").check()
    page.get_by_role("button", name="打开记录").click()

    expect(page.locator("tbody")).to_contain_text("例行审计")
    page.reload()
    expect(page.locator("tbody")).to_contain_text("例行审计")


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_the_pages_of_access_fit_a_phone(visitor, phone_of_the_shop, english):
    for _number in range(30):
        SignIn.objects.create(
            person=person("auditor1"), name="auditor1", at=clock.real_now(), outcome="newer",
            address="2001:0db8:85a3:0000:0000:8a2e:0370:7334", browser="QQ Browser 1234 · HarmonyOS",
        )  # fmt: skip
    auditor = visitor("auditor1", "/access/sign-ins/", phone=True, english=english)
    county = visitor("county1", phone=True, english=english)
    wide = []
    auditor.locator("input[name=reason]").first.check()
    auditor.locator("main form button[type=submit]").click()

    for page, address in [
        *((auditor, address) for address in ("/access/sign-ins/", "/access/looks/", "/account/")),
        *(
            (county, address)
            for address in (
                "/access/permissions/",
                "/access/permissions/?role=business",
                "/account/password/",
                f"/access/phone/premises/{phone_of_the_shop.pk}/",
            )
        ),
    ]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)

    assert not wide
