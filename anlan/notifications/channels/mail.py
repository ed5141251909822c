"""Mail, by Django's own mail backend as the installation is set up."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from anlan.notifications.channels.base import Message


class MailChannel:
    """Sends all messages of a batch over one connection."""

    def send(self, messages: Sequence[Message]) -> list[str]:
        try:
            with get_connection() as connection:
                return [self._one(message, connection) for message in messages]
        except (OSError, SMTPException) as error:
            return [type(error).__name__] * len(messages)

    def _one(self, message: Message, connection: BaseEmailBackend) -> str:
        body = "\n\n".join(part for part in (message.text, message.href) if part)
        letter = EmailMessage(
            message.subject.replace("\n", " ")[:200],
            body,
            getattr(settings, "MAIL_FROM", "") or settings.DEFAULT_FROM_EMAIL,
            [message.target],
            connection=connection,
        )
        try:
            letter.send()
        except (OSError, SMTPException) as error:
            return type(error).__name__  # an answer of the server may quote what was sent
        return ""
