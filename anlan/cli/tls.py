"""`anlan cert`: an authority of this installation's own, and certificates for the names by which phones reach it.

A phone keeps records offline only in a secure context, and on the local network no public authority vouches for a
server. The authority may vouch for private addresses and the names of its first day alone, so that a stolen key
fools no phone about any other site. All days here are real: a demo's clock does not reach certificates.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext as _

from anlan.cli.session import say
from anlan.field import authority
from anlan.kernel import clock
from anlan.kernel.errors import Invalid

AUTHORITY_DAYS, SERVER_DAYS = 3_650, 397
"""Phones refuse a server's certificate that lasts longer than 398 days."""
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "100.64.0.0/10",
    "fc00::/7",
    "::1/128",
)
Key = ec.EllipticCurvePrivateKey


def cert(options: argparse.Namespace) -> int:
    """Make the authority where there is none, and a certificate for the names; print how a phone installs it."""
    names = [*dict.fromkeys([*(_read(name) for name in options.name), *_read_all("localhost", "127.0.0.1")])]
    folder = authority.folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, key = _authority(names, anew=options.new_authority)
    paths = folder / "server.crt", folder / "server.key"
    _issue(names, made, key, *paths)
    shown = names[0].value
    address = f"https://{f'[{shown}]' if ':' in str(shown) else shown}:{options.port}/field/authority.crt"
    say(_("The certificate holds for %(names)s, until %(day)s.") % {
        "names": ", ".join(str(name.value) for name in names),
        "day": (clock.real_now() + timedelta(days=SERVER_DAYS)).astimezone(clock.SHANGHAI).date().isoformat(),
    })  # fmt: skip
    say(_("Serve with it:"))
    say(f"  anlan serve --host 0.0.0.0 --port {options.port} --cert {paths[0]} --key {paths[1]}")
    say(_("On each phone, once: open this address, install the certificate and trust it."))
    say(f"  {address}")
    segno.make(address).terminal(out=sys.stdout, compact=True)
    if options.qr:
        segno.make(address).save(str(options.qr), scale=6)
    return 0


def names_of(path: Path) -> list[str]:
    """Return the names that a certificate holds for. Raises Invalid where the file is none."""
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        held = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        raise Invalid(
            "tls.cert",
            _("%(file)s is no certificate with the names of a server. “anlan cert” makes one.")
            % {"file": path},
            field="cert",
        ) from None
    addresses = [str(one) for one in held.get_values_for_type(x509.IPAddress)]
    return [*held.get_values_for_type(x509.DNSName), *(f"[{a}]" if ":" in a else a for a in addresses)]


def check_pair(cert_path: Path, key_path: Path) -> list[str]:
    """Return the names of a certificate whose key this is. Raises Invalid, in words, for whatever does not fit."""
    names = names_of(cert_path)
    try:
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise Invalid(
            "tls.key", _("%(file)s is no private key without a passphrase.") % {"file": key_path}, field="key"
        ) from None
    found = x509.load_pem_x509_certificate(cert_path.read_bytes())
    if found.public_key() != key.public_key():
        raise Invalid("tls.pair", _("The key does not belong to the certificate."), field="key")
    if found.not_valid_after_utc <= clock.real_now():
        raise Invalid(
            "tls.over", _("The certificate has run out: make a new one with “anlan cert”."), field="cert"
        )
    return names


def _read(name: str) -> x509.GeneralName:
    text = name.strip().strip("[]").lower()
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        pass
    if not text.isascii() or not all(part and len(part) < 64 and part.replace("-", "").isalnum()
                                     for part in text.split(".")):  # fmt: skip
        raise Invalid(
            "tls.name",
            _("“%(name)s” is neither a host name nor an address. Write it like 192.168.1.10 or anlan.lan.")
            % {"name": name[:60]},
            field="name",
        )
    return x509.DNSName(text)


def _read_all(*names: str) -> list[x509.GeneralName]:
    return [_read(name) for name in names]


def _authority(names: list[x509.GeneralName], *, anew: bool) -> tuple[x509.Certificate, Key]:
    """Return the authority; made where there is none. Raises Invalid where it may not vouch for a name."""
    path, key_path = authority.path(), authority.path().with_suffix(".key")
    if path.exists() and not anew:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
    else:
        found, key = _new_authority(names)
        _write(key_path, _pem_of(key), 0o600)
        _write(path, found.public_bytes(serialization.Encoding.PEM), 0o644)
    allowed = found.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    for name in names:
        if not any(_covers(one, name) for one in allowed):
            raise Invalid(
                "tls.outside",
                _("The authority may not vouch for %(name)s: it holds for private addresses and its first names. "
                  "--new-authority makes another, which each phone then installs.") % {"name": name.value},
                field="name",
            )  # fmt: skip
    return found, key


def _covers(allowed: x509.GeneralName, name: x509.GeneralName) -> bool:
    if isinstance(allowed, x509.DNSName) and isinstance(name, x509.DNSName):
        return name.value == allowed.value or name.value.endswith(f".{allowed.value}")
    if isinstance(allowed, x509.IPAddress) and isinstance(name, x509.IPAddress):
        return name.value in allowed.value  # type: ignore[operator]
    return False


def _new_authority(names: list[x509.GeneralName]) -> tuple[x509.Certificate, Key]:
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.real_now()
    permitted: list[x509.GeneralName] = [x509.IPAddress(ip_network(net)) for net in PRIVATE]
    for name in names:
        if isinstance(name, x509.DNSName):
            permitted.append(name)
        elif isinstance(name, x509.IPAddress) and not any(_covers(one, name) for one in permitted):
            permitted.append(x509.IPAddress(ip_network(str(name.value))))
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"anlan {os.uname().nodename}"[:60])])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made, key


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _issue(
    names: list[x509.GeneralName], by: x509.Certificate, by_key: Key, cert_path: Path, key_path: Path
) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.real_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(names[0].value)[:60])]))
        .issuer_name(by.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=SERVER_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
        .sign(by_key, hashes.SHA256())
    )
    _write(key_path, _pem_of(key), 0o600)
    _write(cert_path, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _pem_of(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Put a file in its place whole, never readable by others for a moment."""
    beside = path.with_suffix(f"{path.suffix}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    beside.replace(path)
