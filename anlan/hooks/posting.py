"""One connection to a receiver: messages posted one by one, each within its time, to an address that was judged.

No redirect is followed and no proxy asked. TLS is checked against the machine's authorities (SSL_CERT_FILE names
others). Nothing here asks the database: it runs in a thread of its own.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from anlan.hooks import addresses
from anlan.hooks.addresses import Address
from anlan.kernel.errors import Invalid

SECONDS = 10.0
"""How long one message may take, from the look-up of the name to the last byte of the answer that is read."""
MOST_READ = 4_096
MOST_KEPT = 300
LONGEST_AFTER = 3_600
TOO_LONG = "no answer within {seconds:.0f} seconds"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt: the status of HTTP (None: there was no answer) and how the answer begins."""

    status: int | None
    answer: str
    took_ms: int
    after: int = 0  # the receiver asks to be left alone for so many seconds

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refused(self) -> bool:
        """Tell whether the receiver says that this message is wrong: sending it again changes nothing."""
        return self.status is not None and 400 <= self.status < 500 and self.status not in (408, 425, 429)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


class Line:
    """A connection that is opened with the first message and again when it was lost."""

    def __init__(self, address: str) -> None:
        self.text = address
        self.address: Address | None = None
        self.connection: http.client.HTTPConnection | None = None
        self.until = float("inf")

    def post(self, body: bytes, headers: Mapping[str, str]) -> Result:
        """Send one message; every fault is a result, none is raised."""
        began = time.monotonic()
        self.until = began + SECONDS
        try:
            status, answer, after = self._sent(body, headers)
            self._left()  # what was broken off looks like an answer whose end is missing
        except Invalid as fault:
            status, answer, after = None, str(fault), 0
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as fault:
            late = isinstance(fault, TimeoutError) or time.monotonic() >= self.until - 0.05
            status, answer, after = None, TOO_LONG.format(seconds=SECONDS) if late else _said(fault), 0
        finally:
            self.until = float("inf")
        if status is None:
            self.close()
        return Result(status, answer[:MOST_KEPT], round((time.monotonic() - began) * 1000), after)

    def abort(self) -> None:
        """Break off an attempt that lasts: of a receiver that sends a byte now and then no single wait is too long."""
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _sent(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, int]:
        reused = self.connection is not None
        try:
            return self._asked(body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not reused:
                raise
            self.close()  # the receiver had closed it meanwhile; the same event comes with the same id
            return self._asked(body, headers)

    def _asked(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, int]:
        connection = self.connection or self._connected()
        assert self.address is not None
        assert connection.sock is not None
        connection.sock.settimeout(self._left())
        given = {"Host": self.address.named, **headers}
        connection.request("POST", self.address.target, body=body, headers=given)
        connection.sock.settimeout(self._left())
        answer = connection.getresponse()
        if connection.sock is not None:
            connection.sock.settimeout(self._left())
        content = answer.read(MOST_READ)
        after = answer.headers.get("Retry-After", "")
        if answer.will_close or not answer.isclosed():
            self.close()  # a long answer is not read to its end
        told = content.decode("utf-8", "replace").replace("\x00", "").strip()
        if 300 <= answer.status < 400:
            told = f"redirect, not followed: {answer.headers.get('Location', '')}"
        seconds = min(int(after), LONGEST_AFTER) if after.isascii() and after.isdigit() else 0
        return answer.status, told, seconds

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _connected(self) -> http.client.HTTPConnection:
        """Open the connection, to one of the addresses that the name has now and that were judged."""
        self.address = address = addresses.taken_apart(self.text)
        fault: OSError | None = None
        for ip in addresses.resolved(address):
            try:
                sock = socket.create_connection((str(ip), address.port), timeout=self._left())
                break
            except OSError as error:
                fault = error
        else:
            raise fault or OSError("the name has no address")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.is_tls:
            sock.settimeout(self._left())
            try:
                sock = _context().wrap_socket(sock, server_hostname=address.host)
            except BaseException:
                sock.close()
                raise
        self.connection = http.client.HTTPConnection(address.host, address.port)
        self.connection.sock = sock
        return self.connection


def _said(fault: Exception) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"certificate: {fault.verify_message}"
    text = getattr(fault, "strerror", None) or str(fault)
    return f"{type(fault).__name__}: {text}" if text else type(fault).__name__
