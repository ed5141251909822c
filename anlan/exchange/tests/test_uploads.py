"""Bad files as people really send them, through the page: told what is wrong and what to do; nothing is kept, and what
was typed stays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from anlan.exchange.models import SuperiorForm
from anlan.exchange.tests.forms import workbook
from anlan.imports.models import Batch
from anlan.journal.models import Entry
from anlan.testing import sign_in

pytestmark = pytest.mark.django_db


def repacked(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook whose parts were changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_macros() -> bytes:
    return repacked(lambda _name, data: data, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def a_million_rows() -> bytes:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 400_000
    huge = b'<worksheet><dimension ref="A1:A1048576"/><sheetData>' + rows + b"</sheetData></worksheet>"
    return repacked(lambda name, data: huge if name == "xl/worksheets/sheet1.xml" else data)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("月报.xlsm", with_macros, "save the form as one of these"),
        ("月报.xlsx", with_macros, "macros or embedded objects"),
        ("月报.xlsx", a_million_rows, "1,048,576 rows; a form at most 2,000"),
        ("月报.csv", lambda: "指标,本月\n".encode("gb18030"), "under “Ledgers”"),
        ("月报.xlsx", lambda: "指标,本月\n".encode("gb18030"), "it is a text or another kind"),
    ],
    ids=["xlsm", "macros under another name", "a million rows", "csv", "csv under another name"],
)
def test_a_file_that_is_no_form_is_refused_with_what_to_do_and_what_was_typed_stays(
    client: Any, city: Any, name: str, content: Callable[[], bytes], told: str
) -> None:
    sign_in(client, "office1").cookies["django_language"] = "en"
    before = Entry.objects.count()
    given = {"code": "monthly", "name": "隐患月报", "receiver": "省安委办", "area": city.areas["city"].pk}

    answer = client.post(reverse("exchange:bring"), {**given, "file": SimpleUploadedFile(name, content())})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "隐患月报" in page
    assert (SuperiorForm.objects.count(), Entry.objects.count()) == (0, before)


def test_merged_cells_formulas_and_hidden_sheets_are_kept_and_told_where_a_cell_is_chosen(
    client: Any, city: Any
) -> None:
    sign_in(client, "office1").cookies["django_language"] = "en"
    blank = workbook([["题", ""], ["a", ""], ["=SUM(B2:B2)", ""]], merge=("A1:B1",), hidden="藏")
    given = {"code": "monthly", "name": "隐患月报", "receiver": "省安委办", "area": city.areas["city"].pk}
    client.post(reverse("exchange:bring"), {**given, "file": SimpleUploadedFile("月报.xlsx", blank)})
    form = SuperiorForm.objects.get()
    bind = reverse("exchange:take-form", args=[form.pk, "bind"])

    for place, told in (
        ("表!B1", "lies inside a merged cell: choose 表!A1"),
        ("表!A3", "holds the formula =SUM"),
        ("藏!A1", "this sheet is hidden"),
    ):
        answer = client.post(bind, {"at": place, "take": "figure", "figure": "hazards.found"})
        assert (answer.status_code, told in answer.content.decode()) == (422, True), place
    form.refresh_from_db()
    assert form.revision == 1


def test_a_ledger_in_an_encoding_that_nobody_knows_is_told_where_it_breaks(client: Any, city: Any) -> None:
    sign_in(client, "office1").cookies["django_language"] = "en"
    content = "单位,问题\n惠民超市,安全出口堵塞\n".encode("gb18030") + bytes([0x81, 0x20, 0xFF, 0xFE]) * 3

    answer = client.post(
        reverse("imports:bring"), {"kind": "hazards", "file": SimpleUploadedFile("台账.csv", content)}
    )

    assert "neither UTF-8 nor GB 18030 (byte" in answer.content.decode()
    assert not Batch.objects.exists()
