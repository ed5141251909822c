"""Real Chromium in tests: the system's own, driven by Playwright, which downloads nothing.

Fixtures
    chromium    the browser, one a session; its absence fails the test, it is never skipped
    open_page   makes pages: open_page("/sign-in/", width=390, height=844, phone=True); relative addresses are the
                served site's. The test fails at its end if a page logged an error, broke the content policy or threw,
                unless `open_page.forgive("422")` named it beforehand.
    page        open_page's plain desktop page, at no address yet
A test that uses one of them carries the mark `browser` by itself and runs after the others. A failing test leaves its
pages' pictures in .screenshots/.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # a second of import that most runs of a single test need not wait for
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SCREENSHOTS = Path(__file__).resolve().parent.parent / ".screenshots"
TELL_POLICY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event => console.error(
    `content policy: ${event.violatedDirective} refused ${event.blockedURI} (line ${event.lineNumber})`));
"""


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome of this machine."""
    found = filter(None, map(shutil.which, NAMES))
    return next(found, None) or next((path for path in APPLICATIONS if Path(path).exists()), None)


class PageMaker:
    """Opens pages for one test and listens for what goes wrong on them."""

    def __init__(self, browser: Browser, base_url: str | None) -> None:
        self.browser = browser
        self.base_url = base_url
        self.contexts: list[BrowserContext] = []
        self.pages: list[Page] = []
        self.troubles: list[str] = []
        self._forgiven: list[str] = []

    def __call__(
        self,
        path: str | None = None,
        *,
        width: int = 1366,
        height: int = 850,
        phone: bool = False,
        context: BrowserContext | None = None,
        **options: Any,
    ) -> Page:
        """A new page in a new context (its own cookies), or in the given one; gone to `path` if one is given.

        `phone` turns touch and the narrow layout on; `options` are those of Playwright's `new_context`.
        """
        context = context or self.new_context(width=width, height=height, phone=phone, **options)
        page = context.new_page()
        self.pages.append(page)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        if path is not None:
            page.goto(path)
        return page

    def new_context(self, *, width: int, height: int, phone: bool = False, **options: Any) -> BrowserContext:
        settings = {
            "base_url": self.base_url,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": width, "height": height},
            "is_mobile": phone,
            "has_touch": phone,
            "device_scale_factor": 2 if phone else 1,
        }
        context = self.browser.new_context(**(settings | options))
        context.set_default_timeout(10_000)
        context.add_init_script(TELL_POLICY_VIOLATIONS)
        self.contexts.append(context)
        return context

    def forgive(self, pattern: str) -> None:
        """Expect troubles that match the regular expression: a refusal's 403, the network switched off."""
        self._forgiven.append(pattern)

    def unforgiven(self) -> list[str]:
        return [
            trouble for trouble in self.troubles if not any(re.search(p, trouble) for p in self._forgiven)
        ]

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail(
            "No Chromium on this machine: run `make setup-dev`, or apt install chromium", pytrace=False
        )
    # Playwright keeps an event loop in this thread; Django would refuse every query of the tests beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[PageMaker]:
    base_url = request.getfixturevalue("served") if "served" in request.fixturenames else None
    maker = PageMaker(chromium, base_url)
    yield maker
    troubles = maker.unforgiven()
    if troubles or request.node.stash.get(HAS_FAILED, False):
        _photograph(maker, request.node.nodeid)
    maker.close()
    if troubles:
        pytest.fail("The pages told of trouble:\n" + "\n".join(troubles), pytrace=False)


@pytest.fixture
def page(open_page: PageMaker) -> Page:
    return open_page()


HAS_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[HAS_FAILED] = True
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    # The browser's event loop stays in the thread: whatever could notice it runs first.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _photograph(maker: PageMaker, nodeid: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    stem = re.sub(r"[^\w.-]+", "_", nodeid).strip("_")
    for number, page in enumerate(maker.pages, start=1):
        if not page.is_closed():
            page.screenshot(path=SCREENSHOTS / f"{stem}-{number}.png")
