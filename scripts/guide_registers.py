"""One picture of each register that the guide has a page on: who looks, where, what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from guide_camera import Somebody
from playwright.sync_api import Browser, Page


@dataclass(frozen=True)
class View:
    """A page as an account sees it; with `first` the first row of its table is opened."""

    name: str
    username: str
    path: str
    first: bool = False
    height: int = 720
    phone: bool = False


VIEWS = (
    View("tasks", "office", "/assignments/"),
    View("board", "office", "/reports/board/"),
    View("report-rules", "office", "/reports/rules/"),
    View("analysis", "office", "/insight/analysis/", height=900),
    View("wall", "leader", "/insight/wall/", height=800),
    View("superior-forms", "office", "/forms/"),
    View("forms", "office", "/reports/forms/"),
    View("installations", "office", "/installations/"),
    View("installation", "office", "/installations/", first=True, height=900),
    View("study", "office", "/studies/", first=True, height=900),
    View("map", "office", "/maps/", height=900),
    View("field", "411102-2", "/field/", phone=True),
    View("checklists", "office", "/checklists/"),
    View("digests", "office", "/digests/"),
    View("draws", "office", "/draws/"),
    View("duty", "duty6", "/duty/", height=900),
    View("enforcement", "office", "/enforcement/measures/"),
    View("enterprises", "office", "/enterprises/"),
    View("forces", "office", "/forces/"),
    View("incidents", "duty6", "/incidents/take/", height=900),
    View("look-backs", "office", "/look-backs/samples/"),
    View("photo-flag", "office", "/photo-flags/", first=True, height=800),
    View("plans", "office", "/plans/", first=True),
    View("systemic-candidates", "office", "/systemic/candidates/", height=900),
    View("systemic-problem", "office", "/systemic/", first=True, height=900),
    View("teams", "office", "/teams/", first=True),
    View("tip-offs", "office", "/tip-offs/"),
    View("times-to-rectify", "office", "/insight/analysis/times/", height=900),
    View("visit-planner", "office", "/planner/", height=900),
    View("warnings", "office", "/warnings/", first=True),
    View("webhooks", "security", "/webhooks/register/", height=800),
)


def registers(browser: Browser, url: str) -> None:
    """Take them account by account: an account has three sessions."""
    for username, phone in dict.fromkeys((view.username, view.phone) for view in VIEWS):
        reader = Somebody(browser, url, username, phone=phone)
        for view in VIEWS:
            if (view.username, view.phone) == (username, phone):
                reader.go(view.path)
                if view.first:
                    reader.both(_first)
                reader.take(view.name, height=view.height)
        reader.go("/")  # the field page and the wall have no button to sign out
        reader.leave()


def _first(page: Page) -> None:
    page.goto(str(page.locator("main tbody a").first.get_attribute("href")))
