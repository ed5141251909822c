"""Text messages: a gateway that takes JSON by HTTPS, or a file that another programme of the house reads.

Gateways differ; whoever has another kind puts a small adapter of its own in front. The key of the gateway comes from
the environment (ANLAN_SMS_KEY) and is never written anywhere.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings

from anlan.notifications.channels.base import Channel, Message, one_by_one

FILE = "file"
LONGEST = 300
SECONDS = 10


def of(chosen: str) -> Channel:
    """Return the channel that ANLAN_SMS names: `file`, or the address of a gateway."""
    return FileGateway(Path(settings.HOME) / "sms.jsonl") if chosen == FILE else HttpGateway(chosen)


class FileGateway:
    """Appends a line of JSON for each message, and has a batch on the disk before it says so."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, messages: Sequence[Message]) -> list[str]:
        lines = "".join(
            json.dumps({"to": m.target, "text": m.whole()[:LONGEST]}, ensure_ascii=False) + "\n"
            for m in messages
        )
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return [error.strerror or "file"] * len(messages)
        return [""] * len(messages)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that leads elsewhere has not taken the message, and elsewhere must not be sent the key."""

    def redirect_request(self, *_given: Any) -> None:
        return None


class HttpGateway:
    """Posts `{"to": number, "text": words}` for each message; any answer from 200 to 299 is a yes."""

    opener = urllib.request.build_opener(_NoRedirect)

    def __init__(self, address: str) -> None:
        self.address = address

    def send(self, messages: Sequence[Message]) -> list[str]:
        return one_by_one(messages, self._one)

    def _one(self, message: Message) -> tuple[str, bool]:
        body = json.dumps({"to": message.target, "text": message.whole()[:LONGEST]}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_KEY}"}
        request = urllib.request.Request(self.address, body, headers, method="POST")  # noqa: S310 -- the operator's
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}", True
        except urllib.error.HTTPError as error:
            with error:
                return f"HTTP {error.code}", True
        except HTTPException as error:  # an answer that is none; RemoteDisconnected is one of these too
            return type(error).__name__, True
        except OSError as error:
            return type(error).__name__, False
