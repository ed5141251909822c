"""Nobody is kept out of a page: axe-core looks at every route of the URL conf, and finds nothing to mend.

Violations from “moderate” up fail the test. axe-core (MPL-2.0) lies unchanged in tests/vendor/, as published;
scripts/vendor_assets.py fetches it and proves it by its digest.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from anlan.enterprise.codes import COOKIE, PATH
from anlan.testing import claimed_hazard
from tests.every_page import BY_CODE, client_of, pages_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
GRAVE = ("moderate", "serious", "critical")
LOOK = """async ([without, colours]) => {
  const rules = colours ? {} : { "color-contrast": { enabled: false } };
  const told = await axe.run({ exclude: without }, { resultTypes: ["violations"], rules });
  return told.violations.map(({ id, impact, nodes }) => [id, impact, nodes.map((n) => n.target.join(" ")).slice(0, 4)]);
}"""


class Looker:
    """Opens pages as many people in one browser and asks axe about each."""

    def __init__(self, context: BrowserContext, page: Page, served: str) -> None:
        self.context, self.page, self.served = context, page, served
        self.sessions: dict[str, str] = {}
        self.found: dict[str, list[Any]] = {}
        self.has_seen_menu: set[str] = set()
        self.colours = True  # whether each text stands out from its ground: half of the time
        context.add_init_script(path=AXE)

    def look(self, name: str, address: str, username: str = "", status: int = 200) -> None:
        self.be(username)
        response = self.page.goto(address, wait_until="domcontentloaded")
        assert response is not None
        assert response.status == status, f"{name} as {username or 'nobody'}: {response.status}"
        # the menu is the same on every page of an account, and half of what there is to look at: once is enough
        menu = [] if username not in self.has_seen_menu else [[".side"]]
        self.has_seen_menu.add(username)
        self.ask(f"{name} ({username})", without=menu)

    def ask(self, name: str, *, without: list[list[str]] | None = None) -> None:
        """Look at the page as it stands now."""
        hits = [hit for hit in self.page.evaluate(LOOK, [without or [], self.colours]) if hit[1] in GRAVE]
        if hits:
            self.found[name] = hits

    def be(self, username: str) -> None:
        """Put on the session of an account, or none."""
        if username and username not in self.sessions:
            cookie = COOKIE if username == BY_CODE else "sessionid"
            self.sessions[username] = client_of(username).cookies[cookie].value
        self.context.clear_cookies(name="sessionid")
        if username == BY_CODE:
            whole = {"name": COOKIE, "value": self.sessions[username], "url": f"{self.served}{PATH}"}
            self.context.add_cookies([whole])  # type: ignore[list-item]
        elif username:
            cookie = {"name": "sessionid", "value": self.sessions[username], "url": self.served}
            self.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.fixture
def looker(open_page, town, served):
    """Return looker(width=…, …): a Looker over pages of that kind."""

    def make(**options: Any) -> Looker:
        open_page.forgive("the server responded with a status of (403|404|409|422)")
        page = open_page(**options)
        return Looker(page.context, page, served)

    return make


def told(eye: Looker) -> str:
    return "\n".join(f"{page}: {hits}" for page, hits in eye.found.items())


def test_every_page_is_clean(looker, town, tmp_path):
    eye = looker()
    eye.colours = (
        False  # asked of a page of each make every day, of every page by `make test-all`: tests below
    )

    for route, address, username in pages_of(town, tmp_path):
        eye.look(route, address, username)
    eye.look("sign-in", "/sign-in/")
    eye.look("not found", "/nowhere/", "county1", status=404)
    eye.look("no right", "/journal/", "inspector1", status=403)

    assert not eye.found, told(eye)


# one page of each make: a dashboard, a list, a case, a form, a register, a table of colours, official text
MAKES = ("today", "hazards:list", "hazards:detail", "hazards:record", "administration:matrix", "figures:detail",
         "bulletins:day", "supervision:detail", "imports:list", "premises:detail", "listings:export")  # fmt: skip
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 390, "height": 844, "phone": True},
    "dark phone": {"width": 390, "height": 844, "phone": True, "color_scheme": "dark"},
}


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_a_page_of_each_make_is_clean_in_the_dark_and_on_a_phone(looker, town, tmp_path, look):
    eye = looker(**LOOKS[look])

    seen = set()
    for route, address, username in pages_of(town, tmp_path):
        if route in MAKES and route not in seen:
            eye.look(route, address, username)
            seen.add(route)
    eye.look("sign-in", "/sign-in/")

    assert seen == set(MAKES)
    assert not eye.found, told(eye)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_clean_in_the_dark_and_on_a_phone(looker, town, tmp_path, look):
    eye = looker(**LOOKS[look])

    for route, address, username in pages_of(town, tmp_path):
        eye.look(route, address, username)

    assert not eye.found, told(eye)


def test_what_unfolds_over_a_page_is_clean_too(looker):
    eye = looker()
    eye.look("hazards", "/hazards/", "county1")

    eye.page.get_by_text("外观", exact=True).locator("xpath=..").click()
    eye.ask("menu")
    eye.page.keyboard.press("Escape")
    eye.page.keyboard.press("?")
    eye.ask("keys")
    eye.look("a hazard", f"/hazards/{claimed_hazard().pk}/", "county1")
    eye.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    eye.ask("every step unfolded")
    eye.page.locator("#step-send_back textarea").first.fill("短")
    with eye.page.expect_navigation():
        eye.page.locator("#step-send_back form").evaluate(
            "form => { form.noValidate = true; form.requestSubmit(); }"
        )
    eye.ask("a form with faults")

    assert not eye.found, told(eye)
