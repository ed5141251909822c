"""Figures at a screen: the chart says what its table says, and the table what the API says; with and without script."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from anlan.api.tests.callers import caller
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.testing import accepted_hazard, claimed_hazard, found_hazard, many_hazards, record_hazard

if TYPE_CHECKING:
    from playwright.sync_api import Page

CODES = ("hazards.found", "hazards.rectification_rate", "hazards.aged_0_7")
DRAWN = ".chart[data-drawn] canvas"
INK = """canvas => {
    const [w, h] = [canvas.width, canvas.height];
    const data = canvas.getContext("2d").getImageData(0, 0, w, h).data;
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] > 200) seen.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
    }
    return seen.size;
}"""
COLOUR = """(canvas, name) => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let n = 0;
    for (let at = 0; at < data.length; at += 4) {
        if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) n += 1;
    }
    return n;
}"""


@pytest.fixture
def records(town) -> None:
    """Record hazards of this year and the last, of both grades, some rectified."""
    last_year = datetime(clock.today().year - 1, 1, 5, 9, tzinfo=clock.SHANGHAI)
    record_hazard("depot", at=last_year)
    many_hazards(3)
    accepted_hazard()
    claimed_hazard("kitchen")
    found_hazard(grade="major")


def table_of(page: Page) -> dict[str, list[str]]:
    """Return the table under the chart as it stands in the page: {label: [number of each column]}."""
    rows: list[tuple[str, list[str]]] = page.evaluate(
        """() => [...document.querySelectorAll("table.chart-data tr")].slice(1).map(row =>
            [row.cells[0].firstChild.textContent.trim(),
             [...row.cells].slice(1).map(cell => cell.textContent.trim())])"""
    )
    return dict(rows)


def see_chart(page: Page) -> Any:
    page.locator(".chart").scroll_into_view_if_needed()
    expect(page.locator(DRAWN)).to_be_visible()
    return page.locator(DRAWN)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_the_chart_is_drawn_and_its_table_says_what_the_api_says(visitor, records, english, phone):
    page = visitor("office1", phone=phone, english=english)
    told = {one["code"]: one for one in caller("office1").get("/figures/values")}

    for code in CODES:
        page.goto(f"/figures/{code}/")
        canvas = see_chart(page)
        assert canvas.evaluate(INK) > 3, "there is something on the canvas"
        assert not page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ), code
        assert page.evaluate("visualViewport.width") == (390 if phone else 1366)
        page.locator(".chart-numbers summary").click()
        expect(page.locator("table.chart-data")).to_be_visible()
        table = table_of(page)
        whole = table[
            "总体"
            if "总体" in table
            else "合计"
            if "合计" in table
            else "Together"
            if "Together" in table
            else "The whole"
        ]
        assert whole[0] == (
            told[code]["text"] if told[code]["kind"] == "rate" else f"{told[code]['count']:,}"
        )
        parts = caller("office1").get(f"/figures/{code}/parts", by="month")
        assert [row["text"] if told[code]["kind"] == "rate" else f"{row['count']:,}" for row in parts] == [
            numbers[0] for label, numbers in table.items() if label[:4].isdigit()
        ]


@pytest.mark.parametrize(("english", "phone"), [(False, False), (True, True)], ids=["zh-desk", "en-phone"])
def test_without_javascript_the_table_stands_for_itself(visitor, records, english, phone):
    page = visitor("office1", phone=phone, english=english, java_script_enabled=False)

    for code in CODES:
        page.goto(f"/figures/{code}/")
        if not REGISTRY[code].is_counted:
            page.get_by_role("link", name="By time and area" if english else "分时段和地区").click()
        expect(page.locator("table.chart-data")).to_be_visible()
        expect(page.locator(".chart-canvas")).to_be_hidden()
        expect(page.locator(".chart-legend")).to_be_hidden()


def test_the_chart_reads_by_keys_and_by_pointer(visitor, records):
    page = visitor("office1", "/figures/hazards.found/", english=True)
    see_chart(page)

    page.locator(".chart-canvas").focus()
    page.keyboard.press("ArrowLeft")
    month = f"{clock.today():%Y-%m}"
    expect(page.locator(".chart-read")).to_contain_text(month)
    expect(page.locator(".chart-read")).to_contain_text("General hazard 5 · Major hazard 1")
    page.locator("h1").click()
    expect(page.locator(".chart-read")).to_have_text("")


def test_a_missing_library_leaves_the_table(visitor, open_page, records):
    open_page.forgive("echarts|Failed to load")
    page = visitor("office1")
    page.route("**/echarts.simple.min*", lambda route: route.abort())

    page.goto("/figures/hazards.found/")
    page.locator(".chart").scroll_into_view_if_needed()

    expect(page.locator("table.chart-data")).to_be_visible()
    expect(page.locator(".chart-canvas")).to_be_hidden()


def test_pages_without_a_chart_load_no_library(visitor, records):
    page = visitor("office1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/figures/")
    page.goto("/figures/hazards.found/rows/")
    page.goto("/")

    assert not [address for address in asked if "echarts" in address]


def test_figures_that_are_counted_over_rows_come_by_themselves(visitor, records):
    page = visitor("office1", "/figures/", english=True)

    expect(
        page.locator(".figure-list tr", has_text="Outstanding up to 7 days").locator(".figure-value")
    ).to_have_text("5")
    page.get_by_role("button", name="Keep Relapses on top of my list").click()
    expect(page.locator("a.fig").first).to_contain_text("Relapses")


def test_a_number_is_proved_in_its_place(visitor, records):
    page = visitor("office1", "/figures/hazards.found/", english=True)

    page.get_by_role("link", name="Prove this number").click()

    expect(page.get_by_text("6 records were counted one by one: the number stands.")).to_be_visible()
    expect(page.locator(".proof button[data-copy]")).to_be_visible()
    assert page.url.endswith("/figures/hazards.found/")


def test_a_permanent_address_is_made_and_opened_by_its_code(visitor, records):
    page = visitor("office1", "/figures/hazards.outstanding/?area=a", english=True)

    page.get_by_role("button", name="Permanent address").click()
    expect(page.get_by_text("it is what was said")).to_be_visible()
    code = page.locator(".copyable code").first.text_content() or ""
    page.goto("/figures/")
    page.locator("#f-q").fill(code.lower().replace("0", "o"))
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/f/{code}/")


def test_what_moved_a_number_unfolds_on_its_page(visitor, records):
    page = visitor("office1", "/figures/hazards.outstanding/", english=True)

    page.locator("#changes .movers summary").click()

    expect(page.locator(".mover-list li")).to_have_count(7)


def test_the_chart_follows_the_theme_and_on_paper_is_light_with_its_numbers(visitor, records):
    page = visitor("office1", "/figures/hazards.found/", color_scheme="light")
    canvas, numbers = see_chart(page), page.locator("table.chart-data")
    light = canvas.evaluate(COLOUR, "chart-1")
    major = canvas.evaluate(COLOUR, "chart-major")

    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    dark = canvas.evaluate(COLOUR, "chart-1")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(numbers).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    printed = canvas.evaluate(COLOUR, "chart-1")
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(numbers).to_be_hidden()
    assert min(light, dark, printed) > 500
    assert major > 20, "the major part stands on top of the general one"


def test_keys_pass_over_the_numbers_that_are_folded_away(visitor, records):
    page = visitor("office1", "/figures/hazards.outstanding/", english=True)
    see_chart(page)
    page.evaluate("scrollTo(0, 0)")

    rows = page.locator("#rows tbody tr").count()
    for _n in range(rows + 2):
        page.keyboard.press("j")

    assert page.evaluate("document.activeElement.closest('table').className").endswith("ranking")
