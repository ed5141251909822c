"""How a notice leaves: mail, text messages, group chats. None is on until the operator sets it up."""

from __future__ import annotations

from django.conf import settings

from anlan.notifications.channels import chat, sms
from anlan.notifications.channels.base import Channel, Message
from anlan.notifications.channels.mail import MailChannel
from anlan.notifications.models import Via

__all__ = ["Channel", "Message", "available"]


def available() -> dict[str, Channel]:
    """Return the channels that this installation has been set up with; apprise is loaded by none of this."""
    channels: dict[str, Channel] = {}
    if getattr(settings, "MAIL_ON", False):
        channels[Via.MAIL] = MailChannel()
    if settings.SMS:
        channels[Via.SMS] = sms.of(settings.SMS)
    if chat.names():
        channels[Via.CHAT] = chat.ChatChannel()
    return channels
