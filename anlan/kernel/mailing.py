"""Mail: one letter to one address, through whatever `ANLAN_MAIL_URL` names. Nothing leaves where it is not set.

    with mailing.post() as send:
        send(Letter(key="bulletin-12-7", to="aj@example.cn", subject=…, text=…, files=(File(…),)))

Callers keep their own row for each letter: this module sends, it does not remember.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

MOST_CHARACTERS = 254  # of an address: RFC 5321 leaves 256 for the path with its angle brackets
FOR_GOOD = range(500, 600)
"""Replies of SMTP after which the same letter would be refused again (RFC 5321 §4.2.1)."""

_OURS = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)
"""Refusals, whatever their number, that are about who sends and not about the letter."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a letter."""

    name: str
    content: bytes
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one address. The same `key` gives the same Message-ID: who gets it twice can tell."""

    key: str
    to: str
    subject: str
    text: str
    files: tuple[File, ...] = ()


class NotSent(Exception):
    """A letter was not taken. `for_good`: the same letter to the same address would be refused again.

    `in_doubt`: the connection ended after the letter was handed over and before the server answered. It may have
    arrived: sent again by itself it might come twice.
    """

    def __init__(self, reason: str, *, for_good: bool, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good
        self.in_doubt = in_doubt


Send = Callable[[Letter], None]


def is_on() -> bool:
    """Tell whether this installation sends mail."""
    return bool(settings.MAIL_ON)


def is_address(text: str) -> bool:
    """Tell whether a text is one mail address, in ASCII, without a name before it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= MOST_CHARACTERS


@contextmanager
def post() -> Iterator[Send]:
    """Return what sends letters over one connection, opened with the first. A letter not taken raises NotSent."""
    connection = get_connection()

    def send(letter: Letter) -> None:
        message = EmailMessage(
            subject=re.sub(r"[\x00-\x20]+", " ", letter.subject).strip(),
            body=letter.text,
            from_email=settings.MAIL_FROM,
            to=[letter.to],
            headers={"Message-ID": message_id(letter.key)},
            connection=connection,
        )
        for file in letter.files:
            message.attach(file.name, file.content, file.type)
        handed: list[bool] = []
        try:
            connection.open()
            _watch(getattr(connection, "connection", None), handed)
            message.send()
        except (smtplib.SMTPException, OSError, MessageError, ValueError) as error:
            connection.close()  # what a broken connection holds must not meet the next letter
            answered = isinstance(error, smtplib.SMTPResponseException)
            in_doubt = bool(handed) and not answered
            raise NotSent(_told(error), for_good=_is_for_good(error), in_doubt=in_doubt) from error

    try:
        yield send
    finally:
        connection.close()


def _watch(client: Any, handed: list[bool]) -> None:
    """Let a client of SMTP note that it began to hand over a letter's text."""
    if not isinstance(client, smtplib.SMTP):
        return

    def data(text: Any) -> tuple[int, bytes]:
        handed.append(True)
        return smtplib.SMTP.data(client, text)

    client.data = data  # type: ignore[method-assign, assignment]


def message_id(key: str) -> str:
    """Return the Message-ID of a letter: its key at the host of the site."""
    local = re.sub(r"[^A-Za-z0-9.\-]", "-", key)
    return f"<{local}@{urlsplit(settings.SITE).hostname or 'anlan.invalid'}>"


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in FOR_GOOD for code, _reply in error.recipients.values())
    if isinstance(error, _OURS):
        return False  # the address is right, the setting or the server is not: it is sent once that is mended
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in FOR_GOOD
    return isinstance(error, (MessageError, ValueError))


def _told(error: Exception) -> str:
    """Return an error as a row keeps it, with the server's own words where it gave some."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies = [f"{code} {_text(reply)}" for code, reply in error.recipients.values()]
        return "; ".join(replies)[:300]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:300]
    return f"{type(error).__name__}: {error}"[:300]


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
