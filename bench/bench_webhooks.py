"""Webhooks: deliveries a second to one receiver against a raw loop of the same POSTs; nine beside one that hangs.

The receivers are another process on this machine that answers at once; the one that hangs takes a message and never
answers. The raw loop sends the very bodies with the same headers over one connection and keeps nothing.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench.ground import SMALL, Watch, note, on_engines, size, tell

EVENTS = size(3_000, 200)
FEW = size(300, 40)
OTHERS = 9
LEAST = 50.0
"""Deliveries a second: many times what a city of 81,500 hazards a year journals in its busiest hour."""

SERVER = '''
import asyncio, sys
async def take(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            lines = head.lower().split(b"\\r\\n")
            length = next(int(one.split(b":")[1]) for one in lines if one.startswith(b"content-length"))
            await reader.readexactly(length)
            if b"POST /hang" in head:
                await asyncio.sleep(600)
            writer.write(b"HTTP/1.1 204 No Content\\r\\nContent-Length: 0\\r\\n\\r\\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(take, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
'''  # fmt: skip


@contextmanager
def serving() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


def measure() -> None:
    from django.conf import settings

    from anlan.api.telling import readable
    from anlan.hooks import acts, posting
    from anlan.hooks.models import Delivery
    from anlan.hooks.sender import Sender
    from anlan.org.scope import SYSTEM
    from anlan.testing import person, small_city
    from anlan.testing.cases import many_visits

    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    small_city()

    def register(address: str) -> Any:
        given = {"name": "bench", "address": address, "account": person("county1").pk}
        return acts.register(by=SYSTEM, given=given, key=None)

    with serving() as address:
        made = register(f"{address}/one")
        many_visits(EVENTS)
        sender = Sender(readable())
        with Watch() as watch:
            sender.drain(seconds=600)
        _all_delivered(made.receiver, EVENTS)
        raw = _raw(f"{address}/one", sender, made)
        tell(
            "hook",
            f"{EVENTS} deliveries to one receiver, signed and written down",
            EVENTS / watch.wall,
            "per s",
            least=None if SMALL else LEAST,
        )
        tell("hook", "the same POSTs by a raw loop", EVENTS / raw.wall, "per s")
        tell("hook", "share of the raw loop, which keeps nothing", raw.wall / watch.wall)
        tell("hook", "CPU of our process a delivery", 1000 * watch.cpu / EVENTS, "ms")
        acts.take(made.receiver, "close", by=SYSTEM, given={"reason": "done"}, key=None)

        several = [register(f"{address}/{n}").receiver for n in range(OTHERS)]
        hanging = register(f"{address}/hang").receiver
        alone, beside = [], []
        for _turn in range(3):  # in turn, so that the load of the machine falls on both
            acts.take(hanging, "pause", by=SYSTEM, given={"reason": "bench"}, key=None)
            alone.append(_reach_all(Sender(readable()), several, lambda: many_visits(FEW)))
            acts.take(hanging, "resume", by=SYSTEM, given={"begin": "now", "reason": "bench"}, key=None)
            beside.append(_reach_all(Sender(readable()), several, lambda: many_visits(FEW)))
        assert not Delivery.objects.filter(receiver=hanging, state="delivered").exists()
        note(f"one attempt at the receiver that hangs ends after {posting.SECONDS:.0f} s in its own thread")
        plain, held = median(alone), median(beside)
        tell("hook", f"{FEW} events to {OTHERS} receivers: all reached after, median of 3", plain, "s")
        tell(
            "hook", "the same with a tenth that hangs", held, "s", most=None if SMALL else max(1.5 * plain, 2)
        )


def _all_delivered(receiver: Any, count: int) -> None:
    from anlan.hooks.models import Delivery

    found = Delivery.objects.filter(receiver=receiver, state="delivered").count()
    if found < count:
        raise RuntimeError(f"{found} of {count} were delivered")


def _raw(address: str, sender: Any, made: Any) -> Watch:
    """Post the same bodies with the same headers in a loop over one connection."""
    from anlan.hooks import events, keys
    from anlan.kernel import clock
    from anlan.org.actors import actor_for

    actor = actor_for(made.receiver.account, at=clock.now())
    told = events.changes(actor, sender.readable, since=0, most=EVENTS, scanned=EVENTS).events
    from anlan.hooks.sender import Item

    messages = []
    for event in told:
        body = Item(event["id"], event["event"], event).body()
        messages.append(
            (body, keys.headers(made.receiver.number, [made.key], event["id"], body, stamp="1666584000"))
        )
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    with Watch() as watch:
        for body, headers in messages:
            connection.request("POST", parts.path, body=body, headers=headers)
            connection.getresponse().read()
    if len(messages) != EVENTS:
        raise RuntimeError(f"{len(messages)} messages instead of {EVENTS}")
    return watch


def _reach_all(sender: Any, receivers: list[Any], work: Any) -> float:
    """Record events and send until all of these receivers have them; return the seconds of the sending."""
    from anlan.hooks.models import Course
    from anlan.journal.models import Entry

    work()
    last = Entry.objects.filter(kind="visit").order_by("-seq").values_list("seq", flat=True)[0]
    began = time.perf_counter()
    while Course.objects.filter(receiver__in=receivers, seq__gte=last).count() < len(receivers):
        sender.round(wait=0.02)
        if time.perf_counter() - began > 300:
            raise RuntimeError("not all were reached within five minutes")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_webhooks", measure))
