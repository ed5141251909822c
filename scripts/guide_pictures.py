"""Takes the pictures of the guide from a served demo city, walking one hazard through its loop on the way.

    .venv/bin/anlan demo reset
    .venv/bin/anlan demo run --port 8031
    .venv/bin/python scripts/guide_pictures.py --url http://127.0.0.1:8031

Only pages and the buttons on them are used, so that a picture shows what a user sees. Writes docs/guide/pictures/.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide" / "pictures"
MOST_BYTES = 250_000
DESKTOP = {"width": 1280, "height": 800}
# A list fills any window: less of it is enough, and the file stays small.
SHORT = {"width": 1280, "height": 560}
PHONE = {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HAZARD = "东侧安全出口堆放纸箱，疏散通道净宽不足1米"


class Camera:
    """Signs in as somebody of the demo city and takes pictures of their pages."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def page(self, username: str, *, phone: bool = False, english: bool = False) -> Page:
        """Return the first page of somebody who has just signed in."""
        page = self.visitor(phone=phone, english=english)
        page.goto(f"/sign-in/?as={username}")
        page.get_by_role("button", name="Sign in" if english else "登录", exact=True).click()
        page.wait_for_url(f"{self.url}/")
        return page

    def visitor(self, *, phone: bool = False, english: bool = False) -> Page:
        context = self.browser.new_context(
            base_url=self.url,
            locale="en-GB" if english else "zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
        )
        page = context.new_page()
        page.goto("/sign-in/")
        if english and page.get_by_role("button", name="English", exact=True).count():
            page.get_by_role("button", name="English", exact=True).click()
        return page

    def take(self, page: Page, name: str) -> None:
        """Write a picture of what the window shows."""
        page.wait_for_load_state("networkidle")
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path)
        size = path.stat().st_size
        sys.stdout.write(f"{path.relative_to(ROOT)}: {size // 1000} kB\n")
        if size > MOST_BYTES:
            raise SystemExit(f"{path.name} is larger than {MOST_BYTES // 1000} kB")


def company(camera: Camera) -> str:
    """Return the name of the business whose safety officer is business1, as the sign-in page tells it."""
    page = camera.visitor()
    title = page.locator("li, a, button").filter(has_text="business1").last.inner_text()
    return next(line for line in title.splitlines() if "安全总监" in line).replace("安全总监", "").strip()


def figures(camera: Camera) -> None:
    """Office and leader: the first page, the number, its records, its proof."""
    camera.take(camera.visitor(), "sign-in")
    page = camera.page("office")
    camera.take(page, "today-office")
    page.get_by_role("link", name="剩余隐患").first.click()
    camera.take(page, "figure")
    page.locator(".chart").scroll_into_view_if_needed()
    page.locator(".chart[data-drawn]").wait_for()
    camera.take(page, "figure-parts")
    page.get_by_role("link", name="核验此数").click()
    page.get_by_text("逐条").first.wait_for()
    camera.take(page, "proof")
    page.set_viewport_size(SHORT)
    page.evaluate("document.querySelector('#rows').scrollIntoView()")
    camera.take(page, "records")
    page = camera.page("office", english=True)
    camera.take(page, "today-office.en")
    page.get_by_role("link", name="Hazards outstanding").first.click()
    camera.take(page, "figure.en")


def loop(camera: Camera) -> None:
    """One hazard: found by an inspector, assigned, reported rectified by the business, accepted, closed out."""
    inspector = camera.page("411102-2", phone=True)
    inspector.goto("/visits/record/")
    inspector.locator("input[name=q]").fill(company(camera))
    inspector.locator("input[name=q]").press("Enter")
    inspector.locator("a[href*='premises=']").first.click()
    inspector.locator("input[name=focus], textarea[name=focus]").fill("消防通道、安全出口")
    camera.take(inspector, "visit")
    inspector.locator("button[name=hazard]").click()
    inspector.locator("textarea[name=description]").fill(HAZARD)
    inspector.locator("select[name=category]").select_option("fire")
    camera.take(inspector, "record")
    inspector.get_by_role("button", name="登记", exact=True).click()
    inspector.wait_for_url(re.compile(r"/hazards/\d+/$"))
    path = inspector.url.removeprefix(camera.url)

    dispatcher = camera.page("411102-1")
    dispatcher.goto(path)
    camera.take(dispatcher, "assign")
    press(dispatcher, "assign")

    business = camera.page("business1", phone=True)
    camera.take(business, "today-business")
    business.goto(path)
    business.locator("#step-claim textarea").fill("纸箱已清运，通道恢复至1.6米并划线，明确专人每日巡查。")
    camera.take(business, "claim")
    press(business, "claim")

    dispatcher.goto(path)
    dispatcher.locator("#step-accept textarea").fill("现场查看，通道畅通，同意验收。")
    camera.take(dispatcher, "accept")
    press(dispatcher, "accept")
    press(dispatcher, "close_out")
    camera.take(dispatcher, "closed")


def press(page: Page, step: str) -> None:
    """Take a step, and see that it was taken."""
    page.locator(f"#step-{step} button[type=submit]").click()
    page.get_by_text("日志第").first.wait_for()


def lists(camera: Camera) -> None:
    """The station's ledger, the department's, and the bulletin."""
    station = camera.page("411102001-s1")
    station.set_viewport_size(SHORT)
    station.goto("/hazards/?state=outstanding")
    camera.take(station, "ledger")
    editor = camera.page("editor")
    editor.goto("/bulletins/")
    camera.take(editor, "bulletin")


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--url", default="http://127.0.0.1:8000")
    url = arguments.parse_args().url.rstrip("/")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit("No Chromium on this machine: run `make setup-dev`")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        camera = Camera(browser, url)
        figures(camera)
        loop(camera)
        lists(camera)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
