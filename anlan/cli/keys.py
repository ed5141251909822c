"""The key of the tip-offs in a backup: never in clear, only under a passphrase that is kept apart (ADR 0067).

What is sealed is salt (16 bytes) ‖ nonce (12) ‖ AES-256-GCM of the key file; the key of that is scrypt of the
passphrase with N = 2^15, r = 8, p = 1. The manifest holds a fingerprint, so that a restore can tell whether the key is
here.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid
from anlan.tipoffs import sealing

MEMBER = f"{sealing.NAME}.sealed"
LEAST = 12
_SALT, _NONCE = 16, 12


def fingerprint() -> str:
    """Return what tells the key of this installation from others, or nothing where there is none yet."""
    path = sealing.key_path()
    if not path.exists():
        return ""
    return hashlib.sha256(b"anlan.tipoffs.fingerprint" + path.read_bytes().strip()).hexdigest()[:16]


def passphrase(file: Path | None) -> bytes:
    """Return the first line of a file. Raises Invalid where it is not there or too short."""
    if file is None:
        return b""
    try:
        line = file.read_text("utf-8").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        line = ""
    if len(line) < LEAST:
        raise Invalid(
            "backup.passphrase",
            _("The first line of %(file)s is to be a passphrase of %(least)s characters at least.")
            % {"file": file, "least": LEAST},
            field="with_key",
        )
    return line.encode()


def sealed(phrase: bytes) -> bytes:
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_derived(phrase, salt)).encrypt(nonce, sealing.key_path().read_bytes(), None)


def opened(data: bytes, phrase: bytes) -> bytes:
    """Return the key file. Raises Invalid for another passphrase."""
    salt, nonce, rest = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    try:
        return AESGCM(_derived(phrase, salt)).decrypt(nonce, rest, None)
    except (InvalidTag, ValueError):
        raise Invalid(
            "backup.passphrase",
            _("The key of the tip-offs in this backup was sealed with another passphrase."),
            field="with_key",
        ) from None


def put_back(key: bytes) -> None:
    """Write the key into the data folder, readable by its owner only; another that lies there is set aside."""
    path = sealing.key_path()
    if path.exists() and path.read_bytes() != key:
        path.replace(path.with_name(f"{path.name}.before-restore"))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)


def _derived(phrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(phrase)
