"""The camera of the guide: somebody of the demo city, with one page in Chinese and one in English."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "guide" / "pictures"
MOST_BYTES = 160_000
COLOURS = 96
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def keep(image: Image.Image, name: str) -> None:
    """Write a picture with few colours: a page has few, and the file is a third as large."""
    path = PICTURES / f"{name}.png"
    small = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    size = path.stat().st_size
    sys.stdout.write(f"{path.relative_to(ROOT)}: {size // 1000} kB\n")
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES // 1000} kB")


def keep_paper(pdf: bytes, name: str, *, page: int = 0) -> None:
    """Write one page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    keep(document[page].render(scale=1.25).to_pil(), name)


class Somebody:
    """Who has just signed in: acts on the Chinese page; every picture is taken in both languages."""

    def __init__(self, browser: Browser, url: str, username: str, *, phone: bool = False) -> None:
        self.url = url
        self.page = self._signed_in(browser, username, phone=phone, english=False)
        self.english = self._signed_in(browser, username, phone=phone, english=True)

    def _signed_in(self, browser: Browser, username: str, *, phone: bool, english: bool) -> Page:
        page = visitor(browser, self.url, phone=phone, english=english)
        page.goto(f"/sign-in/?as={username}")
        page.get_by_role("button", name="Sign in" if english else "登录", exact=True).click()
        page.wait_for_url(f"{self.url}/")
        return page

    def leave(self) -> None:
        """Sign out: an account has three sessions, and a fourth would say so on the picture."""
        for page in (self.page, self.english):
            page.evaluate("document.querySelector('form[action=\"/sign-out/\"]').submit()")
            page.wait_for_url(re.compile("/sign-in/"))
            page.context.close()

    def go(self, path: str) -> None:
        for page in (self.page, self.english):
            page.goto(path)

    def both(self, act: Callable[[Page], object]) -> None:
        """Do the same on either page: fill a form, open a fold; nothing that writes."""
        for page in (self.page, self.english):
            act(page)

    def take(self, name: str, *, at: str = "", height: int = 0) -> None:
        """Write NAME.png and NAME.en.png of what the windows show, the element `at` near their top."""
        for page, suffix in ((self.page, ""), (self.english, ".en")):
            take(page, name + suffix, at=at, height=height)


def visitor(browser: Browser, url: str, *, phone: bool = False, english: bool = False) -> Page:
    """Return a page of somebody who has not signed in."""
    context = browser.new_context(
        base_url=url,
        locale="en-GB" if english else "zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=PHONE if phone else DESKTOP,
        is_mobile=phone,
        has_touch=phone,
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/sign-in/")
    return page


def take(page: Page, name: str, *, at: str = "", height: int = 0) -> None:
    page.wait_for_load_state("networkidle")
    before = page.viewport_size or DESKTOP
    if height:
        page.set_viewport_size({"width": before["width"], "height": height})
    if at:
        page.evaluate(
            """at => {
                document.querySelector(at).scrollIntoView({behavior: 'instant'});
                scrollBy({top: -72, behavior: 'instant'});
            }""",
            at,
        )
    page.wait_for_timeout(300)  # a chart is drawn, a fold is open
    keep(Image.open(io.BytesIO(page.screenshot())), name)
    if height:
        page.set_viewport_size(before)


def fetch(page: Page, path: str) -> bytes:
    """Return a file as the signed-in person gets it."""
    answer = page.request.get(path)
    if not answer.ok:
        raise SystemExit(f"{path}: {answer.status}")
    return answer.body()
