"""The gateway of text messages, against a server of this machine: a yes, a no, silence, and odd answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from anlan.notifications.channels import Message, base, sms

KEY = "a-key-of-the-test"
HELLO = Message(
    "13900000001", "今日报告", "请于 16:00 前报送" + "！" * 400, "https://anzhou.example/reports/1/"
)


class Gateway(ThreadingHTTPServer):
    """Answers as it is told, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[bytes] = []
        self.taken: list[tuple[str, str, dict[str, str]]] = []
        self.hangs = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is expected here."""


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, self.headers["Authorization"] or "", json.loads(body)))
        answer = self.server.answers.pop(0) if self.server.answers else b"HTTP/1.1 200 OK\r\n\r\n"
        if answer == b"hang":
            self.server.hangs.wait(5)
        self.wfile.write(answer)
        self.close_connection = True

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_given: Any) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    settings.SMS_KEY = KEY
    monkeypatch.setattr(sms, "SECONDS", 0.3)
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.hangs.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_gateway_is_given_number_and_words_with_the_key(gateway: Gateway) -> None:
    faults = sms.of(gateway.address).send([HELLO, HELLO])

    assert faults == ["", ""]
    path, key, told = gateway.taken[0]
    assert (path, key, told["to"]) == ("/send", f"Bearer {KEY}", HELLO.target)
    assert told["text"].startswith("今日报告\n请于 16:00 前报送")
    assert len(told["text"]) == sms.LONGEST


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", ""),
        (b"HTTP/1.1 402 Payment Required\r\nContent-Length: 0\r\n\r\n", "HTTP 402"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", "HTTP 503"),
        (b"this is no answer of a web server\r\n\r\n", "BadStatusLine"),
        (b"", "RemoteDisconnected"),
    ],
    ids=["taken later", "refused", "busy", "gibberish", "hung up"],
)
def test_what_is_no_yes_is_told_without_what_was_sent(gateway: Gateway, answer: bytes, fault: str) -> None:
    gateway.answers = [answer]

    (told,) = sms.of(gateway.address).send([HELLO])

    assert told == fault
    assert len(gateway.taken) == 1


def test_a_gateway_that_leads_elsewhere_has_not_taken_it_and_elsewhere_gets_no_key(gateway: Gateway) -> None:
    gateway.answers = [b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"]

    assert sms.of(gateway.address).send([HELLO]) == ["HTTP 302"]
    assert [path for path, _key, _told in gateway.taken] == ["/send"]


def test_a_silent_gateway_is_asked_once_a_batch(gateway: Gateway) -> None:
    gateway.answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"hang"]

    faults = sms.of(gateway.address).send([HELLO] * 50)

    assert faults == ["", "TimeoutError", *["TimeoutError"] * 48]
    assert len(gateway.taken) == 2


def test_a_gateway_that_is_not_there_is_asked_once_a_batch() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"

    assert sms.of(address).send([HELLO] * 3) == ["URLError"] * 3


def test_a_slow_gateway_leaves_the_rest_for_the_next_minute(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "BATCH_SECONDS", 0.0)

    assert sms.of(gateway.address).send([HELLO] * 3) == ["", base.LATER, base.LATER]
