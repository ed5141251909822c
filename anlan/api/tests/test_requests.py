"""What a request may look like: bodies of wrong type and size, addresses and methods that are not there."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anlan.api.openapi import document, text
from anlan.api.tests.callers import Caller, caller
from anlan.api.views import FORM
from anlan.testing import found_hazard, written


@pytest.fixture
def assign(city):
    """Return a function that sends a body to the assignment of a hazard and gives (status, answer)."""
    hazard, dept = found_hazard(), caller("dept1")

    def send(raw: bytes, **headers: str):
        told = dept.post(f"/hazards/{hazard.pk}/assign", raw=raw, **headers)
        return dept.status, told

    return send


@pytest.mark.parametrize(
    "raw",
    [
        b" ",
        b"{",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"input": NaN}',
        b'{"input": ' + b"9" * 5000 + b"}",
    ],
    ids=["nothing", "half", "words", "bytes", "deep", "nan", "thousands of digits"],
)
def test_a_body_that_is_no_json_is_refused(assign, raw):
    before = written()

    status, told = assign(raw)

    assert (status, told["code"]) == (422, "body.unreadable")
    assert written() == before


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800", "\\u0007"])
def test_a_character_that_no_engine_stores_is_refused(assign, sign):
    for raw in (f'{{"input": {{"requirement": "a{sign}b"}}}}', f'{{"input": {{"a{sign}": 1}}}}'):
        status, told = assign(raw.encode())

        assert (status, told["code"]) == (422, "body.character")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "body.required", "input"),
        ({"input": []}, "body.type", "input"),
        ({"input": {}, "colour": "red"}, "body.unknown", "colour"),
        ({"input": {}, "revision": "2"}, "body.type", "revision"),
        ({"input": {}, "revision": -1}, "body.range", "revision"),
        ({"input": {}, "revision": 2**31}, "body.range", "revision"),
        ({"input": {}, "at": 5}, "input.moment", "at"),
        ({"input": {"due_at": {"a": 1}}}, "input.moment", "due_at"),
        ({"input": {"due_at": "9999-12-31T23:59:59+00:00"}}, "input.range", "due_at"),
        ([], "body.type", "body"),
        ("assign it", "body.type", "body"),
        (None, "body.type", "body"),
    ],
)
def test_an_envelope_of_the_wrong_shape_names_its_field(assign, body, code, field):
    status, told = assign(json.dumps(body).encode())

    assert (status, told["code"], told["field"]) == (422, code, field)


def test_a_body_of_another_media_type_is_refused(assign):
    status, told = assign(b"due_at=2022", content_type="application/x-www-form-urlencoded")

    assert (status, told["code"]) == (415, "body.media_type")


def test_a_body_that_is_too_large_is_refused(assign, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    status, told = assign(b'{"input": "' + b"x" * 2000 + b'"}')

    assert (status, told["code"]) == (413, "body.large")


@pytest.mark.parametrize("key", ["short", "x" * 81, "key with spaces", "schlüssel-1"])
def test_a_key_of_another_form_is_refused(assign, key):
    status, told = assign(b'{"input": {"due_at": "2022-10-31T18:00"}}', **{"idempotency-key": key})

    assert (status, told["code"], told["field"]) == (422, "key.length", "key")


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 30])
def test_a_number_out_of_range_is_refused(city, number):
    dept = caller("dept1")

    told = dept.get(f"/hazards/{number}")

    assert (dept.status, told["field"]) == (422, "id")


def test_an_address_that_is_not_there_answers_as_every_refusal(city):
    nobody = Caller()

    for path in ("/dragons", "/hazards/", "/hazards/x", "/"):
        assert nobody.get(path)["code"] == "address.unknown"
        assert nobody.status == 404


def test_another_method_is_refused_with_those_that_are_taken(city):
    dept = caller("dept1")

    response = dept.client.delete("/api/v1/hazards", headers=dept.headers)

    assert (response.status_code, response["Allow"]) == (405, "GET")
    assert json.loads(response.content)["code"] == "method.unknown"


def test_no_cookie_is_looked_at_and_none_is_set(city):
    dept = caller("dept1")
    dept.client.cookies["sessionid"] = "x" * 32

    dept.get("/me")

    assert dept.status == 200
    assert not dept.response.cookies
    assert dept.response["Cache-Control"] == "no-store"


def test_a_photograph_goes_in_and_into_a_step(city, settings, tmp_path):
    settings.HOME = tmp_path
    hazard = found_hazard()
    dept, shop = caller("dept1"), caller("business1")
    dept.step(f"/hazards/{hazard.pk}/assign", due_at="2022-10-31T18:00:00+08:00")
    content = io.BytesIO()
    Image.new("RGB", (320, 240), "green").save(content, "JPEG")

    sent = shop.client.post(
        "/api/v1/photographs",
        {"photo": SimpleUploadedFile("door.jpg", content.getvalue(), "image/jpeg")},
        headers=shop.headers,
    )
    digest = json.loads(sent.content)["sha256"]
    shop.step(f"/hazards/{hazard.pk}/claim", rectification="The door was cleared", after=[digest])

    assert sent.status_code == shop.status == 200
    assert [one["role"] for one in shop.get(f"/hazards/{hazard.pk}")["photographs"]] == ["after"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "evidence.missing"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "evidence"),
    ],
    ids=["nothing", "no picture"],
)
def test_what_is_no_photograph_is_refused(city, settings, tmp_path, data, code):
    settings.HOME = tmp_path
    shop = caller("business1")

    sent = shop.client.post("/api/v1/photographs", data, headers=shop.headers)

    assert sent.status_code == 422
    assert json.loads(sent.content)["code"].startswith(code)


def test_a_broken_upload_is_refused(city):
    shop = caller("business1")
    kinds = (
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
        "multipart/form-data; boundary=b",
    )

    for kind in kinds:
        told = shop.post("/photographs", raw=b"--b\r\nnonsense", content_type=kind)
        assert shop.status == 422
        assert told["code"] in ("body.unreadable", "evidence.missing")


def test_the_document_is_the_committed_one():
    from pathlib import Path

    kept = Path(__file__).resolve().parents[3] / "docs" / "reference" / "openapi.json"

    is_fresh = kept.read_text("utf-8") == text()  # apart: pytest would tell 90,000 lines of difference
    assert is_fresh, "run `make docs`, and read what changes for those who call the API"


def test_the_document_is_for_anybody(city):
    nobody = Caller()

    told = nobody.get("/openapi.json")

    assert nobody.status == 200
    assert told["openapi"] == "3.1.0"


def test_every_operation_has_words_and_an_example():
    for path in document()["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["responses"]["200"]["content"]
            for body in operation.get("requestBody", {}).get("content", {}).values():
                assert "example" in body or body["schema"]["properties"].keys() <= FORM.keys()
