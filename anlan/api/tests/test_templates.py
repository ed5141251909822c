"""An office's template through the API: uploaded, chosen, replaced, read; a refusal names the place."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.api.tests.callers import token_of
from anlan.bulletins.models import Template
from anlan.documents.templates.tests.making import document
from anlan.testing.issues import signed_issue, the_series

PATH = "/api/v1/bulletin-templates"
OWN = document("{{ number }}", "{{ body }}")


def headers(username: str = "editor1") -> dict[str, str]:
    return {"authorization": f"Bearer {token_of(username)}", "accept-language": "en"}


def sent(content: bytes = OWN) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("own.docx", content)}


@pytest.fixture
def client(city) -> Client:
    return Client()


def test_a_template_is_uploaded_chosen_replaced_and_read(client):
    head, run = headers(), the_series()
    made = client.post(PATH, {"name": "红头", **sent()}, headers={**head, "idempotency-key": "template-0001"})
    again = client.post(
        PATH, {"name": "红头", **sent()}, headers={**head, "idempotency-key": "template-0001"}
    )
    assert (made.status_code, again.status_code) == (200, 200)
    key = made.json()["case"]
    assert again.json()["case"] == key

    chosen = client.post(
        f"{PATH}/{key}/choose", {"input": {"series": run.pk}}, content_type="application/json", headers=head
    )
    replaced = client.post(f"{PATH}/{key}/versions", sent(document("new", "{{ body }}")), headers=head)
    assert (chosen.status_code, replaced.status_code) == (200, 200)

    told = client.get(f"{PATH}/{key}", headers=head).json()
    assert [one["number"] for one in told["versions"]] == [2, 1]
    assert told["versions"][1]["placeholders"] == ["{{ number }}", "{{ body }}"]
    assert told["series"] == [{"id": run.pk, "name": run.label}]
    assert client.get(f"{PATH}/{key}/file?version=1", headers=head).content == OWN
    assert client.get(f"{PATH}/{key}/file?version=7", headers=head).status_code == 404
    assert client.get(PATH, headers=head).json()["rows"][0]["id"] == key
    assert client.get(f"{PATH}/sample?language=en", headers=head).content[:2] == b"PK"


def test_the_file_of_a_signed_issue_is_given_with_its_digest(client):
    head, run = headers(), the_series()
    key = client.post(PATH, {"name": "红头", **sent()}, headers=head).json()["case"]
    client.post(
        f"{PATH}/{key}/choose", {"input": {"series": run.pk}}, content_type="application/json", headers=head
    )
    issue = signed_issue()

    told = client.get(f"/api/v1/bulletins/{issue.pk}", headers=head).json()
    file = client.get(f"/api/v1/bulletins/{issue.pk}/file?format=own", headers=head)

    assert set(told["files"]) == {"pdf", "docx", "html", "txt", "own"}
    assert file.content[:2] == b"PK"
    assert "own.docx" in file["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document("{% for i in range(10**9) %}", "{{ body }}"), "template.command"),
        (document("{{ cycler.__init__.__globals__ }}", "{{ body }}"), "template.unknown"),
        (b"%PDF-1.7", "template.broken"),
    ],
    ids=["loop", "walk", "pdf"],
)
def test_a_refusal_has_its_code_and_place_and_keeps_nothing(client, content, code):
    got = client.post(PATH, {"name": "红头", **sent(content)}, headers=headers())

    assert got.status_code == 422
    assert code in got.content.decode()
    assert not Template.objects.exists()


def test_whoever_makes_no_bulletins_is_refused(client):
    assert client.get(PATH, headers=headers("county1")).status_code == 403
    assert client.post(PATH, {"name": "x", **sent()}, headers=headers("reviewer1")).status_code == 403
