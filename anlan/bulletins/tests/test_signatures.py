"""Detached signatures: verified with the machine's OpenSSL, shown as what they are, never over another file."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from django.test import Client

from anlan.bulletins.models import Signature, Signed
from anlan.testing import many_hazards, sign_in
from anlan.testing.issues import signed_issue

pytestmark = pytest.mark.skipif(which("openssl") is None, reason="needs OpenSSL, as the check itself does")
ENGLISH = {"accept-language": "en"}


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def signed_by(folder: Path, document: bytes, name: str = "signer", subject: str = "Li Qianfa") -> bytes:
    """Return a detached CMS signature over a document, with a certificate that signs itself."""
    openssl(
        folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
        "-days", "3650", "-subj", f"/CN={subject}/O=Anzhou Office", "-utf8",
    )  # fmt: skip
    (folder / "document").write_bytes(document)
    openssl(
        folder, "cms", "-sign", "-binary", "-in", "document", "-signer", f"{name}.pem", "-inkey", f"{name}.key",
        "-outform", "DER", "-out", "document.p7s",
    )  # fmt: skip
    return (folder / "document.p7s").read_bytes()


@pytest.fixture
def issue(city):
    many_hazards(2)
    return signed_issue()


def original(issue) -> bytes:
    return bytes(Signed.objects.get(pk=issue.pk).files.get(format="pdf").content)


def attached(issue, content: bytes, name: str = "49.p7s", by: str = "signer1"):
    file = BytesIO(content)
    file.name = name
    client = sign_in(Client(headers=ENGLISH), by)
    return client.post(f"/bulletins/{issue.pk}/step/attach/", {"file": file}, follow=True)


def test_a_signature_over_the_archived_pdf_is_verified_with_its_authority(issue, tmp_path, settings):
    content = signed_by(tmp_path, original(issue))
    settings.TRUST_FILE = tmp_path / "signer.pem"

    page = attached(issue, content).content.decode()

    kept = Signature.objects.get()
    assert (kept.verdict, kept.note) == ("trusted", "")
    assert "Li Qianfa" in kept.signer
    assert "by a certificate of a trusted authority" in page


def test_without_its_authority_it_is_said_that_nobody_vouches_for_the_certificate(issue, tmp_path, settings):
    content = signed_by(tmp_path, original(issue))
    attached(issue, content)
    assert Signature.objects.get().verdict == "matches"

    signed_by(tmp_path, b"x", name="another")
    settings.TRUST_FILE = tmp_path / "another.pem"
    again = attached(issue, content)

    assert again.status_code == 409
    assert "attached already" in again.content.decode()


def test_a_signature_over_another_file_is_refused_with_the_digest_of_the_right_one(issue, tmp_path):
    content = signed_by(tmp_path, original(issue) + b"\n")

    sent = attached(issue, content)

    assert sent.status_code == 422
    assert "made over another file" in sent.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"-----BEGIN PGP SIGNATURE-----\nabc\n", b"\x30\x82rubbish", b"anything"],
    ids=["pgp", "rubbish", "raw"],
)
def test_what_cannot_be_verified_is_kept_and_shown_as_such(issue, content):
    page = attached(issue, content, name="../签名<b>.sig").content.decode()

    kept = Signature.objects.get()
    assert kept.verdict == "unchecked"
    assert kept.note
    assert "<" not in kept.name
    assert "not verified here" in page


def test_only_a_signer_attaches_one(issue):
    assert attached(issue, b"anything", by="editor1").status_code == 403
    assert not Signature.objects.exists()


def test_an_authority_that_only_the_machine_trusts_vouches_for_nothing(
    issue, tmp_path, settings, monkeypatch
):
    content = signed_by(tmp_path, original(issue))
    (tmp_path / "machine").mkdir()
    (tmp_path / "machine" / "authority.pem").write_bytes((tmp_path / "signer.pem").read_bytes())
    openssl(tmp_path, "rehash", "machine")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "machine"))
    signed_by(tmp_path, b"x", name="another", subject="Another Authority")
    settings.TRUST_FILE = tmp_path / "another.pem"

    page = attached(issue, content).content.decode()

    assert Signature.objects.get().verdict == "matches"
    assert "No trusted authority stands behind its certificate" in page
