"""What is open to everybody: only what was made public, as a page and as a file, without an account."""

from __future__ import annotations

import csv
import io

import pytest

from anlan.draws.tests.factories import drawn, published
from anlan.public import codes
from anlan.public.lists import PUBLIC_LISTS
from anlan.public.views import _plain

pytestmark = pytest.mark.usefixtures("city")


def test_the_index_leads_to_what_was_made_public_and_to_nothing_else(client):
    hidden, shown = drawn(), published(title="十月公开抽查")

    index = client.get("/public/").content.decode()
    page = client.get("/public/draws/").content.decode()

    assert all(f"/public/{code}/" in index for code in PUBLIC_LISTS)
    assert shown.number in page
    assert hidden.number not in page
    assert client.get("/public/hazards/").status_code == 404


def test_the_file_says_its_rows_and_moment_and_is_kept_until_it_changes(client):
    published()

    answer = client.get("/public/draws/file/")
    head, columns, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    again = client.get("/public/draws/file/", headers={"If-None-Match": answer["ETag"]})
    published()
    changed = client.get("/public/draws/file/", headers={"If-None-Match": answer["ETag"]})

    assert head[2].startswith("2022-10-24")
    assert head[4] == str(len(rows)) == "1"
    assert len(columns) == len(rows[0])
    assert (again.status_code, changed.status_code) == (304, 200)
    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("cell", "kept"), [("=1+1", "'=1+1"), ("@x", "'@x"), ({"text": "一"}, "一"), (None, ""), (7, "7")]
)
def test_a_cell_is_no_formula(cell, kept):
    assert _plain(cell) == kept


def test_a_code_is_read_as_people_write_it_and_nothing_else_is_one():
    code = codes.derive(b"secret", "purpose", "key")

    assert codes.clean(f" {code.lower().replace('-', ' ')}") == code.replace("-", "")
    assert codes.clean("OIL0-0000-0000") == "011000000000"
    assert [codes.clean(text) for text in ("", "短", "K7QF-3M9X", "K7QF-3M9X-WP2!", "x" * 4000)] == [""] * 5
    assert codes.digest(b"secret", "a", code) != codes.digest(b"secret", "b", code)
