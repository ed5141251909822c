"""How a notice leaves: mail, text messages, group chats. None is on until the operator sets it up."""

from anlan.notifications.channels.base import Channel, Message, available

__all__ = ["Channel", "Message", "available"]
