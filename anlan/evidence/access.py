"""Who may see a picture: whoever sees the case it was attached to. Domains say so when they are loaded."""

from __future__ import annotations

from collections.abc import Callable

from django.core import signing

from anlan.evidence.models import Attachment, File
from anlan.org.scope import Actor

VISIBLE: dict[str, Callable[[Actor, int], bool]] = {}
"""Kind of case → whether somebody sees one. A kind that is not here shows its pictures to nobody."""

_SALT = "anlan.evidence.own"
_OWN_SECONDS = 24 * 3600


def seen(actor: Actor, *, case_kind: str, case_id: int, file_id: int) -> File | None:
    """Return the picture if it hangs on that case and the actor sees the case; else None, and nothing tells why."""
    sees = VISIBLE.get(case_kind)
    if sees is None:
        return None
    attachment = (
        Attachment.objects.filter(case_kind=case_kind, case_id=case_id, file_id=file_id)
        .select_related("file")
        .order_by("pk")
        .first()
    )
    return attachment.file if attachment is not None and sees(actor, case_id) else None


def own_token(file: File, actor: Actor) -> str:
    """Return what lets this person, and nobody else, preview for a day a picture that hangs on no case yet."""
    return signing.dumps([file.pk, actor.person_id], salt=_SALT)


def own(actor: Actor, token: str) -> File | None:
    """Return the picture of a token that was given to this person."""
    try:
        file_id, person_id = signing.loads(token, salt=_SALT, max_age=_OWN_SECONDS)
    except signing.BadSignature:
        return None
    return File.objects.filter(pk=file_id).first() if person_id == actor.person_id else None
