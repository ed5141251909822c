"""A detached signature over an issue's file, made outside of this system with the signer's own key, kept beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.bulletins.models import Issue, Signature
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import Taken

MOST_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """An uploaded signature."""

    name: str
    content: bytes

    @property
    def digest_text(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_file(name: str, content: bytes) -> SignatureFile:
    """Return an uploaded signature. Raises Invalid for what is empty or too large to be one."""
    if not 0 < len(content) <= MOST_BYTES:
        raise Invalid(
            "bulletin.signature_size",
            _("A detached signature has 1 to %(most)s bytes; this file has %(n)s.")
            % {"most": MOST_BYTES, "n": len(content)},
            field="file",
        )
    return SignatureFile(name[-120:], content)


def keep_signature(case: Issue, taken: Taken, seq: int) -> None:
    file = taken.input["signature"]
    Signature.objects.create(
        signed_id=case.id,
        seq=seq,
        by_id=taken.by.person_id,
        at=taken.at,
        name=file.name,
        sha256=file.digest_text,
        content=file.content,
    )
