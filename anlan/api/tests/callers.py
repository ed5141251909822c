"""Programmes that call the API in tests, each with the token of an account."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from anlan.access import tokens
from anlan.access.models import TokenKind
from anlan.kernel import clock
from anlan.testing import person

ALL = ("read", "act", "journal")
ROOT = "/api/v1"


def token_of(username: str, *scopes: str, days: int = 30, kind: TokenKind = TokenKind.PERSONAL) -> str:
    """Return the secret of a new token; without scopes it is good for all that the account may have."""
    found = person(username)
    wanted = list(scopes) or (["read", "act"])
    _token, secret = tokens.make(
        found, kind=kind, by=None, purpose="test", scopes=wanted, days=days, at=clock.real_now()
    )
    return secret


class Caller:
    """A programme with a token; answers are JSON, `status` is that of the last."""

    def __init__(self, secret: str = "", *, language: str = "en", quiet: bool = False) -> None:
        self.client = Client(raise_request_exception=not quiet)
        self.headers = {"accept-language": language}
        if secret:
            self.headers["authorization"] = f"Bearer {secret}"
        self.status = 0
        self.response: Any = None

    def get(self, path: str, **query: Any) -> Any:
        return self._told(self.client.get(f"{ROOT}{path}", query, headers=self.headers))

    def post(
        self, path: str, body: Any = None, *, key: str = "", raw: bytes | None = None, **headers: str
    ) -> Any:
        data = raw if raw is not None else json.dumps({} if body is None else body)
        sent = self.headers | headers | ({"idempotency-key": key} if key else {})
        kind = sent.pop("content_type", "application/json")
        return self._told(self.client.post(f"{ROOT}{path}", data, content_type=kind, headers=sent))

    def step(self, path: str, *, key: str = "", at: Any = None, revision: Any = None, **given: Any) -> Any:
        body: dict[str, Any] = {"input": given}
        body |= {"at": at} if at is not None else {}
        body |= {"revision": revision} if revision is not None else {}
        return self.post(path, body, key=key)

    def _told(self, response: Any) -> Any:
        self.response, self.status = response, response.status_code
        is_json = response["Content-Type"].startswith("application/json")
        return json.loads(response.content) if is_json else response.content


def caller(username: str, *scopes: str, **options: Any) -> Caller:
    return Caller(token_of(username, *scopes), **options)
