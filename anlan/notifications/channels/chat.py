"""Group chats (WeCom, DingTalk, Feishu and others) through apprise, an optional extra: `pip install anlan[chat]`.

`chats.json` in the data folder says what each chat's address is, `{"值班群": "wecombot://…"}`: such an address is a key
to the group, so it stands in that file alone, readable by its owner; routes know the chat by its name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from anlan.notifications.channels.base import Message, one_by_one


def _addresses() -> dict[str, str]:
    path = Path(settings.HOME) / "chats.json"
    try:
        told: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}


def names() -> list[str]:
    """Return the chats of this installation; none where apprise is not installed. Imports nothing."""
    addresses = _addresses()
    return sorted(addresses) if addresses and find_spec("apprise") is not None else []


class ChatChannel:
    """Posts each message into the chat of its name."""

    def send(self, messages: Sequence[Message]) -> list[str]:
        apprise: Any = import_module("apprise")  # loads for a quarter of a second: only where a chat is used
        addresses = _addresses()
        return one_by_one(
            messages, lambda message: (self._one(apprise, addresses.get(message.target, ""), message), True)
        )

    def _one(self, apprise: Any, address: str, message: Message) -> str:
        chat = apprise.Apprise()
        if not address or not chat.add(address):
            return "no such chat"
        body = "\n".join(part for part in (message.text, message.href) if part) or message.subject
        return "" if chat.notify(title=message.subject, body=body) else "not taken by the chat"
