"""Exports, notices and the rest of a clerk's desk through the API."""

from __future__ import annotations

import io

import openpyxl
import pytest

from anlan.api.tests.callers import caller
from anlan.imports.tests.sheets_of import brought, workbook
from anlan.inspections.models import Visit
from anlan.listings import exporting
from anlan.notifications.models import Notice
from anlan.testing import actor, assigned_hazard, found_hazard


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def test_a_list_is_asked_for_written_and_fetched(city):
    found_hazard()
    county = caller("county1")

    asked = county.post("/exports", {"list": "hazards", "format": "csv"}, key="export-key-1")
    assert (county.status, asked["state"]) == (200, "queued")
    assert (
        county.post("/exports", {"list": "hazards", "format": "csv"}, key="export-key-1")["id"] == asked["id"]
    )
    other = county.post("/exports", {"list": "visits", "format": "csv"}, key="export-key-1")
    assert (county.status, other["code"]) == (422, "key.reused")
    assert exporting.work() == 1

    done = county.get(f"/exports/{asked['id']}")
    assert (done["state"], done["done"]) == ("done", 1)
    county.client.raise_request_exception = True
    whole = county.client.get(f"/api/v1/exports/{asked['id']}/file", headers=county.headers)
    assert whole["Content-Type"] == "text/csv"
    assert len(whole.getvalue()) == done["size"]
    assert county.post(f"/exports/{asked['id']}/drop")["id"] == asked["id"]
    assert county.get(f"/exports/{asked['id']}/file")["code"] == "export.no_file"


def test_a_strangers_export_is_not_there(city):
    asked = caller("county1").post("/exports", {"list": "hazards"})

    other = caller("county2")

    assert other.get(f"/exports/{asked['id']}")["code"] == "export.unknown"
    assert other.status == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"list": "secrets"}, 404, "list.unknown"),
        ({"list": "people"}, 403, "page.denied"),
        ({"list": "hazards", "query": {"state": "x"}}, 422, "parameter.choice"),
        ({"list": "hazards", "format": "pdf"}, 422, "body.type"),
    ],
)
def test_an_export_is_refused_as_on_its_page(city, body, status, code):
    county = caller("county1")

    told = county.post("/exports", body)

    assert (county.status, told["code"]) == (status, code)


def test_a_register_is_exported_on_its_page_only(city):
    auditor = caller("auditor1")

    assert auditor.post("/exports", {"list": "journal"})["code"] == "export.register"
    assert auditor.status == 403


def test_notices_are_read_and_marked(city):
    assigned_hazard()
    Notice.objects.update(delivered_at="2022-10-24T00:00:00Z")
    business = caller("business1")

    rows = business.get("/notices", state="unread")["rows"]
    assert rows
    assert business.post("/notices/read", {"newest": rows[0]["id"]})["marked"] == len(rows)
    assert business.get("/notices", state="unread")["rows"] == []


def test_columns_of_a_foreign_ledger_are_named_and_faults_fetched(city, tmp_path):
    rows = [["shop", "2022-03-05", "dept1"], ["月球", "2022-03-05", "dept1"]]
    batch = brought(
        workbook(tmp_path / "a.xlsx", ["去了哪家", "哪天", "谁去的"], *rows), "visits", by=actor("county1")
    )
    county = caller("county1")

    told = county.post(
        f"/ledgers/{batch.pk}/columns",
        {"columns": {"被检查单位": "去了哪家", "检查时间": "B", "officer": "谁去的"}},
    )
    assert (county.status, told["wanting"]) == (200, [])
    county.post(f"/ledgers/{batch.pk}/acts", {"act": "take"})
    from anlan.imports.running import go_on

    go_on(batch.pk)

    assert Visit.objects.count() == 1
    book = openpyxl.load_workbook(io.BytesIO(county.get(f"/ledgers/{batch.pk}/corrections")))
    assert book.active["A2"].value == "月球"
    assert county.post(f"/ledgers/{batch.pk}/columns", {"columns": {}})["code"] == "import.busy"


def test_a_template_is_fetched_by_who_may_bring_it(city):
    county = caller("county1")

    assert openpyxl.load_workbook(io.BytesIO(county.get("/ledgers/kinds/visits/template"))).active["A1"].value
    assert county.get("/ledgers/kinds/people/template")["code"] == "import.kind"
