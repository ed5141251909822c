"""Who informed, sealed: AES-256-GCM with a key that lies in the data folder, never in the database or its backups.

Whoever has the database alone reads nothing; whoever has the key alone neither. The key also makes the keyed digests by
which a receipt is recognised and by which the journal proves words without holding them
([0067](docs/adr/0067-the-informant-is-sealed.md)).
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused

NAME = "tip-offs.key"
_FORM = "v1."


def key_path() -> Path:
    return Path(settings.HOME) / NAME


def key() -> bytes:
    """Return the key, made at the first use, readable by its owner only."""
    return _read(str(key_path()))


@lru_cache(maxsize=4)
def _read(path: str) -> bytes:
    if not Path(path).exists() and _is_missed():
        raise Refused(
            "tip.key_missing",
            _(
                "The key of the tip-offs (%(name)s) is missing from the data folder. Put it back; a new one would "
                "never open what was sealed before."
            )
            % {"name": NAME},
        )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return base64.urlsafe_b64decode(Path(path).read_text("ascii").strip())
    made = secrets.token_bytes(32)
    with os.fdopen(handle, "w") as file:
        file.write(base64.urlsafe_b64encode(made).decode())
    return made


def _is_missed() -> bool:
    """Tell whether tip-offs were sealed here already: then a key was here."""
    return bool(apps.get_model("tipoffs", "TipOff").objects.exists())


def seal(text: str, *, of: str) -> str:
    """Return a text sealed; `of` binds it to its row: the receipt's digest. Nothing is sealed as nothing."""
    return _sealed(text, os.urandom(12), of) if text else ""


def seal_steadily(text: str, *, of: str) -> str:
    """Return a text sealed so that the same text of the same row is the same seal: rows of ledgers are compared.

    The nonce is a keyed digest of both, so it comes twice only for the same words of the same row.
    """
    nonce = hmac.new(_part(b"nonce"), f"{of}\0{text}".encode(), sha256).digest()[:12]
    return _sealed(text, nonce, of) if text else ""


def _sealed(text: str, nonce: bytes, of: str) -> str:
    whole = nonce + AESGCM(_part(b"seal")).encrypt(nonce, text.encode(), of.encode())
    return _FORM + base64.urlsafe_b64encode(whole).decode()


def is_seal(text: str) -> bool:
    return text.startswith(_FORM) and len(text) > len(_FORM) + 36


def unseal(sealed: str, *, of: str) -> str:
    """Return what was sealed. Raises Refused where the key is not the one with which it was written."""
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(_FORM))
        return AESGCM(_part(b"seal")).decrypt(raw[:12], raw[12:], of.encode()).decode()
    except (InvalidTag, ValueError):
        raise Refused(
            "tip.key",
            _(
                "This identity was sealed with another key than the one in the data folder (%(name)s). Put the key of "
                "that time back; nothing else opens it."
            )
            % {"name": NAME},
        ) from None


def mark(words: str) -> str:
    """Return a keyed digest of words: proof of them for who has the words and the key, nothing for anybody else."""
    return hmac.new(_part(b"mark"), words.encode(), sha256).hexdigest()


def receipts() -> bytes:
    """Return the secret of the receipt codes."""
    return _part(b"receipt")


def _part(purpose: bytes) -> bytes:
    return hmac.new(key(), b"anlan.tipoffs." + purpose, sha256).digest()
