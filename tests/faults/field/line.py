"""A line between phone and server that breaks on purpose: TLS towards the phone, every kind of trouble on the way."""

from __future__ import annotations

import http.client
import random
import socket
import ssl
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KINDS = (
    "refused", "lost answer", "half up", "half down", "500", "502", "413", "401", "403", "429", "captive portal",
    "twice", "late", "ghost", "torn",
)  # fmt: skip
TOUCHED = ("/field/records/", "/field/photos/", "/field/hello/", "/field/phone/")
PAGE = b"<!doctype html><title>Somebody else's page</title>"


class Line:
    """Carries requests to the server; while `kinds` is set, each may meet one of these troubles."""

    def __init__(self, port: int, upstream: int, cert: Path, key: Path, seed: int) -> None:
        self.upstream, self.chance = upstream, random.Random(seed)
        self.kinds: tuple[str, ...] = ()
        self.share = 0.4
        self.edition = ""
        self.met: Counter[str] = Counter()
        self.ghosts: list[threading.Thread] = []
        self.lock = threading.Lock()
        line = self

        class Handler(_Handler):
            pass

        Handler.line = line
        self.server = _Server(("127.0.0.1", port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def trouble(self, path: str) -> str:
        with self.lock:
            if not self.kinds or not path.startswith(TOUCHED) or self.chance.random() > self.share:
                return ""
            kind = self.chance.choice(self.kinds)
            self.met[kind] += 1
            return kind

    def calm(self) -> None:
        """End all trouble, and wait for what still wanders about."""
        self.kinds = ()
        for ghost in self.ghosts:
            ghost.join(5)
        self.ghosts.clear()

    def send(
        self, method: str, path: str, headers: Any, body: bytes, *, cut: bool = False
    ) -> tuple[int, list[Any], bytes]:
        told = {
            name: value
            for name, value in headers.items()
            if name.lower() not in ("connection", "accept-encoding")
        }
        told |= {"X-Forwarded-Proto": "https", "Connection": "close"}
        if cut:
            with socket.create_connection(("127.0.0.1", self.upstream), timeout=5) as plain:
                head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in told.items())
                plain.sendall(head.encode() + b"\r\n" + body[: len(body) // 2])
            return 0, [], b""
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=20)
        connection.request(method, path, body=body or None, headers=told)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), content


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections break here all the time."""


class _Handler(BaseHTTPRequestHandler):
    line: Line
    protocol_version = "HTTP/1.1"

    def log_message(self, *_told: Any) -> None:
        return

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self._carry(body)
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = _any  # noqa: N815 -- the names that the handler is called by

    def _carry(self, body: bytes) -> None:
        kind = self.line.trouble(self.path)
        go = (self.command, self.path, self.headers)
        if kind == "refused":
            return self._hang_up()
        if kind in {"500", "502", "413", "401", "403", "429", "captive portal"}:
            return self._say(
                200 if kind == "captive portal" else int(kind), [("Content-Type", "text/html")], PAGE
            )
        if kind == "half up":
            self.line.send(*go, body, cut=True)
            return self._hang_up()
        if kind == "ghost":  # arrives after the phone has given it up
            self._later(go, body)
            return self._hang_up()
        if kind == "torn" and self.path.startswith("/field/photos/") and body:
            body = body[:-1] + bytes([body[-1] ^ 0xFF])
        if kind == "late":
            time.sleep(self.line.chance.uniform(0.02, 0.25))
        if kind == "twice":
            other = threading.Thread(target=self._quietly, args=(go, body), daemon=True)
            other.start()
            self.line.ghosts.append(other)
        status, headers, content = self.line.send(*go, body)
        if kind == "lost answer":
            return self._hang_up()
        if self.path == "/field/sw.js" and self.line.edition:
            content = content.replace(b'{"edition": "', b'{"edition": "' + self.line.edition.encode())
        return self._say(status, headers, content, half=kind == "half down")

    def _later(self, go: Any, body: bytes) -> None:
        def arrive() -> None:
            time.sleep(self.line.chance.uniform(0.1, 0.8))
            self._quietly(go, body)

        ghost = threading.Thread(target=arrive, daemon=True)
        ghost.start()
        self.line.ghosts.append(ghost)

    def _quietly(self, go: Any, body: bytes) -> None:
        try:
            self.line.send(*go, body)
        except (OSError, http.client.HTTPException):
            return

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _say(self, status: int, headers: list[Any], content: bytes, *, half: bool = False) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if half else content)
        if half:
            self._hang_up()
