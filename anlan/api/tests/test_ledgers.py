"""A ledger through the API: brought, tried, taken in, undone; the same rights and faults as on the page."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.api.tests.callers import ROOT, Caller, caller
from anlan.imports.models import Batch
from anlan.imports.running import go_on
from anlan.imports.tests.sheets_of import ledger
from anlan.inspections.models import Visit

VISIT = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}


def bring(by: Caller, path, kind: str = "visits"):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    data = {"kind": kind, "sender": "县局", "file": file}
    return by._told(by.client.post(f"{ROOT}/ledgers", data, headers=by.headers))


def test_a_ledger_goes_its_whole_way(city, tmp_path):
    county = caller("county1")
    path = ledger(tmp_path / "v.xlsx", "visits", VISIT, VISIT | {"premises": "nowhere"})

    told = bring(county, path)
    assert (county.status, told["state"], told["counts"]["rows"]) == (200, "received", 2)
    assert bring(county, path)["id"] == told["id"]

    told = county.post(f"/ledgers/{told['id']}/acts", {"act": "try"})
    assert told["work"]["state"] == "queued"
    go_on(told["id"])
    told = county.get(f"/ledgers/{told['id']}")
    assert (told["counts"]["sound"], told["counts"]["faulty"]) == (1, 1)
    assert told["rows"][0]["row"] == 3
    assert told["rows"][0]["faults"][0]["code"] == "reference.unknown"
    assert not Visit.objects.exists()

    county.post(f"/ledgers/{told['id']}/acts", {"act": "take"})
    again = county.post(f"/ledgers/{told['id']}/acts", {"act": "take"})
    assert (county.status, again["code"]) == (409, "import.busy")
    go_on(told["id"])
    assert Visit.objects.count() == 1
    county.post(f"/ledgers/{told['id']}/acts", {"act": "undo"})
    go_on(told["id"])
    assert county.get(f"/ledgers/{told['id']}")["state"] == "undone"
    assert [row["id"] for row in county.get("/ledgers")["rows"]] == [told["id"]]


def test_a_strangers_ledger_is_not_there(city, tmp_path):
    told = bring(caller("county1"), ledger(tmp_path / "v.xlsx", "visits", VISIT))

    other = caller("county2")
    other.get(f"/ledgers/{told['id']}")
    assert other.status == 404
    other.post(f"/ledgers/{told['id']}/acts", {"act": "take"})
    assert other.status == 404
    nobody = caller("business1")
    nobody.get("/ledgers/kinds")
    assert nobody.status == 403


def test_a_bad_file_is_refused_by_code(city, tmp_path):
    county = caller("county1")
    path = tmp_path / "a.xlsm"
    path.write_bytes(b"PK\x03\x04")

    told = bring(county, path)

    assert (county.status, told["code"], told["field"]) == (422, "file.macros", "file")
    told = bring(county, ledger(tmp_path / "v.xlsx", "visits", VISIT), "no-such-kind")
    assert (county.status, told["code"]) == (404, "import.kind_unknown")
    assert not Batch.objects.exists()


def test_the_kinds_tell_their_columns(city):
    kinds = {kind["code"]: kind for kind in caller("office1").get("/ledgers/kinds")["kinds"]}

    assert {"visits", "hazards"} <= set(kinds)
    assert [column["name"] for column in kinds["visits"]["columns"] if column["required"]] == [
        "premises",
        "visited_at",
        "officer",
    ]
