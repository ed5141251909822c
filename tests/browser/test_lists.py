"""Lists at a screen: keys, boxes of rows, saved views; each works without JavaScript where it must."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from anlan.listings.models import SavedView
from anlan.testing import many_hazards, record_visit


@pytest.fixture
def visits(town) -> list[int]:
    """Return three visits, newest first."""
    return [record_visit().pk for _n in range(3)][::-1]


def focused_row(page) -> str:
    return page.evaluate(
        "document.activeElement.closest('tr')?.querySelector('th')?.textContent.trim() || ''"
    )


def test_keys_move_through_the_rows_and_open_one(visitor, visits):
    page = visitor("county1", "/visits/")
    numbers = [text.strip() for text in page.locator("table.data tbody th").all_text_contents()]

    seen = []
    for key in ("j", "j", "j", "j", "k"):
        page.keyboard.press(key)
        seen.append(focused_row(page))
    page.keyboard.press("Enter")

    assert seen == [numbers[0], numbers[1], numbers[2], numbers[2], numbers[1]]
    page.wait_for_url(f"**/visits/{visits[1]}/")


def test_slash_goes_to_the_search_where_keys_are_letters(visitor, visits):
    page = visitor("county1", "/visits/")

    page.keyboard.press("/")
    page.keyboard.type("j/k?x")

    expect(page.locator("#f-q")).to_have_value("j/k?x")
    expect(page.locator("#f-q")).to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()


def test_g_and_a_letter_lead_to_a_page(visitor, visits):
    page = visitor("county1", "/visits/")

    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile("/hazards/$"))
    page.locator("#main input[type=search]").focus()
    page.keyboard.type("gh")

    expect(page).to_have_url(re.compile("/hazards/$"))
    expect(page.locator("#main input[type=search]")).to_have_value("gh")


def test_a_question_mark_shows_the_keys_and_escape_closes_them(visitor, visits):
    page = visitor("county1", "/visits/", english=True)

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("next row, row before")
    page.keyboard.press("j")
    assert focused_row(page) == ""
    page.keyboard.press("Escape")

    expect(page.locator("#keys")).to_be_hidden()


def test_with_a_modifier_a_key_is_the_browsers(visitor, visits):
    page = visitor("county1", "/visits/")

    page.keyboard.press("Control+j")

    assert focused_row(page) == ""


def test_rows_are_selected_by_key_by_click_and_all_at_once(visitor, town):
    many_hazards(4)
    page = visitor("county1", "/hazards/", english=True)
    boxes, whole = page.locator("input[name=case]"), page.locator("[data-select-all]")

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(boxes.first).to_be_checked()
    assert whole.evaluate("box => box.indeterminate")

    whole.check()
    assert [box.is_checked() for box in boxes.all()] == [True] * 4
    boxes.nth(2).uncheck()
    assert not whole.is_checked()
    whole.check()
    whole.uncheck()
    assert not any(box.is_checked() for box in boxes.all())


def test_a_view_is_saved_opened_and_deleted_without_javascript(visitor, visits):
    page = visitor("county1", "/visits/?mode=announced&sort=day", java_script_enabled=False)

    page.locator(".views summary").click()
    page.fill("#view-name", "事先告知")
    page.click(".view-form button")
    expect(page.locator(".view[aria-current]")).to_have_text("事先告知")
    page.click("a.view:not([aria-current])")
    page.get_by_role("link", name="事先告知").click()
    assert page.url.endswith("?mode=announced&sort=day")
    page.goto("/lists/views/")
    page.locator("button[value=delete]").click()

    assert not SavedView.objects.exists()


def test_a_name_that_is_taken_is_told_beside_what_was_typed(visitor, open_page, visits):
    open_page.forgive("409")
    page = visitor("county1", "/visits/?mode=announced", english=True)
    for query in ("mode=announced", "mode=random"):
        page.goto(f"/visits/?{query}")
        page.locator(".views summary").click()
        page.fill("#view-name", "Mine")
        page.click(".view-form button")

    expect(page.locator(".field-error")).to_contain_text("already have a view called “Mine”")
    expect(page.locator("#f-name")).to_have_value("Mine")


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_the_pages_of_lists_fit_a_phone(visitor, visits, english):
    page = visitor("county1", "/visits/?mode=announced", phone=True, english=english)
    page.locator(".views summary").click()
    page.fill("#view-name", "一个很长的视图名称，写满了四十个字，看它在手机上是否还放得下而不出界")
    page.click(".view-form button")

    for address in ("/visits/?mode=announced", "/lists/views/", "/lists/batches/", "/premises/?q=hmcs"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_the_print_view_prints_by_its_button(visitor, visits):
    page = visitor("county1", "/visits/?print=1")
    page.evaluate("window.print = () => { document.title = 'printed' }")

    page.click("[data-print]")

    assert page.title() == "printed"
