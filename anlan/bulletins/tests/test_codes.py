"""From paper to the records: the QR code of a printed page, the sheet of short codes, and what a code opens."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import segno
from django.test import Client
from PIL import Image

from anlan.bulletins.models import Signed
from anlan.documents.model import Quote, Table, from_data
from anlan.documents.rendering import pdf
from anlan.testing import many_hazards, sign_in
from anlan.testing.issues import signed_issue

SITE = "http://127.0.0.1:8123"
PPI = 200
WIDE = 17 / 25.4 * PPI  # the printed code, in pixels
RIGHT = (210 - 26) / 25.4 * PPI  # the edge of the type area


@pytest.fixture
def signed(city, settings):
    settings.SITE = SITE
    many_hazards(3)
    return Signed.objects.get(pk=signed_issue().pk)


def printed_code(page: bytes, size: int) -> list[list[int]] | None:
    """Return the modules of the code that is printed at the right edge of a page: its first row where it is dark from
    both corners on, then each module's middle."""
    picture = Image.open(BytesIO(page)).convert("L")
    pixels: Any = picture.load()
    module = WIDE / size
    left = RIGHT - WIDE

    def dark(x: float, y: float) -> int:
        return int(pixels[round(x), round(y)] < 128)

    for top in range(picture.height - round(WIDE) - 1):
        first, second = (
            [dark(left + (n + 0.5) * module, top + (row + 0.5) * module) for n in range(8)] for row in (0, 1)
        )
        above = dark(left + module / 2, top - 1) if top else 0
        if (first, second, above) == ([1] * 7 + [0], [1, 0, 0, 0, 0, 0, 1, 0], 0):
            return [
                [dark(left + (column + 0.5) * module, top + (row + 0.5) * module) for column in range(size)]
                for row in range(size)
            ]
    return None


def test_the_code_on_the_printed_page_is_the_address_of_the_issue(signed):
    address = f"{SITE}/bulletins/{signed.pk}/"
    wanted = [list(map(int, row)) for row in segno.make(address, error="m", micro=False).matrix]

    pages = pdf.pictures(from_data(signed.composition), ppi=PPI)
    found = [code for page in pages if (code := printed_code(page, len(wanted))) is not None]

    assert found == [wanted]


def test_without_a_site_paper_bears_no_code(city):
    signed = Signed.objects.get(pk=signed_issue().pk)

    assert signed.composition["frame"]["address"] == ""


def test_every_printed_number_has_a_code_on_the_sheet_that_opens_its_value(signed):
    document = from_data(signed.composition)
    sheet = next(block for block in document.annex if isinstance(block, Table))
    codes = {row[-1].text for row in sheet.rows}
    quotes = [quote for quote in document.quotes if quote.mark]

    assert codes == {quote.mark for quote in quotes}
    assert SITE in str(document.annex[1])
    quote = next(one for one in quotes if one.code == "hazards.found")
    _opens(quote)


def _opens(quote: Quote) -> None:
    editor, stranger = (
        sign_in(Client(), "editor1"),
        sign_in(Client(), "county1"),
    )

    page = editor.get(f"/f/{quote.mark}/").content.decode()
    typed = editor.get(f"/f/{quote.mark.lower().replace('-', '')}/", follow=True)

    assert f"{quote.number}<small>条</small>" in page  # the value, as it was printed
    assert quote.title in page
    assert "known_at=" in page  # leads to the rows and their trace, as known then
    assert typed.status_code == 200
    figure = editor.get(f"/figures/hazards.found/?{_query_of(page)}")
    assert figure.status_code == 200
    assert "数字从哪里来" in figure.content.decode()
    assert (
        stranger.get(f"/f/{quote.mark}/").status_code == 403
    )  # a value of the city: not in a county's reach


def _query_of(page: str) -> str:
    import html
    import re

    found = re.search(r'href="/figures/hazards\.found/\?([^"]*known_at[^"]*)"', page)
    assert found is not None
    return html.unescape(found.group(1))
