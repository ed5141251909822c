"""The part of the Python client that no operation changes: requests, retries, pages, files, errors.

`anlan client` puts it in front of the methods, one for each operation. Standard library only, Python 3.11, so that
the one file can be copied into any programme.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RETRIED = (502, 503, 504)
WAITS = (0.5, 2.0, 8.0)


class AnlanRefused(Exception):
    """What the server refused: the status, its code, what is wrong and what to do, and the faults by field."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.message = str(told.get("message", ""))
        self.field = str(told.get("field", ""))
        self.errors: dict[str, list[str]] = told.get("errors") or {}
        super().__init__(f"{status} {self.code}: {self.message}")


class AnlanUnreachable(Exception):
    """No answer after every retry. The act may have been done: send it again with the same `key`."""

    def __init__(self, why: str, key: str) -> None:
        self.key = key
        super().__init__(f"{why} (key {key})" if key else why)


class Client:
    """Speaks to one installation with one access token.

    `address` is where people open it, e.g. `https://anlan.example.gov.cn`. `language` is that of messages ("zh-hans",
    "en"). Acts carry an Idempotency-Key, chosen here unless given, so that a retry is answered and not done twice.
    """

    def __init__(
        self, address: str, token: str, *, language: str = "zh-hans", timeout: float = 60, context: Any = None
    ) -> None:
        self.address = address.rstrip("/")
        self.token = token
        self.language = language
        self.timeout = timeout
        self.context = context

    def request(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        files: dict[str, Path | tuple[str, bytes]] | None = None,
        key: str = "",
    ) -> Any:
        """Send a request; return what JSON holds, or the bytes of a file. Raises AnlanRefused, AnlanUnreachable."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        sent = None
        if files is not None:
            sent, headers["Content-Type"] = _multipart(body or {}, files)
        elif method != "GET":
            sent, headers["Content-Type"] = json.dumps(body or {}).encode(), "application/json"
        if key:
            headers["Idempotency-Key"] = key
        url = self.address + path + _query(query or {})
        safe = method == "GET" or bool(key)
        for wait in (*WAITS, None):
            asked = urllib.request.Request(url, data=sent, headers=headers, method=method)  # noqa: S310
            try:
                with urllib.request.urlopen(asked, timeout=self.timeout, context=self.context) as answer:  # noqa: S310
                    data = answer.read()
                    return json.loads(data) if "json" in answer.headers.get("Content-Type", "") else data
            except urllib.error.HTTPError as error:
                told = _told(error)
                if error.code not in RETRIED or not safe or wait is None:
                    raise AnlanRefused(error.code, told) from None
            except (urllib.error.URLError, OSError) as error:
                if not safe or wait is None:
                    raise AnlanUnreachable(str(error), key) from error
            time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def pages(self, path: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield every row of a list, following `next` to its end."""
        page = self.request("GET", path, query=query)
        while True:
            yield from page["rows"]
            if not page.get("next"):
                return
            page = self.request(
                "GET", urllib.parse.urlsplit(page["next"])._replace(scheme="", netloc="").geturl()
            )

    def events(self, since: int = 0, kinds: str = "") -> Iterator[dict[str, Any]]:
        """Yield what has changed since a number, in order, to the end of the journal. Keep the `seq` of the last one
        that you have dealt with and begin there the next time."""
        while True:
            page = self.request("GET", "/api/v1/changes", query={"since": since, "kinds": kinds or None})
            yield from page["events"]
            if page["next"] >= page["head"] or page["next"] <= since:
                return
            since = page["next"]


def signature(key: str, stamp: str, mark: str, body: bytes) -> str:
    """Return what a message bears: HMAC-SHA256 with the key over the time stamp, the mark and the body."""
    message = f"{stamp}.{mark}.".encode() + body
    return "sha256=" + hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def alarm_headers(source: str, key: str, body: bytes) -> dict[str, str]:
    """Return the headers with which a plant's system sends alarms: `source` is its number, `key` its key."""
    stamp, nonce = str(int(time.time())), uuid.uuid4().hex
    return {
        "Content-Type": "application/json",
        "X-Anlan-Source": source,
        "X-Anlan-Timestamp": stamp,
        "X-Anlan-Nonce": nonce,
        "X-Anlan-Signature": signature(key, stamp, nonce, body),
    }


def is_signed(headers: Any, body: bytes, key: str, *, window: float = 300) -> bool:
    """Tell whether a webhook comes from the installation that gave the key, and now. `headers` must not mind case."""
    stamp, mark = headers.get("X-Anlan-Timestamp") or "", headers.get("X-Anlan-Event") or ""
    if not (stamp.isascii() and stamp.isdigit()) or abs(time.time() - int(stamp)) > window:
        return False
    right = signature(key, stamp, mark, body)
    given = (headers.get("X-Anlan-Signature") or "").split(",")
    return any(hmac.compare_digest(right.encode(), one.strip().encode("utf-8", "replace")) for one in given)


def _query(values: dict[str, Any]) -> str:
    """Return `?a=1&b=2` of what is given; a list stands as often as it has values."""
    given = {
        name: ("true" if value else "false") if isinstance(value, bool) else value
        for name, value in values.items()
        if value is not None
    }
    return "?" + urllib.parse.urlencode(given, doseq=True) if given else ""


def _told(error: urllib.error.HTTPError) -> dict[str, Any]:
    with error:
        try:
            told = json.loads(error.read())
        except ValueError:
            told = None
    return told if isinstance(told, dict) else {"message": error.reason}


def _multipart(values: dict[str, Any], files: dict[str, Path | tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = []
    for name, value in values.items():
        if value is not None:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts.append(head.encode() + str(value).encode() + b"\r\n")
    for name, file in files.items():
        shown, content = (file.name, file.read_bytes()) if isinstance(file, Path) else file
        shown = shown.replace('"', "'").replace("\r", " ").replace("\n", " ")
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _part(value: Any) -> str:
    """Return a value as one part of a path."""
    return urllib.parse.quote(str(value), safe="")
