"""A map at a screen: walked by keyboard from the city to a county to an installation, the focus seen on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anlan.installations.tests.factories import installation
from anlan.maps.tests.factories import loaded
from anlan.premises.models import Premises

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_TABS = 90
FOCUSED = """() => {
  const one = document.activeElement;
  const drawn = one && one.closest(".map-drawing") ? one.querySelector(".map-area, circle") : null;
  return [drawn ? one.getAttribute("aria-label") : "", drawn ? getComputedStyle(drawn).strokeWidth : ""];
}"""


def tab_to(page: Page, words: str) -> str:
    """Press Tab until the shape or point with these words has the focus; return how wide its edge is drawn."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        label, width = page.evaluate(FOCUSED)
        if words in label:
            return str(width)
    raise AssertionError(f"{words} is not reached by Tab")


def test_a_map_is_walked_by_keyboard_from_the_city_to_an_installation(visitor, town):
    loaded()
    Premises.objects.filter(code="shop").update(lat_e6=33_600_000, lon_e6=114_100_000)
    one = installation()
    page = visitor("office1", "/maps/?layer=installations")

    county = tab_to(page, "东江县")
    page.keyboard.press("Enter")
    page.wait_for_url("**area=a**")
    point = tab_to(page, one.name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/installations/case/installation/{one.pk}/")

    assert (county, point) == ("3px", "3px")
    page.goto("/maps/?layer=installations&area=a")
    assert (
        page.get_by_role("link", name=one.name).count() == 2
    )  # on the map, and once more in the list beside
