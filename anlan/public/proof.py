"""A slow token: a form that a stranger sends must have been opened a while before, here, and is sent once.

It holds the key of the act. So a double click, or the same request again, is answered with the first outcome by the
door, and a programme that floods the form must wait for each token as a person does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid
from anlan.kernel.identity import uuid7

LEAST = timedelta(seconds=3)
LONGEST = timedelta(hours=12)
_SALT = "anlan.public.proof "


def issue(purpose: str, *, at: datetime) -> str:
    return signing.dumps([uuid7(), int(at.timestamp())], salt=_SALT + purpose)


def read(token: str, purpose: str, *, at: datetime) -> str:
    """Return the key of the act. Raises Invalid for a token that is not ours, too fresh or too old."""
    try:
        key, stamp = signing.loads(token, salt=_SALT + purpose)
    except signing.BadSignature:
        raise Invalid(
            "public.proof", _("This form was not opened here. Open it anew and send it again.")
        ) from None
    age = at.timestamp() - stamp
    if age < LEAST.total_seconds():
        raise Invalid(
            "public.fast", _("The form was sent faster than anybody reads it. Wait a moment, then send it.")
        )
    if age > LONGEST.total_seconds():
        raise Invalid("public.old", _("This form was opened more than 12 hours ago. Open it anew."))
    return str(key)
