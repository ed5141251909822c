"""The installation's own authority, and the certificates by which phones reach the server."""

from __future__ import annotations

import argparse

import pytest
from cryptography import x509

from anlan.cli import tls
from anlan.cli.serve import tls_of
from anlan.field import authority
from anlan.kernel.errors import Invalid


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def made(*names: str, anew: bool = False) -> argparse.Namespace:
    options = argparse.Namespace(name=list(names), port=8000, qr=None, new_authority=anew)
    assert tls.cert(options) == 0
    folder = authority.folder()
    return argparse.Namespace(cert=folder / "server.crt", key=folder / "server.key")


def test_one_authority_vouches_for_each_certificate_and_its_keys_are_for_the_owner_alone(capsys):
    served = tls_of(made("192.168.1.10", "anlan.lan"))
    first = authority.path().read_bytes()
    again = tls_of(made("192.168.1.11"))

    assert served is not None
    assert again is not None
    assert served.names == ("anlan.lan", "localhost", "192.168.1.10", "127.0.0.1")
    assert authority.path().read_bytes() == first
    root = x509.load_pem_x509_certificate(first)
    x509.load_pem_x509_certificate(again.cert.read_bytes()).verify_directly_issued_by(root)
    assert {path.stat().st_mode & 0o777 for path in authority.folder().glob("*.key")} == {0o600}
    assert "https://192.168.1.11:8000/field/authority.crt" in capsys.readouterr().out


def test_the_authority_vouches_for_no_site_of_others_and_a_name_must_be_one():
    made("192.168.1.10")

    for name, code in (("example.com", "tls.outside"), ("8.8.8.8", "tls.outside"), ("a b", "tls.name")):
        with pytest.raises(Invalid) as refused:
            made(name)
        assert refused.value.code == code
    assert tls_of(made("example.com", anew=True)) is not None


def test_what_does_not_fit_together_is_refused_before_anything_is_served(tmp_path):
    one = made("192.168.1.10")
    old = tmp_path / "old.key"
    old.write_bytes(one.key.read_bytes())
    made("192.168.1.10")
    (tmp_path / "none").write_text("nothing")

    for cert, key, code in (
        (one.cert, None, "tls.both"),
        (one.cert, old, "tls.pair"),
        (one.cert, tmp_path / "none", "tls.key"),
        (tmp_path / "none", one.key, "tls.cert"),
    ):
        with pytest.raises(Invalid) as refused:
            tls_of(argparse.Namespace(cert=cert, key=key))
        assert refused.value.code == code
