"""Records as a phone sends them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.test import Client

from anlan.evidence.tests.factories import encoded, scene
from anlan.kernel.identity import uuid7
from anlan.testing import NOON, place, sign_in


def jpeg(width: int = 640, height: int = 480, seed: int = 1) -> bytes:
    return encoded(scene(seed, (width, height)))


class Phone:
    """A phone of the field page: signed in, known to the server, with keys of its own."""

    def __init__(self, username: str) -> None:
        self.client = sign_in(Client(), username)
        self.id = uuid7()
        answer = self.client.post(
            "/field/phone/",
            json.dumps({"id": self.id, "name": "Test", "waiting": 0, "skew": 0}),
            "application/json",
        )
        assert answer.status_code == 200, answer.content

    def put(self, path: str, content: bytes, **headers: str) -> Any:
        return self.client.put(
            path, content, content_type="application/octet-stream", headers={"X-Device": self.id, **headers}
        )

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"X-Device": self.id})

    def send(
        self,
        key: str,
        flow: str,
        step: str,
        *,
        at: datetime = NOON,
        sent: datetime | None = None,
        **more: Any,
    ) -> Any:
        body = {"flow": flow, "step": step, "at": at.isoformat(), "sent": (sent or at).isoformat(), **more}
        return self.put(f"/field/records/{key}/", json.dumps(body).encode())

    def visit(self, key: str, premises: str = "shop", **more: Any) -> Any:
        given = {
            "premises": place(premises).pk,
            "mode": "announced",
            "focus": "fire doors",
            "situation": "as usual",
        }
        return self.send(key, "visit", "record", input=given | more.pop("input", {}), **more)

    def hazard(self, key: str, visit: str, **more: Any) -> Any:
        given = {
            "visit": {"of": visit}, "description": "The fire door is blocked", "grade": "general", "category": "fire",
        }  # fmt: skip
        return self.send(
            key, "hazard", more.pop("step", "record"), input=given | more.pop("input", {}), **more
        )

    def photo(self, key: str, content: bytes, *, chunk: int = 400_000, size: int | None = None) -> Any:
        answer = None
        for offset in range(0, len(content), chunk):
            answer = self.part(key, content, offset, content[offset : offset + chunk], size=size)
        return answer

    def part(self, key: str, content: bytes, offset: int, chunk: bytes, *, size: int | None = None) -> Any:
        return self.put(
            f"/field/photos/{key}/", chunk,
            **{"X-Size": str(size or len(content)), "X-Offset": str(offset),
               "X-Sha256": hashlib.sha256(content).hexdigest()},
        )  # fmt: skip


__all__ = ["Phone", "jpeg", "uuid7"]
