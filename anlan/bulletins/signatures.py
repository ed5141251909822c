"""A detached signature over an issue's archived PDF, made outside of this system with the signer's own key.

CMS signatures (PKCS #7, `.p7s`, as the certificates of Chinese authorities make them) are checked by the machine's
OpenSSL when they are attached. One that was made over another file is refused; of a certificate that no authority of
`ANLAN_TRUST_FILE` issued the page says so. Other kinds are kept as they came, and shown as not verified.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.bulletins.models import Issue, Signature, Verdict
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import Taken

MOST_BYTES = 64_000
SECONDS = 20
_OTHER_FILE = re.compile(
    r"digest failure|verification failure|signature failure|bad signature", re.IGNORECASE
)
_NAME = re.compile(r"[^\w .()（）-]")


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """An uploaded signature, with what the check of it found."""

    name: str
    content: bytes
    verdict: Verdict = Verdict.UNCHECKED
    signer: str = ""
    note: str = ""

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
    return SignatureFile(_NAME.sub("_", name)[-120:], content)


def checked(file: SignatureFile, document: bytes) -> SignatureFile:
    """Return a signature with whether it was made over a document, and by whom. Raises Invalid if over another."""
    form = _form_of(file.content)
    if form is None:
        return replace(file, note=_("Only CMS signatures (PKCS #7, .p7s) are verified here."))
    openssl = which("openssl")
    if openssl is None:
        return replace(file, note=_("This machine has no OpenSSL to verify it with."))
    with TemporaryDirectory(prefix="anlan-signature-") as folder:
        place = Path(folder)
        (place / "signature").write_bytes(file.content)
        (place / "document").write_bytes(document)
        base = [openssl, "cms", "-verify", "-binary", "-inform", form, "-in", "signature", "-content", "document",
                "-out", "out", "-purpose", "any"]  # fmt: skip
        made = _run([*base, "-noverify", "-signer", "signer.pem"], place)
        if made is None or (made.returncode and not _OTHER_FILE.search(made.stderr)):
            return replace(file, note=_("It cannot be read as a CMS signature."))
        if made.returncode:
            raise Invalid(
                "bulletin.signature_other",
                _(
                    "This signature was made over another file. Sign the archived PDF (its original) exactly as it is "
                    "downloaded: SHA-256 %(digest)s."
                )
                % {"digest": hashlib.sha256(document).hexdigest()},
                field="file",
            )
        signer = _signer(openssl, place)
        trust = settings.TRUST_FILE
        if trust is None:
            return replace(
                file, verdict=Verdict.MATCHES, signer=signer, note=_("No trusted authority is set up.")
            )
        alone = ("-no-CApath", "-no-CAstore")  # what else the machine trusts does not count
        chain = _run([*base, "-CAfile", str(trust), *alone], place)
        if chain is not None and chain.returncode == 0:
            return replace(file, verdict=Verdict.TRUSTED, signer=signer)
        return replace(
            file,
            verdict=Verdict.MATCHES,
            signer=signer,
            note=_("No trusted authority stands behind its certificate."),
        )


def _form_of(content: bytes) -> str | None:
    """Return how a CMS signature is written; None for anything else (OpenPGP, SSH, raw bytes)."""
    if content.lstrip().startswith((b"-----BEGIN CMS-----", b"-----BEGIN PKCS7-----")):
        return "PEM"
    return "DER" if content[:1] == b"\x30" else None


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


def _signer(openssl: str, folder: Path) -> str:
    """Return whom the certificate of a signature names."""
    command = [
        openssl,
        "x509",
        "-in",
        "signer.pem",
        "-noout",
        "-subject",
        "-nameopt",
        "RFC2253,utf8,-esc_msb",
    ]
    told = _run(command, folder)
    return told.stdout.strip().removeprefix("subject=").strip()[:200] if told and told.returncode == 0 else ""


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
        verdict=file.verdict,
        signer=file.signer,
        note=file.note,
    )


def not_attached_yet(case: Issue, taken: Taken) -> Decision:
    digest = taken.input["signature"].digest_text
    if Signature.objects.filter(signed=case.id, sha256=digest).exists():
        return denied(_("This very signature is attached already"), code="bulletin.signature_twice")
    return ALLOWED
