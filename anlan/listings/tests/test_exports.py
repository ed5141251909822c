"""Exports: whole, readable by Excel and by programs, in the right of the asker, whatever is killed."""

from __future__ import annotations

import csv
import hashlib
import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from anlan.figures.registry import REGISTRY
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.listings import exporting
from anlan.listings.models import Export, ExportState, Format
from anlan.listings.plain import Plain
from anlan.listings.sheets import CODE, DAY, MOMENT, NUMBER, SHEETS, TEXT, Column
from anlan.listings.workbook import Book
from anlan.listings.writing import Wish, write
from anlan.org.models import Post
from anlan.org.scope import SYSTEM
from anlan.premises.models import Premises
from anlan.testing import NOON, actor, many_hazards, record_hazard, sign_in

COLUMNS = [
    Column("Text", TEXT),
    Column("Code", CODE),
    Column("Number", NUMBER),
    Column("Day", DAY),
    Column("At", MOMENT),
]
RISKY = ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']


@pytest.fixture
def client(city) -> Client:
    return visitor("county1")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    return tmp_path


def visitor(name: str) -> Client:
    client = sign_in(Client(), name)
    client.cookies["django_language"] = "en"
    return client


def wish(code: str, query: dict[str, str] | None = None, *, by=SYSTEM, form: Format = Format.XLSX) -> Wish:
    return Wish(SHEETS[code], by, query or {}, form, clock.now(), "tests")


def sheet_rows(path: Path, number: int = 1) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[number].iter_rows(values_only=True)]


def about(path: Path) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in sheet_rows(path, 0)}


def ask(client: Client, page: str = "hazards", query: str = "", form: str = "xlsx", key: str = "one"):
    return client.post(
        reverse("listings:export", args=[page]), {"query": query, "format": form, "key": key}, follow=True
    )


# -- the workbook ------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    made = Book(path, COLUMNS, about="About", name="A: list", note="… cut", most_rows=4)
    at = datetime(2022, 10, 24, 7, 40, tzinfo=UTC)
    for line in [
        ("a <b> & c\nd", "411102", 1.5, at.date(), at),
        (" _x0041_ ", "0012", 0, None, None),
        *((text, "1234567890123456789", None, None, None) for text in RISKY),
        ("x" * 40_000, "", 7, None, None),
    ]:
        made.add(line)
    assert made.close([("Rows", "10"), ("Filter", "=none")]) == 4
    return path


def test_a_workbook_goes_on_to_further_sheets_and_loses_no_row(book):
    read = openpyxl.load_workbook(book)

    assert read.sheetnames == ["About", "A  list", "A  list 2", "A  list 3", "A  list 4"]
    assert [sheet.max_row for sheet in read.worksheets[1:]] == [4, 4, 4, 2]
    assert {sheet["A1"].value for sheet in read.worksheets[1:]} == {"Text"}
    assert about(book) == {"Rows": "10", "Filter": "=none"}


def test_what_is_written_is_what_both_readers_read(book):
    first = sheet_rows(book)[1:]
    assert first[0][:3] == ["a <b> & c\nd", "411102", 1.5]
    assert first[0][3:] == [datetime.fromisoformat("2022-10-24"), datetime.fromisoformat("2022-10-24 15:40")]
    assert first[1][1:3] == ["0012", 0]
    assert first[2][1] == "1234567890123456789"

    other = CalamineWorkbook.from_path(book).get_sheet_by_index(1).to_python()
    assert other[1][:3] == ["a <b> & c\nd", "411102", 1.5]
    assert other[1][4] == datetime.fromisoformat("2022-10-24 15:40")


def test_nothing_in_a_workbook_is_a_formula_and_what_looks_like_one_is_marked(book):
    cells = [
        cell
        for sheet in openpyxl.load_workbook(book).worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
    ]

    assert not [cell.value for cell in cells if cell.data_type == "f"]
    marked = [cell for cell in cells if cell.quotePrefix]
    assert len(marked) == len(RISKY)


def test_a_text_that_no_cell_can_hold_says_that_it_was_cut(book):
    last = sheet_rows(book, 4)[1][0]

    assert len(last) < 32_767
    assert last.endswith("… cut")


def test_an_abandoned_workbook_leaves_no_file(tmp_path):
    made = Book(tmp_path / "book.xlsx", COLUMNS, about="About", name="List", note="")
    made.abandon()

    assert not (tmp_path / "book.xlsx").exists()


# -- comma-separated ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "encoding"), [(Format.CSV, "utf-8-sig"), (Format.CSV_GB18030, "gb18030")])
def test_comma_separated_text_keeps_codes_and_disarms_formulas(tmp_path, form, encoding):
    path = tmp_path / "list.csv"
    made = Plain(path, COLUMNS, form)
    at = datetime(2022, 10, 24, 7, 40, tzinfo=UTC)
    made.add(("漯河𠮷", "411102", 3, at.date(), at))
    made.add(("x", "0012", None, None, None))
    made.add(("x", "123456789012345678", None, None, None))
    for text in RISKY:
        made.add((text, "P000001", None, None, None))
    made.close([("Rows", "9"), ("Filter", "=none")])

    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (form == Format.CSV)
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))
    assert rows[0] == ["Text", "Code", "Number", "Day", "At"]
    assert rows[1] == ["漯河𠮷", "411102", "3", "2022-10-24", "2022-10-24 15:40"]
    assert [row[1] for row in rows[2:4]] == ["0012\t", "123456789012345678\t"]
    assert [row[0] for row in rows[4:11]] == [f"'{text}" for text in RISKY]
    assert rows[11:] == [[], ["Rows", "9"], ["Filter", "'=none"]]


# -- lists -------------------------------------------------------------------------------------------------------


def test_a_file_holds_every_row_of_the_list_in_its_order_and_says_so(city, tmp_path):
    many_hazards(7)
    path = tmp_path / "hazards.xlsx"

    written = write(wish("hazards", {"sort": "found", "from": "2022-10-01"}), path)

    rows = sheet_rows(path)
    keys = list(Hazard.objects.order_by("-found_on", "-pk").values_list("pk", flat=True))
    assert [int(row[-1]) for row in rows[1:]] == keys
    assert written.rows == len(keys) >= 7
    digest = hashlib.sha256("".join(f"{key}\n" for key in keys).encode()).hexdigest()
    assert written.keys_digest == digest
    told = about(path)
    assert told["Rows"] == str(len(keys))
    assert told["Digest of the rows"] == digest
    assert told["Period"] == "2022-10-01 – …"
    assert told["Filter"] == "First day: 2022-10-01; Order: Found on"
    assert told["As of"].startswith("2022-10-24 12:00")
    assert told["Exported by"] == "tests"
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not [left for left in tmp_path.iterdir() if left != path]


def test_chunks_join_without_a_gap_in_every_order_and_in_a_search(city, tmp_path, monkeypatch):
    from anlan.search.indexing import catch_up

    many_hazards(23)
    catch_up()
    monkeypatch.setattr("anlan.listings.sheets.CHUNK", 5)
    expected = set(Hazard.objects.values_list("pk", flat=True))

    for query in (
        {}, {"sort": "found"}, {"sort": "-found"}, {"sort": "due", "state": "outstanding"},
        {"sort": "-due", "state": "outstanding"}, {"q": str(Hazard.objects.all()[0].description[:4])},
    ):  # fmt: skip
        found = [key for keys in SHEETS["hazards"].keys(SYSTEM, query) for key in keys]
        assert sorted(found) == sorted(set(found)), query
        assert set(found) == expected, query


def test_the_columns_are_named_in_the_language_of_the_asker(city, tmp_path):
    record_hazard()
    write(wish("hazards", form=Format.CSV), tmp_path / "en.csv")
    with translation.override("zh-hans"):
        write(wish("hazards", form=Format.CSV), tmp_path / "zh.csv")

    assert (tmp_path / "en.csv").read_text("utf-8-sig").startswith("Number,Hazard,State")
    assert (tmp_path / "zh.csv").read_text("utf-8-sig").startswith("编号,隐患,状态")


@pytest.mark.parametrize("code", sorted(SHEETS))
def test_every_list_can_be_taken_as_a_file_with_as_many_cells_as_columns(city, tmp_path, code):
    record_hazard()
    query = {"list": "around"} if code == "todo" else {}
    if code == "figure-changes":
        known = clock.now().isoformat()
        query = {"figure": "hazards.found", "to": "2022-10-24", "known_at": known, "since": known}
    if code in {figure.code for figure in REGISTRY}:
        query = {"from": "2022-01-01", "to": "2022-12-31"}

    written = write(wish(code, query, form=Format.CSV), tmp_path / "list.csv")

    rows = list(csv.reader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()))
    width = len(SHEETS[code].columns()) + 1
    assert {len(row) for row in rows[: written.rows + 1]} == {width}
    assert rows[written.rows + 1] == []


@pytest.mark.parametrize("code", ["hazards", "visits", "premises"])
def test_a_file_costs_as_many_statements_with_many_rows_as_with_few(
    city, tmp_path, code, django_assert_max_num_queries
):
    many_hazards(30)

    with django_assert_max_num_queries(14):
        write(wish(code, form=Format.CSV), tmp_path / "list.csv")


def test_a_file_holds_what_the_asker_sees_and_nothing_of_the_neighbour(city, tmp_path):
    for place in ("shop", "plant"):
        record_hazard(place)
    mine = set(Hazard.objects.within(actor("county1").scope).values_list("pk", flat=True))

    write(wish("hazards", by=actor("county1")), tmp_path / "mine.xlsx")

    assert {int(row[-1]) for row in sheet_rows(tmp_path / "mine.xlsx")[1:]} == mine
    assert mine != set(Hazard.objects.values_list("pk", flat=True))


def test_telephone_numbers_are_masked(city, tmp_path):
    Premises.objects.update(contact_phone="13812345678")

    write(wish("premises", form=Format.CSV), tmp_path / "list.csv")

    text = (tmp_path / "list.csv").read_text("utf-8-sig")
    assert "138****5678" in text
    assert "13812345678" not in text


def test_a_search_for_one_character_is_refused_because_it_would_not_be_whole(city, tmp_path):
    with pytest.raises(Invalid, match="would not be whole"):
        write(wish("hazards", {"q": "火"}), tmp_path / "list.xlsx")


# -- asking, waiting, fetching -----------------------------------------------------------------------------------


def test_what_is_asked_for_is_written_and_fetched_by_the_asker_alone(client, home):
    record_hazard()
    page = client.get("/hazards/?state=outstanding").content.decode()
    assert 'href="/lists/exports/new/hazards/?state=outstanding"' in page
    assert "Outstanding" in client.get("/lists/exports/new/hazards/?state=outstanding").content.decode()

    answer = ask(client, query="state=outstanding")
    export = Export.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("listings:export-progress", args=[export.pk])
    assert 'hx-trigger="every 2s"' in answer.content.decode()
    assert 'http-equiv="refresh"' in answer.content.decode()
    assert exporting.work() == 1

    export.refresh_from_db()
    assert (export.state, export.done) == (ExportState.DONE, 1)
    assert (
        "hx-trigger" not in client.get(reverse("listings:export-progress", args=[export.pk])).content.decode()
    )
    file = client.get(reverse("listings:export-file", args=[export.pk]))
    content = b"".join(file.streaming_content)
    assert file["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(content).hexdigest() == export.sha256
    for other in ("county2", "system1", "auditor1"):
        assert visitor(other).get(reverse("listings:export-file", args=[export.pk])).status_code == 404
        assert visitor(other).get(reverse("listings:export-progress", args=[export.pk])).status_code == 404


def test_the_form_sent_twice_asks_once(client, home):
    ask(client)
    ask(client)

    assert Export.objects.count() == 1


def test_five_exports_at_a_time_are_enough(client, home):
    for number in range(exporting.MOST_WAITING):
        ask(client, key=str(number))

    answer = ask(client, key="more")

    assert answer.status_code == 409
    assert "already have 5 exports in work" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "query", "status"),
    [
        ("hazards", "state=nonsense", 422),
        ("hazards", "q=火", 422),
        ("people", "", 403),
        ("nonsense", "", 404),
    ],
)
def test_what_cannot_be_exported_is_refused_with_a_reason(client, home, page, query, status):
    assert ask(client, page=page, query=query).status_code == status
    assert not Export.objects.exists()


def test_who_lost_the_post_cannot_fetch_what_was_written_in_its_right(client, home):
    record_hazard()
    ask(client)
    exporting.work()
    export = Export.objects.get()
    post = Post.objects.get(person__username="county1")
    smaller = post.area.children.first()
    assert smaller is not None

    Post.objects.filter(pk=post.pk).update(area=smaller)
    answer = client.get(reverse("listings:export-file", args=[export.pk]))
    assert answer.status_code == 403
    assert "no longer reach all" in answer.content.decode()

    Post.objects.filter(pk=post.pk).update(valid_to=NOON.date() - timedelta(days=1))
    assert client.get(reverse("listings:export-file", args=[export.pk])).status_code == 403


def test_a_right_that_went_before_the_writing_is_a_failure_with_its_reason(client, home):
    ask(client)
    Post.objects.filter(person__username="county1").update(valid_to=NOON.date() - timedelta(days=1))

    assert exporting.work() == 0
    export = Export.objects.get()
    assert export.state == ExportState.FAILED
    assert "no right to this page" in export.reason


def test_a_file_is_dropped_after_a_week_and_its_line_stays(client, home):
    ask(client)
    exporting.work()
    export = Export.objects.get()
    path = exporting.path_of(export)
    assert path.is_file()

    assert exporting.drop_expired(NOON + timedelta(days=6)) == 0
    assert exporting.drop_expired(NOON + timedelta(days=7, minutes=1)) == 1
    assert not path.exists()
    assert client.get(reverse("listings:export-file", args=[export.pk])).status_code == 409
    assert "Removed" in client.get(reverse("listings:exports")).content.decode()
    assert exporting.drop_expired(NOON + timedelta(days=8)) == 0


def test_an_own_export_can_be_given_up_and_its_file_removed(client, home):
    ask(client)
    export = Export.objects.get()
    assert visitor("county2").post(reverse("listings:export-drop", args=[export.pk])).status_code == 404

    client.post(reverse("listings:export-drop", args=[export.pk]))
    assert exporting.work() == 0
    export.refresh_from_db()
    assert (export.state, export.reason) == (ExportState.FAILED, "Given up by the asker.")


def test_the_page_of_my_exports_is_empty_at_first(client):
    assert "No export yet" in client.get(reverse("listings:exports")).content.decode()


def test_what_killed_processes_left_is_swept_and_what_is_kept_stays(client, home):
    ask(client)
    exporting.work()
    (exporting.folder() / ".writing-x").mkdir()
    (exporting.folder() / "99-1.xlsx").touch()

    assert exporting.sweep(older_than=time.time() - 60) == 0
    exporting.sweep(older_than=time.time() + 60)
    assert [path.name for path in exporting.folder().iterdir()] == [
        exporting.path_of(Export.objects.get()).name
    ]
