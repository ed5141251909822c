"""A system that is told of things: a real HTTP server on this machine that keeps what it gets."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass
class Listening:
    """A receiver: what came, and how it answers (status, seconds to wait, headers)."""

    address: str = ""
    got: list[Got] = field(default_factory=list)
    status: int = 204
    wait: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    answers: Callable[[Got], int] | None = None
    trickles: bool = False

    @property
    def events(self) -> list[str]:
        return [one.told["event"] for one in self.got]


def _handler(here: Listening) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            got = Got(self.path, dict(self.headers), body, time.monotonic())
            here.got.append(got)
            time.sleep(here.wait)
            if here.trickles:
                self._trickle()
                return
            self.send_response(here.answers(got) if here.answers else here.status)
            for name, value in here.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _trickle(self) -> None:
            """Send a byte of the answer now and then, and never all of it."""
            self.close_connection = True
            try:
                for sign in "HTTP/1.1 200 OK\r\nX-Slow: " + "x" * 200:
                    self.wfile.write(sign.encode())
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *_given: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def listening(**given: Any) -> Iterator[Listening]:
    """Serve a receiver on a free port of this machine inside the block."""
    here = Listening(**given)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(here))
    server.daemon_threads = True
    server.block_on_close = False
    here.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
