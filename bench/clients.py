"""Browsers in one thread: requests of many clients at the times at which they want to send, each on its own connection.

A latency counts from the moment at which the client wanted to send, so that a server that is behind shows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

CSRF = "b" * 32
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Client:
    """One browser: its cookie, and a connection that it keeps."""

    port: int
    session: str
    language: str = "en"
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, b"", headers)

    async def post(self, path: str, **form: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": CSRF, **form}).encode()
        return await self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    async def post_and_vanish(self, path: str, **form: str) -> None:
        """Send a form and cut the line: whether the server has it, nobody knows."""
        body = urlencode({"csrfmiddlewaretoken": CSRF, **form}).encode()
        _reader, writer = await self._connect()
        writer.write(
            self._head("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}) + body
        )
        await writer.drain()
        await self.close()

    async def close(self) -> None:
        if self._streams is not None:
            writer, self._streams = self._streams[1], None
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or self._streams[1].is_closing():
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    def _head(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: sessionid={self.session}; csrftoken={CSRF}; django_language={self.language}",
            f"Referer: http://127.0.0.1:{self.port}/",
            f"Content-Length: {len(body)}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        reader, writer = await self._connect()
        writer.write(self._head(method, path, body, headers) + body)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        first, *rest = head.decode("latin-1").split("\r\n")
        told = {n.lower(): v for n, v in (line.split(": ", 1) for line in rest if ": " in line)}
        length = int(told.get("content-length", 0))
        content = await asyncio.wait_for(reader.readexactly(length), PATIENCE) if length else b""
        if told.get("connection", "").lower() == "close":
            await self.close()
        return Answer(int(first.split()[1]), told, content)


@dataclass
class Times:
    """Latencies in milliseconds."""

    values: list[float] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0

    def at(self, share: float) -> float:
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share) - 1)] if ordered else math.nan

    @property
    def rate(self) -> float:
        return len(self.values) / (self.ended - self.began) if self.ended > self.began else math.nan

    def __str__(self) -> str:
        p50, p95, p99 = (self.at(share) for share in (0.5, 0.95, 0.99))
        told = f"n {len(self.values)}, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, most {self.at(1):.0f} ms"
        return f"{told}, {self.rate:.1f} a second"


async def open_loop(acts: Sequence[tuple[float, Callable[[], Awaitable[None]]]]) -> Times:
    """Do each act at its second, whether the others are done or not; return their latencies."""
    times = Times(began=time.perf_counter())

    async def one(at: float, act: Callable[[], Awaitable[None]]) -> None:
        wanted = times.began + at
        await asyncio.sleep(max(0.0, wanted - time.perf_counter()))
        await act()
        times.values.append((time.perf_counter() - wanted) * 1000)

    await asyncio.gather(*(one(at, act) for at, act in acts))
    times.ended = time.perf_counter()
    return times


async def closed_loop(acts: Sequence[Callable[[], Awaitable[None]]], *, clients: int) -> Times:
    """Let so many clients do the acts one after the other, as fast as they are answered."""
    times = Times(began=time.perf_counter())
    waiting = iter(acts)

    async def client() -> None:
        for act in waiting:
            began = time.perf_counter()
            await act()
            times.values.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(client() for _n in range(clients)))
    times.ended = time.perf_counter()
    return times
